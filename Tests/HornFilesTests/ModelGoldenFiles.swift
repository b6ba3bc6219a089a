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

  /// Where two configurations differ, a line for each place.
  static func differences(_ a: ConfigValue, _ b: ConfigValue) -> [String] {
    var (numbers, others): ([ConfigValue: Int], [ConfigValue: Int]) = ([:], [:])
    return differences(numbered(a, &numbers), numbered(b, &others), "")
  }

  /// The configuration with its shared layers counted from 0: their numbers are new in each run.
  ///
  /// Other objects lose theirs: Keras numbers policies of types, which are one for all layers, and what a shared layer
  /// has from its second place on, where no reader finds the first.
  private static func numbered(_ value: ConfigValue, _ numbers: inout [ConfigValue: Int]) -> ConfigValue {
    switch value {
    case .array(let list): return .array(list.map { numbered($0, &numbers) })
    case .object(var object):
      if let number = object.removeValue(forKey: "shared_object_id"), object["build_config"] != nil {
        let own = numbers[number, default: numbers.count]
        numbers[number] = own
        object["shared_object_id"] = .int(own)
      }
      for key in object.keys.sorted() { object[key] = object[key].map { numbered($0, &numbers) } }
      return .object(object)
    default: return value
    }
  }

  private static func differences(_ a: ConfigValue, _ b: ConfigValue, _ path: String) -> [String] {
    switch (a, b) {
    case (.object(let x), .object(let y)):
      return Set(x.keys).union(y.keys).sorted().flatMap { key in
        guard let left = x[key], let right = y[key] else {
          return ["\(path).\(key): \(x[key]?.summary ?? "missing"), not \(y[key]?.summary ?? "missing")"]
        }
        return differences(left, right, "\(path).\(key)")
      }
    case (.array(let x), .array(let y)) where x.count == y.count:
      return zip(x, y).enumerated().flatMap { differences($1.0, $1.1, "\(path)[\($0)]") }
    default: return a == b ? [] : ["\(path): \(a.summary), not \(b.summary)"]
    }
  }
}
