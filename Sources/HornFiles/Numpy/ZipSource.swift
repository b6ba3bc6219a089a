import CZip
import Foundation
import HornTensor

/// Where a zip archive comes from, and reading its entries.
enum ZipSource: Sendable {
  case file(String)
  case bytes([UInt8], name: String)

  var name: String {
    switch self {
    case .file(let path): path
    case .bytes(_, let name): name
    }
  }

  /// Opens the archive for the body and closes it.
  ///
  /// Every reader opens it anew, because libzip's handles belong to one thread.
  func withArchive<R>(_ body: (OpaquePointer) throws -> R) throws -> R {
    switch self {
    case .file(let path):
      let place = path.expandingTilde
      let attributes = try? FileManager.default.attributesOfItem(atPath: place)
      guard let attributes else { throw HornError(.file, "\(path): there is no such file") }
      // libzip takes a file without bytes for an archive without entries.
      guard attributes[.size] as? NSNumber != 0 else {
        throw HornError(.format, "\(path): the file is empty")
      }
      return try open(body) { error in zip_source_file_create(place, 0, -1, &error) }
    case .bytes(let bytes, _):
      guard !bytes.isEmpty else { throw HornError(.format, "\(name): the file is empty") }
      return try bytes.withUnsafeBytes { buffer in
        try open(body) { error in
          zip_source_buffer_create(buffer.baseAddress, zip_uint64_t(buffer.count), 0, &error)
        }
      }
    }
  }

  private func open<R>(
    _ body: (OpaquePointer) throws -> R, _ makeSource: (inout zip_error_t) -> OpaquePointer?
  ) throws -> R {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = makeSource(&error) else {
      throw HornError(.file, "\(name): cannot be opened: \(String(cString: zip_error_strerror(&error)))")
    }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
      zip_source_free(source)
      throw HornError(
        .format,
        "\(name): cannot be read as a zip archive: \(String(cString: zip_error_strerror(&error))); is it another kind "
          + "of file, or a copy that broke off?")
    }
    defer { zip_discard(archive) }
    return try body(archive)
  }

  /// The unpacked bytes of one entry, its checksum verified.
  func entry(_ place: UInt64, of archive: OpaquePointer) throws -> FileBytes {
    let entry = zip_get_name(archive, place, 0).map { "\"\(String(cString: $0))\"" } ?? "entry \(place)"
    var status = zip_stat_t()
    guard zip_stat_index(archive, place, 0, &status) == 0,
      status.valid & UInt64(ZIP_STAT_SIZE) != 0, status.valid & UInt64(ZIP_STAT_COMP_SIZE) != 0,
      let size = Int(exactly: status.size), let packed = Int(exactly: status.comp_size)
    else { throw HornError(.format, "\(name): the size of \(entry) cannot be read") }
    // Deflate makes at most 1,032 bytes of one; a claim beyond it is a lie, whatever it wants us to do.
    guard (size - 1024) / 1032 <= packed else {
      throw HornError(.format, "\(name): \(entry) claims \(size) bytes, packed into \(packed)")
    }
    guard let file = zip_fopen_index(archive, place, 0) else {
      throw HornError(
        .format, "\(name): \(entry) cannot be opened: \(String(cString: zip_strerror(archive)))")
    }
    defer { zip_fclose(file) }
    let bytes = FileBytes()
    while bytes.count < size {
      // Growing with what has come keeps a false claim from taking memory that nothing will fill.
      let step = min(size - bytes.count, max(bytes.count, 1 << 24))
      let read = try bytes.append(atMost: step, name: name) { target, limit in
        let count = zip_fread(file, target, zip_uint64_t(limit))
        guard count >= 0 else {
          throw HornError(
            .format, "\(name): \(entry) is damaged: \(String(cString: zip_file_strerror(file)))")
        }
        return Int(count)
      }
      if read == 0 {
        throw HornError(.format, "\(name): \(entry) ends after \(bytes.count) of \(size) bytes")
      }
    }
    // The checksum is compared when the end is met.
    var beyond: UInt8 = 0
    guard zip_fread(file, &beyond, 1) == 0 else {
      throw HornError(
        .format, "\(name): \(entry) is damaged, or longer than the \(size) bytes that it claims")
    }
    return bytes
  }
}
