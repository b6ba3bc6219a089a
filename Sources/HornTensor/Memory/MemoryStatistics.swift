import HornKernels

/// What the caching allocator has done so far.
public struct MemoryStatistics: Hashable, Sendable {
  /// Blocks taken from the system; a steady training step adds none.
  public let systemAllocations: UInt64
  /// Bytes in use by tensors.
  public let liveBytes: Int
  /// Bytes freed and kept for reuse.
  public let cachedBytes: Int
  /// The most bytes that were in use at one time.
  public let peakBytes: Int

  /// The figures of this moment.
  public static var current: MemoryStatistics {
    let raw = horn_memory()
    return MemoryStatistics(
      systemAllocations: raw.system_allocations, liveBytes: raw.live_bytes,
      cachedBytes: raw.cached_bytes, peakBytes: raw.peak_bytes)
  }

  /// Gives the memory that is kept for reuse back to the system.
  public static func trimCache() { horn_trim_cache() }
}
