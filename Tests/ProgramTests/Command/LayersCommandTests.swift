import Foundation
import Horn
import Testing

@Suite struct LayersCommandTests {
  @Test func everything() throws {
    let run = try ProgramRun.horn("layers")
    run.expectSuccess()
    let groups = run.output.components(separatedBy: "\n\n")
    #expect(groups.count == ClassDescription.Kind.allCases.count)
    for (kind, group) in zip(ClassDescription.Kind.allCases, groups) {
      let lines = group.split(separator: "\n")
      #expect(lines.first == "# \(kind.plural)")
      // Classes that other tests have registered are not there.
      let known = ClassRegistry.descriptions(of: kind).filter { $0.registeredName == nil }
      let names = lines.dropFirst().map { $0.prefix { $0 != "(" } }
      #expect(names.map(String.init) == known.map(\.className))
    }
    for name in LayerRegistry.names {
      #expect(run.lines.contains { $0.hasPrefix(name + "(") && !$0.hasPrefix(name + "()") }, "\(name)")
    }
  }

  @Test func someClasses() throws {
    let run = try ProgramRun.horn("layers", "Dense", "AvgPool1D")
    run.expectSuccess()
    #expect(run.lines.count == 2)
    #expect(run.lines[0].hasPrefix("AveragePooling1D(pool_size, strides=None, padding=\"valid\""))
    #expect(
      run.lines[1].hasPrefix(
        "Dense(units, activation=\"linear\", use_bias=True, kernel_initializer=GlorotUniform("))
    // A name of two kinds is both.
    let hinge = try ProgramRun.horn("layers", "Hinge")
    hinge.expectSuccess()
    #expect(
      hinge.lines == [
        "# losses",
        "Hinge(reduction=\"sum_over_batch_size\", name=\"hinge\", dtype=\"float32\")  (also hinge)",
        "# metrics", "Hinge(name=\"hinge\", dtype=\"float32\")  (also hinge)",
      ])
    try ProgramRun.horn("layers", "Dens").expectError("no class \"Dens\"", "Dense")
  }

  @Test func oneKind() throws {
    let run = try ProgramRun.horn("layers", "--kind", "constraint")
    run.expectSuccess()
    #expect(
      run.lines == [
        "MaxNorm(max_value=2.0, axis=0)  (also max_norm)",
        "MinMaxNorm(min_value=0.0, max_value=1.0, rate=1.0, axis=0)  (also min_max_norm)",
        "NonNeg()  (also non_neg)",
        "UnitNorm(axis=0)  (also unit_norm)",
      ])
    let schedules = try ProgramRun.horn(
      "layers", "--kind", "schedule", "ExponentialDecay", "PiecewiseConstantDecay")
    #expect(
      schedules.lines == [
        "ExponentialDecay(initial_learning_rate, decay_steps, decay_rate, staircase=False, name=\"ExponentialDecay\")",
        "PiecewiseConstantDecay(boundaries, values, name=\"PiecewiseConstant\")",
      ])
    let optimizer = try ProgramRun.horn("layers", "adamw")
    #expect(
      optimizer.lines.first?.hasPrefix("AdamW(learning_rate=0.001, weight_decay=0.004, clipnorm=None") == true
    )
    try ProgramRun.horn("layers", "--kind", "loss", "Dense").expectError("no loss \"Dense\"", "Huber")
  }

  @Test func asJSON() throws {
    let run = try ProgramRun.horn("layers", "--json")
    run.expectSuccess()
    let layers = run.json["layers"] as? [String: Any] ?? [:]
    #expect(Set(layers.keys) == Set(LayerRegistry.names))
    #expect(Set(run.json.keys) == Set(ClassDescription.Kind.allCases.map(\.plural)))
    let lstm = layers["LSTM"] as? [String: Any]
    let arguments = lstm?["arguments"] as? [[String: Any]] ?? []
    let units = arguments.first { $0["name"] as? String == "units" }
    #expect(units?["required"] as? Bool == true)
    let forget = arguments.first { $0["name"] as? String == "unit_forget_bias" }
    #expect(forget?["default"] as? Bool == true)
    let losses = run.json["losses"] as? [String: Any] ?? [:]
    #expect(
      (losses["MeanSquaredError"] as? [String: Any])?["aliases"] as? [String] == [
        "MSE", "mean_squared_error", "mse",
      ])
  }
}
