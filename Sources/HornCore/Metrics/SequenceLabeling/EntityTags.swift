import HornTensor

/// Tags such as `O`, `I-PER`, `B-LOC` of the words of a sentence, as names and back.
///
///     try EntityTags.convert(["I-PER", "I-PER", "B-PER"], to: .iob2)  // ["B-PER", "I-PER", "B-PER"]
public enum EntityTags {
  /// The names that tags mark.
  ///
  /// By default a name begins at `B-` and `S-`, and at `I-` and `E-` where no name of the kind is open; it ends
  /// behind `E-` and `S-` and before what does not go on. So predictions that break the rules are read as
  /// `conlleval` and seqeval read them.
  ///
  /// - Parameter mode: `.strict` takes only names that begin and end by the scheme's rules.
  /// - Throws: `HornError` with the position of a tag that is none, or has a mark that the scheme has not.
  public static func spans(
    of tags: some Collection<String>, scheme: TaggingScheme = .iob2, mode: EntityMode = .default
  ) throws -> [EntitySpan] {
    let tags = try EntityTag.all(tags, scheme: scheme)
    return mode == .strict ? StrictEntities(scheme).spans(tags) : spans(of: tags)
  }

  static func spans(of tags: [EntityTag]) -> [EntitySpan] {
    var spans: [EntitySpan] = []
    var (previous, start) = (EntityTag.outside, 0)
    for (place, tag) in (tags + [.outside]).enumerated() {
      let isNewKind = previous.kind != tag.kind
      if previous.mark != .outside,
        isNewKind || [.end, .single].contains(previous.mark) || [.begin, .single].contains(tag.mark)
      {
        spans.append(EntitySpan(kind: String(previous.kind), words: start..<place))
      }
      if tag.mark != .outside,
        isNewKind || [.begin, .single].contains(tag.mark) || [.end, .single].contains(previous.mark)
      {
        start = place
      }
      previous = tag
    }
    return spans
  }

  /// Tags for a sentence of so many words with these names, in any order.
  ///
  /// - Throws: `HornError` where a name is empty, overlaps another or reaches beyond the sentence.
  public static func tags(
    for spans: some Sequence<EntitySpan>, count: Int, scheme: TaggingScheme = .iob2
  ) throws -> [String] {
    var tags = [String](repeating: "O", count: count)
    var last: EntitySpan?
    for span in spans.sorted(by: { $0.words.lowerBound < $1.words.lowerBound }) {
      let (start, end) = (span.words.lowerBound, span.words.upperBound)
      guard start < end, start >= last?.words.upperBound ?? 0, end <= count else {
        throw HornError(
          .value,
          "the name \(span.kind) at \(span.words) is empty, overlaps another, or lies beyond \(count) words")
      }
      for place in span.words { tags[place] = "I-" + span.kind }
      let touchesItsKind = last.map { $0.words.upperBound == start && $0.kind == span.kind } ?? false
      switch scheme {
      case .io: break
      case .iob1: if touchesItsKind { tags[start] = "B-" + span.kind }
      case .iob2: tags[start] = "B-" + span.kind
      case .ioe1: if touchesItsKind { tags[start - 1] = "E-" + span.kind }
      case .ioe2: tags[end - 1] = "E-" + span.kind
      case .iobes:
        tags[start] = "B-" + span.kind
        tags[end - 1] = (span.words.count == 1 ? "S-" : "E-") + span.kind
      }
      last = span
    }
    return tags
  }

  /// The same names in the tags of another scheme.
  ///
  /// - Parameters:
  ///   - source: what the tags are in; IOB1 and IOB2 are read by the same rule.
  ///   - target: what they are to be in; names of one kind side by side become one in `.io`.
  /// - Throws: `HornError` with the position of a tag that is none of `source`.
  public static func convert(
    _ tags: some Collection<String>, from source: TaggingScheme = .iob1, to target: TaggingScheme
  ) throws -> [String] {
    try self.tags(for: spans(of: tags, scheme: source), count: tags.count, scheme: target)
  }

  /// The places where tags break the rules of their scheme: an `I-` without its `B-` in IOB2, say.
  ///
  /// - Throws: `HornError` with the position of a tag that is none.
  public static func violations(
    of tags: some Collection<String>, scheme: TaggingScheme = .iob2
  ) throws -> [TagViolation] {
    violations(of: try EntityTag.all(tags, scheme: scheme), texts: Array(tags), scheme)
  }

  static func violations(of tags: [EntityTag], texts: [String], _ scheme: TaggingScheme) -> [TagViolation] {
    guard !tags.isEmpty else { return [] }
    return (0...tags.count).compactMap { place in
      let previous = place > 0 ? tags[place - 1] : nil
      let tag = place < tags.count ? tags[place] : nil
      guard !scheme.allows(previous, before: tag) else { return nil }
      return TagViolation(
        position: place, previous: place > 0 ? texts[place - 1] : nil,
        tag: place < tags.count ? texts[place] : nil)
    }
  }

  /// The tags of sentences from the numbers that a model gives.
  ///
  /// - Parameters:
  ///   - predictions: int32 numbers of tags `[sentences, time]`, as a ``CRF`` gives them, or scores `[sentences,
  ///     time, tags]`, of which the greatest counts.
  ///   - tags: the tags by number. What stands for padding or for unknown tags (`""`, `[PAD]`, `<pad>`, `[UNK]`)
  ///     becomes `O`.
  ///   - lengths: how many words each sentence has, a number for each row of the predictions.
  ///   - padding: the side on which the sentences are padded.
  /// - Throws: `HornError` where numbers of sentences differ, a sentence is longer than the time axis, or a number is no
  ///   tag's.
  public static func names(
    _ predictions: Tensor, tags: [String], lengths: [Int], padding: PadSide = .post
  ) throws -> [[String]] {
    let (rows, time) = try TagNumbers.shape(predictions, owner: "EntityTags.names")
    guard rows == lengths.count else {
      throw HornError(
        .shape, "EntityTags.names: \(lengths.count) lengths are given for \(rows) sentences of predictions")
    }
    let numbers = try TagNumbers.numbers(predictions, owner: "EntityTags.names")
    let names = tags.map { TagConstraints.unusedTags.contains($0) ? "O" : $0 }
    return try lengths.enumerated().map { row, length in
      guard length >= 0, length <= time else {
        throw HornError(
          .shape,
          "EntityTags.names: sentence \(row) has \(length) words, but the model gave \(time) tags for each; let the model "
            + "take longer sentences, or cut them yourself")
      }
      let start = row * time + (padding == .post ? 0 : time - length)
      return try (start..<start + length).map { place in
        guard names.indices.contains(numbers[place]) else {
          throw HornError(
            .value,
            "EntityTags.names: sentence \(row) has the tag number \(numbers[place]), but there are \(names.count) tags"
          )
        }
        return names[numbers[place]]
      }
    }
  }
}
