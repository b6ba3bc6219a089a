import Foundation
import HornTensor
import Testing

@testable import HornCore

/// What real Keras's text and preprocessing layers computed; Golden/make_text.py writes it.
struct TextGolden: Sendable, CustomTestStringConvertible {
  let number: Int
  let json: ConfigValue

  var className: String { json["class"] == nil ? "TextVectorization" : json["class"].text }
  var testDescription: String { "\(className) \(number) \(json["args"] ?? .null)" }

  /// The layer with Keras's arguments.
  func makeLayer() throws -> PreprocessingLayer {
    let layer = try Layer.fromConfig(["class_name": .string(className), "config": json["args"] ?? .null])
    guard let layer = layer as? PreprocessingLayer else {
      throw HornError(.configuration, "\(className) is no preprocessing layer")
    }
    return layer
  }

  static let file: ConfigValue = {
    let url = GoldenCase.folder.deletingLastPathComponent().appendingPathComponent("text.json")
    do {
      return try JSONReader.parse(Array(try Data(contentsOf: url)))
    } catch {
      fatalError("text.json: \(error)")
    }
  }()

  static func cases(_ key: String) -> [TextGolden] {
    file[key].list.enumerated().map { TextGolden(number: $0, json: $1) }
  }

  /// All strings that the cases use.
  static let strings: ByteStrings = {
    var strings = ByteStrings()
    for value in file["strings"].list { strings.append(utf8: value.hexBytes) }
    return strings
  }()

  /// The strings at places.
  static func strings(_ places: ConfigValue?) -> Tensor {
    Tensor(strings.selecting(Optional(places ?? .null).list.map(\.place)))
  }
}

extension ConfigValue {
  var place: Int { if case .int(let number) = self { number } else { -1 } }
}
