import CArchive
import Foundation
import HornTensor

/// An archive that libarchive reads, or a compressed stream.
final class ArchiveHandle {
  enum Content {
    case archive(ArchiveFormat)
    /// One file, compressed.
    case compressedFile
  }

  let name: String
  /// How many bytes the file has.
  let fileSize: Int
  let pointer: OpaquePointer
  private let content: Content
  private var isAtEnd = false

  init(path: String, _ content: Content) throws {
    name = path
    self.content = content
    let place = path.expandingTilde
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory) else {
      throw HornError(.file, "\(path): there is no such file")
    }
    guard !isDirectory.boolValue else {
      throw HornError(.file, "\(path): this is a directory; expected a file")
    }
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: (place as NSString).resolvingSymlinksInPath)
    fileSize = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    guard let pointer = archive_read_new() else {
      throw HornError(.file, "\(path): there is no memory to read it")
    }
    self.pointer = pointer
    // libarchive has filters that start other programs; these do not.
    archive_read_support_filter_gzip(pointer)
    archive_read_support_filter_bzip2(pointer)
    archive_read_support_filter_xz(pointer)
    archive_read_support_filter_zstd(pointer)
    switch content {
    case .compressedFile: archive_read_support_format_raw(pointer)
    case .archive(let format):
      if format != .zip { archive_read_support_format_tar(pointer) }
      if format != .tar { archive_read_support_format_zip(pointer) }
    }
    guard archive_read_open_filename(pointer, place, 1 << 16) == ARCHIVE_OK else { throw damaged("it") }
  }

  deinit { archive_read_free(pointer) }

  /// The most bytes that can honestly be in it.
  ///
  /// Deflate makes at most 1,032 bytes of one, xz some 6,900. bzip2 and zstd can make far more of bytes that are all
  /// alike, which is believed only of small files.
  var unpackedLimit: Int {
    let isTight = (0..<archive_filter_count(pointer)).contains { place in
      [ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD].contains(
        archive_filter_code(pointer, place))
    }
    let (limit, overflow) = fileSize.multipliedReportingOverflow(by: isTight ? 7500 : 1100)
    return overflow ? .max : max(limit, isTight ? 1 << 28 : 1 << 20)
  }

  /// Goes to the next entry; nil behind the last one.
  func nextEntry() throws -> OpaquePointer? {
    if isAtEnd { return nil }
    var entry: OpaquePointer?
    switch archive_read_next_header(pointer, &entry) {
    case ARCHIVE_EOF:
      isAtEnd = true
      return nil
    case ARCHIVE_OK, ARCHIVE_WARN: return entry
    default: throw damaged("the next entry")
    }
  }

  /// Reads from the entry into the buffer; 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer, _ what: String) throws -> Int {
    while true {
      let count = archive_read_data(pointer, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard count == Int(ARCHIVE_RETRY) else { throw damaged(what) }
    }
  }

  private func damaged(_ what: String) -> HornError {
    let reason = archive_error_string(pointer).map { String(cString: $0) } ?? "it is damaged"
    let kind: String
    switch content {
    case .archive(.auto): kind = "a tar or zip archive"
    case .archive(let format): kind = "a \(format.rawValue) archive"
    case .compressedFile: kind = "a compressed file"
    }
    return HornError(
      .format,
      "\(name): \(what) cannot be read: \(reason); expected \(kind). Is it another kind of file, or a copy that "
        + "broke off?")
  }
}
