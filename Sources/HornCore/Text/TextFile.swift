import HornKernels
import HornTensor

/// Text files of one term a line.
enum TextFile {
  /// The lines, without what ends them (a line feed, or a carriage return and one).
  ///
  /// - Throws: `HornError` that names the file.
  static func lines(path: String, owner: String) throws -> ByteStrings {
    var size = 0
    var reason: UnsafePointer<CChar>?
    guard let bytes = horn_file_read(path, &size, &reason) else {
      throw HornError(
        .file,
        "\(owner): the vocabulary file \(path) cannot be read: "
          + (reason.map { String(cString: $0) } ?? "unknown reason"))
    }
    defer { horn_file_release(bytes) }
    return lines(in: UnsafeBufferPointer(start: bytes, count: size))
  }

  static func lines(in bytes: UnsafeBufferPointer<UInt8>) -> ByteStrings {
    var lines = ByteStrings()
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      var line = rest[rest.startIndex..<end]
      if line.last == 0x0D { line = line.dropLast() }
      lines.append(utf8: line)
      rest = rest[Swift.min(end + 1, rest.endIndex)...]
    }
    return lines
  }
}
