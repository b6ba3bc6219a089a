import Foundation
import HornCore
import Testing

@testable import HornFiles

@Suite(.quiet) struct ModelFileTests {
  init() {
    registerKerasSerializable(Scale.self, package: "Golden")
    registerKerasSerializable(GatedBlock.self, package: "Golden", name: "Gate")
  }

  @Test(arguments: ModelGoldenFiles.names(".keras"))
  func reads(name: String) throws {
    let path = ModelGoldenFiles.folder + name + ".keras"
    let model = try loadModel(path)
    try ModelGoldenFiles.check(model, name)
    // Written again, the configuration is Keras's, and the model the same.
    try TestFiles.withDirectory { directory in
      let copy = directory + "/copy.keras"
      try model.save(to: copy)
      let original = try #require(try ModelFile(path: path).config)
      let written = try #require(try ModelFile(path: copy).config)
      let differences = ModelGoldenFiles.differences(written, original)
      #expect(differences.isEmpty, "\(name): \(differences.joined(separator: "\n"))")
      let again = try loadModel(copy)
      try ModelGoldenFiles.check(again, name)
      let (names, others) = (try ModelFile(path: path).tensors, try ModelFile(path: copy).tensors)
      #expect(names.map(\.name) == others.map(\.name))
      #expect(names.map(\.shape) == others.map(\.shape))
      if name.hasPrefix("training_") { try ModelGoldenFiles.checkTraining(again, name) }
    }
    if name.hasPrefix("training_") { try ModelGoldenFiles.checkTraining(model, name) }
  }

  @Test(arguments: ModelGoldenFiles.names(".h5").filter { !$0.hasSuffix(".weights") })
  func readsOlderFiles(name: String) throws {
    var loaded: Model?
    let warnings = try Warnings.of { loaded = try loadModel(ModelGoldenFiles.folder + name + ".h5") }
    let model = try #require(loaded)
    try ModelGoldenFiles.check(model, name)
    // Nadam of Keras 2 keeps its schedule's product otherwise than that of Keras 3.
    #expect(warnings.contains { $0.contains("starts afresh") } == (name == "keras2_nadam"), "\(warnings)")
    guard name == "keras3" || name.hasPrefix("keras2_") && name != "keras2_nadam" else { return }
    try TestFiles.withDirectory { directory in
      try model.save(to: directory + "/copy.h5")
      try ModelGoldenFiles.checkTraining(try loadModel(directory + "/copy.h5"), name)
    }
    try ModelGoldenFiles.checkTraining(model, name)
  }

  @Test func keepsOldArguments() throws {
    let model = try loadModel(ModelGoldenFiles.folder + "keras2.h5")
    let optimizer = try #require(model.optimizer as? RMSprop)
    // decay became a schedule: 0.002 / (1 + 0.01 · steps).
    #expect(optimizer.learningRateSchedule?(100) == 0.001)
    #expect(model.getCompileConfig()["loss"] == "sparse_categorical_crossentropy")
  }

  @Test(arguments: [".weights.h5", ".h5", ".safetensors", ".npz", ".keras"])
  func weightsAlone(ending: String) throws {
    try TestFiles.withDirectory { directory in
      for name in ["recurrent", "layers", "shared"] {
        let model = try loadModel(ModelGoldenFiles.folder + name + ".keras")
        let path = directory + "/" + name + ending
        if ending == ".keras" { try model.save(to: path) } else { try model.saveWeights(to: path) }
        let fresh = try modelFromJSON(model.toJSON())
        try fresh.loadWeights(from: path)
        try ModelGoldenFiles.check(fresh, name)
      }
    }
  }

  @Test func weightsOfKeras() throws {
    let model = try loadModel(ModelGoldenFiles.folder + "keras3.h5", compile: false)
    try model.setWeights(model.getWeights().map { $0 * 0 })
    try model.loadWeights(from: ModelGoldenFiles.folder + "plain.weights.h5")
    try ModelGoldenFiles.check(model, "plain")
    #expect(model.optimizer == nil)
  }

  @Test func mismatches() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/a.weights.h5"
      let small = Sequential([Input(shape: [2]), Dense(3), Dense(1)])
      try small.saveWeights(to: path)
      let other = Sequential([Input(shape: [2]), Dense(3), Dense(2)])
      let before = other.getWeights()
      let error = try #require(throws: HornError.self) { try other.loadWeights(from: path) }
      #expect(error.message.contains("dense_1/vars/0") && error.message.contains("(3, 2)"))
      #expect(other.getWeights().map(\.floats) == before.map(\.floats))
      try other.loadWeights(from: path, skipMismatch: true)
      #expect(other.getWeights()[0].floats == small.getWeights()[0].floats)
      #expect(other.getWeights()[2].floats == before[2].floats)
      // One layer more in the file than in the model.
      let short = Sequential([Input(shape: [2]), Dense(3)])
      let surplus = try #require(throws: HornError.self) { try short.loadWeights(from: path) }
      #expect(surplus.message.contains("no layer for 2"))
      let unbuilt = Sequential([Dense(3), Dense(1)])
      #expect(throws: HornError.self) { try unbuilt.loadWeights(from: path) }
      try small.saveWeights(to: directory + "/named.h5")
      let renamed = Sequential([Input(shape: [2]), Dense(3, name: small.layers[0].name), Dense(5)])
      try renamed.loadWeights(from: directory + "/named.h5", byName: true)
      #expect(renamed.getWeights()[0].floats == small.getWeights()[0].floats)
      #expect(throws: HornError.self) { try small.save(to: path, overwrite: false) }
      #expect(throws: HornError.self) { try small.save(to: directory + "/a.xyz") }
    }
  }

  /// Keras 3.15: `layer.weights` stays gamma, beta, moving_mean, moving_variance where gamma is frozen, and so do files.
  @Test func frozenWeightsKeepTheirPlace() throws {
    try TestFiles.withDirectory { directory in
      let model = Sequential([Input(shape: [2]), BatchNormalization(name: "norm")])
      let norm = try #require(model.layers[0] as? BatchNormalization)
      let names = norm.weights.map(\.name)
      norm.gamma?.assign(Tensor([2, 3] as [Float]))
      norm.beta?.assign(Tensor([4, 5] as [Float]))
      norm.gamma?.trainable = false
      #expect(norm.weights.map(\.name) == names && norm.trainableWeights.map(\.name) == ["beta"])
      for ending in [".weights.h5", ".keras", ".npz"] {
        let path = directory + "/frozen" + ending
        if ending == ".keras" { try model.save(to: path) } else { try model.saveWeights(to: path) }
        let other = Sequential([Input(shape: [2]), BatchNormalization(name: "norm")])
        try other.loadWeights(from: path)
        #expect(other.getWeights().map(\.floats) == [[2, 3], [4, 5], [0, 0], [1, 1]], "\(ending)")
      }
    }
  }

  @Test func example() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/a.keras"
      let model = Sequential([
        Input(shape: [4], dtype: .int32), Embedding(inputDim: 9, outputDim: 3), LSTM(4, stateful: false),
        Dense(2, name: "last"),
      ])
      try model.save(to: path, example: Tensor([[1, 2, 3, 4], [5, 6, 7, 8]]))
      _ = try loadModel(path)
      // The same file with a weight that is another.
      let weights = model.getWeights()
      let archive = try KerasArchive(path: path)
      let example = try archive.bytes(ModelExample.fileName)
      try model.setWeights(Array(weights.dropLast(2)) + [weights[4] + 1, weights[5]])
      let file = try HDF5Writer(name: "test")
      try KerasWeights.write(model, to: file, includeOptimizer: false)
      try KerasArchive.write(
        [
          (KerasArchive.configName, try archive.bytes(KerasArchive.configName)),
          (KerasArchive.weightsName, try file.bytes()), (ModelExample.fileName, example),
        ], to: directory + "/b.keras")
      let error = try #require(throws: HornError.self) { try loadModel(directory + "/b.keras") }
      #expect(error.message.contains("\"last\" is the first that differs"))
    }
  }

  /// Keras in Python opens what Horn writes, and goes on training where Horn stopped.
  @Test func kerasReadsHorn() throws {
    let python = ProcessInfo.processInfo.environment["HORN_KERAS_PYTHON"] ?? "python3"
    try TestFiles.withDirectory { directory in
      for name in ModelGoldenFiles.names(".keras") + ["keras3"] {
        let ending = name == "keras3" ? ".h5" : ".keras"
        let model = try loadModel(ModelGoldenFiles.folder + name + ending)
        let data = ModelGoldenFiles.folder + name + ".npz"
        if ending == ".keras" {
          let inputs = try ModelGoldenFiles.tensors("input", of: NpzArchive(path: data))
          try model.save(to: directory + "/" + name + ending, examples: inputs)
        } else {
          try model.save(to: directory + "/" + name + ending)
        }
        try FileManager.default.copyItem(atPath: data, toPath: directory + "/" + name + ".npz")
      }
      let script =
        URL(fileURLWithPath: ModelGoldenFiles.folder).deletingLastPathComponent().path + "/read_files.py"
      guard let output = run(python, [script, directory]), !output.contains("ModuleNotFoundError") else {
        print("skipped: there is no Python with Keras (HORN_KERAS_PYTHON names one)")
        return
      }
      let count = ModelGoldenFiles.names(".keras").count + 1
      #expect(output.hasSuffix("\(count) files agree\n"), "\(output)")
    }
  }

  /// What the program prints; nil where it cannot be run or has no Keras.
  private func run(_ program: String, _ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }
}
