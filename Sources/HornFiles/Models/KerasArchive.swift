import CZip
import Foundation
import HornCore

/// A `.keras` file: a zip archive of configuration, weights and assets.
struct KerasArchive {
  static let configName = "config.json"
  static let metadataName = "metadata.json"
  static let weightsName = "model.weights.h5"
  static let assetsFolder = "assets/"

  let path: String
  private let source: ZipSource
  /// The place of each file in the archive, and what it claims to be long.
  private var places: [String: (place: UInt64, size: Int)] = [:]

  init(path: String) throws { try self.init(source: .file(path)) }

  init(bytes: [UInt8], name: String) throws { try self.init(source: .bytes(bytes, name: name)) }

  private init(source: ZipSource) throws {
    self.source = source
    path = source.name
    var places: [String: (place: UInt64, size: Int)] = [:]
    try source.withArchive { archive in
      let count = zip_get_num_entries(archive, 0)
      guard count <= 100_000 else {
        throw HornError(.format, "\(source.name): the archive has \(count) files, which no model has")
      }
      for place in 0..<UInt64(max(count, 0)) {
        var status = zip_stat_t()
        guard let raw = zip_get_name(archive, place, 0), zip_stat_index(archive, place, 0, &status) == 0
        else {
          throw HornError(.format, "\(source.name): the name of file \(place) in the archive cannot be read")
        }
        let name = String(cString: raw)
        try Self.check(name, source.name)
        // Keras stores files as they are; what is packed a hundred times smaller is made to fill the memory.
        if status.size > 1 << 28, status.size / 100 > status.comp_size {
          throw HornError(
            .format,
            "\(source.name): \"\(name)\" claims \(status.size) bytes, packed into \(status.comp_size); such files are refused"
          )
        }
        guard !name.hasSuffix("/") else { continue }
        guard places.updateValue((place, Int(clamping: status.size)), forKey: name) == nil else {
          throw HornError(.format, "\(source.name): the archive has two files named \"\(name)\"")
        }
      }
    }
    self.places = places
  }

  /// Refuses names that lead out of a folder, though nothing is ever unpacked to the disk.
  private static func check(_ name: String, _ archive: String) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.hasPrefix("/"), !name.contains("\\"), !name.contains(":"), !parts.contains("..") else {
      throw HornError(
        .format, "\(archive): the archive has a file with the path \"\(name)\", which is refused")
    }
  }

  /// The files in the archive with the lengths that they claim.
  var members: [(name: String, byteCount: Int)] {
    places.sorted { $0.value.place < $1.value.place }.map { ($0.key, $0.value.size) }
  }

  func contains(_ name: String) -> Bool { places[name] != nil }

  /// The bytes of a file.
  ///
  /// - Parameter limit: how long it may be at most.
  func bytes(_ name: String, limit: Int = .max) throws -> FileBytes {
    guard let (place, size) = places[name] else {
      let known = places.keys.sorted().prefix(8).joined(separator: ", ")
      throw HornError(
        .format, "\(path): there is no \(name) in the archive; is it a .keras file? It has \(known)")
    }
    guard size <= limit else {
      throw HornError(.format, "\(path): \(name) has \(size) bytes; at most \(limit) are expected")
    }
    return try source.withArchive { try source.entry(place, of: $0) }
  }

  /// A file of JSON.
  func json(_ name: String) throws -> ConfigValue {
    try bytes(name, limit: 1 << 26).withUnsafeBytes { try JSONReader.parse($0, name: "\(path): \(name)") }
  }

  /// The weights.
  func weights() throws -> HDF5File {
    guard contains(Self.weightsName) || !contains("model.weights.npz") else {
      throw HornError(
        .format, "\(path): its weights are an npz file; save it in Python with the default weights_format")
    }
    return try HDF5File(bytes: bytes(Self.weightsName), name: "\(path): \(Self.weightsName)")
  }

  /// The asset files of the layer at a place, by name.
  func assets(of layer: String) throws -> [String: [UInt8]] {
    let folder = Self.assetsFolder + (layer.isEmpty ? "" : layer + "/")
    var found: [String: [UInt8]] = [:]
    for name in places.keys where name.hasPrefix(folder) {
      let rest = String(name.dropFirst(folder.count))
      guard !rest.contains("/") else { continue }
      found[rest] = try bytes(name, limit: 1 << 30).withUnsafeBytes { [UInt8]($0) }
    }
    return found
  }

  /// Writes an archive of these files, stored as they are.
  static func write(_ files: [(name: String, bytes: FileBytes)], to path: String) throws {
    try AtomicFile.write(path) { temporary in
      var code: Int32 = 0
      guard let archive = zip_open(temporary, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
        throw HornError(.file, "\(path): cannot be written; does its folder exist? (libzip's error \(code))")
      }
      var isOpen = true
      defer { if isOpen { zip_discard(archive) } }
      func failed() -> HornError {
        HornError(.file, "\(path): cannot be written: \(String(cString: zip_strerror(archive)))")
      }
      for (name, bytes) in files {
        let source = bytes.withUnsafeBytes {
          zip_source_buffer(archive, $0.baseAddress, zip_uint64_t($0.count), 0)
        }
        guard let source else { throw failed() }
        let place = zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
        guard place >= 0 else {
          zip_source_free(source)
          throw failed()
        }
        // One fixed time: the same model gives the same bytes.
        guard zip_set_file_compression(archive, zip_uint64_t(place), ZIP_CM_STORE, 0) == 0,
          zip_file_set_dostime(archive, zip_uint64_t(place), 0, 0x21, 0) == 0
        else { throw failed() }
      }
      guard withExtendedLifetime(files, { zip_close(archive) }) == 0 else { throw failed() }
      isOpen = false
    }
  }
}

extension FileBytes {
  /// A copy of the bytes.
  package convenience init(_ source: some Collection<UInt8>) throws {
    self.init()
    _ = try append(atMost: source.count, name: "memory") { target, limit in
      UnsafeMutableRawBufferPointer(start: target, count: limit).copyBytes(from: source)
      return limit
    }
  }

  /// Writes the bytes as a file that appears whole or not at all.
  func write(to path: String) throws {
    try AtomicFile.write(path) { temporary in
      guard let file = fopen(temporary, "wb") else {
        throw HornError(.file, "\(path): cannot be written: \(String(cString: strerror(errno)))")
      }
      let written = withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
      let failure = errno
      guard fclose(file) == 0, written == count else {
        throw HornError(
          .file, "\(path): cannot be written: \(String(cString: strerror(failure == 0 ? errno : failure)))")
      }
    }
  }
}
