import CArchive
import Foundation

/// Makes archives, also such as nobody should unpack.
enum ArchiveMaker {
  struct Entry {
    enum Kind {
      case file, folder, pipe, device
      case link(String)
      case hardLink(String)
    }

    let path: String
    var bytes: [UInt8] = []
    var kind = Kind.file
    var mode: UInt16 = 0o644

    init(_ path: String, _ text: String = "", _ kind: Kind = .file, mode: UInt16 = 0o644) {
      self.path = path
      bytes = Array(text.utf8)
      self.kind = kind
      self.mode = mode
    }
  }

  enum Container: CaseIterable {
    case tar, tarGzip, tarBzip2, tarXz, tarZstd, zip
  }

  static func write(_ entries: [Entry], to path: String, as container: Container = .tar) {
    let archive = archive_write_new()
    if container == .zip {
      archive_write_set_format_zip(archive)
    } else {
      archive_write_set_format_pax_restricted(archive)
    }
    addFilter(container, archive)
    archive_write_open_filename(archive, path)
    for entry in entries {
      let header = archive_entry_new()
      archive_entry_set_pathname_utf8(header, entry.path)
      archive_entry_set_pathname(header, entry.path)
      archive_entry_set_size(header, 0)
      var type: mode_t = 0o100000
      switch entry.kind {
      case .file: archive_entry_set_size(header, Int64(entry.bytes.count))
      case .folder: type = 0o040000
      case .link(let target):
        type = 0o120000
        archive_entry_set_symlink(header, target)
      case .hardLink(let target): archive_entry_set_hardlink(header, target)
      case .pipe: type = 0o010000
      case .device:
        type = 0o020000
        archive_entry_set_rdevmajor(header, 1)
        archive_entry_set_rdevminor(header, 3)
      }
      archive_entry_set_filetype(header, UInt32(type))
      archive_entry_set_perm(header, mode_t(entry.mode))
      archive_write_header(archive, header)
      if case .file = entry.kind { archive_write_data(archive, entry.bytes, entry.bytes.count) }
      archive_entry_free(header)
    }
    archive_write_close(archive)
    archive_write_free(archive)
  }

  private static func addFilter(_ container: Container, _ archive: OpaquePointer?) {
    switch container {
    case .tar, .zip: archive_write_add_filter_none(archive)
    case .tarGzip: archive_write_add_filter_gzip(archive)
    case .tarBzip2: archive_write_add_filter_bzip2(archive)
    case .tarXz: archive_write_add_filter_xz(archive)
    case .tarZstd: archive_write_add_filter_zstd(archive)
    }
  }

  /// Compresses bytes into a file of their own.
  static func gzip(_ bytes: [UInt8], to path: String) { compress(bytes, to: path, as: .tarGzip) }

  /// Compresses bytes into a file of their own, as the container is.
  static func compress(_ bytes: [UInt8], to path: String, as container: Container) {
    let archive = archive_write_new()
    archive_write_set_format_raw(archive)
    addFilter(container, archive)
    archive_write_open_filename(archive, path)
    let header = archive_entry_new()
    archive_entry_set_filetype(header, 0o100000)
    archive_write_header(archive, header)
    archive_write_data(archive, bytes, bytes.count)
    archive_entry_free(header)
    archive_write_close(archive)
    archive_write_free(archive)
  }

  /// Lets the first entry of a tar archive claim another size, with the checksum that fits.
  static func claim(size: Int, inTar path: String) throws {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let digits = Array(String(size, radix: 8).utf8)
    bytes.replaceSubrange(124..<136, with: Array(repeating: 0x30, count: 11 - digits.count) + digits + [0])
    bytes.replaceSubrange(148..<156, with: Array(repeating: 0x20, count: 8))
    let sum = Array(String(bytes[..<512].reduce(0) { $0 + Int($1) }, radix: 8).utf8)
    bytes.replaceSubrange(148..<156, with: Array(repeating: 0x30, count: 6 - sum.count) + sum + [0, 0x20])
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
