import HornTensor
import Testing

@testable import HornCore

@Suite struct RegularizerTests {
  @Test func penaltiesAndGradientsAreThoseOfKeras() throws {
    for golden in ChoicesGolden.cases("regularizers") {
      let config = golden["config"].value
      let regularizer = try Regularizer(config: config)
      let x = golden["x"].tensor.tracked()
      let y = regularizer(x)
      #expect(differences(y, golden["y"].tensor, tolerance: 1e-6).isEmpty, "\(config)")
      guard y.isTracked else {
        #expect(y.item == 0)
        continue
      }
      let dx = gradients(of: y, withRespectTo: [x])[0]
      #expect(differences(dx, golden["dx"].tensor, tolerance: 1e-6).isEmpty, "\(config)")
    }
  }

  @Test func configurationsAreThoseOfKeras() throws {
    for golden in ChoicesGolden.cases("regularizers") {
      // Keras keeps the factors of two of its classes in single precision.
      let serialized = try Regularizer(config: golden["config"].value).serialized
      #expect(serialized.withPlainNumbers == golden["config"].value.withPlainNumbers)
    }
    for (name, config) in ChoicesGolden.all["names"]["regularizer"].object {
      let found = try Regularizer.named(name).serialized
      #expect(found["class_name"] == config["class_name"])
      #expect(found["module"] == config["module"])
      let arguments = [found, config].map { GoldenJSON(value: $0)["config"].object.keys.sorted() }
      #expect(arguments[0] == arguments[1])
    }
    #expect(Regularizer.l2(0.5).serialized["config"] == ["l2": 0.5])
    #expect(Regularizer.l1.serialized["config"] == ["l1": 0.01])
    #expect(("l1_l2" as Regularizer).className == "L1L2")
  }

  @Test func mistakesInConfigurationsAreErrors() {
    #expect(throws: HornError.self) { try Regularizer.named("l3") }
    for config: ConfigValue in [
      ["class_name": "L2", "config": ["l2": -1]], ["class_name": "L2", "config": ["l1": 1]],
      ["class_name": "L1", "config": ["l1": .double(.infinity)]],
      ["class_name": "OrthogonalRegularizer", "config": ["mode": "diagonals"]],
    ] {
      #expect(throws: HornError.self) { try Regularizer(config: config) }
    }
    #expect(throws: HornError.self) { try Regularizer.orthogonalRegularizer.check([3]) }
    #expect(throws: Never.self) { try Regularizer.l2.check([3]) }
  }
}
