import Foundation
import HornCore
import HornTensor

/// Downloads a file into the cache unless it is there already, and unpacks it if wanted.
///
///     let folder = try getFile(
///       origin: "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
///       fileHash: "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe", extract: true)
///
/// The names in the cache are Keras's: with `extract`, an archive `name.tar.gz` that is given by `fname` is kept under
/// that name and unpacked into `name_extracted`; a name without a dot, or any at the end of `origin`, is the folder's, and
/// the archive is `name_archive`.
///
/// A download that breaks off is continued, also by a later call where the hash is given. An archive with an entry whose
/// path leads out of the folder (absolute, with `..`, through a link), with devices, or with sizes that it cannot
/// hold, is refused as a whole, where Keras leaves such entries out with a warning. The folder appears when everything in
/// it is there. It is unpacked again only after a download.
///
/// - Parameters:
///   - fname: the name in the cache; nil takes the one at the end of `origin`.
///   - origin: the address of the file.
///   - untar: whether to unpack a tar archive, whatever `archiveFormat` says; `extract` does it, too.
///   - md5Hash: the MD5 of the file, as older Keras code gives it; not looked at where there is a `fileHash`.
///   - fileHash: the hash that the file must have; nil takes what comes.
///   - cacheSubdir: the folder in the cache; an absolute path is used as it is.
///   - hashAlgorithm: which hash `fileHash` is.
///   - extract: whether to unpack the file.
///   - archiveFormat: which archive it is.
///   - cacheDir: the cache; nil means `$KERAS_HOME`, else `~/.keras`. What cannot be written is replaced by `/tmp/.keras`.
///   - forceDownload: whether to download even if the file is there.
/// - Returns: the path of the file, or of the folder that it was unpacked into.
/// - Throws: `HornError` where the file cannot be had, has another hash, or cannot be unpacked.
@discardableResult
public func getFile(
  fname: String? = nil, origin: String, untar: Bool = false, md5Hash: String? = nil, fileHash: String? = nil,
  cacheSubdir: String = "datasets", hashAlgorithm: HashAlgorithm = .auto, extract: Bool = false,
  archiveFormat: ArchiveFormat = .auto, cacheDir: String? = nil, forceDownload: Bool = false
) throws -> String {
  let names = try CachedNames(fname: fname, origin: origin, unpacks: extract || untar)
  let digest =
    try fileHash.map { try hashAlgorithm.digest($0) } ?? md5Hash.map { try HashAlgorithm.md5.digest($0) }
  let directory = try cacheDirectory(cacheDir, cacheSubdir)
  let target = directory + "/" + names.file
  let manager = FileManager.default

  var isNeeded = forceDownload || !manager.fileExists(atPath: target)
  if !isNeeded, let digest {
    let found = try digest.ofFile(target)
    if found != digest {
      printNote("\(target) has \(found) instead of \(digest): it is damaged or outdated.")
      isNeeded = true
    }
  }
  if isNeeded {
    let file = DatasetFile(name: names.file, digest: digest, byteLimit: .max)
    do {
      try Download(address: origin, file: file, target: target).run()
    } catch let error as HornError {
      throw HornError(error.kind, "\(names.file): \(error.message)")
    }
  }
  guard let folder = names.folder.map({ directory + "/" + $0 }) else { return target }
  if isNeeded || !manager.fileExists(atPath: folder) {
    try ArchiveExtraction.extract(target, to: folder, format: untar ? .tar : archiveFormat)
  }
  return folder
}

/// Unpacks an archive into a folder that appears when everything in it is there.
///
/// - Parameters:
///   - path: a tar archive, perhaps compressed with gzip, bzip2, xz or zstd, or a zip archive.
///   - folder: where to; what is there already is replaced.
///   - format: which archive it is.
/// - Throws: `HornError` that names the entry where one leads out of the folder, or is damaged; nothing is left behind.
public func extractArchive(_ path: String, to folder: String, format: ArchiveFormat = .auto) throws {
  try ArchiveExtraction.extract(path, to: folder, format: format)
}

/// The names that a download has in the cache.
private struct CachedNames {
  let file: String
  let folder: String?

  init(fname: String?, origin: String, unpacks: Bool) throws {
    let name = fname ?? Self.last(of: origin)
    guard !name.isEmpty, name != ".", name != ".." else {
      throw HornError(.value, "getFile: there is no file name in \"\(origin)\"; pass fname:")
    }
    guard !name.contains("/") else {
      throw HornError(
        .value, "getFile: fname is \"\(name)\"; expected a name without a folder, which cacheDir: is for")
    }
    if !unpacks {
      (file, folder) = (name, nil)
    } else if fname != nil, let dot = name.firstIndex(of: ".") {
      (file, folder) = (name, name[..<dot] + "_extracted")
    } else {
      (file, folder) = (name + "_archive", name)
    }
  }

  /// What stands behind the last slash of an address's path. Percent signs stay, as in Keras.
  private static func last(of address: String) -> String {
    var path = address.prefix { $0 != "?" && $0 != "#" }
    if let scheme = path.range(of: "://") { path = path[scheme.upperBound...].drop { $0 != "/" } }
    return path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? String(path)
  }
}

private func cacheDirectory(_ cacheDir: String?, _ subfolder: String) throws -> String {
  if subfolder.hasPrefix("/") { return try DatasetCache.writable([subfolder]) }
  let environment = ProcessInfo.processInfo.environment
  return try DatasetCache.writable(
    DatasetCache.directories(environment, home: cacheDir, subfolder: subfolder))
}
