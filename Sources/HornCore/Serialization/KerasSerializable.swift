import HornTensor

/// A layer that can be made from its configuration, and so be part of a model file.
///
/// A layer of one's own overrides ``Layer/init(config:)`` and ``Layer/getConfig()``, and is made known by
/// ``registerKerasSerializable(_:package:name:)``:
///
///     final class Scale: Layer, KerasSerializable {
///       let factor: Float
///       init(_ factor: Float, name: String? = nil) {
///         self.factor = factor
///         super.init(name: name)
///       }
///       override init(config: ConfigReader) throws {
///         factor = try config.float("factor")
///         try super.init(config: config)
///       }
///       override func getConfig() -> Config {
///         super.getConfig().merging(["factor": ConfigValue(factor)]) { $1 }
///       }
///     }
///
/// A class that is not final writes `required override init(config:)`.
public protocol KerasSerializable: Layer {
  /// The name of the class in configurations and summaries; by default its own.
  static var kerasName: String { get }

  /// Makes the layer from its arguments under Keras's names.
  ///
  /// Arguments that it does not read are refused by whoever calls it.
  init(config: ConfigReader) throws
}

extension KerasSerializable {
  /// The name of the class in Swift.
  ///
  /// Not by `String(describing:)`, which looks for conformances: a tenth of a millisecond a class when a program starts.
  public static var kerasName: String { _typeName(Self.self, qualified: false) }
}
