import HornTensor
import Testing

@testable import HornCore

@Suite(.quiet) struct MergingTests {
  private let a = Tensor([[1, 2, 3], [4, 5, 6]] as [[Float]])
  private let b = Tensor([[6, 5, 4], [3, 2, 1]] as [[Float]])

  @Test func functionalForms() throws {
    #expect(try add([a, b]).floats == [7, 7, 7, 7, 7, 7])
    #expect(try subtract([a, b]).floats == [-5, -3, -1, 1, 3, 5])
    #expect(try multiply([a, b, a]).floats == [6, 20, 36, 48, 50, 36])
    #expect(try average([a, b]).floats == [3.5, 3.5, 3.5, 3.5, 3.5, 3.5])
    #expect(try maximum([a, b]).floats == [6, 5, 4, 4, 5, 6])
    #expect(try minimum([a, b]).floats == [1, 2, 3, 3, 2, 1])
    #expect(try dot([a, b]).floats == [28, 28])
    #expect(try Concatenate(axis: 0)([a, b]).shape == [4, 3])
  }

  @Test func errorsNameTheLayerAndAllShapes() throws {
    let wrong = Tensor(zeros: [2, 4])
    let layers: [(Layer, [Tensor])] = [
      (Add(name: "joint"), [a, b, wrong]), (Subtract(name: "joint"), [a, b, a]),
      (Maximum(name: "joint"), [a, wrong]), (Concatenate(axis: 0, name: "joint"), [a, wrong]),
      (Concatenate(axis: 3, name: "joint"), [a, b]), (Dot(axes: 1, name: "joint"), [a, wrong]),
      (Dot(axes: 0, name: "joint"), [a, b]), (Concatenate(name: "joint"), [a, Tensor(zeros: [2])]),
    ]
    for (layer, inputs) in layers {
      let error = #expect(throws: HornError.self) { try layer(inputs) as Tensor }
      let message = error?.message ?? ""
      #expect(message.contains("\"joint\"") && message.contains(layer.className), "\(message)")
      for input in inputs { #expect(message.contains(formatShape(input.shape.map { $0 })), "\(message)") }
    }
  }

  @Test func aBuiltLayerChecksLaterInputsToo() throws {
    let layer = Concatenate()
    _ = try layer([a, b]) as Tensor
    #expect(throws: HornError.self) { try layer([a, Tensor(zeros: [3, 3])]) as Tensor }
    #expect(try (layer([a, Tensor(zeros: [2, 1])]) as Tensor).shape == [2, 4])
  }

  @Test func aBatchOfOneBroadcasts() throws {
    let positions = Tensor([[1, 1, 1]] as [[Float]])
    #expect(try add([a, positions]).floats == [2, 3, 4, 5, 6, 7])
    #expect(try Add().computeOutputShape([[nil, 3], [1, 3]]) == [[nil, 3]])
    #expect(try Add().computeOutputShape([[nil, 3], [4, 1]]) == [[4, 3]])
  }

  @Test func unknownLengths() throws {
    #expect(try Add().computeOutputShape([[nil, nil, 4], [nil, 4]]) == [[nil, nil, 4]])
    #expect(try Concatenate(axis: 1).computeOutputShape([[nil, nil, 4], [nil, 3, 4]]) == [[nil, nil, 4]])
    #expect(try Dot(axes: (1, 2)).computeOutputShape([[nil, nil, 4], [nil, 5, nil]]) == [[nil, 4, 5]])
  }

  @Test func typesArePromoted() throws {
    let counts = Tensor([1, 2, 3, 4, 5, 6] as [Int32], shape: [2, 3])
    #expect(try add([counts, counts]).dtype == .int32)
    #expect(try add([counts, a]).dtype == .float32)
    #expect(try average([counts, counts]).dtype == .float32)
    #expect(Average().computeOutputDType([.int32, .int32]) == .float32)
    #expect(throws: HornError.self) { try add([Tensor(["a"], shape: [1]), Tensor(["b"], shape: [1])]) }
  }

  @Test func boolsHaveNoDifference() throws {
    let bools = Tensor(ones: [2, 3], dtype: .bool)
    let error = #expect(throws: HornError.self) { try Subtract(name: "joint")([bools, bools]) as Tensor }
    #expect(error?.message.contains("\"joint\"") == true && error?.kind == .dtype)
    #expect(try (Subtract()([a, bools]) as Tensor).floats == a.floats.map { $0 - 1 })
  }

  @Test func aMaskOfAnotherShapeIsRefused() throws {
    let x = Tensor(ones: [2, 3, 4])
    let mask = Tensor([true, false], shape: [2])
    for layer in [Multiply(), Maximum(), Concatenate()] as [Layer] {
      let error = #expect(throws: HornError.self) { try layer([x, x], masks: [mask, mask]) as Tensor }
      #expect(error?.message.contains(layer.name) == true)
    }
  }

  @Test func masksPassThroughAModel() throws {
    let left = Input(shape: [4], dtype: .int32)
    let right = Input(shape: [4], dtype: .int32)
    let embedding = Embedding(inputDim: 9, outputDim: 3, maskZero: true)
    let both = Concatenate()([embedding(left), embedding(right)])
    let recurrence = SimpleRNN(5)
    let model = Model(inputs: [left, right], outputs: recurrence(both))
    let x = Tensor([1, 2, 0, 0, 3, 4, 5, 0] as [Int32], shape: [2, 4])
    let y = Tensor([1, 0, 3, 0, 0, 0, 0, 0] as [Int32], shape: [2, 4])
    let found: Tensor = try model([x, y])
    let joined: Tensor = try Concatenate()([try embedding(x), try embedding(y)])
    #expect(joined.mask?.bools == [true, true, true, false, true, true, true, false])
    expectClose(found, try recurrence(joined), "model")
  }

  @Test func aRoundTripKeepsTheShapesItWasBuiltFor() throws {
    let layer = Concatenate(axis: 1)
    _ = try layer([Tensor(zeros: [2, 3, 4]), Tensor(zeros: [2, 5, 4])]) as Tensor
    #expect(layer.serialized["build_config"] == ["input_shape": [[2, 3, 4], [2, 5, 4]]])
    let copy = try Layer.fromConfig(layer.serialized)
    #expect(copy.built && copy.builtShapes == [[2, 3, 4], [2, 5, 4]])
  }
}
