import Horn

/// The template of a property, with what an advertisement says of it.
struct Template: Hashable, Sendable, CustomStringConvertible {
  private(set) var values: [Field: String] = [:]

  /// The first name of each kind.
  init(_ tokens: Tokens, _ spans: [EntitySpan]) {
    for span in spans.sorted(by: { $0.words.lowerBound < $1.words.lowerBound }) {
      guard let field = Field(kind: span.kind), values[field] == nil else { continue }
      values[field] = tokens.text(of: span.words)
    }
  }

  subscript(field: Field) -> String? { values[field] }

  var description: String {
    Field.allCases.map { field in
      field.label + ":" + String(repeating: " ", count: 12 - field.label.count) + (values[field] ?? "—")
    }.joined(separator: "\n")
  }

  /// Field name → text, for JSON.
  var object: [String: String] {
    Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
  }
}
