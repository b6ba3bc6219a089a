import CZip
import Foundation
import HornTensor

extension NpzArchive {
  /// Writes tensors as an npz file that NumPy reads, in the order given; the same tensors give the same bytes.
  ///
  /// The file appears whole or not at all: it is written beside its place, flushed to the disk and renamed.
  ///
  /// - Parameters:
  ///   - arrays: names and tensors of any dtype; texts are written at the length of the longest, and bytes of theirs that
  ///     are not UTF-8 as U+FFFD.
  ///   - compressed: whether to deflate the arrays, as `numpy.savez_compressed` does.
  /// - Throws: `HornError` where a name is empty or comes twice, or the disk does not take the file.
  public static func write(
    _ arrays: KeyValuePairs<String, Tensor>, to path: String, compressed: Bool = false
  ) throws {
    try write(arrays.map { ($0.key, $0.value) }, to: path, compressed: compressed)
  }

  /// Writes tensors as an npz file, as ``write(_:to:compressed:)`` of literal pairs does.
  public static func write(_ arrays: [(String, Tensor)], to path: String, compressed: Bool = false) throws {
    var seen = Set<String>()
    for (name, _) in arrays where name.isEmpty || name.contains("\0") || !seen.insert(name).inserted {
      throw HornError(.value, "\(path): the array name \"\(name)\" is empty, has a zero byte or comes twice")
    }
    try AtomicFile.write(path) { temporary in
      var code: Int32 = 0
      guard let archive = zip_open(temporary, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
        throw HornError(.file, "\(path): cannot be written (libzip's error \(code))")
      }
      // libzip reads the buffers when it closes the archive.
      let contents = try arrays.map { try npyBytes($0.1) }
      var isOpen = true
      defer { if isOpen { zip_discard(archive) } }
      for (index, (name, _)) in arrays.enumerated() {
        try add(contents[index], as: name + ".npy", to: archive, compressed: compressed, path: path)
      }
      guard withExtendedLifetime(contents, { zip_close(archive) }) == 0 else {
        throw HornError(.file, "\(path): cannot be written: \(String(cString: zip_strerror(archive)))")
      }
      isOpen = false
    }
  }

  /// Tensors as the bytes of an npz file.
  static func bytes(_ arrays: [(String, Tensor)]) throws -> FileBytes {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    func failed() -> HornError { HornError(.file, "npz: \(String(cString: zip_error_strerror(&error)))") }
    guard let source = zip_source_buffer_create(nil, 0, 0, &error) else { throw failed() }
    defer { zip_source_free(source) }
    // The archive gives the source away when it is closed; this end keeps it for reading.
    zip_source_keep(source)
    guard let archive = zip_open_from_source(source, ZIP_TRUNCATE, &error) else {
      zip_source_free(source)
      throw failed()
    }
    var isOpen = true
    defer { if isOpen { zip_discard(archive) } }
    let contents = try arrays.map { try npyBytes($0.1) }
    for (index, (name, _)) in arrays.enumerated() {
      try add(contents[index], as: name + ".npy", to: archive, compressed: false, path: "npz")
    }
    guard withExtendedLifetime(contents, { zip_close(archive) }) == 0 else { throw failed() }
    isOpen = false
    guard zip_source_open(source) == 0 else { throw failed() }
    defer { zip_source_close(source) }
    let bytes = FileBytes()
    while true {
      let read = try bytes.append(atMost: 1 << 16, name: "npz") { target, limit in
        let count = zip_source_read(source, target, zip_uint64_t(limit))
        guard count >= 0 else { throw HornError(.file, "npz: the bytes cannot be read back") }
        return Int(count)
      }
      if read == 0 { return bytes }
    }
  }

  private static func add(
    _ content: FileBytes, as name: String, to archive: OpaquePointer, compressed: Bool, path: String
  ) throws {
    let source = content.withUnsafeBytes { bytes in
      zip_source_buffer(archive, bytes.baseAddress, zip_uint64_t(bytes.count), 0)
    }
    guard let source else {
      throw HornError(.file, "\(path): \(String(cString: zip_strerror(archive)))")
    }
    let place = zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard place >= 0 else {
      zip_source_free(source)
      throw HornError(.file, "\(path): \(name): \(String(cString: zip_strerror(archive)))")
    }
    let method = compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE
    // One fixed time, the first that zip can say, keeps the bytes the same from run to run.
    guard zip_set_file_compression(archive, zip_uint64_t(place), method, 0) == 0,
      zip_file_set_dostime(archive, zip_uint64_t(place), 0, 0x21, 0) == 0
    else { throw HornError(.file, "\(path): \(name): \(String(cString: zip_strerror(archive)))") }
  }

  /// The tensor as the bytes of an npy file of version 1.
  static func npyBytes(_ tensor: Tensor) throws -> FileBytes {
    let bytes = FileBytes()
    let texts = tensor.dtype == .string ? tensor.strings.map { Array($0.unicodeScalars) } : []
    let width = max(texts.lazy.map(\.count).max() ?? 1, 1)
    let descr =
      switch tensor.dtype {
      case .float32: "<f4"
      case .float64: "<f8"
      case .int32: "<i4"
      case .bool: "|b1"
      case .string: "<U\(width)"
      }
    var header = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(tensor.shape), }"
    let length = (10 + header.utf8.count + 1 + 63) / 64 * 64 - 10
    header += String(repeating: " ", count: length - header.utf8.count - 1) + "\n"
    let head: [UInt8] =
      [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, UInt8(length & 255), UInt8(length >> 8)] + header.utf8
    try append(head, to: bytes)
    guard tensor.dtype == .string else {
      let data = UnsafeRawBufferPointer(start: tensor.storage.pointer, count: tensor.storage.byteCount)
      try withExtendedLifetime(tensor) { try append(data, to: bytes) }
      return bytes
    }
    var units: [UInt32] = []
    units.reserveCapacity(texts.count * width)
    for text in texts {
      units.append(contentsOf: text.lazy.map { $0.value.littleEndian })
      units.append(contentsOf: repeatElement(0, count: width - text.count))
    }
    try units.withUnsafeBytes { try append($0, to: bytes) }
    return bytes
  }

  private static func append(_ source: some Collection<UInt8>, to bytes: FileBytes) throws {
    _ = try bytes.append(atMost: source.count, name: "npz") { target, limit in
      UnsafeMutableRawBufferPointer(start: target, count: limit).copyBytes(from: source)
      return limit
    }
  }
}
