/// What a batched matrix product is made of.
struct MatmulSizes {
  let m: Int
  let n: Int
  let k: Int
  let batch: Shape
  let transposeA: Bool
  let transposeB: Bool

  /// Of operands with two axes or more; nil where they do not fit together.
  init?(_ a: Shape, _ b: Shape, _ transposeA: Bool, _ transposeB: Bool) {
    let (rowsA, columnsA) = (a[a.rank - 2], a[a.rank - 1])
    let (rowsB, columnsB) = (b[b.rank - 2], b[b.rank - 1])
    m = transposeA ? columnsA : rowsA
    k = transposeA ? rowsA : columnsA
    n = transposeB ? rowsB : columnsB
    let batches = (Shape(a.dimensions.dropLast(2)), Shape(b.dimensions.dropLast(2)))
    guard k == (transposeB ? columnsB : rowsB), let batch = Shape.broadcast(batches.0, batches.1) else {
      return nil
    }
    self.batch = batch
    self.transposeA = transposeA
    self.transposeB = transposeB
  }

  /// Where the operands of each product of the batch begin.
  func offsets(_ a: Shape, _ b: Shape) -> ([Int], [Int]) {
    (offsets(a, m * k), offsets(b, k * n))
  }

  private func offsets(_ operand: Shape, _ matrix: Int) -> [Int] {
    let own = Shape(operand.dimensions.dropLast(2))
    if own == batch { return (0..<batch.elementCount).map { $0 * matrix } }
    var result: [Int] = []
    result.reserveCapacity(batch.elementCount)
    StridedView(broadcasting: own, to: batch).forEachElement { result.append($0 * matrix) }
    return result
  }
}
