import Foundation
import Horn
import Testing

@Suite struct TrainingCommandTests {
  private let x = Tensor((0..<40).map { Float($0 % 7) / 7 - 0.4 }, shape: [20, 2])
  private let y = Tensor((0..<20).map { Float($0 % 5) / 5 }, shape: [20, 1])

  private func number(_ value: Any?) -> Float { (value as? NSNumber)?.floatValue ?? .nan }

  @Test func evaluateGivesWhatTheLibraryGives() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.regression()
    let weight = Tensor((0..<20).map { Float($0) })
    for arrays in [
      [("input_0", x), ("target", y)], [("point", x), ("target_0", y), ("sample_weight", weight)],
    ] {
      let expected: Evaluation = try model.evaluate(
        x, y, batchSize: 8, verbose: .silent, sampleWeight: arrays.count > 2 ? weight : nil)
      let data = try folder.write(arrays, as: "d.npz")
      let run = try ProgramRun.horn("evaluate", path, data, "--json", "--batch-size", "8")
      run.expectSuccess()
      #expect(Set(run.json.keys) == ["loss", "mae"])
      #expect(run.lines.last?.hasPrefix("{\"loss\": ") == true)
      for (name, value) in zip(expected.names, expected.values) {
        #expect(abs(number(run.json[name]) - value) <= 1e-6)
      }
      let plain = try ProgramRun.horn("evaluate", path, data)
      plain.expectSuccess()
      #expect(plain.lines.map { $0.prefix { $0 != ":" } } == ["loss", "mae"])
    }
  }

  @Test func evaluateSeveralOutputs() throws {
    let folder = try TestFolder()
    let (path, _) = try folder.tickets()
    let inputs = [("words", Tensor(ones: [3, 4], dtype: .int32)), ("tags", Tensor(ones: [3, 3]))]
    let priority = Tensor([0, 1, 1] as [Float], shape: [3, 1])
    let department = Tensor([0, 3, 2] as [Int32])
    for targets in [
      [("target_0", priority), ("target_1", department)],
      [("priority", priority), ("department", department)],
    ] {
      let run = try ProgramRun.horn("evaluate", path, folder.write(inputs + targets, as: "d.npz"), "--json")
      run.expectSuccess()
      #expect(Set(run.json.keys) == ["loss", "priority_loss", "department_loss"])
    }
    for (targets, word) in [
      ([("target", priority)], "target_0, target_1"), ([], "\"target_0\" or \"target_1\""),
      ([("target_0", priority), ("target_2", department)], "\"target_2\""),
      ([("target_0", priority)], "department"),
    ] as [([(String, Tensor)], String)] {
      try ProgramRun.horn("evaluate", path, folder.write(inputs + targets, as: "d.npz")).expectError(word)
    }
  }

  @Test func badTrainingData() throws {
    let folder = try TestFolder()
    let (path, _) = try folder.regression()
    for (arrays, words) in [
      ([("input_0", x)], ["\"target\"", "the file has input_0"]),
      ([("input_0", x), ("target", Tensor(ones: [7, 1]))], ["20", "7"]),
      (
        [("input_0", x), ("target", Tensor(ByteStrings(repeating: "a", count: 20)))], ["\"target\"", "texts"]
      ),
      ([("input_0", x), ("target", y), ("sample_weight", Tensor(ones: [3]))], ["20", "3"]),
    ] as [([(String, Tensor)], [String])] {
      let data = try folder.write(arrays, as: "d.npz")
      for run in [
        try ProgramRun.horn("evaluate", path, data),
        try ProgramRun.horn("fit", path, data, "-o", folder["t.keras"]),
      ] {
        run.expectError()
        for word in words { #expect(run.error.contains(word), "\(run.error)") }
      }
    }
    #expect(!folder.files.contains("t.keras"))
    let (reviews, _) = try folder.reviews()
    let data = try folder.write(
      [("input_0", Tensor(["a"], shape: [1, 1])), ("target", Tensor(ones: [1]))], as: "d.npz")
    try ProgramRun.horn("evaluate", reviews, data).expectError("reviews.keras", "compile")
    try ProgramRun.horn("fit", reviews, data, "-o", folder["t.keras"]).expectError("compile")
  }

  @Test func fitTrainsAsTheLibraryDoes() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.regression()
    let data = try folder.write([("input_0", x), ("target", y)], as: "d.npz")
    let run = try ProgramRun.horn(
      "fit", path, data, "-o", folder["t.keras"], "--epochs", "3", "--batch-size", "4", "--no-shuffle",
      "--validation-split", "0.2", "--history", folder["h.json"])
    run.expectSuccess()
    let history = try model.fit(
      x, y, batchSize: 4, epochs: 3, verbose: .silent, validationSplit: 0.2, shuffle: false)
    let written =
      try JSONSerialization.jsonObject(with: Data(folder.text("h.json").utf8)) as? [String: [Double]]
    #expect(Set(written?.keys.map(\.self) ?? []) == ["loss", "mae", "val_loss", "val_mae"])
    for (name, values) in history.history {
      for (a, b) in zip(values, written?[name] ?? []) { #expect(abs(Double(a) - b) <= 1e-5) }
      #expect(written?[name]?.count == 3)
    }
    let trained = try loadModel(folder["t.keras"])
    for (a, b) in zip(trained.weights, model.weights) {
      for (x, y) in zip(a.value.floats, b.value.floats) { #expect(abs(x - y) <= 1e-5) }
    }
    #expect(trained.optimizer?.iterations == model.optimizer?.iterations)
    #expect(folder.files == ["d.npz", "h.json", "regression.keras", "t.keras"])
  }

  @Test func aSeedMakesTrainingTheSame() throws {
    let folder = try TestFolder()
    let (path, _) = try folder.regression()
    let data = try folder.write([("input_0", x), ("target", y)], as: "d.npz")
    var histories: [String] = []
    for seed in ["1", "1", "2"] {
      try ProgramRun.horn(
        "fit", path, data, "-o", folder["t.keras"], "--epochs", "2", "--batch-size", "2", "--seed", seed,
        "--history",
        folder["h.json"]
      ).expectSuccess()
      histories.append(try folder.text("h.json"))
    }
    #expect(histories[0] == histories[1] && histories[0] != histories[2])
  }
}
