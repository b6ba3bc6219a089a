import HornHDF5
import HornTensor

/// An HDF5 file that is read: groups, arrays and texts in attributes.
///
/// libhdf5 reads it in a process of its own, which ends before this is made: files of strangers make it read outside its
/// memory, or go round for ever. Only what model files have is read: plain links, arrays of numbers inside the file. Links
/// to elsewhere, arrays in other files and filters that would have to be loaded are refused, and sizes are believed only as
/// far as the file's bytes can bear them out.
final class HDF5File {
  /// An array in the file.
  struct Dataset {
    let path: String
    let shape: [Int]
    /// NumPy's name of the type: `float32`, `int64`, `bytes`.
    let type: String
    let byteCount: Int
  }

  /// What is read, for messages.
  let name: String
  private let image: FileBytes
  private let records: UnsafeMutablePointer<UInt8>?
  private let scan: HDF5Scan

  /// The bytes with which a file begins.
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// What the process may take, in seconds; larger files get more.
  private static let patience = 20.0
  private static let bytesASecond = 5e6

  convenience init(path: String) throws { try self.init(bytes: FileBytes(path: path), name: path) }

  /// - Parameter patience: how many seconds reading may take; nil for what suits the size.
  init(bytes: FileBytes, name: String, patience: Double? = nil) throws {
    let starts = bytes.withUnsafeBytes { $0.starts(with: Self.signature) }
    guard starts else {
      throw HornError(
        .format, "\(name): this is not an HDF5 file (\(bytes.count) bytes without HDF5's mark at the start)")
    }
    var records: UnsafeMutablePointer<UInt8>?
    var count = 0
    let seconds = patience ?? Self.patience + Double(bytes.count) / Self.bytesASecond
    let status = bytes.withUnsafeBytes { bytes in
      var process = horn_h5_process()
      let isStarted = HDF5.locked { horn_h5_start(&process, bytes.baseAddress, bytes.count, seconds) != 0 }
      return isStarted ? horn_h5_finish(&process, &records, &count) : Int32(HORN_H5_NO_PROCESS)
    }
    do {
      try Self.check(status, name: name, seconds: seconds)
      scan = try HDF5Scan(UnsafeRawBufferPointer(start: records, count: count), name: name)
    } catch {
      horn_h5_free(records)
      throw error
    }
    self.name = name
    self.records = records
    image = bytes
  }

  deinit { horn_h5_free(records) }

  private static func check(_ status: Int32, name: String, seconds: Double) throws {
    switch Int(status) {
    case HORN_H5_WHOLE: return
    case HORN_H5_NO_PROCESS:
      throw HornError(.file, "\(name): HDF5 files are read by a process of its own, which cannot be started")
    case HORN_H5_TOO_LONG:
      throw HornError(
        .format, "\(name): reading the HDF5 file took over \(Int(seconds)) s; it must be damaged")
    case HORN_H5_TOO_MANY:
      throw HornError(
        .format,
        "\(name): groups lie in each other 64 deep, or there are over a million entries; is it a circle?"
      )
    case HORN_H5_CRASHED:
      throw HornError(.format, "\(name): the HDF5 file is damaged: the library that reads it broke down")
    default:
      throw HornError(
        .format, "\(name): the HDF5 file cannot be read; is it damaged, or a copy that broke off?")
    }
  }

  private func damaged(_ path: String, _ what: String) -> HornError {
    HornError(.format, "\(name): \(path.isEmpty ? "the root group" : path): \(what)")
  }

  // MARK: - Groups

  /// Whether there is a group or an array.
  func contains(_ path: String) -> Bool {
    let path = Self.plain(path)
    return scan.groups[path] != nil || scan.arrays[path] != nil
  }

  func isGroup(_ path: String) -> Bool { scan.groups[Self.plain(path)] != nil }

  /// The path without slashes at its ends or twice.
  private static func plain(_ path: String) -> String { path.split(separator: "/").joined(separator: "/") }

  /// The names in a group, in the order of the file's index; empty where there is no such group.
  func members(of group: String) throws -> [String] {
    guard let found = scan.groups[Self.plain(group)] else { return [] }
    guard found.isReadable else { throw damaged(group, "the group cannot be read") }
    return found.members
  }

  /// All arrays, in the order of their paths.
  func datasets(under group: String = "") throws -> [Dataset] {
    let group = Self.plain(group)
    return try members(of: group).flatMap { member in
      let path = group.isEmpty ? member : "\(group)/\(member)"
      if scan.groups[path] != nil { return try datasets(under: path) }
      return scan.arrays[path] == nil ? [] : [try dataset(path)]
    }
  }

  // MARK: - Arrays

  func dataset(_ path: String) throws -> Dataset {
    let array = try checked(path)
    return Dataset(
      path: Self.plain(path), shape: array.shape, type: Self.typeName(array.facts),
      byteCount: Int(clamping: array.facts.claimed))
  }

  /// The array, if it can be what it claims to be.
  private func checked(_ path: String) throws -> HDF5Scan.Array {
    guard let array = scan.arrays[Self.plain(path)] else { throw damaged(path, "there is no such array") }
    switch Int(array.facts.fault) {
    case HORN_H5_SOUND:
      let itemSize = max(1, Int(array.facts.element))
      _ = try Shape.claimedCount(array.shape, itemSize: itemSize, name: "\(name): \(path)")
      return array
    case HORN_H5_EXTERNAL: throw damaged(path, "the array lies in another file, which is refused")
    case HORN_H5_VIRTUAL: throw damaged(path, "the array is a virtual one, which is refused")
    case HORN_H5_FILTERED:
      throw damaged(path, "the array is packed by filter \(array.facts.filter), which Horn does not know")
    case HORN_H5_CLAIMS:
      throw damaged(
        path, "the array claims the shape \(array.shape), but the file stores \(array.facts.stored) bytes")
    default: throw damaged(path, "the array cannot be read")
    }
  }

  private static func typeName(_ facts: horn_h5_array) -> String {
    switch Int(facts.kind) {
    case HORN_H5_FLOAT: "float\(facts.size * 8)"
    case HORN_H5_INTEGER: "int\(facts.size * 8)"
    case HORN_H5_UNSIGNED: "uint\(facts.size * 8)"
    case HORN_H5_ENUM: "bool"
    case HORN_H5_STRING: "bytes"
    default: "an unknown type"
    }
  }

  /// The array as a tensor: numbers with a point as float32 or, where they are and that is wanted, float64; integers as
  /// int32.
  ///
  /// - Throws: `HornError` where there is no such array, it is damaged, holds other things than numbers, or an integer
  ///   does not fit into int32.
  func tensor(_ path: String, float64: Bool = false) throws -> Tensor {
    let array = try checked(path)
    let shape = Shape(array.shape)
    if shape.elementCount == 0, array.facts.kind < UInt8(HORN_H5_STRING) {
      return Tensor(zeros: shape, dtype: Self.dtype(array.facts, float64: float64))
    }
    return try withElements(of: array, at: path) { bytes in
      switch (Int(array.facts.kind), Int(array.facts.element)) {
      case (HORN_H5_FLOAT, 4): return Self.copy(bytes, shape, .float32)
      case (HORN_H5_FLOAT, 8):
        let wide = Self.copy(bytes, shape, .float64)
        return cast(wide, Self.dtype(array.facts, float64: float64))
      case (HORN_H5_INTEGER, 4): return Self.copy(bytes, shape, .int32)
      case (HORN_H5_INTEGER, 8), (HORN_H5_UNSIGNED, 8):
        let narrow = try (0..<shape.elementCount).map { place in
          let wide = bytes.loadUnaligned(fromByteOffset: place * 8, as: Int64.self)
          guard let narrow = Int32(exactly: wide) else {
            throw damaged(path, "the integer \(wide) does not fit into int32")
          }
          return narrow
        }
        return Tensor(narrow, shape: shape)
      default: return Tensor(bytes.map { $0 != 0 }, shape: shape)
      }
    }
  }

  private static func dtype(_ facts: horn_h5_array, float64: Bool) -> DType {
    switch Int(facts.kind) {
    case HORN_H5_FLOAT: float64 && facts.size == 8 ? .float64 : .float32
    case HORN_H5_ENUM: .bool
    default: .int32
    }
  }

  private static func copy(_ bytes: UnsafeRawBufferPointer, _ shape: Shape, _ dtype: DType) -> Tensor {
    let tensor = Tensor(uninitialized: shape, dtype: dtype)
    if let start = bytes.baseAddress, tensor.elementCount > 0 {
      tensor.storage.pointer.copyMemory(from: start, byteCount: bytes.count)
    }
    return tensor
  }

  private func withElements(
    of array: HDF5Scan.Array, at path: String, _ body: (UnsafeRawBufferPointer) throws -> Tensor
  ) throws -> Tensor {
    let needed = Shape(array.shape).elementCount * Int(array.facts.element)
    switch array.elements {
    case .here(let bytes):
      guard bytes.count == needed else { throw damaged(path, "the array's elements cannot be read") }
      return try withExtendedLifetime(self) { try body(bytes) }
    case .atOffset(let offset):
      return try image.withUnsafeBytes { bytes in
        guard offset <= bytes.count - needed else {
          throw damaged(path, "the array's elements lie outside the file")
        }
        return try body(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + needed]))
      }
    case .none:
      throw HornError(
        .dtype, "\(name): \(path) holds \(Self.typeName(array.facts)), where numbers are expected")
    }
  }

  // MARK: - Attributes

  /// The text in an attribute; nil where there is none, or it is no text.
  func text(_ attribute: String, of path: String = "") throws -> String? {
    try texts(attribute, of: path)?.first
  }

  /// The texts in an attribute, a list of any length or one; nil where there is none, or it holds other things.
  func texts(_ attribute: String, of path: String = "") throws -> [String]? {
    guard let found = scan.texts[Self.plain(path)]?[attribute] else { return nil }
    guard let found else { throw damaged(path, "the attribute \(attribute) cannot be read") }
    return found
  }
}
