import HornTensor

/// The sum of the products of its two inputs along one axis of each, for each element of the batch.
///
/// Inputs `[batch, …]`; the output has the first one's other axes, then the second one's, and at least
/// `[batch, 1]`. It has no mask.
///
///     let scores = try Dot(axes: 2)([queries, keys])  // [batch, queries, keys]
public final class Dot: Merge, KerasSerializable {
  /// The axis of each input (or one for both) that is summed over; not the batch's, 0.
  let dotAxes: Axes
  /// Whether both inputs are scaled to length 1 along the axis first, which gives the cosine of their angle.
  public let normalize: Bool

  /// The axis of each input that is summed over; negative ones count from the end.
  public var axes: (Int, Int) { (dotAxes.list[0], dotAxes.list[dotAxes.list.count - 1]) }

  /// - Parameters:
  ///   - axes: the axis of both inputs that is summed over.
  ///   - normalize: whether both inputs are scaled to length 1 along the axis first.
  public convenience init(
    axes: Int, normalize: Bool = false, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.init(.one(axes), normalize, name, trainable, dtype, activityRegularizer)
  }

  /// - Parameter axes: the axis of the first input and that of the second.
  public convenience init(
    axes: (Int, Int), normalize: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil
  ) {
    self.init(.several([axes.0, axes.1]), normalize, name, trainable, dtype, activityRegularizer)
  }

  private init(
    _ axes: Axes, _ normalize: Bool, _ name: String?, _ trainable: Bool, _ dtype: DType,
    _ activityRegularizer: Regularizer?
  ) {
    dotAxes = axes
    self.normalize = normalize
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  public override init(config: ConfigReader) throws {
    guard config.value("axes") != nil else {
      throw HornError(.configuration, "Dot: the argument axes (an axis, or two) is missing")
    }
    dotAxes = try config.axes("axes", default: -1)
    if case .several(let list) = dotAxes, list.count != 2 {
      throw HornError(.configuration, "Dot: axes must be one axis or two, got \(list)")
    }
    normalize = try config.bool("normalize", default: false)
    try super.init(config: config)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["axes": dotAxes.config, "normalize": .bool(normalize)]) { $1 }
  }

  /// The axes counted from the front.
  private func places(in shapes: [[Int?]]) throws -> (Int, Int) {
    guard shapes.count == 2, shapes[0].count > 1, shapes[1].count > 1 else {
      throw misfit(shapes, "exactly two inputs of rank 2 or more are needed")
    }
    let places = zip([axes.0, axes.1], shapes).map { axis, shape in axis < 0 ? axis + shape.count : axis }
    for (place, shape) in zip(places, shapes) where place < 1 || place >= shape.count {
      throw misfit(
        shapes, "the axes \(axes) are not both axes behind the batch (1 to \(shape.count - 1))")
    }
    return (places[0], places[1])
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    let (a, b) = try places(in: inputShapes)
    var (x, y) = (inputShapes[0], inputShapes[1])
    if let n = x[a], let m = y[b], n != m {
      throw misfit(inputShapes, "axis \(a) of the first has the length \(n), axis \(b) of the second \(m)")
    }
    if let n = x[0], let m = y[0], n != m { throw misfit(inputShapes, "the batches are not of one size") }
    x.remove(at: a)
    y.remove(at: b)
    let output = [x[0] ?? y[0]] + x.dropFirst() + y.dropFirst()
    return [output.count == 1 ? output + [1] : output]
  }

  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    let shapes = inputs.map { $0.shape.map(Optional.some) }
    let output = try computeOutputShape(shapes)[0].map { $0 ?? 0 }
    let places = try places(in: shapes)
    try refuseStrings(inputs)
    var (x, y) = (inputs[0], inputs[1])
    if normalize {
      x = unitLength(x, axis: [places.0])
      y = unitLength(y, axis: [places.1])
    }
    // [batch, free axes of x, n] times [batch, n, free axes of y].
    let (left, isLeftFreeFirst) = matrix(x, places.0)
    let (right, isRightFreeFirst) = matrix(y, places.1)
    let product = matmul(left, right, transposeA: !isLeftFreeFirst, transposeB: isRightFreeFirst)
    return [reshape(product, output)]
  }

  /// The tensor with all axes but the batch and one as one axis, and whether that stands before the one.
  private func matrix(_ x: Tensor, _ place: Int) -> (Tensor, freeFirst: Bool) {
    let (batch, n) = (x.shape[0], x.shape[place])
    let free = x.shape.indices.reduce(1) { $1 == 0 || $1 == place ? $0 : $0 * x.shape[$1] }
    if place == x.rank - 1 { return (reshape(x, [batch, free, n]), true) }
    if place == 1 { return (reshape(x, [batch, n, free]), false) }
    return (reshape(moveaxis(x, source: place, destination: -1), [batch, free, n]), true)
  }

  public override func computeMask(_ inputs: [Tensor], masks: [Tensor?]) -> [Tensor?] { [nil] }

  public override func computeOutputDType(_ inputs: [DType]) -> DType {
    let type = super.computeOutputDType(inputs)
    return normalize ? .promoted(type, .float32) : type
  }
}

/// The sums of the products of two tensors along one axis of each, by default the last, by a layer ``Dot``.
public func dot(_ inputs: [Tensor], axes: Int = -1, normalize: Bool = false, name: String? = nil) throws
  -> Tensor
{
  try Dot(axes: axes, normalize: normalize, name: name)(inputs)
}

/// The tensor scaled to length 1 along the axes; vectors shorter than epsilon are scaled by 1 / epsilon.
func unitLength(_ x: Tensor, axis: [Int], epsilon: Float = 1e-7) -> Tensor {
  x * minimum(rsqrt(sum(square(x), axis: axis, keepdims: true)), 1 / epsilon)
}
