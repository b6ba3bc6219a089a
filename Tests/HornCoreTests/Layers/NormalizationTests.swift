import HornTensor
import Testing

@testable import HornCore

@Suite struct NormalizationTests {
  private let x = Tensor((0..<24).map { Float(($0 * 7) % 11) }, shape: [6, 4])

  @Test func movingAveragesComeToTheDataAndServeInference() throws {
    let layer = BatchNormalization(momentum: 0.5)
    var trained = Tensor(0)
    for _ in 0..<40 { trained = try layer(x, training: true) }
    expectClose(layer.movingMean?.value ?? 0, mean(x, axis: 0), "mean")
    expectClose(layer.movingVariance?.value ?? 0, variance(x, axis: 0), "variance")
    let before = layer.getWeights().map(\.floats)
    expectClose(try layer(x), trained, "inference")
    #expect(layer.getWeights().map(\.floats) == before)
  }

  @Test func aFrozenLayerInfersEvenInTraining() throws {
    let layer = BatchNormalization()
    let model = Sequential([Input(shape: [4]), layer, Dense(2)])
    model.trainable = false
    let before = layer.getWeights().map(\.floats)
    let found = try layer(x, training: true)
    expectClose(found, try layer(x), "inference")
    #expect(layer.getWeights().map(\.floats) == before)
    #expect(layer.trainableWeights.isEmpty && layer.nonTrainableWeights.count == 4)
  }

  @Test func trainingMovesWeightsAndAverages() throws {
    let layer = BatchNormalization()
    let model = Sequential([Input(shape: [4]), layer, LayerNormalization(), Dense(1)])
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
    let before = layer.getWeights().map(\.floats)
    let y = Tensor((0..<6).map { Float($0) }, shape: [6, 1])
    let history = try model.fit(x, y, batchSize: 3, epochs: 5, verbose: .silent)
    #expect(layer.getWeights().map(\.floats).enumerated().allSatisfy { $1 != before[$0] })
    let losses = history.history["loss"] ?? []
    #expect(losses.count == 5 && (losses.last ?? 9) < (losses.first ?? 0))
  }

  @Test func aRowThatIsMaskedWholeDoesNotCount() throws {
    let sequences = Tensor((0..<24).map { Float(($0 * 5) % 13) }, shape: [2, 3, 4])
    let mask = Tensor([true, true, true, false, false, false], shape: [2, 3])
    let (masked, short) = (BatchNormalization(), BatchNormalization())
    let y = try masked(sequences, training: true, mask: mask)
    let z = try short(sequences[0..<1], training: true)
    expectClose(y[0..<1], z, "outputs")
    expectClose(masked.movingVariance?.value ?? 0, short.movingVariance?.value ?? 1, "variance")
    #expect(y.mask?.bools == mask.bools)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    func refused(_ layer: Layer, _ shape: Shape, mask: Tensor? = nil) {
      let error = #expect(throws: HornError.self) { try layer(Tensor(ones: shape), mask: mask) as Tensor }
      #expect(error?.message.contains(layer.name) == true)
    }
    refused(LayerNormalization(axis: 3), [2, 3])
    refused(LayerNormalization(axis: [1, -1]), [2, 3])
    refused(BatchNormalization(axis: 2), [2, 3])
    refused(BatchNormalization(), [2, 3, 4], mask: Tensor([true, false], shape: [2]))
    refused(GroupNormalization(groups: 3), [2, 4])
    refused(GroupNormalization(groups: 8), [2, 4])
    refused(UnitNormalization(axis: 2), [2, 3])
    refused(RMSNormalization(axis: 1), [2, 3, 4])
    refused(PReLU(sharedAxes: [3]), [2, 3, 4])
    refused(Softmax(axis: 4), [2, 3])
    refused(Softmax(), [2, 3, 4], mask: Tensor([true, false, true, true, true, true], shape: [2, 3]))
    let layer = LayerNormalization()
    _ = try layer(x)
    refused(layer, [2, 5])
    for config: Config in [
      ["synchronized": true], ["renorm": true, "renorm_clipping": ["rmax": 1, "rmin": 2]],
      ["renorm_clipping": ["dmin": 1]],
    ] {
      #expect(throws: HornError.self) {
        try Layer.fromConfig(["class_name": "BatchNormalization", "config": .object(config)])
      }
    }
    #expect(throws: HornError.self) { try BatchNormalization().ensureBuilt(inputShape: [nil, nil]) }
  }
}
