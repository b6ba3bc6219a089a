import HornTensor

/// Reads the lines of a text file one after the other, whatever the size of the file.
///
///     let lines = try LineReader(path: "reviews.txt")
///     while let line = try lines.next() { print(line) }
///
/// A line ends with `\n` or `\r\n`, which is taken off; UTF-8's byte order mark is passed over. A file compressed with
/// gzip, bzip2, xz or zstd is unpacked as it is read.
public final class LineReader {
  private let window: ByteWindow
  /// The number of the line that ``next()`` gave last, from 1; 0 before the first.
  public private(set) var lineNumber = 0

  /// Opens a file.
  ///
  /// - Throws: `HornError` where it cannot be opened.
  public convenience init(path: String) throws {
    try self.init(CompressedSource.open(path))
  }

  init(_ source: any ByteSource, capacity: Int = 1 << 18) throws {
    window = ByteWindow(source, capacity: capacity)
    try window.skipByteOrderMark()
  }

  /// The next line; nil behind the last one. What is not valid UTF-8 becomes U+FFFD.
  public func next() throws -> String? {
    try nextBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// Gives the bytes of the next line, which are valid only in the body; nil behind the last one.
  func nextBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) throws -> R? {
    // The body may look at it.
    lineNumber += 1
    let result = try window.line(body)
    if result == nil { lineNumber -= 1 }
    return result
  }

  /// The next lines, at most so many, in one piece of memory.
  ///
  /// - Returns: as many lines as wanted; fewer at the end of the file, and none behind it.
  public func next(count: Int) throws -> ByteStrings {
    var lines = ByteStringsBuilder()
    while lines.count < count, try nextBytes({ lines.append($0) }) != nil {}
    return lines.strings
  }
}
