import CArchive
import Foundation
import HornTensor

/// Goes through the entries of an archive from front to back, in memory and in one pass.
///
///     let archive = try ArchiveReader(path: "aclImdb_v1.tar.gz")
///     while let entry = try archive.next() {
///       if entry.path.hasSuffix(".txt") { print(entry.path, try archive.bytes().count) }
///     }
///
/// It reads tar (also compressed with gzip, bzip2, xz or zstd) and zip, by libarchive. What is wrong with the file is
/// thrown as a ``HornError``; sizes that it claims are believed only as far as its bytes can bear them out.
public final class ArchiveReader {
  /// What the archive says of one of its files.
  public struct Entry: Hashable, Sendable {
    /// What an entry stands for.
    public enum Kind: Hashable, Sendable {
      case file, folder
      /// A link to the path, as the archive gives it.
      case symbolicLink(String)
      /// Another name of the entry of that path.
      case hardLink(String)
      /// A device, a pipe or the like.
      case special
    }

    /// The path, as the archive gives it.
    public let path: String
    /// Whether it is a file, a folder, a link or something else.
    public let kind: Kind
    /// How many bytes the file has; nil where that is known only at its end.
    public let byteCount: Int?
    /// Whether its owner may run it as a program.
    public let isExecutable: Bool
  }

  // libarchive's own values, the same on all systems.
  private static let regularFile: mode_t = 0o100000
  private static let directory: mode_t = 0o040000

  private let handle: ArchiveHandle
  private var current: Entry?
  /// The most that all entries together can have.
  let byteLimit: Int

  /// Opens an archive; `~` at the front of its path is the home folder.
  ///
  /// - Throws: `HornError` where there is no such file, or it cannot be opened.
  public init(path: String, format: ArchiveFormat = .auto) throws {
    handle = try ArchiveHandle(path: path, .archive(format))
    byteLimit = handle.unpackedLimit
  }

  /// The path of the archive.
  public var name: String { handle.name }

  /// Goes to the next entry; nil behind the last one.
  ///
  /// - Throws: `HornError` where the archive is damaged, or an entry claims a size that the archive cannot hold.
  public func next() throws -> Entry? {
    current = nil
    guard let raw = try handle.nextEntry() else { return nil }
    guard let path = Self.text(archive_entry_pathname_utf8(raw), archive_entry_pathname(raw)) else {
      throw HornError(.format, "\(name): the name of an entry cannot be read")
    }
    let kind: Entry.Kind
    if let target = Self.text(archive_entry_hardlink_utf8(raw), archive_entry_hardlink(raw)) {
      kind = .hardLink(target)
    } else if let target = Self.text(archive_entry_symlink_utf8(raw), archive_entry_symlink(raw)) {
      kind = .symbolicLink(target)
    } else {
      switch archive_entry_filetype(raw) {
      case Self.regularFile: kind = .file
      case Self.directory: kind = .folder
      default: kind = .special
      }
    }
    var size: Int?
    if kind == .file, archive_entry_size_is_set(raw) != 0 {
      let claimed = Int(archive_entry_size(raw))
      guard claimed >= 0, claimed <= byteLimit else {
        throw HornError(
          .format,
          "\(name): \(Self.quoted(path)) claims \(claimed) bytes, which an archive of \(handle.fileSize) bytes cannot "
            + "hold")
      }
      size = claimed
    }
    let entry = Entry(
      path: path, kind: kind, byteCount: size,
      isExecutable: archive_entry_mode(raw) & 0o100 != 0)
    current = entry
    return entry
  }

  /// The content of the entry that ``next()`` gave; empty where it is no file, or was read before.
  ///
  /// - Throws: `HornError` where the archive is damaged or ends too soon.
  public func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try append(to: &bytes)
    return bytes
  }

  /// Puts the content of the entry behind the bytes.
  func append(to bytes: inout [UInt8]) throws {
    try blocks { bytes.append(contentsOf: $0) }
  }

  /// Gives the content of the entry to the body, block by block.
  func blocks(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let entry = current else { return }
    let what = Self.quoted(entry.path)
    let limit = byteLimit
    var total = 0
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while true {
        let count = try handle.read(into: buffer, what)
        if count == 0 { break }
        total += count
        guard total <= limit else {
          throw HornError(.format, "\(name): \(what) has more bytes than an archive of this size can hold")
        }
        try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    if let expected = entry.byteCount, expected != total {
      throw HornError(.format, "\(name): \(what) ends after \(total) of \(expected) bytes")
    }
    current = nil
  }

  /// A path in quotes, cut where it is very long.
  static func quoted(_ path: String) -> String { "\"\(path.prefix(200))\"" }

  private static func text(_ utf8: UnsafePointer<CChar>?, _ raw: UnsafePointer<CChar>?) -> String? {
    (utf8 ?? raw).map { String(cString: $0) }
  }
}
