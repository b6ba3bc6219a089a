import Foundation
import Horn
import Testing

@Suite struct LayersCommandTests {
  @Test func allLayers() throws {
    let run = try CommandRun("layers")
    run.expectSuccess()
    for name in LayerRegistry.names { #expect(run.lines.contains { $0.hasPrefix(name + "(") }, "\(name)") }
    #expect(!run.lines.contains { $0.drop { $0 != "(" }.hasPrefix("()") })
  }

  @Test func oneLayer() throws {
    let run = try CommandRun("layers", "Dense", "AvgPool1D")
    run.expectSuccess()
    #expect(run.lines.count == 2)
    #expect(run.lines[0].hasPrefix("AveragePooling1D(pool_size, strides=None, padding=\"valid\""))
    #expect(
      run.lines[1].hasPrefix(
        "Dense(units, activation=\"linear\", use_bias=True, kernel_initializer=GlorotUniform("))
    try CommandRun("layers", "Dens").expectError("\"Dens\"", "Dense")
  }

  @Test func asJSON() throws {
    let run = try CommandRun("layers", "--json")
    run.expectSuccess()
    #expect(Set(run.json.keys) == Set(LayerRegistry.names))
    let lstm = run.json["LSTM"] as? [String: Any]
    let arguments = lstm?["arguments"] as? [[String: Any]] ?? []
    let units = arguments.first { $0["name"] as? String == "units" }
    #expect(units?["required"] as? Bool == true)
    let forget = arguments.first { $0["name"] as? String == "unit_forget_bias" }
    #expect(forget?["default"] as? Bool == true)
  }
}
