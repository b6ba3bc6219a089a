import Foundation
import HornCore

/// A file of named tensors behind a header of JSON, as Hugging Face keeps weights.
///
///     let file = try Safetensors(path: "model.safetensors")
///     let kernel = try file.tensor("dense/kernel")
///
/// The whole file is read at once. Its header is checked against its length before a tensor is made, so that false claims
/// take no memory.
public struct Safetensors: Sendable {
  /// What the header says of a tensor.
  struct Entry: Sendable {
    let type: String
    let shape: [Int]
    let range: Range<Int>
  }

  /// The names of the tensors, in the order in which they lie in the file.
  public let names: [String]
  /// The texts under `__metadata__`; empty where there are none.
  public let metadata: [String: String]

  let entries: [String: Entry]
  private let bytes: FileBytes
  private let name: String
  private let start: Int

  private static let sizes: [String: Int] = [
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1,
    "U16": 2, "U32": 4, "U64": 8, "F8_E4M3": 1, "F8_E5M2": 1,
  ]

  /// Reads a file.
  ///
  /// - Throws: `HornError` where it cannot be read, or its header is damaged or contradicts the file's length.
  public init(path: String) throws { try self.init(bytes: FileBytes(path: path), name: path) }

  init(bytes: FileBytes, name: String) throws {
    self.bytes = bytes
    self.name = name
    (start, entries, metadata) = try bytes.withUnsafeBytes { try Self.header($0, name) }
    names = entries.sorted { ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key) }
      .map(\.key)
  }

  private static func header(
    _ bytes: UnsafeRawBufferPointer, _ name: String
  ) throws -> (Int, [String: Entry], [String: String]) {
    var reader = ByteReader(bytes, name: name)
    let length = try reader.length(UInt64.self, "the header's length")
    guard length <= 100_000_000 else {
      throw HornError(.format, "\(name): the header claims \(length) bytes")
    }
    let header = try JSONReader.parse(try reader.take(length, "the header"), name: "\(name): the header")
    guard case .object(let object) = header else {
      throw HornError(.format, "\(name): the header is no object of tensors")
    }
    let room = reader.remaining
    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]
    for (key, value) in object {
      if key == "__metadata__" {
        guard case .object(let texts) = value else {
          throw HornError(.format, "\(name): __metadata__ is no object")
        }
        for (key, text) in texts { if case .string(let text) = text { metadata[key] = text } }
        continue
      }
      entries[key] = try entry(value, room: room, "\(name): \(key.prefix(80))")
    }
    var end = 0
    for (key, entry) in entries.sorted(by: {
      ($0.value.range.lowerBound, $0.value.range.upperBound) < (
        $1.value.range.lowerBound, $1.value.range.upperBound
      )
    }) {
      guard entry.range.lowerBound == end else {
        throw HornError(
          .format, "\(name): \(key.prefix(80)): the tensors overlap or leave a gap at byte \(end)")
      }
      end = entry.range.upperBound
    }
    guard end == room else {
      throw HornError(.format, "\(name): the tensors end at byte \(end), but the file has \(room)")
    }
    return (reader.offset, entries, metadata)
  }

  private static func entry(_ value: ConfigValue, room: Int, _ what: String) throws -> Entry {
    guard case .string(let type)? = value["dtype"], let size = sizes[type] else {
      throw HornError(.format, "\(what): the type \(value["dtype"]?.summary ?? "is missing") is not known")
    }
    guard case .array(let lengths)? = value["shape"],
      case .array(let offsets)? = value["data_offsets"], offsets.count == 2,
      case .int(let start) = offsets[0], case .int(let end) = offsets[1], start >= 0, start <= end,
      end <= room
    else { throw HornError(.format, "\(what): shape or data_offsets are wrong, or beyond the file's end") }
    let shape = try lengths.map { length in
      guard case .int(let length) = length, length >= 0 else {
        throw HornError(.format, "\(what): the shape has the length \(length.summary)")
      }
      return length
    }
    let total = try Shape.claimedCount(shape, itemSize: size, name: what) * size
    guard total == end - start else {
      throw HornError(
        .format, "\(what): the shape \(Shape(shape)) needs \(total) bytes, but has \(end - start)")
    }
    return Entry(type: type, shape: shape, range: start..<end)
  }

  /// The tensor of that name: float32 (also of F16 and BF16), float64, int32 (also of shorter integers, and of longer ones
  /// that fit) or bool.
  ///
  /// - Throws: `HornError` where there is none, an integer does not fit into int32, or Horn has no such numbers (F8).
  public func tensor(_ name: String) throws -> Tensor {
    guard let entry = entries[name] else {
      throw HornError(
        .value,
        "\(self.name): there is no tensor \"\(name)\"; the file has \(names.prefix(8).joined(separator: ", "))"
      )
    }
    let shape = Shape(entry.shape)
    return try bytes.withUnsafeBytes { all in
      let data = UnsafeRawBufferPointer(
        rebasing: all[(start + entry.range.lowerBound)..<(start + entry.range.upperBound)])
      func plain(_ dtype: DType) -> Tensor {
        let tensor = Tensor(uninitialized: shape, dtype: dtype)
        if let base = data.baseAddress, !data.isEmpty {
          tensor.storage.pointer.copyMemory(from: base, byteCount: data.count)
        }
        return tensor
      }
      func values<T: BitwiseCopyable>(_ type: T.Type) -> [T] {
        (0..<shape.elementCount).map {
          data.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self)
        }
      }
      func integers<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws -> Tensor {
        Tensor(
          try values(type).map { value -> Int32 in
            guard let narrow = Int32(exactly: T(littleEndian: value)) else {
              throw HornError(.value, "\(self.name): \(name): \(value) does not fit into int32")
            }
            return narrow
          }, shape: shape)
      }
      switch entry.type {
      case "F32": return plain(.float32)
      case "F64": return plain(.float64)
      case "I32": return plain(.int32)
      case "BOOL": return Tensor(values(UInt8.self).map { $0 != 0 }, shape: shape)
      case "BF16":
        return Tensor(values(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }, shape: shape)
      case "F16": return Tensor(values(UInt16.self).map(Self.half), shape: shape)
      case "I64": return try integers(Int64.self)
      case "I16": return try integers(Int16.self)
      case "I8": return try integers(Int8.self)
      case "U8": return try integers(UInt8.self)
      case "U16": return try integers(UInt16.self)
      case "U32": return try integers(UInt32.self)
      case "U64": return try integers(UInt64.self)
      default: throw HornError(.dtype, "\(self.name): \(name): Horn has no numbers of the type \(entry.type)")
      }
    }
  }

  /// A number of 16 bits (IEEE 754 binary16).
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 0x3ff))
    switch exponent {
    case 0: return sign * fraction * Float(sign: .plus, exponent: -24, significand: 1)
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * (1 + fraction / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }

  /// Writes tensors of numbers or truth values; the file appears whole or not at all.
  ///
  /// - Parameter metadata: texts for `__metadata__`.
  /// - Throws: `HornError` where a tensor holds strings, a name comes twice, or the disk does not take the file.
  public static func write(
    _ tensors: [(String, Tensor)], to path: String, metadata: [String: String] = [:]
  ) throws {
    var header: Config = [:]
    if !metadata.isEmpty { header["__metadata__"] = .object(metadata.mapValues(ConfigValue.string)) }
    var offset = 0
    for (name, tensor) in tensors {
      let type: String
      switch tensor.dtype {
      case .float32: type = "F32"
      case .float64: type = "F64"
      case .int32: type = "I32"
      case .bool: type = "BOOL"
      case .string:
        throw HornError(.dtype, "\(path): \"\(name)\" holds strings, for which safetensors has no type")
      }
      let end = offset + tensor.elementCount * tensor.dtype.byteCount
      let entry: ConfigValue = [
        "dtype": .string(type), "shape": .array(tensor.shape.map { .int($0) }),
        "data_offsets": .array([.int(offset), .int(end)]),
      ]
      guard name != "__metadata__", header.updateValue(entry, forKey: name) == nil else {
        throw HornError(.value, "\(path): the tensor name \"\(name)\" comes twice or is reserved")
      }
      offset = end
    }
    var text = Array(JSONWriter.text(.object(header)).utf8)
    // The data begin at a multiple of 8.
    while text.count % 8 != 0 { text.append(0x20) }
    let bytes = FileBytes()
    func append(_ source: UnsafeRawBufferPointer) throws {
      _ = try bytes.append(atMost: source.count, name: path) { target, limit in
        UnsafeMutableRawBufferPointer(start: target, count: limit).copyBytes(from: source)
        return limit
      }
    }
    try withUnsafeBytes(of: UInt64(text.count).littleEndian) { try append($0) }
    try text.withUnsafeBytes { try append($0) }
    _ = try bytes.append(atMost: offset, name: path) { target, limit in
      var place = 0
      for (_, tensor) in tensors {
        let count = tensor.elementCount * tensor.dtype.byteCount
        if count > 0 {
          withExtendedLifetime(tensor) {
            (target + place).copyMemory(from: tensor.storage.pointer, byteCount: count)
          }
        }
        place += count
      }
      return limit
    }
    try bytes.write(to: path)
  }
}
