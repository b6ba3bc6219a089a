import HornKernels
import HornTensor
import Testing

@testable import HornCore

/// Sums, probabilities, gradients and paths of conditional random fields against enumeration and pytorch-crf.
@Suite struct TagChainTests {
  @Test func thereAreCases() { #expect(CRFGolden.all.count == 10) }

  @Test(arguments: CRFGolden.all) func losses(golden: CRFGolden) throws {
    let chain = try golden.chain()
    expectClose(
      try chain.negativeLogLikelihood(of: golden["labels"]!), golden["loss"]!, "loss", tolerance: 1e-4)
    guard let partition = golden["partition"] else { return }
    expectClose(chain.logPartition(), partition, "log Z")
  }

  @Test(arguments: CRFGolden.all) func paths(golden: CRFGolden) throws {
    let chain = try golden.chain()
    #expect(chain.decoded().ints == golden["decoded"]!.ints)
    guard let best = golden["best"], let logs = golden["best_log"] else { return }
    let found = try chain.best(4)
    #expect(found.tags.ints == best.ints)
    for (a, b) in zip(found.logProbabilities.floats, logs.floats) {
      #expect(b < -1e29 ? a == -.infinity : Swift.abs(a - b) < 1e-3, "\(a) instead of \(b)")
    }
  }

  @Test(arguments: CRFGolden.all) func marginals(golden: CRFGolden) throws {
    guard let expected = golden["marginals"] else { return }
    expectClose(try golden.chain().marginals(), expected, "marginals")
  }

  @Test(arguments: CRFGolden.all) func gradientsAreExact(golden: CRFGolden) throws {
    let chain = try golden.chain { $0.tracked() }
    #expect(chain.isTracked && !chain.detached.isTracked)
    let loss = sum(try chain.negativeLogLikelihood(of: golden["labels"]!) * golden["scales"]!)
    let sources = [chain.potentials, chain.transitions] + [chain.left, chain.right].compactMap { $0 }
    let found = gradients(of: loss, withRespectTo: sources)
    for (gradient, name) in zip(found, ["d_potentials", "d_transitions", "d_left", "d_right"]) {
      expectClose(gradient, golden[name]!, name)
    }
  }

  @Test func logPartitionsGradientIsTheMarginals() throws {
    let golden = CRFGolden.all[1]
    let chain = try golden.chain { $0.tracked() }
    let found = gradients(of: sum(chain.logPartition()), withRespectTo: [chain.potentials])
    expectClose(found[0], golden["marginals"]!, "gradient")
  }

  /// Long sequences, potentials far apart and gaps: differences of the loss against the gradient.
  @Test func differences() throws {
    let (batch, time, tags) = (3, 40, 9)
    setRandomSeed(5)
    let x = Random.normal(shape: [batch, time, tags], stddev: 3)
    let transitions = Random.normal(shape: [tags, tags])
    let mask = Tensor((0..<batch * time).map { $0 % 7 != 3 }, shape: [batch, time])
    let labels = Tensor((0..<batch * time).map { $0 * 5 % tags }, shape: [batch, time])
    func loss(_ x: Tensor, _ transitions: Tensor) throws -> Tensor {
      sum(
        try TagChain(potentials: x, transitions: transitions, mask: mask).negativeLogLikelihood(of: labels))
    }
    let (tx, tt) = (x.tracked(), transitions.tracked())
    let found = gradients(of: try loss(tx, tt), withRespectTo: [tx, tt])
    let direction = Random.normal(shape: x.shape)
    let (ahead, behind) = (
      try loss(x + 1e-2 * direction, transitions), try loss(x - 1e-2 * direction, transitions)
    )
    #expect(Swift.abs((ahead - behind).item / 2e-2 - sum(found[0] * direction).item) < 0.1)
    let turn = Random.normal(shape: transitions.shape)
    let change = (try loss(x, transitions + 1e-2 * turn) - loss(x, transitions - 1e-2 * turn)).item / 2e-2
    #expect(Swift.abs(change - sum(found[1] * turn).item) < 0.2)
  }

  /// A thousand steps: nothing overflows, and a step's probabilities add up to 1.
  @Test func longSequences() throws {
    setRandomSeed(1)
    let chain = try TagChain(
      potentials: Random.normal(shape: [2, 1000, 5], stddev: 30),
      transitions: Random.normal(shape: [5, 5], stddev: 10))
    for total in sum(chain.marginals(), axis: -1).floats { #expect(Swift.abs(total - 1) < 1e-5) }
    #expect(chain.logPartition().floats.count { !$0.isFinite } == 0)
  }

  @Test func instructionSetsAgree() throws {
    let original = horn_isa()
    defer { _ = horn_set_isa(original) }
    for golden in CRFGolden.all {
      for isa in [HORN_ISA_BASELINE, HORN_ISA_AVX2, HORN_ISA_AVX512] {
        _ = horn_set_isa(Int32(isa))
        try losses(golden: golden)
        try paths(golden: golden)
        try gradientsAreExact(golden: golden)
      }
    }
  }

  @Test func threadsDoNotChangeTheBits() throws {
    let chain = try TagChain(
      potentials: Random.normal(shape: [32, 60, 9]).tracked(),
      transitions: Random.normal(shape: [9, 9]).tracked())
    let labels = Tensor(Array(repeating: 0, count: 32 * 60), shape: [32, 60])
    let runs = try (0..<2).map { _ in
      gradients(
        of: sum(try chain.negativeLogLikelihood(of: labels)),
        withRespectTo: [chain.potentials, chain.transitions])
    }
    for (a, b) in zip(runs[0], runs[1]) { #expect(a.floats == b.floats) }
  }

  @Test func emptyBatches() throws {
    for shape in [[0, 4, 3], [2, 0, 3]] as [Shape] {
      let chain = try TagChain(
        potentials: Tensor(zeros: shape).tracked(), transitions: Tensor(zeros: [3, 3]))
      let labels = Tensor(zeros: Shape(shape.dimensions.dropLast()), dtype: .int32)
      let loss = try chain.negativeLogLikelihood(of: labels)
      #expect(loss.floats == Array(repeating: 0, count: shape[0]))
      #expect(gradients(of: sum(loss), withRespectTo: [chain.potentials])[0].shape == shape)
      #expect(chain.decoded().shape == labels.shape && chain.marginals().shape == shape)
    }
  }

  @Test func badTagsAreNamed() throws {
    let allowed = Tensor([true, true, false, true, true, true, false, true, true], shape: [3, 3])
    let chain = try TagChain(
      potentials: Tensor(zeros: [2, 2, 2]), transitions: Tensor(zeros: [2, 2]), allowed: allowed)
    for (labels, words) in [
      ([1, 1, 2, 0], ["tag 2", "sample 1, step 0", "0..<2"]),
      ([1, 1, 0, 1], ["tag 0", "sample 1, step 0", "first"]),
      ([1, 0, 1, 1], ["tag 0", "sample 0, step 1", "last"]),
      ([-1, 1, 1, 1], ["tag -1", "sample 0, step 0"]),
    ] {
      let error = try #require(throws: HornError.self) {
        try chain.negativeLogLikelihood(of: Tensor(labels, shape: [2, 2]))
      }
      for word in words { #expect(error.message.contains(word), "\(error)") }
    }
    for labels in [Tensor(zeros: [2, 3]), Tensor(["a"]), Tensor([0.5, 1, 1, 1] as [Float], shape: [2, 2])] {
      #expect(throws: HornError.self) { try chain.negativeLogLikelihood(of: labels) }
    }
    // What stands at masked steps is not looked at.
    let masked = try chain.with(mask: Tensor([true, true, true, false], shape: [2, 2]))
    let padded = Tensor([1, 1, 1, .nan] as [Float], shape: [2, 2])
    let whole = Tensor([1, 1, 1, 0], shape: [2, 2])
    #expect(
      try masked.negativeLogLikelihood(of: padded).floats == masked.negativeLogLikelihood(of: whole).floats)
    #expect(
      try masked.negativeLogLikelihood(of: reshape(padded, [2, 2, 1])).floats
        == masked.negativeLogLikelihood(of: whole).floats)
    #expect(throws: HornError.self) { try chain.negativeLogLikelihood(of: padded) }
    #expect(throws: HornError.self) { try chain.best(0) }
    #expect(throws: HornError.self) { try TagChain(of: Tensor(zeros: [2, 2])) }
    var tags = chain.decoded().with(chain: chain)
    #expect(try TagChain(of: tags).tagCount == 2)
    tags[0, 0] = Tensor(1)
    #expect(throws: HornError.self) { try TagChain(of: tags) }
    #expect(throws: HornError.self) {
      try TagChain(potentials: Tensor(zeros: [2, 2, 2]), transitions: Tensor(zeros: [3, 2]))
    }
  }
}
