import HornTensor

/// How a weight gets its first values: `.glorotUniform`, `"glorot_uniform"`, or one of your own.
///
/// An initializer that has no seed, or an integer as its seed, gives the same values at each call.
public struct Initializer: NamedChoice, ConfigHolder {
  public static let kind = "initializer"

  /// Keras's class name, `GlorotUniform`.
  public let className: String
  /// The arguments under Keras's names.
  public package(set) var config: Config
  private let make: @Sendable (Shape, DType) throws -> Tensor

  /// An initializer of one's own.
  ///
  /// - Parameters:
  ///   - className: its name in messages and configurations, from which it cannot be made again.
  ///   - config: its arguments for configurations.
  ///   - make: gives a tensor of the shape and type, or throws where it has none for that shape.
  public init(
    _ className: String, config: Config = [:], _ make: @escaping @Sendable (Shape, DType) throws -> Tensor
  ) {
    self.className = className
    self.config = config
    self.make = make
  }

  /// The values for a weight of this shape; a shape that the initializer cannot fill stops the program.
  public func callAsFunction(
    _ shape: Shape, dtype: DType = .float32, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    do {
      return try values(shape, dtype: dtype)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The values for a weight of this shape.
  ///
  /// - Throws: `HornError` where the initializer cannot fill the shape.
  package func values(_ shape: Shape, dtype: DType = .float32) throws -> Tensor {
    let values = try make(shape, dtype)
    guard values.shape == shape, values.dtype == dtype else {
      throw HornError(
        .shape,
        "initializer \(className) gave \(values.dtype) of shape \(values.shape) for a weight that is \(dtype) of "
          + "shape \(shape)")
    }
    return values
  }

  /// Keras's form, an object with class_name and config.
  public var serialized: ConfigValue {
    .serialized(module: "keras.initializers", className: className, config: config)
  }

  public static let known = withSnakeCaseNames(classes, aliases: aliases)
}
