import HornTensor

/// What the head of an npy file says: the type, the order and the lengths of the axes.
///
/// Format versions 1, 2 and 3. The text is a Python dictionary literal; only what NumPy writes is read.
struct NpyHeader {
  let type: NumpyType
  let isFortran: Bool
  let shape: Shape
  /// The product of the lengths; with the item size it is known not to overflow.
  let count: Int

  /// Reads the header and leaves the reader at the first byte of the data.
  init(_ reader: inout ByteReader) throws {
    let name = reader.name
    let magic = try reader.take(6, "the magic number")
    guard magic.elementsEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]) else {
      throw HornError(.format, "\(name): this is not an npy file: it does not begin with \\x93NUMPY")
    }
    let major = try reader.byte("the version")
    _ = try reader.byte("the version")
    let length: Int
    switch major {
    case 1: length = try reader.length(UInt16.self, "the header's length")
    case 2, 3: length = try reader.length(UInt32.self, "the header's length")
    default: throw HornError(.format, "\(name): npy version \(major) is unknown; expected 1, 2 or 3")
    }
    // NumPy's own limit for headers that it reads from strangers.
    guard length <= 10_000 else {
      throw HornError(.format, "\(name): a header of \(length) bytes is refused; NumPy's limit is 10,000")
    }
    let text = try reader.take(length, "the header")
    var literal = NpyHeaderLiteral(text, name: name)
    let fields = try literal.parse()

    type = try NumpyType(descr: fields.descr, name: name)
    isFortran = fields.isFortran
    shape = Shape(fields.shape)
    count = try Shape.claimedCount(fields.shape, itemSize: type.size, name: name)
  }

  /// How many bytes the items take, which are all that the reader has left; objects take what there is.
  func byteCount(before reader: ByteReader) throws -> Int {
    let (expected, actual) = (count * type.size, reader.remaining)
    guard expected == actual || type.kind == .object else {
      throw HornError(
        .format,
        "\(reader.name): the shape \(shape) of \(type.size)-byte items needs \(expected) bytes of data, but there are "
          + "\(actual)")
    }
    return actual
  }
}
