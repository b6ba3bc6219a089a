/// The type of a tensor's elements; what is int64 in Keras is int32 here.
public enum DType: String, NamedCase {
  case float32, float64, int32, bool, string

  public static let kind = "dtype"

  /// Bytes of one element; strings are kept apart and count as zero.
  public var byteCount: Int {
    switch self {
    case .float32, .int32: 4
    case .float64: 8
    case .bool: 1
    case .string: 0
    }
  }

  /// Whether it is float32 or float64.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

  /// The type that an operation on two types computes in, as in Keras: the later one of bool, int32, float32, float64.
  public static func promoted(_ a: DType, _ b: DType) -> DType {
    a.rank >= b.rank ? a : b
  }

  private var rank: Int {
    switch self {
    case .bool: 0
    case .int32: 1
    case .float32: 2
    case .float64: 3
    case .string: 4
    }
  }
}
