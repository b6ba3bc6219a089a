import HornTensor
import Testing

@testable import HornCore

/// What users are warned of, and that they are warned once.
@Suite(.quiet) struct WarningsTests {
  @Test func aMaskThatIsLost() throws {
    let layer = Flatten(name: "flat")
    let x = Tensor(ones: [2, 3, 1]).with(mask: cast(Tensor([[1, 1, 0], [1, 0, 0]]), .bool))
    let warnings = try Warnings.of {
      _ = try layer(x)
      _ = try layer(x)
    }
    #expect(warnings.count == 1)
    #expect(
      warnings.first?.hasPrefix("Layer 'flat' (of type Flatten) was passed an input with a mask") == true)
    #expect(try Warnings.of { _ = try Flatten()(Tensor(ones: [2, 3])) }.isEmpty)
  }

  @Test func stepsThatAreNotReached() throws {
    let model = Sequential([Input(shape: [2]), Dense(1)])
    model.compile(optimizer: .sgd, loss: .mse)
    let (x, y) = (Tensor(ones: [6, 2]), Tensor(ones: [6, 1]))
    let warnings = try Warnings.of {
      try model.fit(x, y, batchSize: 2, epochs: 1, verbose: .silent, stepsPerEpoch: 7)
    }
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("before stepsPerEpoch 7 was reached: they have 3 batches") == true)
    #expect(try Warnings.of { try model.fit(x, y, batchSize: 2, epochs: 2, verbose: .silent) }.isEmpty)
  }

  @Test func weightsWithoutGradients() throws {
    let inputs = Input(shape: [2])
    let model = Model(
      inputs: inputs, outputs: [Dense(1, name: "main")(inputs), Dense(1, name: "spare")(inputs)])
    model.compile(optimizer: .sgd, loss: [.mse, nil])
    let warnings = try Warnings.of {
      try model.fit(
        Tensor(ones: [4, 2]), [Tensor(ones: [4, 1]), Tensor(ones: [4, 1])], batchSize: 2, verbose: .silent)
    }
    #expect(warnings.count == 1)
    #expect(
      warnings.first?.hasSuffix("no gradients for spare/kernel, spare/bias; the loss does not depend on them")
        == true)
  }
}
