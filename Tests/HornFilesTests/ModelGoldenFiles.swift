import Foundation
import HornCore
import Testing

@testable import HornFiles

/// The files of make_files.py.
enum ModelGoldenFiles {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    + "/Golden/files/"

  /// The stems of the files with this ending.
  static func names(_ ending: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }

  static func tensors(_ prefix: String, of archive: NpzArchive) throws -> [Tensor] {
    let count = archive.names.count { $0.hasPrefix(prefix + "_") }
    return try (0..<count).map { try archive.tensor("\(prefix)_\($0)") }
  }

  static func isClose(_ a: Tensor, _ b: Tensor, _ tolerance: Float = 1e-5) -> Bool {
    let (x, y) = (cast(a, .float32).floats, cast(b, .float32).floats)
    return a.shape == b.shape && zip(x, y).allSatisfy { abs($0 - $1) <= tolerance }
  }

  /// Checks a model's outputs against those in the npz file of that name.
  static func check(_ model: Model, _ name: String) throws {
    let archive = try NpzArchive(path: folder + name + ".npz")
    let inputs = try tensors("input", of: archive)
    let wanted = try tensors("output", of: archive)
    let found = try model.predictStep(TrainingBatch(inputs: inputs))
    #expect(found.count == wanted.count)
    for (index, (output, expected)) in zip(found, wanted).enumerated() {
      #expect(isClose(output, expected), "\(name): output \(index): \(output) instead of \(expected)")
    }
  }

  /// Trains for three more epochs and compares the weights.
  static func checkTraining(_ model: Model, _ name: String) throws {
    let archive = try NpzArchive(path: folder + name + ".npz")
    try model.fit(
      archive.tensor("input_0"), archive.tensor("target"), batchSize: 4, epochs: 3, verbose: .silent,
      shuffle: false)
    let trained = try tensors("trained", of: archive)
    #expect(trained.count == model.weights.count)
    for (variable, expected) in zip(model.weights, trained) {
      #expect(
        isClose(variable.value, expected, 1e-4),
        "\(name): \(variable.path): \(variable.value) instead of \(expected)")
    }
  }

  /// Where two configurations differ; nil where they are equal but for what Keras numbers anew in each run.
  static func difference(_ a: ConfigValue, _ b: ConfigValue, _ path: String = "") -> String? {
    switch (a, b) {
    case (.object(let x), .object(let y)):
      for key in Set(x.keys).union(y.keys).sorted() where key != "shared_object_id" {
        guard let left = x[key], let right = y[key] else {
          return "\(path).\(key): \(x[key]?.summary ?? "missing"), not \(y[key]?.summary ?? "missing")"
        }
        if let found = difference(left, right, "\(path).\(key)") { return found }
      }
      return nil
    case (.array(let x), .array(let y)) where x.count == y.count:
      for (index, (left, right)) in zip(x, y).enumerated() {
        if let found = difference(left, right, "\(path)[\(index)]") { return found }
      }
      return nil
    // Horn has no int64. It knows some lengths that Keras leaves open, and leaves the batch open where Keras has noted
    // that of the data a layer was adapted to; lengths that both know must agree.
    case ("int32", "int64"): return nil
    // Python keeps the 2 that was given for 2.0.
    case (.double(let left), .int(let right)) where left == Double(right): return nil
    case (.int, .null) where path.contains("shape"), (.null, .int) where path.contains("shape"): return nil
    default: return a == b ? nil : "\(path): \(a.summary), not \(b.summary)"
    }
  }
}
