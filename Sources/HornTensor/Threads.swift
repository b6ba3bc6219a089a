import HornKernels

/// The thread pool that kernels share.
public enum Threads {
  /// Number of threads that work together, 1 to 256: `HORN_NUM_THREADS`, else the CPUs at hand.
  ///
  /// The same seed and the same count give the same bits.
  public static var count: Int {
    get { Int(horn_thread_count()) }
    set { horn_set_thread_count(Int32(clamping: newValue)) }
  }

  /// Runs the body for 0..<tasks on the pool and waits for all.
  package static func run(tasks: Int, _ body: (Int) -> Void) {
    guard tasks > 1 else {
      if tasks == 1 { body(0) }
      return
    }
    withoutActuallyEscaping(body) { escaping in
      var closure = escaping
      withUnsafeMutablePointer(to: &closure) { context in
        horn_parallel(
          Int32(tasks),
          { context, index in
            guard let context else { return }
            context.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(index))
          }, context)
      }
    }
  }

  /// Runs the body on a thread of its own, beside the pool; nobody waits for its end.
  ///
  /// - Returns: whether the system had a thread to give.
  package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let task = Unmanaged.passRetained(ThreadBody(body))
    let failed = horn_thread_start(
      { context in
        guard let context else { return }
        Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
      }, task.toOpaque())
    if failed != 0 { task.release() }
    return failed == 0
  }

  private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
