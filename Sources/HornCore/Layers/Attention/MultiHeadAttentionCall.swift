import HornTensor

extension MultiHeadAttention {
  /// The layer's function; see ``call(_:training:masks:arguments:)``.
  func attended(
    _ inputs: [Tensor], training: Bool, masks: [Tensor?], arguments: Config
  ) throws -> [Tensor] {
    let options = try AttentionCall(arguments, layer: self)
    let places = try self.inputs(in: inputs.map { $0.shape.map(Optional.some) }, arguments)
    let plain = try inputs.map { input in
      let plain = input.with(mask: nil)
      return input.dtype == .bool ? plain : try numeric(plain)
    }
    let (query, value) = (try numeric(plain[0]), try numeric(plain[places.value]))
    let key = try numeric(plain[places.key ?? places.value])
    let mask = try attentionMask(
      query, value,
      queryMask: masks[0],
      valueMask: places.valueMask.map { plain[$0] } ?? masks[places.value],
      keyMask: places.keyMask.map { plain[$0] } ?? places.key.flatMap { masks[$0] },
      attentionMask: places.attentionMask.map { plain[$0] }, isCausal: options.isCausal)

    guard let queryDense, let keyDense, let valueDense, let outputDense else { throw notBuilt() }
    let gate = try gateDense.map { dense -> Tensor in try dense(query) }
    let heads = try attend(
      queryDense(query), keyDense(key), valueDense(value), mask, training: training,
      returnsScores: options.returnsScores)
    let output: Tensor = try outputDense(gate.map { heads.output * $0 } ?? heads.output)
    return options.returnsScores ? [output, heads.scores] : [output]
  }

  /// What the heads give, `[batch, rows, heads, valueDim]`, from projections `[batch, time, heads, keyDim]`.
  private func attend(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, _ mask: Tensor?, training: Bool, returnsScores: Bool
  ) throws -> (output: Tensor, scores: Tensor) {
    let axes = try resolvedAxes(rank: query.rank - 1)
    let equations = AttentionEquations(rank: query.rank, axes: axes)
    let scale = 1 / Float(keyDim).squareRoot()
    var scores = einsum(equations.product, query * scale, key)
    var allowed: Tensor?
    if let mask {
      let placed = try self.placed(mask, over: scores.shape, axes: axes.count)
      scores = `where`(placed, scores, Tensor(full: [], -1e9))
      allowed = placed
    }
    let over = Array(scores.rank - axes.count..<scores.rank)
    scores = over.count == 1 ? softmax(scores, axis: -1) : softmax(scores, axis: over)
    // Of a query that may see nothing, Keras makes zeros where it computes the scores itself, and the mean of all
    // values where it has a fused function do it.
    let isFused = dropout == 0 && !returnsScores && query.rank == 4
    if let allowed, !isFused { scores = `where`(allowed, scores, Tensor(zeros: [])) }
    let dropped =
      training && dropout > 0 ? Random.dropout(scores, dropout, seed: seedGenerator) : scores
    // As Keras's softmax layer does, which the mask goes through.
    return (einsum(equations.combination, dropped, value), scores.with(mask: allowed))
  }

  /// The mask with axes of length 1 where it lacks some before those of time, so that it broadcasts to the scores.
  private func placed(_ mask: Tensor, over scores: Shape, axes: Int) throws -> Tensor {
    var lengths = mask.shape.dimensions
    let place = lengths.count - 2 * axes
    if place >= 0, lengths.count < scores.rank {
      lengths.insert(contentsOf: Array(repeating: 1, count: scores.rank - lengths.count), at: place)
    }
    guard lengths.count <= scores.rank, Shape.broadcast(Shape(lengths), scores) == scores else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (MultiHeadAttention): a mask of shape \(mask.shape) does not fit scores of shape \(scores)"
      )
    }
    return reshape(mask, lengths)
  }

  /// Which keys each query may attend to, by all masks together: `[batch, rows, columns]`; nil for all.
  private func attentionMask(
    _ query: Tensor, _ value: Tensor, queryMask: Tensor?, valueMask: Tensor?, keyMask: Tensor?,
    attentionMask: Tensor?, isCausal: Bool
  ) throws -> Tensor? {
    let rows = Shape(Array(query.shape.dimensions.prefix(2)))
    let columns = Shape(Array(value.shape.dimensions.prefix(2)))
    var found: [Tensor] = []
    if let attentionMask {
      guard attentionMask.dtype != .string else {
        throw HornError(.dtype, "Layer \"\(name)\" (MultiHeadAttention): the attention mask has strings")
      }
      found.append(cast(attentionMask, .bool))
    }
    if let mask = try checkedMask(queryMask, "the mask of the query", shape: rows, layer: self) {
      found.append(expandDims(mask, axis: -1))
    }
    if let mask = try checkedMask(valueMask, "the mask of the value", shape: columns, layer: self) {
      found.append(expandDims(mask, axis: -2))
    }
    if let mask = try checkedMask(keyMask, "the mask of the key", shape: columns, layer: self) {
      found.append(expandDims(mask, axis: -2))
    }
    if isCausal { found.append(causalMask(rows: rows[1], columns: columns[1])) }
    if let slidingWindow {
      let distance =
        reshape(arange(rows[1]), [1, rows[1], 1]) - reshape(arange(columns[1]), [1, 1, columns[1]])
      found.append(abs(distance) .< slidingWindow)
    }
    guard var mask = found.first else { return nil }
    for next in found.dropFirst() {
      guard Shape.broadcast(mask.shape, next.shape) != nil else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (MultiHeadAttention): masks of the shapes \(mask.shape) and \(next.shape) do not fit "
            + "together")
      }
      mask = logicalAnd(mask, next)
    }
    return mask
  }
}

/// The products of multi-head attention over any axes, as equations.
private struct AttentionEquations {
  /// query, key -> scores
  let product: String
  /// scores, value -> output
  let combination: String

  /// - Parameter rank: of the projections, whose last axes are heads and features.
  init(rank: Int, axes: [Int]) {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let query = Array(letters[..<rank])
    var key = query
    for (index, axis) in axes.enumerated() { key[axis] = letters[rank + index] }
    let kept = (0..<rank - 1).filter { !axes.contains($0) }
    let scores = String(kept.map { query[$0] } + axes.map { query[$0] } + axes.map { key[$0] })
    product = "\(String(query)),\(String(key))->\(scores)"
    combination = "\(scores),\(String(key))->\(String(query))"
  }
}
