import HornTensor

extension Loss {
  /// ``circle(gamma:margin:removeDiagonal:reduction:name:)`` with default arguments, `"circle"`.
  public static var circle: Loss { circle().asFunction(named: "circle") }

  /// Circle loss: pulls embeddings of one label together and pushes those of others apart (Sun et al., 2020).
  ///
  /// Targets are labels `[batch]`, predictions embeddings of length 1, `[batch, features]`.
  ///
  /// - Parameters:
  ///   - gamma: the scale.
  ///   - margin: how far apart labels are to be.
  ///   - removeDiagonal: whether a sample does not count as its own neighbour.
  public static func circle(
    gamma: Float = 80, margin: Float = 0.4, removeDiagonal: Bool = true,
    reduction: Reduction = .sumOverBatchSize, name: String = "circle"
  ) -> Loss {
    Loss(
      className: "Circle", name: name, reduction: reduction,
      config: [
        "gamma": .shortest(gamma), "margin": .shortest(margin), "remove_diagonal": .bool(removeDiagonal),
      ]
    ) { yTrue, yPred in
      SampleLosses(
        try HornCore.circle(yTrue, yPred, removeDiagonal: removeDiagonal, gamma: gamma, margin: margin))
    }
  }
}

/// Circle loss of each sample; see ``Loss/circle(gamma:margin:removeDiagonal:reduction:name:)``.
///
/// - Parameters:
///   - yTrue: labels, `[batch]` or `[batch, 1]`.
///   - yPred: embeddings of length 1, `[batch, features]`.
///   - refLabels: the labels of other embeddings to compare with, `[references]`. Default: the batch's own.
///   - refEmbeddings: those embeddings, `[references, features]`.
/// - Returns: `[batch]`, with a mask of those above 0.
/// - Throws: `HornError` where the shapes do not fit.
public func circle(
  _ yTrue: Tensor, _ yPred: Tensor, refLabels: Tensor? = nil, refEmbeddings: Tensor? = nil,
  removeDiagonal: Bool = true, gamma: Float = 80, margin: Float = 0.4
) throws -> Tensor {
  let embeddings = try LossInputs.float32(yPred, "circle")
  let references = try refEmbeddings.map { try LossInputs.float32($0, "circle") } ?? embeddings
  let otherLabels = refLabels ?? yTrue
  guard embeddings.rank == 2, references.rank == 2, embeddings.shape[1] == references.shape[1],
    yTrue.elementCount == embeddings.shape[0], otherLabels.elementCount == references.shape[0],
    yTrue.dtype != .string, otherLabels.dtype != .string
  else {
    throw HornError(
      .shape,
      "circle: the labels' shape \(yTrue.shape) and the embeddings' \(yPred.shape), compared with "
        + "\(otherLabels.shape) and \(references.shape), do not fit; expected [batch] and [batch, features]")
  }
  let labels = reshape(cast(yTrue.detached, .int32), [-1, 1])
  let others = reshape(cast(otherLabels.detached, .int32), [1, -1])
  let distance = maximum(1 - matmul(embeddings, transpose(references)), 0)
  let same = equal(labels, others)
  let isNegative = cast(logicalNot(same), .float32)
  var isPositive = cast(same, .float32)
  if removeDiagonal { isPositive = isPositive * (1 - eye(same.shape[0], same.shape[1])) }
  let positiveWeights = maximum((margin + distance) * isPositive, 0)
  let negativeWeights = maximum((1 + margin - distance) * isNegative, 0)
  let positive = -gamma * positiveWeights * (margin - distance)
  let negative = gamma * negativeWeights * (1 - margin - distance)
  let none = Tensor(-Float.infinity)
  let attraction = logsumexp(`where`(isPositive, positive, none), axis: 1)
  let repulsion = logsumexp(`where`(isNegative, negative, none), axis: 1)
  let loss = softplus(attraction + repulsion)
  return loss.with(mask: greater(loss.detached, 0))
}
