import HornKernels

/// The lengths of a tensor's axes, outermost first.
public struct Shape: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral,
  CustomStringConvertible
{
  /// The length of each axis, outermost first; none for a scalar.
  public let dimensions: [Int]

  /// A shape of these lengths, outermost first; of none for a scalar.
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }
  public init(arrayLiteral elements: Int...) { dimensions = elements }

  public var startIndex: Int { 0 }
  public var endIndex: Int { dimensions.count }
  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// How many axes a tensor may have, which the kernels count on.
  package static let greatestRank = Int(HORN_MOST_AXES)

  /// Number of axes.
  public var rank: Int { dimensions.count }

  /// Number of elements; 1 for a scalar.
  public var elementCount: Int {
    var product = 1
    for d in dimensions { product *= d }
    return product
  }

  /// The distance between neighbours along each axis, in elements, of a row-major tensor.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  /// As NumPy prints it: `(2, 3)`, `(5,)`, `()`.
  public var description: String {
    let list = dimensions.map(String.init).joined(separator: ", ")
    return rank == 1 ? "(\(list),)" : "(\(list))"
  }

  /// The axis counted from the front; negative axes count from the end.
  package func resolvedAxis(
    _ axis: Int, _ operation: String, file: StaticString = #fileID, line: UInt = #line
  ) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    require(
      resolved >= 0 && resolved < rank,
      "\(operation): axis \(axis) is out of range for a tensor of shape \(self)", file: file, line: line)
    return resolved
  }

  /// The shape that broadcasting gives (NumPy's rule), or nil where the two do not fit.
  package static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    if a == b { return a }
    let rank = Swift.max(a.rank, b.rank)
    var result = [Int](repeating: 1, count: rank)
    for i in 1...Swift.max(rank, 1) where i <= rank {
      let x = i <= a.rank ? a[a.rank - i] : 1
      let y = i <= b.rank ? b[b.rank - i] : 1
      guard x == y || x == 1 || y == 1 else { return nil }
      result[rank - i] = x == 1 ? y : x
    }
    return Shape(result)
  }
}
