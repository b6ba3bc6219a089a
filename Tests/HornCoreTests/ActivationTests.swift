import HornKernels
import HornTensor
import Testing

@testable import HornCore

@Suite struct ActivationTests {
  private func activation(_ golden: GoldenJSON) throws -> ActivationFunction {
    let arguments = golden["arguments"].object
    let name = golden["name"].string
    return arguments.isEmpty
      ? try .named(name)
      : try ActivationFunction(config: ["class_name": .string(name), "config": .object(arguments)])
  }

  @Test func valuesAndGradientsAreThoseOfKeras() throws {
    for golden in ChoicesGolden.cases("activations") {
      let activation = try activation(golden)
      let what = "\(golden["name"].string) \(golden["arguments"].object)"
      let x = golden["x"].tensor.tracked()
      let y = activation(x)
      // Infinity times 0 is a matter of taste: what Keras has no number for is not compared.
      let isInfinite = logicalNot(isfinite(x.detached))
      let expected = golden["y"].tensor
      if y.shape == x.shape {
        let compared = logicalOr(logicalNot(isnan(expected)), logicalNot(isInfinite))
        let values = differences(
          `where`(compared, y.detached, 0), `where`(compared, expected, 0))
        #expect(values.isEmpty, "\(what): \(values)")
      } else {
        #expect(differences(y, expected).isEmpty, "\(what)")
      }
      let loss = sum(`where`(isfinite(y.detached), y, 0) * golden["weights"].tensor)
      let gradient = gradients(of: loss, withRespectTo: [x])[0]
      let wanted = golden["dx"].tensor
      let finite = logicalAnd(isfinite(x.detached), isfinite(wanted))
      let errors = differences(`where`(finite, gradient, 0), `where`(finite, wanted, 0))
      #expect(errors.isEmpty, "\(what), gradient: \(errors)")
    }
  }

  @Test func notANumberStaysWhereItDoesInKeras() throws {
    for golden in ChoicesGolden.cases("activations") where golden["x"]["shape"].ints.count == 1 {
      let y = try activation(golden)(golden["x"].tensor).floats.last
      let expected = golden["y"].tensor.floats.last
      #expect(y?.isNaN == expected?.isNaN, "\(golden["name"].string) \(golden["arguments"].object)")
    }
  }

  @Test func doublePrecisionAgreesWithSingle() throws {
    for golden in ChoicesGolden.cases("activations") where golden["x"]["shape"].ints.count == 1 {
      let activation = try activation(golden)
      // Far out single precision cancels, in Keras too.
      let x = clip(whereFinite(golden["x"].tensor, golden["x"].tensor), -100, 100)
      let single = x.tracked()
      let double = cast(x, .float64).tracked()
      let (y, z) = (activation(single), activation(double))
      #expect(z.dtype == .float64 || golden["name"].string == "sparsemax")
      let what = "\(golden["name"].string) \(golden["arguments"].object)"
      let errors = differences(
        whereFinite(y.detached, y.detached), whereFinite(cast(z.detached, .float32), y.detached))
      #expect(errors.isEmpty, "\(what): \(errors)")
      let a = gradients(of: sum(`where`(isfinite(y.detached), y, 0)), withRespectTo: [single])[0]
      let b = gradients(of: sum(`where`(isfinite(y.detached), z, 0)), withRespectTo: [double])[0]
      let slopes = differences(whereFinite(a, a), whereFinite(cast(b, .float32), a))
      #expect(slopes.isEmpty, "\(what), gradient: \(slopes)")
    }
  }

  @Test func instructionSetsAgree() throws {
    let x = Random.normal(shape: [1003], stddev: 4, seed: 5)
    for (name, make) in ActivationFunction.functions where name != "threshold" {
      let activation = try make(ConfigReader([:], owner: name))
      if name == "glu" { continue }
      let best = horn_set_isa(2)
      let reference = activation(x)
      for isa in 0..<best {
        horn_set_isa(isa)
        let y = activation(x)
        horn_set_isa(best)
        #expect(differences(y, reference, tolerance: 2e-6).isEmpty, "\(name) with instruction set \(isa)")
      }
    }
  }

  @Test func everyNameOfKerasIsKnownAndStaysItself() throws {
    let names = ChoicesGolden.all["names"]["activation"].object
    #expect(names.count >= 32)
    for (name, function) in names {
      guard name != "threshold" else { continue }
      let activation = try ActivationFunction.named(name)
      #expect(activation.serialized == function)
      #expect(try ActivationFunction(config: activation.serialized).serialized == function)
      let kerasForm: ConfigValue = [
        "module": "builtins", "class_name": "function", "config": function, "registered_name": "function",
      ]
      #expect(try ActivationFunction(config: kerasForm).serialized == function)
    }
    #expect(try ActivationFunction(config: "relu").name == "relu")
  }

  @Test func argumentsSurviveTheirConfiguration() throws {
    let activations: [ActivationFunction] = [
      .relu(negativeSlope: 0.1, maxValue: 3, threshold: 0.2), .leakyRelu(negativeSlope: 0.3),
      .elu(alpha: 0.5),
      .celu(alpha: 2), .squareplus(b: 2), .softShrink(threshold: 1), .hardShrink(threshold: 1),
      .threshold(0.1, 7), .gelu(approximate: true), .glu(axis: 0), .softmax(axis: 0), .softmax(axis: [0, 1]),
      .logSoftmax(axis: 0), .logSoftmax(axis: [0, 1]), .sparsemax(axis: 0), .relu(maxValue: 4),
    ]
    let x = Random.normal(shape: [4, 6], seed: 1)
    for activation in activations {
      #expect(!activation.config.isEmpty)
      let copy = try ActivationFunction(config: activation.serialized)
      #expect(copy.serialized == activation.serialized)
      #expect(copy.name == activation.name)
      #expect(copy(x).floats == activation(x).floats)
    }
    #expect(ActivationFunction.relu(negativeSlope: 0).serialized == "relu")
    #expect(ActivationFunction.softmax(axis: -1).serialized == "softmax")
  }

  @Test func layersOfKerasServeAsActivations() throws {
    for golden in ChoicesGolden.cases("activationLayers") {
      let activation = try ActivationFunction(config: golden["config"].value)
      #expect(differences(activation(golden["x"].tensor), golden["y"].tensor).isEmpty)
    }
  }

  @Test func fusedLayersSeeOnlyPlainActivations() throws {
    #expect(ActivationFunction.linear.fused == .linear)
    #expect(ActivationFunction.relu.fused == .relu)
    #expect(("tanh" as ActivationFunction).fused == .tanh)
    #expect(("sigmoid" as ActivationFunction).fused == .sigmoid)
    #expect(ActivationFunction.relu(maxValue: 6).fused == nil)
    #expect(ActivationFunction.relu().fused == .relu)
    #expect(ActivationFunction.softmax.fused == nil)
    #expect(ActivationFunction("relu") { $0 }.fused == nil)
  }

  @Test func mistakesInConfigurationsAreErrors() throws {
    func message(_ config: ConfigValue) -> String {
      do {
        _ = try ActivationFunction(config: config)
        return ""
      } catch { return "\(error)" }
    }
    let unknown = message("rellu")
    #expect(unknown.contains("\"rellu\"") && unknown.contains("leaky_relu, linear"))
    #expect(message(["class_name": "elu", "config": ["alpha": "x"]]).contains("alpha"))
    #expect(message(["class_name": "elu", "config": ["beta": 1]]).contains("beta"))
    #expect(message("threshold").contains("threshold"))
    #expect(message(["class_name": "softmax", "config": ["axis": 1_000_000]]).contains("axis"))
    #expect(message(7).contains("activation"))
    let x = Tensor(ones: [2, 3])
    #expect(throws: HornError.self) { try ActivationFunction.softmax(axis: 5).applied(to: x) }
    #expect(throws: HornError.self) { try ActivationFunction.softmax(axis: [1, -1]).applied(to: x) }
    #expect(throws: HornError.self) { try ActivationFunction.glu.applied(to: x) }
    #expect(throws: HornError.self) { try ActivationFunction.sparsemax.applied(to: Tensor(1)) }
  }

  @Test func emptyTensorsStayEmpty() throws {
    for name in ["gelu", "mish", "softmax", "sparsemax", "glu", "relu6"] {
      #expect(try ActivationFunction.named(name)(Tensor(zeros: [0, 4])).elementCount == 0)
    }
  }
}
