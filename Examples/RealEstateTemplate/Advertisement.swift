import Horn

/// A made-up advertisement that knows where its names are.
struct Advertisement: Sendable {
  /// A part of a sentence; with a field where it is a name.
  struct Piece: Sendable {
    let text: String
    let field: Field?
  }

  let sentences: [String]
  let tokens: Tokens
  let spans: [EntitySpan]

  /// Puts sentences together; the first is a heading with a line of its own or not.
  ///
  /// - Throws: `HornError` where a name does not begin and end with a word.
  init(_ pieces: [[Piece]], separator: String) throws {
    var text = ""
    var marked: [(Field, Range<Int>)] = []
    for (index, sentence) in pieces.enumerated() {
      if index > 0 { text += index == 1 ? separator : " " }
      for piece in sentence {
        let start = text.utf8.count
        text += piece.text
        if let field = piece.field { marked.append((field, start..<text.utf8.count)) }
      }
    }
    let tokens = Tokens(text)
    let starts = Dictionary(uniqueKeysWithValues: tokens.places.enumerated().map { ($1.lowerBound, $0) })
    let ends = Dictionary(uniqueKeysWithValues: tokens.places.enumerated().map { ($1.upperBound, $0 + 1) })
    spans = try marked.map { field, bytes in
      guard let first = starts[bytes.lowerBound], let end = ends[bytes.upperBound] else {
        throw HornError(.value, "the \(field.label) at \(bytes) is not made of whole words: \"\(text)\"")
      }
      return EntitySpan(kind: field.kind, words: first..<end)
    }
    self.tokens = tokens
    sentences = pieces.map { $0.map(\.text).joined() }
  }

  /// A tag for each word, in IOB2.
  var tags: [String] {
    get throws { try EntityTags.tags(for: spans, count: tokens.words.count, scheme: .iob2) }
  }

  var template: Template { Template(tokens, spans) }
}
