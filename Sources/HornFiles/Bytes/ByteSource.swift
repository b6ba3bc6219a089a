/// Bytes that come one block after the other.
protocol ByteSource: AnyObject {
  /// What is read, for messages.
  var name: String { get }

  /// Writes the next bytes into the buffer, which is not empty; returns how many, 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}
