import Foundation
import HornTensor

/// Unpacks an archive into a folder, or leaves nothing behind.
///
/// Nothing is ever written outside of the folder, because an entry is refused whose path is absolute or has `..` in it,
/// or leads through a link; a link is kept only where it points into the folder.
struct ArchiveExtraction {
  private let archive: ArchiveReader
  private let root: String
  /// Whether there is a link in the folder; no path may lead through one.
  private var hasLinks = false
  private var total = 0

  /// Unpacks the archive; what was in the folder before is replaced when everything has succeeded.
  static func extract(_ path: String, to folder: String, format: ArchiveFormat = .auto) throws {
    let manager = FileManager.default
    let archive = try ArchiveReader(path: path, format: format)
    let mark = UUID().uuidString.prefix(8)
    var place = folder.expandingTilde
    // What stands beside the folder must not get into it.
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    let temporary = "\(place).\(mark).tmp"
    do {
      try manager.createDirectory(atPath: temporary, withIntermediateDirectories: true)
      var extraction = ArchiveExtraction(archive: archive, root: temporary)
      try extraction.run()
      let old = "\(place).\(mark).old"
      let isReplacing = rename(place, old) == 0
      guard rename(temporary, place) == 0 else {
        let reason = String(cString: strerror(errno))
        if isReplacing { rename(old, place) }
        throw HornError(.file, "\(folder): cannot be put in its place: \(reason)")
      }
      if isReplacing { try? manager.removeItem(atPath: old) }
    } catch {
      try? manager.removeItem(atPath: temporary)
      guard error is HornError else {
        throw HornError(.file, "\(folder): cannot be written: \(error.localizedDescription)")
      }
      throw error
    }
  }

  private init(archive: ArchiveReader, root: String) {
    self.archive = archive
    self.root = root
  }

  private mutating func run() throws {
    while let entry = try archive.next() {
      let parts = try parts(of: entry.path, of: entry)
      switch entry.kind {
      case .special:
        throw refusal(entry, "is a device or a pipe")
      case .folder:
        if !parts.isEmpty { try makeFolder(parts, entry) }
      case .file, .symbolicLink, .hardLink:
        guard !parts.isEmpty else { throw refusal(entry, "has no name") }
        try makeFolder(parts.dropLast(), entry)
        try removeFile(parts, entry)
        switch entry.kind {
        case .symbolicLink(let target): try link(parts, to: target, entry)
        case .hardLink(let target): try hardLink(parts, to: target, entry)
        default: try write(parts, entry)
        }
      }
    }
  }

  /// The components of a path that stays in the folder.
  private func parts(of path: String, of entry: ArchiveReader.Entry) throws -> [Substring] {
    guard !path.hasPrefix("/") else { throw refusal(entry, "has an absolute path") }
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard !parts.contains("..") else { throw refusal(entry, "has a path with \"..\"") }
    return parts
  }

  private func place(_ parts: some Sequence<Substring>) -> String {
    root + "/" + parts.joined(separator: "/")
  }

  /// Stops where the path or a part of its beginning is a link.
  ///
  /// The file system is asked, as it may take two names for one that are not equal as texts.
  private func refuseLinks(in parts: some Collection<Substring>, _ entry: ArchiveReader.Entry) throws {
    guard hasLinks else { return }
    var place = root
    for part in parts {
      place += "/" + part
      var status = stat()
      if lstat(place, &status) == 0, status.st_mode & mode_t(S_IFMT) == mode_t(S_IFLNK) {
        throw refusal(entry, "has a path that leads through the link \"\(part)\"")
      }
    }
  }

  private func makeFolder(_ parts: some Collection<Substring>, _ entry: ArchiveReader.Entry) throws {
    try refuseLinks(in: parts, entry)
    let place = place(parts)
    // Most files come into a folder that is there already.
    if access(place, F_OK) == 0 { return }
    do {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    } catch { throw failure(entry, error.localizedDescription) }
  }

  /// A later entry of the same path replaces the earlier one.
  private func removeFile(_ parts: [Substring], _ entry: ArchiveReader.Entry) throws {
    guard unlink(place(parts)) == 0 || errno == ENOENT else {
      throw failure(entry, String(cString: strerror(errno)))
    }
  }

  private mutating func write(_ parts: [Substring], _ entry: ArchiveReader.Entry) throws {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(place(parts), flags, mode_t(entry.isExecutable ? 0o755 : 0o644))
    guard descriptor >= 0 else { throw failure(entry, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let limit = archive.byteLimit
    try archive.blocks { block in
      total += block.count
      guard total <= limit else {
        throw HornError(
          .format, "\(archive.name): its entries have more bytes than an archive of this size can hold")
      }
      var rest = block[...]
      while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
        let count = Foundation.write(descriptor, base, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw failure(entry, String(cString: strerror(errno))) }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Makes a symbolic link that stays in the folder.
  ///
  /// The link lies in a real folder, so `..` at the front of its target leads where it says. Behind a name `..` is
  /// refused: the name may be a link itself, whose folder is another.
  private mutating func link(_ parts: [Substring], to target: String, _ entry: ArchiveReader.Entry) throws {
    let steps = target.split(separator: "/").filter { $0 != "." }
    let climbs = steps.prefix { $0 == ".." }.count
    guard !target.isEmpty, !target.hasPrefix("/"), climbs < parts.count,
      !steps.dropFirst(climbs).contains("..")
    else { throw refusal(entry, "is a link to \(ArchiveReader.quoted(target))") }
    guard symlink(target, place(parts)) == 0 else { throw failure(entry, String(cString: strerror(errno))) }
    hasLinks = true
  }

  /// Makes a second name for a file that has been unpacked.
  private func hardLink(_ parts: [Substring], to target: String, _ entry: ArchiveReader.Entry) throws {
    let source = try self.parts(of: target, of: entry)
    try refuseLinks(in: source, entry)
    guard Foundation.link(place(source), place(parts)) == 0 else {
      throw failure(
        entry, "it is another name of \(ArchiveReader.quoted(target)): \(String(cString: strerror(errno)))")
    }
  }

  private func refusal(_ entry: ArchiveReader.Entry, _ reason: String) -> HornError {
    HornError(
      .format,
      "\(archive.name): the entry \(ArchiveReader.quoted(entry.path)) \(reason); such an archive is not unpacked, "
        + "because it could write outside of its folder")
  }

  private func failure(_ entry: ArchiveReader.Entry, _ reason: String) -> HornError {
    HornError(
      .file, "\(archive.name): the entry \(ArchiveReader.quoted(entry.path)) cannot be unpacked: \(reason)")
  }
}
