import HornKernels

/// A linear-chain conditional random field over a batch of sequences: how well each tag fits each step, and how well
/// tags follow each other.
///
/// The score of a path of tags y is Σ potentials[t, y_t] + Σ transitions[y_t, y_{t+1}] + left[y_first] +
/// right[y_last]; its probability is exp(score) / Z, where Z sums over all paths (Lafferty, McCallum and Pereira,
/// "Conditional random fields", 2001; beside a recurrent network: Lample et al., "Neural architectures for named
/// entity recognition", 2016).
///
/// Masked steps are left out wherever they stand, as if the sequence were made of the others only. A row that is
/// masked as a whole is an empty sequence: its loss is 0, and it has no gradient.
///
///     let chain = try crf.chain(features)  // or TagChain(of: try model(x))
///     let (paths, scores) = try chain.best(3)
public struct TagChain: Sendable {
  /// How well each tag fits each step, `[batch, time, tags]`, float32.
  public let potentials: Tensor
  /// How well one tag follows another, `[tags, tags]`, from the row's tag to the column's.
  public let transitions: Tensor
  /// What a sequence's first and last tag get, `[tags]`; nil for nothing.
  public let left, right: Tensor?
  /// Which moves may be, `[tags + 1, tags + 1]`, bool: the last row are starts, the last column ends; nil for all.
  public let allowed: Tensor?
  /// Which steps count, `[batch, time]`, bool; nil for all.
  public let mask: Tensor?

  /// A chain of these scores; a mask of numbers counts as true where they are not 0.
  ///
  /// - Throws: `HornError` where shapes or types do not fit.
  public init(
    potentials: Tensor, transitions: Tensor, left: Tensor? = nil, right: Tensor? = nil,
    allowed: Tensor? = nil,
    mask: Tensor? = nil
  ) throws {
    func check(_ x: Tensor?, _ shape: [Int], _ dtype: DType, _ what: String) throws {
      guard let x, x.shape.dimensions != shape || x.dtype != dtype else { return }
      throw HornError(
        .shape,
        "TagChain: \(what) must be \(dtype) of shape \(Shape(shape)), got \(x.dtype) of shape \(x.shape)")
    }
    guard potentials.rank == 3, potentials.dtype == .float32, potentials.shape[2] > 0 else {
      throw HornError(
        .shape,
        "TagChain: potentials must be float32 of shape [batch, time, tags], got \(potentials.dtype) of shape "
          + "\(potentials.shape)")
    }
    let tags = potentials.shape[2]
    try check(transitions, [tags, tags], .float32, "transitions")
    try check(left, [tags], .float32, "left")
    try check(right, [tags], .float32, "right")
    try check(allowed, [tags + 1, tags + 1], .bool, "allowed")
    let steps = mask.map { $0.dtype == .bool || $0.dtype == .string ? $0 : cast($0, .bool) }
    try check(steps, Array(potentials.shape.dimensions.prefix(2)), .bool, "mask")
    self.potentials = potentials.with(mask: nil)
    self.transitions = transitions
    self.left = left
    self.right = right
    self.allowed = allowed
    self.mask = steps
  }

  private init(detaching chain: TagChain) {
    potentials = chain.potentials.detached
    transitions = chain.transitions.detached
    left = chain.left?.detached
    right = chain.right?.detached
    allowed = chain.allowed
    mask = chain.mask
  }

  /// What the tags that a CRF layer gave, or a model that ends in one, were decoded from.
  ///
  /// - Throws: `HornError` where the tensor comes from elsewhere.
  public init(of tags: Tensor) throws {
    guard let chain = tags.annex?.chain else {
      throw HornError(
        .state,
        "TagChain: this tensor of shape \(tags.shape) is not the output of a CRF layer, or was computed from one; take "
          + "the output of model(x) itself, whose last layer is a CRF (predict gives the tags only)")
    }
    self = chain
  }

  /// The same with another mask, `[batch, time]`.
  ///
  /// - Throws: `HornError` where its shape does not fit.
  public func with(mask: Tensor) throws -> TagChain {
    try TagChain(
      potentials: potentials, transitions: transitions, left: left, right: right, allowed: allowed, mask: mask
    )
  }

  /// How many tags there are.
  public var tagCount: Int { potentials.shape[2] }
  /// Whether a gradient can flow back through it.
  public var isTracked: Bool { inputs.contains(where: \.isTracked) }
  /// The same without the way back.
  public var detached: TagChain { TagChain(detaching: self) }

  private var inputs: [Tensor] { [potentials, transitions] + [left, right].compactMap { $0 } }
  private var batch: Int { potentials.shape[0] }
  private var time: Int { potentials.shape[1] }

  private func withKernel<R>(labels: Tensor? = nil, _ body: (UnsafePointer<horn_crf>) throws -> R) rethrows
    -> R
  {
    let crf = horn_crf(
      emissions: potentials.f32, transitions: transitions.f32, left: left?.f32, right: right?.f32,
      allowed: allowed?.u8, mask: mask?.u8, labels: labels?.i32, batch: batch, time: time, tags: tagCount)
    return try withExtendedLifetime((self, labels)) { try withUnsafePointer(to: crf, body) }
  }

  // MARK: - Paths

  /// The tags of the path with the greatest score (Viterbi), int32 `[batch, time]`; 0 at masked steps.
  public func decoded() -> Tensor {
    let tags = Tensor(uninitialized: [batch, time], dtype: .int32)
    withKernel { horn_crf_decode($0, tags.mutableI32) }
    return tags
  }

  /// The paths with the greatest scores, best first.
  ///
  /// - Parameter k: how many, at least 1.
  /// - Returns: tags, int32 `[batch, k, time]` (0 at masked steps), and the logarithms of their probabilities,
  ///   `[batch, k]`. Where a sequence has fewer paths, the rest are tags 0 of probability 0 (−∞).
  /// - Throws: `HornError` where `k` is below 1, or too large for memory.
  public func best(_ k: Int) throws -> (tags: Tensor, logProbabilities: Tensor) {
    guard k > 0, k <= 1 << 20, k * tagCount < 1 << 30 else {
      throw HornError(.value, "TagChain: best(k) needs k of at least 1 and not beyond memory, got \(k)")
    }
    let tags = Tensor(uninitialized: [batch, k, time], dtype: .int32)
    let scores = Tensor(uninitialized: [batch, k])
    withKernel { horn_crf_best($0, k, tags.mutableI32, scores.mutableF32) }
    return (tags, scores - expandDims(detached.logPartition(), axis: 1))
  }

  // MARK: - Probabilities

  /// log Z of each sequence, `[batch]`.
  public func logPartition() -> Tensor { forward(labels: nil) }

  /// Each tag's probability at each step, `[batch, time, tags]`; 0 at masked steps.
  public func marginals() -> Tensor {
    let alphas = Tensor(uninitialized: [batch, time, horn_crf_width(tagCount)])
    let result = Tensor(uninitialized: potentials.shape)
    let partition = Tensor(uninitialized: [batch])
    withKernel {
      horn_crf_forward($0, alphas.mutableF32, partition.mutableF32, nil)
      horn_crf_backward($0, alphas.f32, nil, result.mutableF32, nil, nil, nil)
    }
    return result
  }

  /// −log of the probability of these tags, `[batch]`; the gradient is exact.
  ///
  /// - Parameters:
  ///   - tags: `[batch, time]` or `[batch, time, 1]`, whole numbers in `0..<tagCount`; what stands at masked steps is
  ///     not looked at.
  ///   - owner: who asks, for errors.
  /// - Throws: `HornError` where the shape does not fit, or that names the first tag that is none or that `allowed`
  ///   forbids at its place.
  public func negativeLogLikelihood(of tags: Tensor, owner: String = "TagChain") throws -> Tensor {
    forward(labels: try labels(tags, owner))
  }

  private func labels(_ tags: Tensor, _ owner: String) throws -> Tensor {
    guard tags.shape.dimensions == [batch, time] || tags.shape.dimensions == [batch, time, 1],
      tags.dtype != .string
    else {
      throw HornError(
        .shape,
        "\(owner): the tags are \(tags.dtype) of shape \(tags.shape); expected a number for each step, of shape "
          + "\(Shape([batch, time]))")
    }
    let labels = tags.dtype == .int32 ? tags.detached : cast(tags.detached, .int32)
    if tags.dtype == .float32 || tags.dtype == .float64 {
      var isSound = equal(cast(labels, tags.dtype), tags.detached)
      if let mask { isSound = logicalOr(isSound, logicalNot(reshape(mask, isSound.shape))) }
      if let place = isSound.bools.firstIndex(of: false) {
        throw HornError(
          .value, "\(owner): the tag \(tags.floats[place]) at \(position(place)) is not a whole number")
      }
    }
    var why: Int32 = 0
    let place = withKernel(labels: labels) { horn_crf_check($0, &why) }
    guard place >= 0 else { return labels }
    let tag = labels.i32[place]
    let what =
      switch Int(why) {
      case HORN_CRF_NO_TAG: "is not one of the \(tagCount) tags 0..<\(tagCount); mask steps that have no tag"
      case HORN_CRF_START: "may not be the first of a sequence by the layer's constraints"
      case HORN_CRF_END: "may not be the last of a sequence by the layer's constraints"
      default: "may not follow the tag before it by the layer's constraints"
      }
    throw HornError(.value, "\(owner): the tag \(tag) at \(position(place)) \(what)")
  }

  private func position(_ place: Int) -> String {
    "sample \(place / max(time, 1)), step \(place % max(time, 1))"
  }

  /// log Z, or with labels the loss; both have the same way back.
  private func forward(labels: Tensor?) -> Tensor {
    let alphas = Tensor(uninitialized: [batch, time, horn_crf_width(tagCount)])
    let partition = Tensor(uninitialized: [batch])
    let loss = labels == nil ? nil : Tensor(uninitialized: [batch])
    withKernel(labels: labels) {
      horn_crf_forward($0, alphas.mutableF32, partition.mutableF32, loss?.mutableF32)
    }
    let inputs = inputs
    guard isTracked else { return loss ?? partition }
    let chain = detached
    return (loss ?? partition).derived(fromAny: inputs) { dy in
      chain.gradients(alphas, labels, dy)
    }
  }

  private func gradients(_ alphas: Tensor, _ labels: Tensor?, _ dy: Tensor) -> [Gradient?] {
    let dPotentials = Tensor(uninitialized: potentials.shape)
    let dTransitions = Tensor(uninitialized: transitions.shape)
    let dLeft = left.map { Tensor(uninitialized: $0.shape) }
    let dRight = right.map { Tensor(uninitialized: $0.shape) }
    withKernel(labels: labels) {
      horn_crf_backward(
        $0, alphas.f32, dy.f32, dPotentials.mutableF32, dTransitions.mutableF32, dLeft?.mutableF32,
        dRight?.mutableF32)
    }
    return ([dPotentials, dTransitions] + [dLeft, dRight].compactMap { $0 }).map { .dense($0) }
  }
}
