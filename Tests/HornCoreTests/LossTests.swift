import HornKernels
import HornTensor
import Testing

@testable import HornCore

@Suite struct LossTests {
  /// The error's message.
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func wrongShapesNameBoth() {
    let yPred = Tensor(full: [32, 1], 0.5)
    let wrong = message { _ = try Loss.binaryCrossentropy(Tensor(zeros: [32, 2]), yPred) }
    #expect(wrong.contains("(32, 2)") && wrong.contains("(32, 1)"), "\(wrong)")
    let sparse = message { _ = try Loss.categoricalCrossentropy(Tensor(zeros: [4]), Tensor(zeros: [4, 3])) }
    #expect(sparse.contains("sparse"), "\(sparse)")
    let rows = message {
      _ = try Loss.sparseCategoricalCrossentropy(Tensor(zeros: [5]), Tensor(zeros: [4, 3]))
    }
    #expect(rows.contains("(5,)") && rows.contains("(4, 3)"), "\(rows)")
    let weights = message {
      _ = try Loss.meanSquaredError(
        Tensor(zeros: [4, 3]), Tensor(zeros: [4, 3]), sampleWeight: Tensor(zeros: [3]))
    }
    #expect(weights.contains("sampleWeight") && weights.contains("(3,)"), "\(weights)")
    for loss in ["mse", "mae", "bce", "hinge", "poisson", "circle", "dice", "huber", "log_cosh"] {
      #expect(throws: HornError.self, "\(loss)") {
        try Loss.named(loss)(Tensor(zeros: [7, 2]), Tensor(zeros: [4, 3]))
      }
    }
    #expect(throws: HornError.self) { try Loss.meanSquaredError(Tensor(1), Tensor(1)) }
    #expect(throws: HornError.self) {
      try Loss.meanSquaredError(Tensor(["a", "b"]), Tensor([1, 2] as [Float]))
    }
    #expect(throws: HornError.self) {
      try Loss.binaryCrossentropy(axis: 2)(Tensor(zeros: [4, 3]), Tensor(zeros: [4, 3]))
    }
  }

  @Test func labelsOutOfRangeAreNamed() throws {
    let yPred = Tensor(full: [2, 2, 3], 0.3)
    let loss = Loss.sparseCategoricalCrossentropy
    let high = message { _ = try loss(Tensor([[0, 1], [3, 2]] as [[Int]]), yPred) }
    #expect(high.contains("label 3") && high.contains("[1, 0]") && high.contains("0..<3"), "\(high)")
    let negative = message { _ = try loss(Tensor([[0, 1], [2, -1]] as [[Int]]), yPred) }
    #expect(negative.contains("label -1") && negative.contains("[1, 1]"), "\(negative)")
    let fraction = message { _ = try loss(Tensor([[0, 1.5], [2, 1]] as [[Float]]), yPred) }
    #expect(fraction.contains("label 1.5"), "\(fraction)")
    #expect(throws: HornError.self) { try loss(Tensor([[0, .nan], [2, 1]] as [[Float]]), yPred) }
    // An ignored class may lie outside.
    let ignoring = Loss.sparseCategoricalCrossentropy(ignoreClass: 255)
    #expect(try ignoring(Tensor([[0, 255], [2, 1]] as [[Int]]), yPred).item.isFinite)
  }

  @Test func unknownNamesListTheKnown() {
    let error = message { _ = try Loss.named("no_such_loss") }
    #expect(error.contains("no_such_loss") && error.contains("mse"), "\(error)")
    #expect(
      message { _ = try Loss(config: ["class_name": "Huber", "config": ["delt": 1]]) }.contains("delt"))
    #expect(
      message { _ = try Loss(config: ["class_name": "Huber", "config": ["reduction": "median"]]) }
        .contains("sum_over_batch_size"))
    #expect(throws: HornError.self) {
      try Loss(config: ["class_name": "Dice", "config": ["axis": ["x"]]])
    }
  }

  @Test func namesAndForms() throws {
    #expect(Loss.binaryCrossentropy.serialized == "binary_crossentropy")
    let bce: Loss = "bce"
    #expect(bce.name == "bce" && bce.className == "BinaryCrossentropy")
    #expect(Loss.huber().name == "huber_loss")
    let custom = Loss("double") { yTrue, yPred in 2 * mean(abs(yTrue - yPred), axis: -1) }
    #expect(try custom(Tensor([1, 3] as [Float]), Tensor([[0], [0]] as [[Float]])).item == 4)
    #expect(
      try Loss(config: ["class_name": "MeanSquaredError", "config": ["reduction": nil]]).reduction == .none)
    for name in Loss.known.keys { _ = try Loss.named(name) }
  }

  @Test func crossentropyGoesByShape() throws {
    let loss: Loss = "crossentropy"
    let p = Tensor([[0.2, 0.8], [0.6, 0.4]] as [[Float]])
    let sparse = try loss(Tensor([1, 0]), p).item
    let dense = try loss(Tensor([[0, 1], [1, 0]] as [[Float]]), p).item
    #expect(abs(sparse - dense) < 1e-6)
    let binary = try loss(Tensor([1, 0]), Tensor([[0.8], [0.4]] as [[Float]])).item
    #expect(abs(binary - dense) < 1e-6)
  }

  /// Fused losses against the same made of small operations, which a tracked target asks for.
  @Test func fusedAgreesWithSmallOperations() throws {
    let shape: Shape = [6, 37]
    var state: UInt32 = 1
    func numbers(_ low: Float, _ high: Float) -> Tensor {
      Tensor(
        (0..<shape.elementCount).map { _ in
          state = state &* 1_664_525 &+ 1_013_904_223
          return low + (high - low) * Float(state >> 8) / Float(1 << 24)
        }, shape: shape)
    }
    let losses: [(Loss, Bool)] = [
      (.binaryCrossentropy, false), (.binaryCrossentropy(fromLogits: true, labelSmoothing: 0.1), true),
      (.categoricalCrossentropy, false),
      (.categoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1), true),
      (.meanSquaredError, true), (.meanAbsoluteError(reduction: .sum), true),
    ]
    let before = horn_isa()
    defer { horn_set_isa(before) }
    for isa in 0...before {
      horn_set_isa(isa)
      for (loss, wide) in losses {
        let yTrue = numbers(0, 1)
        let yPred = (wide ? numbers(-5, 5) : numbers(0.01, 0.99)).tracked()
        let fused = try loss(yTrue, yPred)
        let plain = try loss(yTrue.tracked(), yPred)
        #expect(agree(fused.item, plain.item, 1e-5), "\(loss.name) isa \(isa): \(fused.item) \(plain.item)")
        let a = gradients(of: fused, withRespectTo: [yPred])[0].floats
        let b = gradients(of: plain, withRespectTo: [yPred])[0].floats
        for (x, y) in zip(a, b) { #expect(abs(x - y) <= 1e-5, "\(loss.name) isa \(isa)") }
      }
    }
  }

  @Test func gradientsAreFiniteDifferences() throws {
    let losses: [(Loss, Tensor)] = [
      (.binaryCrossentropy(labelSmoothing: 0.1), Tensor([[0, 1, 1], [1, 0, 0]] as [[Float]])),
      (.binaryCrossentropy(fromLogits: true), Tensor([[0, 1, 0.3], [1, 0, 0]] as [[Float]])),
      (.categoricalCrossentropy(labelSmoothing: 0.1), Tensor([[0, 1, 0], [1, 0, 0]] as [[Float]])),
      (.categoricalCrossentropy(fromLogits: true), Tensor([[0, 1, 0], [0.5, 0.2, 0]] as [[Float]])),
      (.sparseCategoricalCrossentropy, Tensor([2, 0])),
      (.sparseCategoricalCrossentropy(fromLogits: true), Tensor([2, 0])),
      (.meanSquaredError, Tensor([[0, 1, 1], [1, 0, 0]] as [[Float]])),
      (.meanAbsoluteError, Tensor([[0, 1, 1], [1, 0, 0]] as [[Float]])),
    ]
    let start: [Float] = [0.3, 0.5, 0.2, 0.7, 0.15, 0.4]
    for (loss, yTrue) in losses {
      let weight = Tensor([0.5, 2] as [Float])
      let x = Tensor(start, shape: [2, 3]).tracked()
      let gradient = gradients(of: try loss(yTrue, x, sampleWeight: weight), withRespectTo: [x])[0].floats
      for i in start.indices {
        let step: Float = 1e-2
        var values: [Float] = []
        for sign: Float in [1, -1] {
          var moved = start
          moved[i] += sign * step
          values.append(try loss(yTrue, Tensor(moved, shape: [2, 3]), sampleWeight: weight).item)
        }
        let slope = (values[0] - values[1]) / (2 * step)
        #expect(
          abs(slope - gradient[i]) < 0.01 * max(1, abs(slope)), "\(loss.name) \(i): \(slope) \(gradient[i])")
      }
    }
  }

  @Test func weightsMayBeTracked() throws {
    let weight = Tensor([0.5, 2] as [Float]).tracked()
    let yTrue = Tensor([[1], [0]] as [[Float]])
    let yPred = Tensor([[0.5], [2]] as [[Float]])
    for reduction in Loss.Reduction.allCases {
      let loss = Loss.meanSquaredError(reduction: reduction)
      let tracked = try loss(yTrue, yPred, sampleWeight: weight)
      #expect(tracked.floats == (try loss(yTrue, yPred, sampleWeight: weight.detached).floats))
      #expect(tracked.isTracked)
    }
    let total = try Loss.meanSquaredError(reduction: .sum)(yTrue, yPred, sampleWeight: weight)
    #expect(gradients(of: total, withRespectTo: [weight])[0].floats == [0.25, 4])
  }

  @Test func weightsOfSamplesSpreadOverTime() throws {
    let yTrue = Tensor(zeros: [3, 3, 1])
    let yPred = Tensor(ones: [3, 3, 1])
    let perSample = try Loss.meanSquaredError(reduction: .none)(
      yTrue, yPred, sampleWeight: Tensor([1, 2, 3] as [Float]))
    #expect(perSample.floats == [1, 1, 1, 2, 2, 2, 3, 3, 3])
  }

  @Test func nanAndEmptyStayVisible() throws {
    let nan = Tensor([[Float.nan], [0.5]] as [[Float]])
    let y = Tensor([[1], [0]] as [[Float]])
    for loss in [
      Loss.binaryCrossentropy, .binaryCrossentropy(fromLogits: true), .meanSquaredError, .meanAbsoluteError,
    ] {
      #expect(try loss(y, nan).item.isNaN, "\(loss.name)")
      let x = nan.tracked()
      #expect(gradients(of: try loss(y, x), withRespectTo: [x])[0].floats[0].isNaN, "\(loss.name)")
    }
    let rows = Tensor([[Float.nan, 1], [0.5, 0.5]] as [[Float]])
    for loss in [Loss.sparseCategoricalCrossentropy, .sparseCategoricalCrossentropy(fromLogits: true)] {
      #expect(try loss(Tensor([1, 0]), rows).item.isNaN, "\(loss.name)")
    }
    #expect(try Loss.binaryCrossentropy(Tensor(zeros: [0, 1]), Tensor(zeros: [0, 1])).shape == [0])
  }

  @Test func float64PredictionsGetTheirGradient() throws {
    let x = Tensor([0.25, 0.5] as [Double], shape: [2, 1]).tracked()
    let value = try Loss.binaryCrossentropy(Tensor([1, 0]), x)
    #expect(value.dtype == .float32)
    let gradient = gradients(of: value, withRespectTo: [x])[0]
    #expect(gradient.dtype == .float64 && abs(gradient.floats[0] + 2) < 1e-5)
  }

  /// One loss of the whole batch counts once for each weight; the numbers are Keras's.
  @Test(arguments: ["dice", "tversky"]) func oneLossWithWeights(name: String) throws {
    let yTrue = Tensor([[0, 1], [1, 0]] as [[Float]])
    let yPred = Tensor([[0.2, 0.8], [0.6, 0.4]] as [[Float]])
    let weight = Tensor([1, 3] as [Float])
    func value(_ reduction: Loss.Reduction, _ weight: Tensor? = nil, mask: Tensor? = nil) throws -> [Float] {
      let loss: Loss = name == "dice" ? .dice(reduction: reduction) : .tversky(reduction: reduction)
      return try loss(yTrue, yPred, sampleWeight: weight, mask: mask).floats
    }
    func expect(_ found: [Float], _ expected: [Float]) {
      #expect(
        found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(found)")
    }
    expect(try value(.sumOverBatchSize, weight), [0.6])
    expect(try value(.sum, weight), [1.2])
    expect(try value(.meanWithSampleWeight, weight), [0.3])
    expect(try value(.none, weight), [0.3, 0.9])
    expect(try value(.sumOverBatchSize, Tensor(3)), [0.9])
    expect(try value(.sumOverBatchSize, Tensor([[1, 2], [3, 4]] as [[Float]])), [0.75])
    expect(try value(.sumOverBatchSize, mask: Tensor([true, false])), [0.3])
    expect(try value(.sumOverBatchSize, weight, mask: Tensor([true, false])), [0.3])
    expect(try value(.sumOverBatchSize, weight, mask: Tensor([true, true])), [0.6])
    expect(try value(.sumOverBatchSize, mask: Tensor([false, false])), [0])
    let tracked = yPred.tracked()
    let loss = try Loss.named(name)
    let plain = gradients(of: try loss(yTrue, tracked), withRespectTo: [tracked])[0]
    let weighted = gradients(of: try loss(yTrue, tracked, sampleWeight: weight), withRespectTo: [tracked])[0]
    expect(weighted.floats, (plain * 2).floats)
  }

  @Test func oneLossOfAMaskedModel() throws {
    let model = Sequential([
      Input(shape: [3], dtype: .int32), Embedding(inputDim: 5, outputDim: 2, maskZero: true),
      Dense(1, activation: .sigmoid),
    ])
    model.compile(optimizer: .sgd, loss: .dice)
    let x = Tensor([[1, 2, 0], [3, 0, 0]] as [[Int32]])
    let history = try model.fit(
      x, Tensor(ones: [2, 3, 1]), epochs: 2, verbose: 0, sampleWeight: Tensor([1, 3] as [Float]))
    #expect(history["loss"][1] < history["loss"][0])
  }

  /// A gradient to the targets asks for small operations, which take the same shapes as the fused ones.
  @Test func trackedTargetsAreAligned() throws {
    let yTrue = Tensor([[1, 0], [0, 1]] as [[Float]])
    let yPred = Tensor([0.9, 0.2, 0.4, 0.5] as [Float], shape: [2, 2, 1])
    // Keras gives 0.3942287 and, for the shapes the other way round with smoothing, 0.43740922.
    let loss = Loss.categoricalCrossentropy
    #expect(abs(try loss(yTrue, yPred).item - 0.3942287) < 1e-6)
    #expect(abs(try loss(yTrue.tracked(), yPred).item - 0.3942287) < 1e-6)
    let smooth = Loss.categoricalCrossentropy(labelSmoothing: 0.1)
    let (longTrue, shortPred) = (yTrue.viewed(as: [2, 2, 1]), yPred.viewed(as: [2, 2]))
    #expect(abs(try smooth(longTrue, shortPred).item - 0.43740922) < 1e-6)
    #expect(abs(try smooth(longTrue.tracked(), shortPred).item - 0.43740922) < 1e-6)
  }
}
