import HornTensor
import Testing

@testable import HornCore

@Suite(.quiet) struct AttentionTests {
  private func numbers(_ shape: Shape, seed: Int = 1) -> Tensor {
    Random.uniform(shape: shape, minval: -1, maxval: 1, seed: seed)
  }

  @Test func multiHeadAttentionReadsLikeKeras() throws {
    let (query, value, key) = (
      numbers([2, 3, 4]), numbers([2, 5, 4], seed: 2), numbers([2, 5, 3], seed: 3)
    )
    let layer = MultiHeadAttention(numHeads: 2, keyDim: 3)
    let mask = Tensor(ones: [2, 3, 5], dtype: .bool)
    let y = try layer(query, value, key: key, attentionMask: mask, useCausalMask: true)
    #expect(y.shape == [2, 3, 4])
    let (z, scores) = try layer(query, value, key: key, returnAttentionScores: true, useCausalMask: true)
    #expect(scores.shape == [2, 2, 3, 5])
    expectClose(z, y, "output beside the scores")
    expectClose(sum(scores, axis: -1), Tensor(ones: [2, 2, 3]), "sums of the scores")
    #expect(scores[0, 0, 0].floats.dropFirst().allSatisfy { $0 == 0 })
  }

  @Test func masksOfCallAndTensorAgree() throws {
    let (query, value) = (numbers([2, 3, 4]), numbers([2, 5, 4], seed: 2))
    let queryMask = Tensor([true, true, false, true, false, false], shape: [2, 3])
    let valueMask = Tensor(
      [true, false, true, true, false, true, true, true, false, false], shape: [2, 5])
    let layer = MultiHeadAttention(numHeads: 2, keyDim: 3)
    let given = try layer(query, value, queryMask: queryMask, valueMask: valueMask)
    let carried = try layer(query.with(mask: queryMask), value.with(mask: valueMask))
    expectClose(given, carried, "with masks")
    #expect(given.mask?.bools == queryMask.bools)
    #expect(given.floats != (try layer(query, value) as Tensor).floats)

    let plain = Attention()
    let both: Tensor = try plain([query, value], mask: [queryMask, valueMask])
    let same: Tensor = try plain([query.with(mask: queryMask), value.with(mask: valueMask)])
    expectClose(both, same, "with masks")
    #expect(both.mask?.bools == queryMask.bools)
    #expect(both[0, 2].floats.allSatisfy { $0 == 0 })
  }

  /// A mask may lack the batch, have one row for all, or one for each head.
  @Test(arguments: [[3, 5], [1, 3, 5], [2, 3, 5], [2, 1, 3, 5], [2, 4, 3, 5]])
  func attentionMasksBroadcast(lengths: [Int]) throws {
    let (query, value) = (numbers([2, 3, 4]), numbers([2, 5, 4], seed: 2))
    let pattern = (0..<15).map { $0 % 3 != 1 }
    let count = lengths.reduce(1, *)
    let mask = Tensor((0..<count).map { pattern[$0 % 15] }, shape: Shape(lengths))
    let layer = MultiHeadAttention(numHeads: 4, keyDim: 3)
    let whole = Tensor((0..<30).map { pattern[$0 % 15] }, shape: [2, 3, 5])
    let found: Tensor = try layer(query, value, attentionMask: mask)
    expectClose(found, try layer(query, value, attentionMask: whole), "mask of shape \(lengths)")
  }

  /// With a whole row masked, Keras's attention subtracts 1e9 from all scores, which leaves them equal.
  @Test func rowsWithoutAnyValueAreMeans() throws {
    let (query, value) = (numbers([1, 2, 3]), numbers([1, 4, 3], seed: 2))
    let none = Tensor(zeros: [1, 4], dtype: .bool)
    let mean = broadcastTo(HornTensor.mean(value, axis: 1, keepdims: true), [1, 2, 3])
    expectClose(try Attention()([query, value], mask: [nil, none]), mean, "attention")
    expectClose(try AdditiveAttention()([query, value], mask: [nil, none]), mean, "additive attention")
  }

  @Test func rowsWithoutAnyKeyDependOnTheWayOfComputing() throws {
    let (query, value) = (numbers([1, 2, 3]), numbers([1, 4, 3], seed: 2))
    let none = Tensor(zeros: [1, 2, 4], dtype: .bool)
    let layer = MultiHeadAttention(numHeads: 2, keyDim: 3, useBias: false)
    let (zeros, scores) = try layer(query, value, attentionMask: none, returnAttentionScores: true)
    #expect(zeros.floats.allSatisfy { $0 == 0 } && scores.floats.allSatisfy { $0 == 0 })
    let mean: Tensor = try layer(query, value, attentionMask: none)
    #expect(mean.floats.contains { $0 != 0 })
    #expect(mean[0, 0].floats == mean[0, 1].floats)
  }

  @Test func dropoutDropsWeightsInTrainingOnly() throws {
    let (query, value) = (numbers([2, 3, 4]), numbers([2, 5, 4], seed: 2))
    let layer = MultiHeadAttention(numHeads: 2, keyDim: 3, dropout: 0.5, seed: 7)
    let (_, kept) = try layer(query, value, returnAttentionScores: true)
    let (_, scores) = try layer(query, value, returnAttentionScores: true, training: true)
    // Keras gives the scores as they are before dropping.
    expectClose(scores, kept, "scores in training")
    let a: Tensor = try layer(query, value, training: true)
    let b: Tensor = try layer(query, value)
    #expect(a.floats != b.floats)

    let plain = Attention(dropout: 0.5, seed: 7)
    let (_, weights) = try plain([query, value], training: true, returnAttentionScores: true)
    #expect(weights.floats.contains(0))
    let again = try Attention(dropout: 0.5, seed: 7)([query, value], training: true) as Tensor
    #expect(again.floats == (matmul(weights, value)).floats)
  }

  @Test func kernelsCountTheirAxes() throws {
    let layer = MultiHeadAttention(numHeads: 8, keyDim: 16)
    _ = try layer(numbers([1, 2, 64]), numbers([1, 2, 64])) as Tensor
    let kernels = [layer.queryDense, layer.keyDense, layer.valueDense].compactMap { $0?.kernel?.value }
    #expect(kernels.count == 3)
    // Glorot's limit for 64 inputs and 8 · 16 outputs.
    let limit = (6 / Float(64 + 128)).squareRoot()
    for kernel in kernels {
      let largest = kernel.floats.map { Swift.abs($0) }.max() ?? 0
      #expect(largest <= limit && largest > 0.98 * limit)
    }
    #expect(kernels[0].floats != kernels[1].floats)
    #expect(try Layer.fromConfig(layer.serialized).serialized == layer.serialized)
  }

  @Test func symbolicCallsMakeModels() throws {
    let (query, value) = (Input(shape: [3, 4]), Input(shape: [nil, 4]))
    let mask = Input(shape: [3, nil], dtype: .bool)
    let attention = MultiHeadAttention(numHeads: 2, keyDim: 3)
    let (y, scores) = attention(
      query, value, attentionMask: mask, returnAttentionScores: true, useCausalMask: true)
    #expect(y.shape == [nil, 3, 4] && scores.shape == [nil, 2, 3, nil])
    let z = Attention()([y, value])
    let model = Model(inputs: [query, value, mask], outputs: [z, scores])
    let inputs = [numbers([2, 3, 4]), numbers([2, 5, 4], seed: 2), Tensor(ones: [2, 3, 5], dtype: .bool)]
    let outputs: [Tensor] = try model(inputs)
    let (direct, directScores) = try attention(
      inputs[0], inputs[1], attentionMask: inputs[2], returnAttentionScores: true, useCausalMask: true)
    expectClose(outputs[0], try Attention()([direct, inputs[1]]), "the model's output")
    expectClose(outputs[1], directScores, "the model's scores")

    let copy = try Layer.fromConfig(model.serialized)
    #expect(copy.serialized == model.serialized)
    try copy.setWeights(model.getWeights())
    expectClose((try copy(inputs) as [Tensor])[0], outputs[0], "the copy's output")
  }

  @Test func wrongInputsAreNamed() throws {
    let (query, value) = (numbers([2, 3, 4]), numbers([2, 5, 4]))
    let layer = MultiHeadAttention(numHeads: 2, keyDim: 3, name: "mha")
    func message(_ body: () throws -> Tensor) -> String {
      do {
        _ = try body()
        return "nothing was thrown"
      } catch {
        return "\(error)"
      }
    }
    #expect(message { try layer(query, numbers([3, 5, 4])) }.contains("(3, 5, 4)"))
    #expect(message { try layer(query, value, key: numbers([2, 4, 4])) }.contains("\"mha\""))
    #expect(message { try layer(query) }.contains("query, value"))
    #expect(
      message { try layer(query, value, attentionMask: Tensor(ones: [2, 3, 4], dtype: .bool)) }.contains(
        "(2, 3, 4)"))
    #expect(
      message { try layer(query, value, valueMask: Tensor(ones: [2, 4], dtype: .bool)) }.contains("(2, 5)"))
    #expect(
      message { try layer([query, value], arguments: ["use_causal_masks": true]) }.contains(
        "use_causal_masks"))
    #expect(message { try Attention(name: "luong")([query]) }.contains("\"luong\""))
    #expect(message { try Attention(name: "luong")([query, numbers([2, 5, 3])]) }.contains("features"))
    #expect(throws: HornError.self) {
      try MultiHeadAttention(
        config: ConfigReader(
          ["num_heads": 2, "key_dim": 3, "flash_attention": true], owner: "MultiHeadAttention"))
    }
  }

  @Test func equationsOfOtherFormsAreRefused() {
    for equation in [
      "ab,bc", "ab->bc", "ab,bc->ad", "aab,bc->ac", "ab,bc->acc", "a...b,bc->ac", "ab,bd->ac", "a1,1c->ac",
    ] {
      #expect(throws: HornError.self, "\(equation)") { try EinsumShapes(equation) }
    }
  }
}
