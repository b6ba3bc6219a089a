/// A tensor whose axes have labels, each once.
struct EinsumTerm {
  var tensor: Tensor
  var labels: [Int]

  private init(_ tensor: Tensor, _ labels: [Int]) {
    self.tensor = tensor
    self.labels = labels
  }

  /// An operand, of which repeated labels take the diagonal.
  init(_ x: Tensor, diagonal labels: [Int], _ lengths: [Int: Int]) {
    guard Set(labels).count < labels.count else {
      self.init(x, labels)
      return
    }
    var unique: [Int] = []
    var view = StridedView(lengths: [], strides: [])
    for (axis, label) in labels.enumerated() {
      // An axis of length 1 is repeated where its label is longer elsewhere.
      let stride = x.shape[axis] == 1 ? 0 : x.shape.strides[axis]
      if let place = unique.firstIndex(of: label) {
        view.strides[place] += stride
        view.lengths[place] = view.lengths[place] == 1 ? x.shape[axis] : view.lengths[place]
      } else {
        unique.append(label)
        view.lengths.append(x.shape[axis])
        view.strides.append(stride)
      }
    }
    self.init(x.strided(view), unique)
  }

  private func length(_ labels: [Int]) -> Int {
    labels.reduce(1) { $0 * lengths([$1])[0] }
  }

  private func lengths(_ labels: [Int]) -> [Int] {
    labels.map { label in self.labels.firstIndex(of: label).map { tensor.shape[$0] } ?? 1 }
  }

  /// The tensor with its axes in this order.
  func arranged(_ order: [Int]) -> Tensor {
    if order == labels { return tensor }
    return transpose(tensor, axes: order.compactMap { labels.firstIndex(of: $0) })
  }

  /// Summed over all axes whose label is not kept.
  func summed(keeping kept: Set<Int>) -> EinsumTerm {
    let gone = labels.indices.filter { !kept.contains(labels[$0]) }
    if gone.isEmpty { return self }
    return EinsumTerm(sum(tensor, axis: gone), labels.filter { kept.contains($0) })
  }

  /// Without the axes of length 1 that the other has longer: they broadcast.
  private func squeezed(beside other: EinsumTerm) -> EinsumTerm {
    let left = labels.filter {
      lengths([$0]) != [1] || !other.labels.contains($0) || other.lengths([$0]) == [1]
    }
    return left == labels ? self : EinsumTerm(reshape(tensor, lengths(left)), left)
  }

  /// The products with another term, summed over the labels that both have and nobody needs later.
  func joined(with other: EinsumTerm, keeping kept: Set<Int>) -> EinsumTerm {
    let a = squeezed(beside: other).summed(keeping: kept.union(other.labels))
    let b = other.squeezed(beside: self).summed(keeping: kept.union(a.labels))
    let batch = a.labels.filter { b.labels.contains($0) && kept.contains($0) }
    let inner = a.labels.filter { b.labels.contains($0) && !kept.contains($0) }
    let rows = a.labels.filter { !b.labels.contains($0) }
    let columns = b.labels.filter { !a.labels.contains($0) }
    let labels = batch + rows + columns
    let lengths = a.lengths(batch + rows) + b.lengths(columns)
    if inner.isEmpty, rows.isEmpty || columns.isEmpty {
      let left = a.arranged(batch + rows)
      let right = b.arranged(batch + columns)
      let ones = [Int](repeating: 1, count: rows.count + columns.count)
      return EinsumTerm(
        rows.isEmpty
          ? reshape(left, left.shape.dimensions + ones) * right
          : left * reshape(right, right.shape.dimensions + ones), labels)
    }
    // An operand that already lies transposed is multiplied as it is.
    let tA = a.labels == batch + inner + rows && !rows.isEmpty
    let tB = b.labels == batch + columns + inner && !inner.isEmpty
    let count = batch.isEmpty ? [] : [a.length(batch)]
    let (m, n, k) = (a.length(rows), b.length(columns), a.length(inner))
    let left = reshape(
      a.arranged(batch + (tA ? inner + rows : rows + inner)), count + (tA ? [k, m] : [m, k]))
    let right = reshape(
      b.arranged(batch + (tB ? columns + inner : inner + columns)), count + (tB ? [n, k] : [k, n]))
    return EinsumTerm(
      reshape(matmul(left, right, transposeA: tA, transposeB: tB), lengths), labels)
  }
}
