import HornTensor
import Testing

@testable import HornCore

/// Whole trajectories against Keras.
@Suite struct OptimizerGoldenTests {
  /// How the gradient of the table comes.
  enum Table: CaseIterable { case dense, rows, rowsReadEachStep }

  static let golden = OptimizerGolden.shared

  /// Keras's MaxNorm(1) over axis 0.
  static let maxNorm = Constraint("MaxNorm") { w in
    let (rows, columns) = (w.shape[0], w.shape[1])
    var values = w.floats
    for j in 0..<columns {
      var sum: Float = 0
      for i in 0..<rows { sum += values[i * columns + j] * values[i * columns + j] }
      let norm = sum.squareRoot()
      for i in 0..<rows { values[i * columns + j] *= min(norm, 1) / (1e-7 + norm) }
    }
    return Tensor(values, shape: w.shape)
  }

  static func close(_ a: [Float], _ b: [Float], within tolerance: Float = 2e-6) -> String? {
    guard a.count == b.count else { return "\(a.count) and \(b.count) elements" }
    for (i, (x, y)) in zip(a, b).enumerated() where !(abs(x - y) <= tolerance + 1e-5 * abs(y)) {
      return "element \(i): \(x), Keras \(y)"
    }
    return nil
  }

  @Test(arguments: golden.cases, Table.allCases)
  func trajectory(_ golden: OptimizerGolden.Case, _ mode: Table) throws {
    let all = Self.golden
    let optimizer = try Optimizer.fromConfig(golden.config.value)
    #expect(optimizer.serialized.withPlainNumbers == golden.config.value)
    let names = ["embeddings", "kernel", "bias"]
    let variables = zip(zip(all.shapes, all.start), names).map { shaped, name in
      let variable = Variable(Tensor(shaped.1, shape: Shape(shaped.0)), name: name)
      variable.path = "layer/\(name)"
      return variable
    }
    if golden.constrained { variables[1].constraint = Self.maxNorm }
    if let excluded = golden.case.exclude { optimizer.excludeFromWeightDecay(names: excluded) }
    try optimizer.build(variables)
    #expect(optimizer.variables.map(\.name) == golden.state.map(\.name))
    #expect(optimizer.variables.map(\.path) == golden.state.map(\.path))
    #expect(optimizer.variables.map(\.shape.dimensions) == golden.state.map(\.shape))
    #expect(optimizer.variables.map(\.dtype.rawValue) == golden.state.map(\.dtype))

    for (index, step) in all.steps.enumerated() {
      if index == 17, let rate = golden.case.rateChange { optimizer.learningRate = rate }
      let rows = RowGradient(
        indices: Tensor(step.rows), values: Tensor(step.values), shape: Shape(all.shapes[0]))
      var gradients: [Gradient?] = [
        mode == .dense ? .dense(rows.tensor) : .rows(rows), .dense(Tensor(step.matrix)),
        .dense(Tensor(step.vector)),
      ]
      if mode == .rowsReadEachStep { variables[0].settle(rows: Tensor(step.rows)) }
      if golden.case.skipTable == true, index % 3 == 1 { gradients[0] = nil }
      try optimizer.apply(gradients, to: variables)
      if mode == .rowsReadEachStep, index % 9 == 4 { _ = variables[0].value }
      if index == 4 {
        #expect(optimizer.iterations == golden.after5.iterations)
        for (variable, expected) in zip(variables, golden.after5.variables) {
          #expect(Self.close(variable.value.floats, expected) == nil, "\(variable.name) after 5 steps")
        }
      }
    }
    for (variable, expected) in zip(variables, golden.after40.variables) {
      #expect(Self.close(variable.value.floats, expected) == nil, "\(variable.name) after 40 steps")
    }
    for (variable, expected) in zip(optimizer.variables, golden.after40.state ?? []) {
      #expect(Self.close(variable.value.floats, expected) == nil, "\(variable.path) after 40 steps")
    }
    try optimizer.finalizeVariableValues(variables)
    for (variable, expected) in zip(variables, golden.final) {
      #expect(Self.close(variable.value.floats, expected) == nil, "\(variable.name) at the end")
    }
  }

  @Test func schedules() throws {
    for golden in Self.golden.schedules {
      let schedule = try LearningRateSchedules.make(config: golden.config.value)
      #expect(schedule.serialized.withPlainNumbers == golden.config.value)
      #expect(Self.close((0..<60).map { schedule($0) }, golden.rates) == nil, "\(golden.config.value)")
    }
  }

  @Test func names() throws {
    for (name, className) in Self.golden.names {
      #expect(try Optimizer.named(name).className == className)
    }
  }
}
