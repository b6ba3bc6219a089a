import HornBytes
import HornCore
import HornTensor

/// An array that NumPy wrote.
///
/// Numbers become float32 (f2, f4), float64 (f8), int32 (all integers) or bool; fixed-length texts become
/// strings. Of the object arrays, those of integer lists become ``Sequences``, and those of only texts,
/// numbers or truth values a tensor; they are read with a reader that can make nothing else.
public enum NpyArray: Sendable {
  /// Numbers, truth values or texts.
  case tensor(Tensor)
  /// Lists of integers, as object arrays hold them.
  case sequences(Sequences)

  /// Reads an npy file.
  ///
  /// - Throws: `HornError` for anything that NumPy did not write or Horn cannot hold, such as integers outside int32.
  public init(path: String) throws {
    let bytes = try FileBytes(path: path)
    self = try bytes.withUnsafeBytes { try NpyArray(bytes: $0, name: path) }
  }

  /// The lengths of the axes; `(n,)` for n sequences.
  public var shape: Shape {
    switch self {
    case .tensor(let tensor): tensor.shape
    case .sequences(let sequences): [sequences.count]
    }
  }

  package init(bytes: UnsafeRawBufferPointer, name: String) throws {
    var reader = ByteReader(bytes, name: name)
    let header = try NpyHeader(&reader)
    if header.type.kind == .object {
      guard !header.isFortran || header.shape.rank < 2 else {
        throw HornError(.format, "\(name): an object array in Fortran order is not supported")
      }
      let pickle = PickleReader(reader.rest, name: name)
      let array = try pickle.read()
      self = try pickle.convert(array, expecting: header.shape)
      return
    }
    let expected = try header.byteCount(before: reader)
    let data = reader.rest
    guard header.isFortran, header.shape.rank > 1, header.count > 0, let source = data.baseAddress else {
      self = .tensor(try Self.decode(data, header, name: name))
      return
    }
    let ordered = Storage(byteCount: expected)
    horn_npy_from_fortran(
      ordered.pointer, source, header.type.size, header.shape.dimensions, Int32(header.shape.rank))
    self = try withExtendedLifetime(ordered) {
      let rows = UnsafeRawBufferPointer(start: ordered.pointer, count: expected)
      return .tensor(try Self.decode(rows, header, name: name))
    }
  }

  private static func decode(_ data: UnsafeRawBufferPointer, _ header: NpyHeader, name: String) throws
    -> Tensor
  {
    switch header.type.kind {
    case .number(let code, let dtype):
      let result = Tensor(uninitialized: header.shape, dtype: dtype)
      let failed = horn_npy_decode(
        result.storage.pointer, data.baseAddress, header.count, Int32(code), header.type.swapped ? 1 : 0)
      guard failed < 0 else {
        throw HornError(.value, "\(name): the integer at position \(failed) does not fit into int32")
      }
      return result
    case .text, .bytes:
      let strings = try (0..<header.count).map { index in
        let item = UnsafeRawBufferPointer(
          rebasing: data[index * header.type.size..<(index + 1) * header.type.size])
        return try text(item, header.type, index, name: name)
      }
      return Tensor(strings, shape: header.shape)
    case .object:
      throw HornError(.dtype, "\(name): objects are not numbers")
    }
  }

  private static func text(
    _ item: UnsafeRawBufferPointer, _ type: NumpyType, _ index: Int, name: String
  ) throws -> String {
    if type.kind == .bytes {
      let end = item.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
      guard let text = String(validating: item[..<end], as: UTF8.self) else {
        throw HornError(.value, "\(name): the text at position \(index) is not UTF-8")
      }
      return text
    }
    var scalars = String.UnicodeScalarView()
    var zeros = 0
    for place in stride(from: 0, to: item.count, by: 4) {
      let unit = item.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      guard let scalar = Unicode.Scalar(type.swapped ? unit.byteSwapped : unit) else {
        throw HornError(.value, "\(name): the text at position \(index) has no Unicode character \(unit)")
      }
      if scalar.value == 0 {
        zeros += 1
        continue
      }
      while zeros > 0 {
        scalars.append("\0")
        zeros -= 1
      }
      scalars.append(scalar)
    }
    return String(scalars)
  }
}
