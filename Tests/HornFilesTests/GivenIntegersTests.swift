import HornCore
import Testing

@testable import HornFiles

/// Numbers come out as a file has them: 1 and not 1.0, and 1.0 not 1.
@Suite struct GivenIntegersTests {
  private func model(_ number: String) throws -> Model {
    let model = Sequential([
      Input(shape: [2]), GaussianNoise(1), Rescaling(1),
      Dense(
        1, kernelInitializer: .randomNormal(stddev: 1), kernelRegularizer: .l2(1),
        kernelConstraint: .maxNorm(maxValue: 1)),
    ])
    model.compile(optimizer: .sgd(momentum: 1, clipnorm: 1), loss: .huber(delta: 1))
    return try modelFromJSON(
      model.toJSON()
        .replacing("\"stddev\": 1.0", with: "\"stddev\": \(number)").replacing(
          "\"l2\": 1.0", with: "\"l2\": \(number)"
        )
        .replacing("\"max_value\": 1.0", with: "\"max_value\": \(number)")
        .replacing("\"clipnorm\": 1.0", with: "\"clipnorm\": \(number)")
        .replacing("\"momentum\": 1.0", with: "\"momentum\": \(number)")
        .replacing("\"delta\": 1.0", with: "\"delta\": \(number)"))
  }

  @Test(arguments: ["1", "1.0"])
  func areWrittenAsTheyWere(number: String) throws {
    let written = try model(number).toJSON()
    for key in ["stddev", "l2", "max_value", "clipnorm", "momentum", "delta"] {
      #expect(written.contains("\"\(key)\": \(number)"), "\(key): \(written)")
      let other = number == "1" ? "1.0" : "1"
      #expect(
        !written.contains("\"\(key)\": \(other),") && !written.contains("\"\(key)\": \(other)}"), "\(key)")
    }
  }

  @Test func aNumberThatChangesIsItself() throws {
    let model = try loadModel(ModelGoldenFiles.folder + "training_sgd.keras")
    model.optimizer?.learningRate = 2
    #expect(model.getCompileConfig()["optimizer"]?["config"]?["learning_rate"] == 2.0)
  }
}
