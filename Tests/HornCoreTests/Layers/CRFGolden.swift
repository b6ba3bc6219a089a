import Foundation
import HornTensor

@testable import HornCore

/// The cases in crf.json: enumerations of all paths, and pytorch-crf's numbers.
struct CRFGolden: Sendable, CustomStringConvertible {
  let json: ConfigValue
  let index: Int

  static let all: [CRFGolden] = {
    let file = GoldenCase.folder.deletingLastPathComponent().appendingPathComponent("crf.json")
    guard let data = try? Data(contentsOf: file), let json = try? JSONReader.parse(Array(data)) else {
      return []
    }
    return json["cases"].list.enumerated().map { CRFGolden(json: $1, index: $0) }
  }()

  var description: String { "\(json["from"].text) \(index)" }

  subscript(name: String) -> Tensor? { json[name].map(\.tensor) }

  /// The chain, whose weights and potentials may be tracked.
  func chain(_ change: (Tensor) -> Tensor = { $0 }) throws -> TagChain {
    try TagChain(
      potentials: change(self["potentials"]!), transitions: change(self["transitions"]!),
      left: self["left"].map(change), right: self["right"].map(change), allowed: self["allowed"],
      mask: self["mask"])
  }
}
