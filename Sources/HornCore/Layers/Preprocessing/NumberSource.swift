import HornTensor

/// A number or an array of numbers, as an argument of a preprocessing layer.
///
///     Rescaling(1.0 / 255, offset: -1)
///     Normalization(mean: [1, 2], variance: [0.5, 2])
public protocol NumberSource {
  /// The numbers as float32.
  var numbers: Tensor { get }
}

extension Int: NumberSource { public var numbers: Tensor { Tensor(Float(self)) } }
extension Float: NumberSource { public var numbers: Tensor { Tensor(self) } }
extension Double: NumberSource { public var numbers: Tensor { Tensor(Float(self)) } }

/// What an array of numbers may hold.
public protocol NumberSourceElement {
  /// The elements as a float32 tensor of rank 1.
  static func numbers(_ elements: [Self]) -> Tensor
}

extension Int: NumberSourceElement {
  public static func numbers(_ elements: [Int]) -> Tensor { Tensor(elements.map(Float.init)) }
}
extension Float: NumberSourceElement {
  public static func numbers(_ elements: [Float]) -> Tensor { Tensor(elements) }
}
extension Double: NumberSourceElement {
  public static func numbers(_ elements: [Double]) -> Tensor { Tensor(elements.map(Float.init)) }
}

extension Array: NumberSource where Element: NumberSourceElement {
  public var numbers: Tensor { Element.numbers(self) }
}

extension Tensor: NumberSource {
  /// The elements as float32; strings stop the program.
  public var numbers: Tensor { cast(detached, .float32) }
}

extension ConfigReader {
  /// The number or nested lists of numbers under the key; nil where it is absent or null.
  func optionalNumbers(_ key: String) throws -> Tensor? {
    guard let value = value(key) else { return nil }
    let tensor: Tensor
    switch value {
    case .object(let object)
    where object["class_name"] == "__tensor__" || object["class_name"] == "__numpy__":
      tensor = try Tensor(config: value)
    case .object:
      throw HornError(
        .configuration, "\(owner): \(key) must be a number or lists of numbers, got \(value.summary)")
    default:
      do {
        tensor = try Tensor(config: ["class_name": "__tensor__", "config": ["value": value]])
      } catch {
        throw HornError(
          .configuration, "\(owner): \(key) must be a number or lists of numbers, got \(value.summary)")
      }
    }
    guard tensor.dtype != .string else {
      throw HornError(.configuration, "\(owner): \(key) must be of numbers, got strings")
    }
    return cast(tensor, .float32)
  }
}

extension Tensor {
  /// The numbers as Keras writes them: one, or nested lists.
  var numberConfig: ConfigValue { serialized["config"]?["value"] ?? .null }
}
