import HornTensor

/// What an equation of ``EinsumDense`` says about shapes: `[X],[Y]->[Z]`, `...[X],[Y]->...[Z]` or
/// `[X]...,[Y]->[Z]...`, where the letters of Y are the kernel's axes.
struct EinsumShapes {
  /// The letters of input, kernel and output, without the dots.
  let input, kernel, output: [Character]
  /// Where the dots stand, which take all axes that have no letter.
  let dots: Dots

  enum Dots { case none, left, right }

  /// - Throws: where the equation has another form.
  init(_ equation: String) throws {
    let text = equation.filter { $0 != " " }
    let fail = HornError(
      .configuration,
      "EinsumDense: the equation \"\(equation.prefix(80))\" must have the form [X],[Y]->[Z], ...[X],[Y]->...[Z] or "
        + "[X]...,[Y]->[Z]... with letters for X, Y and Z")
    guard let comma = text.firstIndex(of: ","), let dash = text.firstIndex(of: "-"), comma < dash,
      text[dash...].hasPrefix("->")
    else { throw fail }
    var left = text[..<comma]
    let middle = text[text.index(after: comma)..<dash]
    var right = text[dash...].dropFirst(2)
    switch (left, right) {
    case _ where left.hasPrefix("...") && right.hasPrefix("..."):
      (dots, left, right) = (.left, left.dropFirst(3), right.dropFirst(3))
    case _ where left.hasSuffix("...") && right.hasSuffix("...") && left.count >= 5:
      (dots, left, right) = (.right, left.dropLast(3), right.dropLast(3))
    default: dots = .none
    }
    (input, kernel, output) = (Array(left), Array(middle), Array(right))
    for letters in [input, kernel, output] {
      guard !letters.isEmpty, letters.count <= 26, letters.allSatisfy({ $0.isASCII && $0.isLetter }) else {
        throw fail
      }
    }
    guard Set(output).count == output.count, Set(kernel).count == kernel.count,
      Set(input).count == input.count
    else {
      throw HornError(
        .configuration, "EinsumDense: the equation \"\(equation.prefix(80))\" names an axis twice")
    }
    let known = Set(input).union(kernel)
    if let letter = output.first(where: { !known.contains($0) }) {
      throw HornError(
        .configuration,
        "EinsumDense: \"\(letter)\" in the output of \"\(equation.prefix(80))\" is an axis neither of the input nor "
          + "of the kernel")
    }
    let ends = Set(input).union(output)
    if let letter = kernel.first(where: { !ends.contains($0) }) {
      throw HornError(
        .configuration,
        "EinsumDense: \"\(letter)\" in the kernel of \"\(equation.prefix(80))\" is an axis neither of the input nor "
          + "of the output")
    }
  }

  /// Whether it is a product of matrices as they lie: leading axes stay, the others are summed up with the kernel's
  /// first ones, and the kernel's others follow.
  var isMatrixProduct: Bool {
    guard dots != .right else { return false }
    let kept = input.prefix { !kernel.contains($0) }
    let summed = input.dropFirst(kept.count)
    return !summed.isEmpty && kernel.starts(with: summed)
      && output == Array(kept) + kernel.dropFirst(summed.count)
  }

  /// How many of the input's last axes a matrix product sums over.
  var summedCount: Int { input.count { kernel.contains($0) && !output.contains($0) } }

  /// The lengths for an input of this shape.
  struct Lengths {
    let kernel: [Int?]
    /// The bias's shape, which broadcasts to the output's.
    let bias: [Int?]?
    let output: [Int?]
    /// The kernel's axes that are summed over, and those that the output has.
    let inputAxes, outputAxes: [Int]
    /// The input's axes whose lengths the kernel knows.
    let bound: [Int: Int]
  }

  /// - Parameters:
  ///   - given: the output's lengths without the batch and without the axes of the dots; nil where they are the
  ///     input's.
  ///   - layer: for error messages.
  func lengths(_ shape: [Int?], given: [Int?], biasAxes: String?, layer: Layer) throws -> Lengths {
    func fail(_ problem: String) -> HornError {
      HornError(.shape, "Layer \"\(layer.name)\" (\(layer.className)): \(problem)")
    }
    let extra = shape.count - input.count
    guard dots == .none ? extra == 0 : extra >= (dots == .left ? 1 : 0) else {
      throw fail(
        "expected an input of rank \(input.count)\(dots == .none ? "" : " or more"), but its input has the shape "
          + formatShape(shape))
    }
    // The batch is an axis of the dots on the left, and a letter otherwise.
    guard given.count == (dots == .left ? output.count : output.count - 1) else {
      throw fail(
        "output_shape \(formatShape(given)) must have \(dots == .left ? output.count : output.count - 1) lengths, one "
          + "for each letter of the output\(dots == .left ? "" : " but the batch")")
    }
    let skipped = dots == .left ? extra : 0
    var inputs: [Character: Int?] = [:]
    for (letter, length) in zip(input, shape[skipped...]) { inputs[letter] = .some(length) }
    var outputs: [Character: Int?] = [:]
    for (place, letter) in output.enumerated() {
      let named = dots == .left ? given[place] : place == 0 ? shape[0] : given[place - 1]
      let known = inputs[letter] ?? nil
      if let named, let known, named != known {
        throw fail(
          "the axis \"\(letter)\" has the length \(known) in the input \(formatShape(shape)), but \(named) in the "
            + "output")
      }
      outputs[letter] = .some(named ?? known)
    }
    let kernelLengths = kernel.map { (outputs[$0] ?? nil) ?? (inputs[$0] ?? nil) }
    // As Keras, a length that is left out stays unknown in the output's shape, whatever the input's is.
    let own = dots == .left ? given : [shape[0]] + given
    let dotted =
      dots == .left ? Array(shape[..<skipped]) : Array(shape[(shape.count - Swift.max(extra, 0))...])
    let bias = try biasAxes.map { try biasShape($0, outputs, dotted.count, fail) }
    var bound: [Int: Int] = [:]
    for (place, letter) in input.enumerated() {
      if let axis = kernel.firstIndex(of: letter) { bound[skipped + place] = kernelLengths[axis] }
    }
    return Lengths(
      kernel: kernelLengths, bias: bias, output: dots == .left ? dotted + own : own + dotted,
      inputAxes: kernel.indices.filter { !output.contains(kernel[$0]) },
      outputAxes: kernel.indices.filter { output.contains(kernel[$0]) }, bound: bound)
  }

  private func biasShape(
    _ axes: String, _ outputs: [Character: Int?], _ dotted: Int, _ fail: (String) -> HornError
  ) throws -> [Int?] {
    guard let first = output.firstIndex(where: { axes.contains($0) }), axes.allSatisfy(output.contains) else {
      throw fail("bias_axes \"\(axes.prefix(80))\" must be letters of the output \"\(String(output))\"")
    }
    let lengths = output[first...].map { axes.contains($0) ? outputs[$0] ?? nil : 1 }
    return lengths + Array(repeating: 1, count: dots == .right ? dotted : 0)
  }
}
