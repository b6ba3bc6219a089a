import HornBytes
import HornTensor

/// The type of the items of a NumPy array, as far as Horn can use it.
struct NumpyType: Hashable {
  enum Kind: Hashable {
    /// A number; the code is that of `horn_npy_decode`.
    case number(code: Int, dtype: DType)
    /// UTF-32 text of a fixed length, filled with zeros.
    case text
    /// Bytes of a fixed length, filled with zeros.
    case bytes
    /// Python objects.
    case object
  }

  let kind: Kind
  /// Bytes of one item.
  let size: Int
  /// Whether the bytes of a number come in the order that this machine does not use.
  let swapped: Bool

  /// NumPy's name of the type, such as `uint8`; `string` for texts of any length.
  var name: String {
    switch kind {
    case .number(HORN_NPY_BOOL, _): "bool"
    case .number(HORN_NPY_I1, _), .number(HORN_NPY_I2, _), .number(HORN_NPY_I4, _), .number(HORN_NPY_I8, _):
      "int\(size * 8)"
    case .number(HORN_NPY_U1, _), .number(HORN_NPY_U2, _), .number(HORN_NPY_U4, _), .number(HORN_NPY_U8, _):
      "uint\(size * 8)"
    case .number: "float\(size * 8)"
    case .text, .bytes: "string"
    case .object: "object"
    }
  }

  private static let numbers: [String: (code: Int, dtype: DType, size: Int)] = [
    "b1": (HORN_NPY_BOOL, .bool, 1),
    "i1": (HORN_NPY_I1, .int32, 1), "i2": (HORN_NPY_I2, .int32, 2),
    "i4": (HORN_NPY_I4, .int32, 4), "i8": (HORN_NPY_I8, .int32, 8),
    "u1": (HORN_NPY_U1, .int32, 1), "u2": (HORN_NPY_U2, .int32, 2),
    "u4": (HORN_NPY_U4, .int32, 4), "u8": (HORN_NPY_U8, .int32, 8),
    "f2": (HORN_NPY_F2, .float32, 2), "f4": (HORN_NPY_F4, .float32, 4), "f8": (HORN_NPY_F8, .float64, 8),
  ]

  /// The type that a header's `descr` names, such as `<f4`, `|b1`, `<U12` or `|O`.
  init(descr: String, name: String) throws {
    if let first = descr.unicodeScalars.first, "<>|=".unicodeScalars.contains(first) {
      try self.init(code: String(descr.dropFirst()), order: first, name: name)
    } else {
      try self.init(code: descr, order: "=", name: name)
    }
  }

  /// The type of a code such as `f4` in a byte order (`<`, `>`, `=` or `|`).
  init(code: String, order: Unicode.Scalar, name: String) throws {
    swapped = order == ">"
    if let number = Self.numbers[code] {
      kind = .number(code: number.code, dtype: number.dtype)
      size = number.size
      return
    }
    if code == "O" || code == "O8" || code == "O4" {
      kind = .object
      size = 8
      return
    }
    let digits = code.utf8.dropFirst()
    guard let letter = code.utf8.first, letter == UInt8(ascii: "U") || letter == UInt8(ascii: "S"),
      !digits.isEmpty, digits.count <= 8, digits.allSatisfy({ (48...57).contains($0) }),
      let length = Int(code.dropFirst()), length > 0
    else {
      throw HornError(
        .dtype,
        "\(name): the dtype \"\(order)\(code.prefix(40))\" is not supported; expected b1, i1…i8, u1…u8, f2, "
          + "f4, f8, U, S or O")
    }
    kind = letter == UInt8(ascii: "U") ? .text : .bytes
    size = kind == .text ? 4 * length : length
  }
}
