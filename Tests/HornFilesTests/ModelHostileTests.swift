import Foundation
import HornCore
import Testing

@testable import HornFiles

/// Model files from strangers: each is read or refused with one error.
@Suite(.quiet) struct ModelHostileTests {
  #if DEBUG
    static let rounds = Mutation.wishedRounds ?? 150
  #else
    static let rounds = Mutation.wishedRounds ?? 1_000
  #endif

  private func bytes(_ name: String) throws -> [UInt8] {
    try FileBytes(path: ModelGoldenFiles.folder + name).withUnsafeBytes { [UInt8]($0) }
  }

  @Test(arguments: ["keras1.h5", "keras2.h5", "plain.weights.h5"])
  func hdf5(name: String) throws {
    let original = try bytes(name)
    var generator = MersenneTwister(seed: Mutation.seed(7))
    for _ in 0..<Self.rounds {
      let damaged = Mutation.of(original, &generator)
      Mutation.keep(damaged)
      try Mutation.readOrRefuse {
        let file = try HDF5File(bytes: FileBytes(damaged), name: "fuzz")
        for array in try file.datasets().prefix(40) { _ = try file.tensor(array.path) }
        _ = try LegacyReader.group(file)
        _ = try file.text("model_config")
      }
    }
  }

  /// What the readers have stumbled over: `crash.h5` makes libhdf5 1.10 read outside its memory.
  @Test func crashes() throws {
    let damaged = try FileBytes(path: ModelGoldenFiles.folder + "../damaged/crash.h5")
    try Mutation.readOrRefuse {
      let file = try HDF5File(bytes: damaged, name: "crash.h5")
      for array in try file.datasets() { _ = try file.tensor(array.path) }
    }
  }

  /// Arrays without elements keep their type; one whose axes cannot be multiplied is refused.
  @Test func emptyArrays() throws {
    let file = try HDF5File(path: ModelGoldenFiles.folder + "../damaged/empty.h5")
    #expect(try file.tensor("wide", float64: true).dtype == .float64)
    let narrow = try file.tensor("wide")
    #expect(narrow.dtype == .float32 && narrow.shape == [0, 3])
    #expect(try file.tensor("truths").dtype == .bool && file.tensor("integers").dtype == .int32)
    let error = try #require(throws: HornError.self) { try file.tensor("endless") }
    #expect(error.message.contains("endless") && error.message.contains("too large"), "\(error.message)")
  }

  /// Reading ends after the time that it may take, however long it would go on, and the next file can be read.
  @Test func patience() throws {
    let sound = try FileBytes(path: ModelGoldenFiles.folder + "plain.weights.h5")
    let error = try #require(throws: HornError.self) {
      try HDF5File(bytes: sound, name: "slow.h5", patience: 0)
    }
    #expect(error.kind == .format && error.message.contains("slow.h5") && error.message.contains("took over"))
    #expect(try !HDF5File(bytes: sound, name: "slow.h5").datasets().isEmpty)
  }

  /// Damage in the files of an archive whose checksums are right.
  @Test func archives() throws {
    let archive = try KerasArchive(path: ModelGoldenFiles.folder + "shared.keras")
    let config = try archive.bytes(KerasArchive.configName).withUnsafeBytes { [UInt8]($0) }
    let weights = try archive.weights()
    var generator = MersenneTwister(seed: Mutation.seed(8))
    for _ in 0..<Self.rounds {
      let damaged = Mutation.of(config, &generator)
      try Mutation.readOrRefuse {
        let value = LegacyConfig.modern(try JSONReader.parse(damaged, name: "fuzz"))
        let model = try ModelLoading.model(value, "fuzz")
        try KerasWeights.read(weights, into: model, skipMismatch: false)
      }
    }
    let whole = try bytes("training_sgd.keras")
    for _ in 0..<Self.rounds {
      let damaged = Mutation.of(whole, &generator)
      try Mutation.readOrRefuse {
        _ = try ModelLoading.keras(KerasArchive(bytes: damaged, name: "fuzz"), compile: true)
      }
    }
  }

  @Test func safetensors() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/a.safetensors"
      try Safetensors.write(
        [("a", Tensor([1, 2, 3] as [Float])), ("b", Tensor([[1, 2], [3, 4]] as [[Int]]))], to: path)
      let original = try FileBytes(path: path).withUnsafeBytes { [UInt8]($0) }
      let file = try Safetensors(path: path)
      #expect(file.names == ["a", "b"])
      #expect(try file.tensor("b").ints == [1, 2, 3, 4])
      var generator = MersenneTwister(seed: Mutation.seed(9))
      for _ in 0..<Self.rounds {
        let damaged = Mutation.of(original, &generator)
        try Mutation.readOrRefuse {
          let file = try Safetensors(bytes: FileBytes(damaged), name: "fuzz")
          for name in file.names { _ = try file.tensor(name) }
        }
      }
      let ones = "[1" + String(repeating: ",1", count: 32) + "]"
      for header in [
        #"{"a":{"dtype":"F32","shape":[0,1099511627776,1099511627776],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":\#(ones),"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#,
        #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      ] {
        let bytes =
          withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { [UInt8]($0) } + header.utf8 + [
            0, 0, 0, 0,
          ]
        #expect(throws: HornError.self) { try Safetensors(bytes: FileBytes(bytes), name: "claim") }
      }
    }
  }

  @Test func json() throws {
    let good = try JSONReader.parse(
      #"{"a": [1, 1.0, -2e3, NaN, -Infinity, "\u00e4\ud83d\ude00\n", null, true]}"#.utf8, name: "test")
    guard case .array(let list)? = good["a"] else { throw HornError(.value, "no list") }
    #expect(list[0] == .int(1) && list[1] == .double(1) && list[2] == .double(-2000) && list[5] == "ä😀\n")
    // Half of a pair leaves what follows it alone, as in Python.
    #expect(try JSONReader.parse(#""\ud800\u0041""#.utf8, name: "test") == "\u{fffd}A")
    #expect(try JSONReader.parse(#""\ud800\ud83d\ude00""#.utf8, name: "test") == "\u{fffd}😀")
    #expect(JSONWriter.text(["b": 1.0, "a": "ä😀"]) == #"{"a": "\u00e4\ud83d\ude00", "b": 1.0}"#)
    #expect(JSONWriter.text(.double(1e-7)) == "1e-07" && JSONWriter.text(.double(1e16)) == "1e+16")
    for text in [
      "", "{", "[1,]", "{\"a\" 1}", "01", "1.", "-", "nul", "\"\\x\"", "\"\u{1}\"", "1 2", "[1", "\"abc",
      "+1", "'a'",
      String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
    ] {
      #expect(throws: HornError.self, "\(text.prefix(20))") { try JSONReader.parse(text.utf8, name: "test") }
    }
  }

  @Test func paths() throws {
    try TestFiles.withDirectory { directory in
      for name in ["../evil", "/etc/passwd", "assets/../../x", "a\\b"] {
        let path = directory + "/a.keras"
        try KerasArchive.write([(name, FileBytes([1, 2, 3]))], to: path)
        let error = try #require(throws: HornError.self) { try loadModel(path) }
        #expect(error.message.contains("refused"))
      }
    }
  }

  @Test func bytecode() throws {
    let lambda = #"""
      {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [{"module": "keras.layers",
      "class_name": "Lambda", "config": {"name": "evil", "trainable": true, "dtype": "float32", "function":
      {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": null, "closure": null}},
      "arguments": {}}, "registered_name": null}]}, "registered_name": null}
      """#
    let error = try #require(throws: HornError.self) { try modelFromJSON(lambda) }
    #expect(error.message.contains("evil") || error.message.contains("Lambda"))
  }

  @Test func circles() throws {
    let archive = try KerasArchive(path: ModelGoldenFiles.folder + "shared.keras")
    let text = try archive.bytes(KerasArchive.configName).withUnsafeBytes {
      String(decoding: $0, as: UTF8.self)
    }
    let circle = text.replacingOccurrences(
      of: #""keras_history": ["left", 0, 0]"#, with: #""keras_history": ["twice", 1, 0]"#)
    #expect(circle != text)
    let error = try #require(throws: HornError.self) { try modelFromJSON(circle) }
    #expect(error.message.contains("circle"))
    let huge = text.replacingOccurrences(of: #""units": 4"#, with: #""units": 4000000000"#)
    #expect(throws: HornError.self) { try modelFromJSON(huge) }
    let unknown = text.replacingOccurrences(
      of: #""class_name": "Concatenate""#, with: #""class_name": "Nothing""#)
    let named = try #require(throws: HornError.self) { try modelFromJSON(unknown) }
    #expect(named.message.contains("unknown layer \"Nothing\""))
  }

  @Test func fullDisk() throws {
    let model = Sequential([Input(shape: [2]), Dense(1)])
    #expect(throws: HornError.self) { try model.save(to: "/nowhere/at/all/a.keras") }
    #expect(throws: HornError.self) { try model.saveWeights(to: "/nowhere/at/all/a.weights.h5") }
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    try TestFiles.withDirectory { directory in
      let path = directory + "/a.keras"
      try model.save(to: path)
      let before = try FileBytes(path: path).withUnsafeBytes { [UInt8]($0) }
      #expect(throws: HornError.self) {
        try AtomicFile.write(path) { _ in throw HornError(.file, "the disk is full") }
      }
      #expect(try FileBytes(path: path).withUnsafeBytes { [UInt8]($0) } == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["a.keras"])
    }
  }
}
