import Foundation
import Horn
import Testing

/// summary, inspect, convert and diff.
@Suite struct FilesCommandTests {
  @Test func summary() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.tickets()
    var expected: [String] = []
    model.summary { expected.append($0) }
    let run = try ProgramRun.horn("summary", path)
    run.expectSuccess()
    #expect(run.output == expected.joined(separator: "\n") + "\n")
    let json = try ProgramRun.horn("summary", path, "--json").json
    #expect(json["name"] as? String == "tickets" && json["compiled"] as? Bool == true)
    #expect(json["params"] as? Int == model.countParams())
    let layers = json["layers"] as? [[String: Any]] ?? []
    #expect(layers.map { $0["name"] as? String } == model.layers.map(\.name))
    #expect(layers.last?["connected_to"] as? [String] == ["joined[0][0]"])
    let inputs = json["inputs"] as? [[String: Any]] ?? []
    #expect(inputs.map { $0["dtype"] as? String } == ["int32", "float32"])
  }

  @Test func nestedSummary() throws {
    let folder = try TestFolder()
    let x = Input(shape: [2], name: "x")
    let inner = Sequential([Input(shape: [2]), Dense(3, name: "inside")], name: "inner")
    try Model(inputs: x, outputs: inner(x), name: "outer").save(to: folder["m.keras"])
    let (closed, open) = try (
      ProgramRun.horn("summary", folder["m.keras"]),
      ProgramRun.horn("summary", folder["m.keras"], "--expand-nested")
    )
    #expect(!closed.output.contains("inside") && open.output.contains("└ inside (Dense)"))
    let json = try ProgramRun.horn("summary", folder["m.keras"], "--expand-nested", "--json").json
    let layers = (json["layers"] as? [[String: Any]] ?? []).last?["layers"] as? [[String: Any]]
    #expect(layers?.map { $0["name"] as? String } == ["inside"])
  }

  @Test func inspect() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.regression()
    let run = try ProgramRun.horn("inspect", path)
    run.expectSuccess()
    #expect(
      run.output.contains("config.json") && run.output.contains("(2, 3)") && run.output.contains("float32"))
    let json = try ProgramRun.horn("inspect", path, "--json").json
    #expect(json["format"] as? String == ".keras")
    let shapes = (json["tensors"] as? [[String: Any]] ?? []).map { $0["shape"] as? [Int] ?? [] }
    for variable in model.weights { #expect(shapes.contains(variable.shape.dimensions)) }
    let arrays = try folder.write([("a", Tensor(["one", "two"])), ("b", Tensor(zeros: [3]))], as: "x.npz")
    let npz = try ProgramRun.horn("inspect", arrays)
    npz.expectSuccess()
    #expect(npz.output.contains("a") && npz.output.contains("(2,)") && npz.output.contains("(3,)"))
    let wide = try ProgramRun.horn("plot", path, "-o", folder["m.svg"], "--dpi", "\(Int.max)")
    wide.expectError("dpi")
  }

  @Test(arguments: ["h5", "weights.h5", "safetensors", "npz", "json"])
  func convertThereAndBack(ending: String) throws {
    let folder = try TestFolder()
    let (path, model) = try folder.tickets()
    try ProgramRun.horn("convert", path, folder["m.\(ending)"]).expectSuccess()
    let holdsModel = ending == "h5" || ending == "json"
    let back =
      holdsModel
      ? try ProgramRun.horn("convert", folder["m.\(ending)"], folder["back.keras"])
      : try ProgramRun.horn("convert", folder["m.\(ending)"], folder["back.keras"], "--model", path)
    back.expectSuccess()
    let found = try loadModel(folder["back.keras"])
    #expect(found.weights.map(\.shape) == model.weights.map(\.shape))
    if ending != "json" {
      for (a, b) in zip(found.weights, model.weights) { #expect(a.value.floats == b.value.floats) }
    }
    if !holdsModel {
      try ProgramRun.horn("convert", folder["m.\(ending)"], folder["x.keras"]).expectError(
        "--model", "m.\(ending)")
      #expect(!folder.files.contains("x.keras"))
    }
  }

  @Test func convertWeightsWithNames() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.regression()
    try ProgramRun.horn("convert", path, folder["a.safetensors"]).expectSuccess()
    try ProgramRun.horn("convert", folder["a.safetensors"], folder["b.npz"]).expectSuccess()
    try ProgramRun.horn("convert", folder["b.npz"], folder["c.safetensors"]).expectSuccess()
    try ProgramRun.horn("diff", folder["a.safetensors"], folder["c.safetensors"], "--tolerance", "0")
      .expectSuccess()
    #expect(try NpzArchive(path: folder["b.npz"]).names.count == model.weights.count)
    try ProgramRun.horn("convert", path, folder["a.txt"]).expectUsage("a.txt", ".safetensors")
    try ProgramRun.horn("convert", path, folder["none/a.npz"]).expectError("none/a.npz")
  }

  @Test func diff() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.regression()
    let same = try ProgramRun.horn("diff", path, path, "--tolerance", "0")
    same.expectSuccess()
    #expect(same.output.contains("configurations: equal") && same.output.contains("hidden"))
    let kernel = model.weights[0]
    kernel.assign(kernel.value + 0.25)
    try model.save(to: folder["other.keras"])
    let other = try ProgramRun.horn("diff", path, folder["other.keras"])
    other.expectSuccess()
    #expect(other.lines.contains { $0.contains("hidden") && $0.contains("0.25") && $0.contains("kernel") })
    #expect(other.lines.contains { $0.contains("value") && $0.contains("equal") })
    try ProgramRun.horn("diff", path, folder["other.keras"], "--tolerance", "0.1").expectError(
      "hidden", "differ")
    try ProgramRun.horn("diff", path, folder["other.keras"], "--tolerance", "0.3").expectSuccess()
    let json = try ProgramRun.horn("diff", path, folder["other.keras"], "--json").json
    let weights = json["weights"] as? [[String: Any]] ?? []
    #expect(weights.map { $0["layer"] as? String } == ["hidden", "value"])
    #expect(abs((weights[0]["largest_difference"] as? Double ?? 0) - 0.25) < 1e-6)
  }

  @Test func diffOfConfigurations() throws {
    let folder = try TestFolder()
    let (path, _) = try folder.regression()
    let wider = Sequential(
      [
        Input(shape: [2], name: "point"), Dense(4, activation: .relu, name: "hidden"),
        Dense(1, name: "value"),
      ],
      name: "regression")
    try wider.save(to: folder["wider.keras"])
    let run = try ProgramRun.horn("diff", path, folder["wider.keras"])
    run.expectSuccess()
    #expect(run.output.contains("config.layers[1].config.units: 3 | 4"))
    #expect(run.output.contains("\"tanh\" | \"relu\"") && run.output.contains("the shapes (2, 3) and (2, 4)"))
    try ProgramRun.horn("diff", path, folder["wider.keras"], "--tolerance", "10").expectError(
      "configurations")
    try ProgramRun.horn("convert", path, folder["w.npz"]).expectSuccess()
    try ProgramRun.horn("diff", path, folder["w.npz"]).expectError("w.npz", "convert")
  }
}
