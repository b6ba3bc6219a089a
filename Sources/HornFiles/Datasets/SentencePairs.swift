import HornTensor

/// Sentences and their translations, as the Tatoeba project offers them: a line each, separated by tabs.
///
///     let pairs = try SentencePairs.load(path: "fra-eng.zip", count: 10_000)
///     print(pairs[0].source, pairs[0].target)  // Go. Va !
public enum SentencePairs {
  /// A sentence and a translation of it.
  public struct Pair: Hashable, Sendable {
    /// The sentence.
    public let source: String
    /// Its translation.
    public let target: String

    /// A pair of a program's own.
    public init(source: String, target: String) {
      self.source = source
      self.target = target
    }
  }

  /// Reads pairs from a text file, or from the text file in a zip or tar archive (`fra-eng.zip`); further columns are left
  /// out.
  ///
  /// - Parameter count: how many to read from the front; nil for all.
  /// - Throws: `HornError` where the count is negative, the file cannot be read or a line has no tab (file and line are named).
  public static func load(path: String, count: Int? = nil) throws -> [Pair] {
    if let count, count < 0 {
      throw HornError(.value, "SentencePairs: count must be at least 0, or nil for all, got \(count)")
    }
    let lines = try lines(of: path)
    var pairs: [Pair] = []
    while count.map({ pairs.count < $0 }) ?? true, let line = try lines.next() {
      if line.isEmpty { continue }
      let columns = line.utf8.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
      guard columns.count >= 2 else {
        throw HornError(
          .format,
          "\(path), line \(lines.lineNumber): expected a sentence, a tab and its translation, got "
            + "\"\(line.prefix(60))\"")
      }
      pairs.append(Pair(source: String(Substring(columns[0])), target: String(Substring(columns[1]))))
    }
    if pairs.isEmpty, count != 0 { throw HornError(.format, "\(path): there are no sentences in it") }
    return pairs
  }

  /// The lines of a text file, or of the first one in an archive that is not a note about it (`_about.txt`).
  private static func lines(of path: String) throws -> LineReader {
    guard try isArchive(path) else { return try LineReader(path: path) }
    let archive = try ArchiveReader(path: path)
    while let entry = try archive.next() {
      let last = entry.path.split(separator: "/").last ?? ""
      guard entry.kind == .file, last.hasSuffix(".txt"), !last.hasPrefix("_"), !last.hasPrefix(".") else {
        continue
      }
      return try LineReader(MemorySource(try archive.bytes(), name: path))
    }
    throw HornError(.format, "\(path): there is no text file in this archive")
  }

  private static func isArchive(_ path: String) throws -> Bool {
    let window = ByteWindow(try CompressedSource.open(path), capacity: 512)
    _ = try window.refill()
    let head = window.unread
    // A tar archive says so at this place of its first block.
    return head.starts(with: [0x50, 0x4b, 0x03, 0x04])
      || head.dropFirst(257).starts(with: Array("ustar".utf8))
  }
}
