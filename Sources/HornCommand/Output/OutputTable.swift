import Horn

/// The outputs of a model as comma-separated values: a line for each sample, a column for each number.
///
/// A column is named `output_0` where the output has one number a sample, else `output_0_1` after the number's place.
struct OutputTable {
  private let columns: [(names: [String], tensor: Tensor)]
  private let texts: [String]?

  /// - Parameter texts: what stands in a first column `text`; nil for none.
  init(_ outputs: [Tensor], texts: [String]? = nil) {
    self.texts = texts
    columns = outputs.enumerated().map { index, tensor in
      let lengths = Array(tensor.shape.dropFirst())
      let name = "output_\(index)"
      let width = lengths.reduce(1, *)
      return (width == 1 ? [name] : Self.places(lengths).map { "\(name)_\($0)" }, tensor)
    }
  }

  /// The places of an array's elements, `1_0` for row 1 and column 0.
  private static func places(_ lengths: [Int]) -> [String] {
    lengths.reduce([""]) { places, length in
      places.flatMap { place in (0..<length).map { place.isEmpty ? "\($0)" : "\(place)_\($0)" } }
    }
  }

  var csv: String {
    let header = (texts == nil ? [] : ["text"]) + columns.flatMap(\.names)
    var result = header.joined(separator: ",") + "\n"
    let cells = columns.map { (width: $0.names.count, values: Self.cells($0.tensor)) }
    for sample in 0..<(columns.first?.tensor.shape[0] ?? 0) {
      var line = texts.map { [Self.quoted($0[sample])] } ?? []
      for column in cells { line += column.values[(sample * column.width)..<((sample + 1) * column.width)] }
      result += line.joined(separator: ",") + "\n"
    }
    return result
  }

  private static func cells(_ tensor: Tensor) -> [String] {
    switch tensor.dtype {
    case .float32, .float64: tensor.floats.map { "\($0)" }
    case .int32: tensor.ints.map { "\($0)" }
    case .bool: tensor.bools.map { $0 ? "1" : "0" }
    case .string: tensor.strings.map(quoted)
    }
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
