import Foundation
import Testing

@testable import HornTensor

/// Tensors print as NumPy's arrays do; Tests/Golden/make_printing.py writes what NumPy prints.
@Suite struct PrintingTests {
  private struct Case: Decodable {
    enum Value: Decodable {
      case number(Double)
      case word(String)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
          self = .number(number)
        } else {
          self = .word(try container.decode(String.self))
        }
      }

      var double: Double {
        switch self {
        case .number(let number): number
        case .word(let word): Double(word) ?? .nan
        }
      }
    }

    let dtype: String
    let shape: [Int]
    let values: [Value]?
    let strings: [String]?
    let divisor: Double?
    let str: String
    let repr: String

    var tensor: Tensor {
      let shape = Shape(shape)
      if let strings { return Tensor(strings, shape: shape) }
      let count = shape.elementCount
      let numbers = values?.map(\.double) ?? (0..<count).map { Double($0) / (divisor ?? 1) }
      return cast(Tensor(numbers, shape: shape), DType(rawValue: dtype) ?? .float32)
    }
  }

  @Test func printsAsNumPy() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden/printing.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count > 150)
    for item in cases {
      #expect(item.tensor.description == item.str)
      #expect(item.tensor.debugDescription == item.repr)
    }
  }

  /// From NumPy's `repr` of the same array.
  @Test func escapesWhatIsNotPrinted() {
    let x = Tensor([
      "a\u{a0}b", "\u{85}", "\u{2028}", "\u{e000}", "\u{e0001}", "\u{ad}", "é", "😀", "\u{fffe}",
    ])
    let expected =
      #"array(['a\xa0b', '\x85', '\u2028', '\ue000', '\U000e0001', '\xad', 'é',"# + "\n"
      + #"       '😀', '\ufffe'], dtype='<U3')"#
    #expect(x.debugDescription == expected)
  }
}
