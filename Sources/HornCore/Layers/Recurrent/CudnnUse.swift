import HornTensor

/// Keras's `use_cudnn`: Horn runs on the CPU, so `"auto"` and `false` mean the same.
public enum CudnnUse: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  /// Keras's default: where there is a GPU, which to Horn there never is.
  case auto
  /// Not even with a GPU.
  case never
  /// Stops the program; Keras too refuses it without a GPU, at the layer's first call.
  case always

  /// - Parameter value: "auto"; anything else stops the program.
  public init(stringLiteral value: String) {
    require(value == "auto", "useCudnn must be \"auto\", true or false, got \"\(value)\"")
    self = .auto
  }

  public init(booleanLiteral value: Bool) { self = value ? .always : .never }

  /// The message where cuDNN is demanded; nil where it is not.
  private var refusal: String? {
    self == .always ? "useCudnn is true, but there is no cuDNN on a CPU; leave it at \"auto\"" : nil
  }

  /// Stops the program where cuDNN is demanded.
  func stopIfDemanded(by layer: String) {
    if let refusal { programmingError("\(layer): \(refusal)") }
  }

  /// Reads and forgets `use_cudnn`, which Keras does not write.
  static func check(_ config: ConfigReader) throws {
    switch config.value("use_cudnn") {
    case nil, .string("auto")?, .bool(false)?: return
    case .bool(true)?:
      throw HornError(.configuration, "\(config.owner): \(CudnnUse.always.refusal ?? "")")
    case let other?:
      throw HornError(
        .configuration, "\(config.owner): use_cudnn must be \"auto\", true or false, got \(other.summary)")
    }
  }
}
