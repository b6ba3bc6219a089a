/// Sums products of elements as the equation says, in Einstein's notation.
///
///     einsum("bij,bjk->bik", a, b)   // a batch of matrix products
///     einsum("ii", a)                // the trace
///     einsum("...i,i->...", a, w)    // `...` stands for any leading axes
///
/// Letters that the output lacks are summed over; without `->` the output has the letters that occur once, in
/// alphabetic order. A letter twice in one operand takes the diagonal. More than two operands are joined from
/// left to right.
public func einsum(
  _ equation: String, _ operands: Tensor..., file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  einsum(equation, operands, file: file, line: line)
}

/// Sums products of elements as the equation says, in Einstein's notation.
public func einsum(
  _ equation: String, _ operands: [Tensor], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let plan: EinsumPlan
  do {
    plan = try EinsumPlan(equation, ranks: operands.map(\.rank))
  } catch {
    programmingError(error.message, file: file, line: line)
  }
  var lengths: [Int: Int] = [:]
  for (x, labels) in zip(operands, plan.operands) {
    for (axis, label) in labels.enumerated() {
      let known = lengths[label] ?? 1
      require(
        known == x.shape[axis] || known == 1 || x.shape[axis] == 1,
        "einsum: \(EinsumPlan.name(label)) in \"\(equation)\" is \(known) long and \(x.shape[axis]) long",
        file: file, line: line)
      lengths[label] = known == 1 ? x.shape[axis] : known
    }
  }
  var terms = zip(operands, plan.operands).map { EinsumTerm($0, diagonal: $1, lengths) }
  guard var result = terms.first else {
    programmingError("einsum: no operands", file: file, line: line)
  }
  terms.removeFirst()
  while !terms.isEmpty {
    let next = terms.removeFirst()
    let kept = Set(plan.output).union(terms.flatMap(\.labels))
    result = result.joined(with: next, keeping: kept)
  }
  return result.summed(keeping: Set(plan.output)).arranged(plan.output)
}
