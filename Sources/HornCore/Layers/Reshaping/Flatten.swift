import HornTensor

/// Makes one axis of all axes but the batch: `[batch, a, b]` becomes `[batch, a * b]`, `[batch]` becomes `[batch, 1]`.
public final class Flatten: Layer, KerasSerializable {
  /// With `.channelsFirst`, the second axis is moved to the end before the elements are lined up.
  public let dataFormat: DataFormat

  /// - Parameter dataFormat: `.channelsFirst` moves the second axis to the end first.
  public init(
    dataFormat: DataFormat = .channelsLast, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil
  ) {
    self.dataFormat = dataFormat
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(minNdim: 1)
  }

  public override init(config: ConfigReader) throws {
    dataFormat = try config.choice("data_format", default: .channelsLast)
    try super.init(config: config)
    inputSpec = InputSpec(minNdim: 1)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["data_format": .string(dataFormat.rawValue)]) { $1 }
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    return [inputShape[0], knownProduct(inputShape.dropFirst())]
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    var x = inputs.with(mask: nil)
    if dataFormat == .channelsFirst, x.rank > 2 {
      x = transpose(x, axes: [0] + Array(2..<x.rank) + [1])
    }
    return reshape(x, [x.shape[0], x.shape.dropFirst().reduce(1, *)])
  }
}

/// The product of the lengths; nil where one of them is unknown or the product is out of range.
func knownProduct(_ lengths: some Sequence<Int?>) -> Int? {
  var product = 1
  for length in lengths {
    guard let length else { return nil }
    let (next, overflow) = product.multipliedReportingOverflow(by: length)
    if overflow { return nil }
    product = next
  }
  return product
}
