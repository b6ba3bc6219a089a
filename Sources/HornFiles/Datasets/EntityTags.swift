import HornTensor

/// A name in a sentence: its kind and its words.
public struct EntitySpan: Hashable, Sendable {
  /// Such as `PER` or `LOC`.
  public let kind: String
  /// The places of its words in the sentence.
  public let words: Range<Int>

  public init(kind: String, words: Range<Int>) {
    self.kind = kind
    self.words = words
  }
}

/// Tags such as `O`, `I-PER`, `B-LOC` of the words of a sentence, as names and back.
///
///     try EntityTags.convert(["I-PER", "I-PER", "B-PER"], to: .iob2)  // ["B-PER", "I-PER", "B-PER"]
public enum EntityTags {
  /// The names that tags mark.
  ///
  /// A name begins at a `B-` tag, and at an `I-` tag behind `O`, behind the start or behind another kind; so predictions that
  /// break the rules of IOB2 are read as `conlleval` reads them.
  ///
  /// - Throws: `HornError` with the position of a tag that is none, or of a `B-` where `scheme` is `.io`.
  public static func spans(of tags: some Collection<String>, scheme: TaggingScheme = .iob2) throws
    -> [EntitySpan]
  {
    var spans: [EntitySpan] = []
    var current: (kind: Substring, start: Int)?
    func close(_ end: Int) {
      if let open = current { spans.append(EntitySpan(kind: String(open.kind), words: open.start..<end)) }
      current = nil
    }
    for (place, tag) in tags.enumerated() {
      if tag == "O" {
        close(place)
        continue
      }
      let kind = tag.dropFirst(2)
      let isBegin = tag.hasPrefix("B-")
      guard isBegin || tag.hasPrefix("I-"), !kind.isEmpty, scheme != .io || !isBegin else {
        let marks = scheme == .io ? "O or I- and a kind" : "O, or B- or I- and a kind"
        throw HornError(.value, "the tag at position \(place) is \"\(tag.prefix(60))\"; expected \(marks)")
      }
      if isBegin || current?.kind != kind {
        close(place)
        current = (kind, place)
      }
    }
    close(tags.count)
    return spans
  }

  /// Tags for a sentence of so many words with these names, which must not overlap.
  ///
  /// - Throws: `HornError` where a name overlaps another or reaches beyond the sentence.
  public static func tags(
    for spans: some Sequence<EntitySpan>, count: Int, scheme: TaggingScheme = .iob2
  ) throws -> [String] {
    var tags = [String](repeating: "O", count: count)
    var last: EntitySpan?
    for span in spans.sorted(by: { $0.words.lowerBound < $1.words.lowerBound }) {
      let start = span.words.lowerBound
      guard !span.words.isEmpty, start >= last?.words.upperBound ?? 0, span.words.upperBound <= count else {
        throw HornError(
          .value,
          "the name \(span.kind) at \(span.words) is empty, overlaps another, or lies beyond \(count) words")
      }
      for place in span.words { tags[place] = "I-" + span.kind }
      let touchesItsKind = last.map { $0.words.upperBound == start && $0.kind == span.kind } ?? false
      if scheme == .iob2 || (scheme == .iob1 && touchesItsKind) { tags[start] = "B-" + span.kind }
      last = span
    }
    return tags
  }

  /// The same names in the tags of another scheme.
  ///
  /// - Parameters:
  ///   - source: what the tags are in; IOB1 and IOB2 are read by the same rule.
  ///   - target: what they are to be in; names of one kind side by side become one in `.io`.
  public static func convert(
    _ tags: some Collection<String>, from source: TaggingScheme = .iob1, to target: TaggingScheme
  ) throws -> [String] {
    try self.tags(for: spans(of: tags, scheme: source), count: tags.count, scheme: target)
  }
}
