import Foundation
import HornCore
import HornTensor
import Testing

@testable import HornFiles

/// Data sets from files and folders.
@Suite struct DirectoryDatasetTests {
  /// Files whose order Keras 3.15 has been asked for.
  private static let files = [
    "b/2.txt": "b2", "b/10.txt": "b10", "a/x.txt": "ax", "a/sub/y.TXT": "ay", "a/no.md": "no",
    ".h/z.txt": "hz",
    "c/1.txt": "c1", "c/ü.txt": "cu", "a/sub.txt": "s",
  ]

  private func withFiles<R>(_ files: [String: String] = files, _ body: (String) throws -> R) throws -> R {
    try TestFiles.withDirectory { directory in
      for (name, text) in files {
        let path = directory + "/" + name
        try FileManager.default.createDirectory(
          atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      }
      return try body(directory)
    }
  }

  private func all(_ dataset: Dataset<(Tensor, Tensor)>) throws -> (texts: [String], labels: [Float]) {
    let batches = try dataset.array()
    return (batches.flatMap { $0.0.strings }, batches.flatMap { $0.1.floats })
  }

  @Test func orderOfKeras() throws {
    try withFiles { directory in
      let plain = try textDatasetFromDirectory(directory, batchSize: 3, shuffle: false, verbose: false)
      let (texts, labels) = try all(plain)
      #expect(texts == ["s", "ax", "ay", "b10", "b2", "c1", "cu"] && labels == [0, 0, 0, 1, 1, 2, 2])
      #expect(try plain.array().map { $0.0.shape } == [[3], [3], [1]] && plain.cardinality == 3)
      #expect(try plain.array()[0].1.dtype == .int32)
      #expect(try classNamesOfDirectory(directory) == ["a", "b", "c"])
      // RandomState(3).shuffle, and the last files for validation.
      var index = try DirectoryIndex(directory, labels: .inferred, classNames: nil, followLinks: false)
      index.shuffle(seed: 3)
      #expect(
        index.paths.map { String($0.dropFirst(directory.count + 1)) } == [
          "b/2.txt", "c/ü.txt", "c/1.txt", "b/10.txt", "a/x.txt", "a/sub.txt", "a/sub/y.TXT",
        ])
      #expect(index.labels == [1, 2, 2, 1, 0, 0, 0])
      let (training, validation) = try textDatasetFromDirectory(
        directory, seed: 3, validationSplit: 0.3, subset: .both, verbose: false)
      #expect(try all(validation).texts == ["s", "ay"])
      #expect(try Set(all(training).texts) == ["b2", "cu", "c1", "b10", "ax"])
      let only = try textDatasetFromDirectory(
        directory, seed: 3, validationSplit: 0.3, subset: .validation, verbose: false)
      #expect(try Set(all(only).texts) == ["s", "ay"])
      let unlabelled = try textDatasetFromDirectory(directory, labels: nil, shuffle: false, verbose: false)
      #expect(try unlabelled.array()[0].strings == ["hz", "s", "ax", "ay", "b10", "b2", "c1", "cu"])
    }
  }

  @Test func labels() throws {
    try withFiles { directory in
      let categorical = try textDatasetFromDirectory(
        directory, labelMode: .categorical, classNames: ["c", "a"], shuffle: false, verbose: false)
      let batch = try #require(try categorical.array().first)
      #expect(batch.0.strings == ["c1", "cu", "s", "ax", "ay"] && batch.1.shape == [5, 2])
      #expect(batch.1.floats == [1, 0, 1, 0, 0, 1, 0, 1, 0, 1])
      let binary = try textDatasetFromDirectory(
        directory, labelMode: "binary", classNames: ["a", "b"], shuffle: false, verbose: false)
      let first = try #require(try binary.array().first)
      #expect(first.1.shape == [5, 1] && first.1.dtype == .float32 && first.1.floats == [0, 0, 0, 1, 1])
      let given = try textDatasetFromDirectory(
        directory, labels: [7, 7, 7, 7, 9, 9, 9, 9], batchSize: nil, maxLength: 1, shuffle: false,
        verbose: false)
      let samples = try given.array()
      #expect(samples.map { $0.0.strings[0] } == ["h", "s", "a", "a", "b", "b", "c", "c"])
      #expect(samples[7].1.ints == [9] && samples[7].0.shape == [] && samples[7].1.shape == [])
    }
  }

  @Test func eachPassHasItsOrder() throws {
    let names = (0..<200).map { ("\($0 % 2 == 0 ? "a" : "b")/\($0).txt", "\($0)") }
    try withFiles(Dictionary(uniqueKeysWithValues: names)) { directory in
      func load(_ seed: Int?) throws -> Dataset<(Tensor, Tensor)> {
        try textDatasetFromDirectory(directory, batchSize: 8, seed: seed, verbose: false)
      }
      let dataset = try load(1)
      let (first, labels) = try all(dataset)
      let (second, _) = try all(dataset)
      #expect(first != second && Set(first).count == 200 && Set(second) == Set(first))
      for (text, label) in zip(first, labels) { #expect((Int(text) ?? 0) % 2 == Int(label)) }
      #expect(try all(load(1)).texts == first && all(load(2)).texts != first)
      // Files are read when they are asked for.
      try FileManager.default.removeItem(atPath: directory + "/a")
      #expect(throws: HornError.self) { try all(dataset) }
    }
  }

  @Test func linksInFolders() throws {
    try withFiles(["in/a/1.txt": "one", "out/2.txt": "two"]) { directory in
      try FileManager.default.createSymbolicLink(
        atPath: directory + "/in/a/link", withDestinationPath: directory + "/out")
      try FileManager.default.createSymbolicLink(
        atPath: directory + "/out/back", withDestinationPath: directory + "/in/a")
      func texts(_ follow: Bool) throws -> [String] {
        try all(
          textDatasetFromDirectory(directory + "/in", shuffle: false, followLinks: follow, verbose: false)
        ).texts
      }
      #expect(try texts(false) == ["one"] && texts(true) == ["one", "two"])
    }
  }

  @Test func mistakes() throws {
    try withFiles { directory in
      func message(_ body: () throws -> Void) throws -> String {
        try #require(throws: HornError.self) { try body() }.message
      }
      #expect(
        try message { _ = try textDatasetFromDirectory(directory + "/none", verbose: false) }.contains(
          "no such folder"))
      #expect(
        try message { _ = try textDatasetFromDirectory(directory + "/b", verbose: false) }.contains(
          "one for each class"))
      try FileManager.default.createDirectory(atPath: directory + "/e/x", withIntermediateDirectories: true)
      #expect(
        try message { _ = try textDatasetFromDirectory(directory + "/e", verbose: false) }.contains(
          "no text files"))
      #expect(
        try message { _ = try textDatasetFromDirectory(directory, classNames: ["a", "q"], verbose: false) }
          .contains("each once"))
      #expect(
        try message { _ = try textDatasetFromDirectory(directory, labels: [1, 2], verbose: false) }.contains(
          "2 labels"))
      #expect(
        try message {
          _ = try textDatasetFromDirectory(directory, labels: [1], classNames: ["a"], verbose: false)
        }
        .contains("only with inferred labels"))
      #expect(
        try message { _ = try textDatasetFromDirectory(directory, labelMode: .binary, verbose: false) }
          .contains("two classes"))
      for (split, subset, shuffle, word) in [
        (1.5, DirectorySubset.training, false, "between 0 and 1"), (0.2, nil, false, "together"),
        (nil, .training, false, "together"), (0.2, .training, true, "seed"),
      ] as [(Double?, DirectorySubset?, Bool, String)] {
        #expect(
          try message {
            _ = try textDatasetFromDirectory(
              directory, shuffle: shuffle, validationSplit: split, subset: subset, verbose: false)
          }.contains(word))
      }
      #expect(
        try message {
          _ = try textDatasetFromDirectory(
            directory, shuffle: false, validationSplit: 0.01, subset: .validation, verbose: false)
        }.contains("no validation text files"))
      #expect(throws: HornError.self) {
        try textDatasetFromDirectory(directory, batchSize: 0, verbose: false)
      }
    }
  }

  @Test func linesRowsAndArrays() throws {
    try withFiles(["1.txt": "a\nb\r\nc", "2.txt": "d\n", "rows.csv": "n,t\n1,x\n2,\"y\nz\"\n"]) { directory in
      let lines = Dataset.textLines(directory + "/1.txt", directory + "/2.txt")
      #expect(try lines.array() == ["a", "b", "c", "d"] && lines.array().count == 4)
      #expect(
        try Dataset.textLines(directory + "/1.txt", batchSize: 2).array().map(\.strings) == [
          ["a", "b"], ["c"],
        ])
      #expect(throws: HornError.self) { try Dataset.textLines(directory + "/3.txt").array() }
      let rows = try Dataset.csv(directory + "/rows.csv", hasHeader: true)
        .map { (try $0.string("t"), try $0.int("n")) }.batch(2).array()
      #expect(rows[0].0.strings == ["x", "y\nz"] && rows[0].1.ints == [1, 2])
      let bad = Dataset.csv(directory + "/rows.csv").map { try $0.int(0) }
      #expect(throws: HornError.self) { try bad.array() }
      try NpzArchive.write(
        ["x": Tensor([[1, 2], [3, 4]] as [[Float]]), "y": Tensor([5, 6])], to: directory + "/a.npz")
      #expect(try Dataset.npz(directory + "/a.npz", "x").array().map(\.floats) == [[1, 2], [3, 4]])
      let pairs = try Dataset.npz(directory + "/a.npz", "x", "y").batch(2).array()
      #expect(pairs[0].0.shape == [2, 2] && pairs[0].1.ints == [5, 6])
      #expect(throws: HornError.self) { try Dataset.npz(directory + "/a.npz", "z").array() }
    }
  }
}
