/// An einsum equation, read for operands of known rank: a number for every axis of every operand.
///
/// Letters become their code; the axes of `...` become -1, -2, … from the last one on, so that they align at
/// the end as in broadcasting.
struct EinsumPlan {
  let operands: [[Int]]
  let output: [Int]

  /// - Throws: `.value` where the equation cannot be read or does not fit the ranks.
  init(_ equation: String, ranks: [Int]) throws(HornError) {
    let text = equation.filter { $0 != " " }
    let sides = Self.parted(text, by: "->")
    guard sides.count <= 2 else { throw HornError(.value, "einsum: more than one -> in \"\(equation)\"") }
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard terms.count == ranks.count else {
      throw HornError(
        .value, "einsum: \"\(equation)\" names \(terms.count) operands, \(ranks.count) came")
    }
    var operands: [[Int]] = []
    for (term, rank) in zip(terms, ranks) {
      let letters = term.filter { $0 != "." }.count
      guard letters <= rank, term.contains("...") || letters == rank else {
        throw HornError(
          .value, "einsum: \"\(term)\" in \"\(equation)\" names \(letters) axes of a tensor with \(rank)")
      }
      operands.append(try Self.labels(of: term, ellipsis: rank - letters, equation))
    }
    self.operands = operands
    let all = operands.joined()
    let broadcast = all.filter { $0 < 0 }.min().map { -$0 } ?? 0
    if sides.count == 2 {
      output = try Self.labels(of: sides[1], ellipsis: broadcast, equation)
      for label in output where !all.contains(label) {
        throw HornError(.value, "einsum: \"\(equation)\" has \(Self.name(label)) only in the output")
      }
      guard Set(output).count == output.count else {
        throw HornError(.value, "einsum: the output of \"\(equation)\" names an axis twice")
      }
      guard broadcast == 0 || output.contains(-1) else {
        throw HornError(.value, "einsum: the output of \"\(equation)\" lacks the ellipsis")
      }
    } else {
      let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
      output =
        (0..<broadcast).map { $0 - broadcast } + counts.keys.filter { $0 > 0 && counts[$0] == 1 }.sorted()
    }
  }

  private static func labels(
    of term: String, ellipsis: Int, _ equation: String
  ) throws(HornError) -> [Int] {
    let parts = parted(term, by: "...")
    guard parts.count <= 2 else { throw HornError(.value, "einsum: two ellipses in \"\(term)\"") }
    var result: [Int] = []
    for (number, part) in parts.enumerated() {
      if number == 1 { result += (0..<ellipsis).map { $0 - ellipsis } }
      for scalar in part.unicodeScalars {
        guard scalar.properties.isAlphabetic, scalar.isASCII else {
          throw HornError(.value, "einsum: \"\(scalar)\" in \"\(equation)\" is not a letter")
        }
        result.append(Int(scalar.value))
      }
    }
    return result
  }

  private static func parted(_ text: String, by separator: String) -> [String] {
    var parts = [""]
    var rest = text[...]
    while let next = rest.first {
      if rest.hasPrefix(separator) {
        parts.append("")
        rest = rest.dropFirst(separator.count)
      } else {
        parts[parts.count - 1].append(next)
        rest = rest.dropFirst()
      }
    }
    return parts
  }

  static func name(_ label: Int) -> String {
    Unicode.Scalar(max(0, label)).map { label < 0 ? "..." : "\"\($0)\"" } ?? "..."
  }
}
