import HornCore
import Testing

@testable import HornFiles

/// What `loadWeights` takes besides the layers' weights, and what it leaves as it is.
@Suite(.quiet) struct LoadingWeightsTests {
  private static let x = Tensor(ones: [4, 2])

  /// A model that was trained for so many steps.
  private func trained(outputs: Int, steps: Int) throws -> Sequential {
    let model = Sequential([Input(shape: [2]), Dense(3), Dense(outputs)])
    model.compile(optimizer: .adam, loss: "mse")
    try model.fit(Self.x, Tensor(ones: [4, outputs]), epochs: steps, verbose: 0)
    return model
  }

  /// As in Keras, the optimizer goes on where it stopped.
  @Test(arguments: [".keras", ".weights.h5"]) func optimizerState(ending: String) throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/a" + ending
      let model = try trained(outputs: 1, steps: 3)
      if ending == ".keras" { try model.save(to: path) } else { try model.saveWeights(to: path) }
      let other = try trained(outputs: 1, steps: 1)
      try other.loadWeights(from: path)
      let (found, expected) = (try #require(other.optimizer), try #require(model.optimizer))
      #expect(found.iterations == 3)
      #expect(found.variables.map(\.value.floats) == expected.variables.map(\.value.floats))
      #expect(other.getWeights().map(\.floats) == model.getWeights().map(\.floats))
    }
  }

  /// Keras warns of a state that does not fit as it warns of a layer.
  @Test(arguments: [".keras", ".weights.h5"]) func otherHead(ending: String) throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/a" + ending
      let model = try trained(outputs: 1, steps: 3)
      if ending == ".keras" { try model.save(to: path) } else { try model.saveWeights(to: path) }
      for isBuilt in [true, false] {
        let other = try trained(outputs: 2, steps: isBuilt ? 1 : 0)
        let before = other.getWeights().map(\.floats)
        let warnings = try Warnings.of { try other.loadWeights(from: path, skipMismatch: true) }
        #expect(warnings.contains { $0.contains("keeps its state") }, "\(warnings)")
        #expect(other.getWeights()[0].floats == model.getWeights()[0].floats)
        #expect(other.getWeights()[2].floats == before[2])
        #expect(other.optimizer?.iterations == (isBuilt ? 1 : 0))
        try other.fit(Self.x, Tensor(ones: [4, 2]), verbose: 0)
      }
    }
  }

  /// A state alone that does not fit is an error before anything is changed.
  @Test func wrongStateChangesNothing() throws {
    try TestFiles.withDirectory { directory in
      let model = try trained(outputs: 1, steps: 2)
      let file = try HDF5Writer(name: "test")
      try KerasWeights.write(model, to: file, includeOptimizer: false)
      let state = try #require(model.optimizer).variables
      for (index, variable) in state.enumerated() {
        try file.write(
          index == 3 ? Tensor(zeros: [7]) : variable.value.detached, at: "optimizer/vars/\(index)")
      }
      try file.bytes().write(to: directory + "/a.weights.h5")
      let other = try trained(outputs: 1, steps: 1)
      let before = other.getWeights().map(\.floats)
      let error = try #require(throws: HornError.self) {
        try other.loadWeights(from: directory + "/a.weights.h5")
      }
      #expect(error.message.contains("optimizer/vars/3") && error.message.contains("(7,)"), "\(error)")
      #expect(other.getWeights().map(\.floats) == before && other.optimizer?.iterations == 1)
    }
  }

  private func lookups(_ numbers: [[Int]]) throws -> Model {
    let layers = numbers.map { _ in IntegerLookup() }
    for (layer, numbers) in zip(layers, numbers) { try layer.adapt(numbers) }
    let inputs = layers.map { _ in Input(shape: [1], dtype: .int32) as SymbolicTensor }
    return Model(
      inputs: inputs, outputs: zip(layers, inputs).map { (layer, input) -> SymbolicTensor in layer(input) })
  }

  private func vocabularies(_ model: Model) -> [[Int]] {
    model.layers.compactMap { ($0 as? IntegerLookup)?.getVocabulary(includeSpecialTokens: false) }
  }

  /// A vocabulary that is damaged leaves all others as they were.
  @Test func vocabulariesOfAllOrNone() throws {
    try TestFiles.withDirectory { directory in
      try lookups([[1], [4]]).save(to: directory + "/a.keras")
      let archive = try KerasArchive(path: directory + "/a.keras")
      let names = archive.members.map(\.name)
      let last = names.filter { $0.hasSuffix("vocabulary.txt") }.max()
      var files: [(String, FileBytes)] = []
      for name in names {
        let bytes = try archive.bytes(name)
        files.append((name, name == last ? try FileBytes(Array("no number".utf8)) : bytes))
      }
      try KerasArchive.write(files, to: directory + "/b.keras")
      let model = try lookups([[7], [8]])
      let error = try #require(throws: HornError.self) { try model.loadWeights(from: directory + "/b.keras") }
      #expect(error.message.contains("no number"), "\(error)")
      #expect(vocabularies(model) == [[7], [8]])
      let warnings = try Warnings.of {
        try model.loadWeights(from: directory + "/b.keras", skipMismatch: true)
      }
      #expect(warnings.contains { $0.contains("no number") }, "\(warnings)")
      #expect(vocabularies(model) == [[1], [8]])
    }
  }

  final class Scaled: Model {
    let dense = Dense(2)
    let scale: Variable

    init(scale: [Float]) {
      self.scale = Variable(Tensor(scale), name: "scale")
      super.init()
    }

    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
      try dense(inputs) * scale.value
    }
  }

  /// The variables that a model has besides its layers.
  @Test func ownWeightsInOlderFiles() throws {
    try TestFiles.withDirectory { directory in
      let models = [Scaled(scale: [5, 6]), Scaled(scale: [1, 1]), Scaled(scale: [1, 1, 1])]
      for model in models.prefix(2) { _ = try model(Self.x) }
      try models[2].dense.build(inputShape: [4, 2])
      let path = directory + "/a.h5"
      try models[0].saveWeights(to: path)
      try models[1].loadWeights(from: path)
      #expect(models[1].scale.value.floats == [5, 6])
      #expect(models[1].getWeights().map(\.floats) == models[0].getWeights().map(\.floats))
      let error = try #require(throws: HornError.self) { try models[2].loadWeights(from: path) }
      #expect(error.message.contains("top_level_model_weights") && error.message.contains("(2,)"), "\(error)")
      try models[2].loadWeights(from: path, skipMismatch: true)
      #expect(models[2].scale.value.floats == [1, 1, 1])
      #expect(models[2].dense.getWeights()[0].floats == models[0].dense.getWeights()[0].floats)
      let plain = Sequential([Input(shape: [2]), Dense(2)])
      let surplus = try #require(throws: HornError.self) { try plain.loadWeights(from: path) }
      #expect(surplus.message.contains("itself has 0 weights"), "\(surplus)")
    }
  }

  /// Arrays are listed as they are in the file, not as they are read.
  @Test func listingNpz() throws {
    let file = try ModelFile(path: TestFiles.golden("stored.npz"))
    let sizes = [
      "float16": 2, "float32": 4, "float64": 8, "int8": 1, "int16": 2, "int32": 4, "int64": 8, "uint8": 1,
      "uint16": 2, "uint32": 4, "uint64": 8, "bool": 1,
    ]
    var seen: Set<String> = []
    for tensor in file.tensors {
      seen.insert(tensor.dtype)
      guard let size = sizes[tensor.dtype] else { continue }
      #expect(tensor.byteCount == tensor.shape.reduce(size, *), "\(tensor.name)")
    }
    #expect(seen.isSuperset(of: sizes.keys), "\(seen)")
    let texts = try #require(file.tensors.first { $0.name == "texts" })
    #expect(texts.dtype == "string" && texts.shape == [3] && texts.byteCount == 3 * 5 * 4)
    #expect(try file.tensor("u1").dtype == .int32)
  }
}
