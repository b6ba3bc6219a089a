import HornTensor
import Testing

@testable import HornCore

@Suite struct ConstraintTests {
  @Test func weightsAreThoseOfKeras() throws {
    for golden in ChoicesGolden.cases("constraints") {
      let config = golden["config"].value
      let constraint = try Constraint(config: config)
      let y = constraint(golden["x"].tensor)
      #expect(differences(y, golden["y"].tensor, tolerance: 1e-6).isEmpty, "\(config)")
      #expect(constraint.serialized.withPlainNumbers == config.withPlainNumbers)
    }
  }

  @Test func everyNameOfKerasIsKnown() throws {
    let names = ChoicesGolden.all["names"]["constraint"].object
    #expect(names.count == 8)
    for (name, config) in names {
      #expect(try Constraint.named(name).serialized.withPlainNumbers == config.withPlainNumbers)
    }
  }

  @Test func mistakesInConfigurationsAreErrors() {
    #expect(throws: HornError.self) { try Constraint.named("max_nrom") }
    for config: ConfigValue in [
      ["class_name": "MaxNorm", "config": ["axis": "x"]],
      ["class_name": "MaxNorm", "config": ["axis": [0, nil]]],
      ["class_name": "UnitNorm", "config": ["norm": 1]],
      ["class_name": "UnitNorm", "config": ["axis": 1e12]],
    ] {
      #expect(throws: HornError.self) { try Constraint(config: config) }
    }
    #expect(throws: HornError.self) { try Constraint.unitNorm(axis: 2).check([3, 4]) }
    #expect(throws: HornError.self) { try Constraint.unitNorm(axis: [0, -2]).check([3, 4]) }
    #expect(throws: Never.self) { try Constraint.unitNorm(axis: -2).check([3, 4]) }
  }
}
