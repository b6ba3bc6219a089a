import HornKernels
import HornTensor

/// How texts become tokens, and the passes over texts that need it; all of them share the work among the threads.
struct TextRules: Sendable {
  enum Split: Sendable { case none, whitespace, character }

  /// Whether ASCII letters become small ones.
  var lower = false
  /// Whether ASCII punctuation is dropped.
  var strip = false
  var split = Split.none
  /// The widths of the n-grams; nil for the tokens themselves.
  var ngrams: [Int32]?

  private func withRules<R>(_ body: (UnsafePointer<horn_text_rules>) throws -> R) rethrows -> R {
    var rules = horn_text_rules()
    horn_text_rules_set(&rules, lower ? 1 : 0, strip ? 1 : 0)
    switch split {
    case .none: rules.split = Int32(HORN_SPLIT_NONE)
    case .whitespace: rules.split = Int32(HORN_SPLIT_WHITESPACE)
    case .character: rules.split = Int32(HORN_SPLIT_CHARACTER)
    }
    rules.makes_ngrams = ngrams == nil ? 0 : 1
    return try (ngrams ?? []).withUnsafeBufferPointer { widths in
      rules.ngrams = widths.baseAddress
      rules.ngram_count = Int32(widths.count)
      return try withUnsafePointer(to: rules, body)
    }
  }

  /// Calls the body for runs of documents on the threads.
  private func scan(
    _ documents: TextDocuments, parts: [Range<Int>],
    _ body: (Int, Range<Int>, UnsafePointer<horn_text_rules>, UnsafePointer<horn_texts>) -> Void
  ) {
    withRules { rules in
      documents.withTexts { texts in
        Threads.run(tasks: parts.count) { body($0, parts[$0], rules, texts) }
      }
    }
  }

  /// The texts in their standard form.
  func standardized(_ texts: ByteStrings) -> ByteStrings {
    var offsets = [Int](repeating: 0, count: texts.count + 1)
    let bytes = [UInt8](unsafeUninitializedCapacity: texts.bytes.count) { buffer, count in
      guard let out = buffer.baseAddress else { return }
      withRules { rules in
        TextDocuments(texts).withTexts { source in
          offsets.withUnsafeMutableBufferPointer { ends in
            guard let ends = ends.baseAddress else { return }
            count = horn_standardize(out, ends + 1, rules, source, 0, texts.count)
          }
        }
      }
    }
    return ByteStrings(bytes: bytes, offsets: offsets)
  }

  /// Counts the tokens.
  func count(_ documents: TextDocuments, into counter: TermCounter) {
    scan(documents, parts: documents.parts(counter.tables.count)) { part, range, rules, texts in
      horn_count_tokens(counter.tables[part], rules, texts, range.lowerBound, range.upperBound)
    }
  }

  /// The first tokens' numbers, a row of `width` for each document, with zeros behind: `[documents, width]`.
  func rows(_ documents: TextDocuments, width: Int, _ lookup: TermNumbers) -> Tensor {
    let result = Tensor(uninitialized: [documents.count, width], dtype: .int32)
    let out = result.mutableI32
    lookup.withLookup { lookup in
      scan(documents, parts: documents.parts(Threads.count * 4)) { _, range, rules, texts in
        horn_number_rows(out, width, lookup, rules, texts, range.lowerBound, range.upperBound)
      }
    }
    return result
  }

  /// The tokens' numbers, document by document.
  func numbers(_ documents: TextDocuments, _ lookup: TermNumbers) -> Sequences {
    let parts = documents.parts(Threads.count * 4)
    var found = [horn_numbers](repeating: horn_numbers(), count: parts.count)
    defer { for index in found.indices { horn_numbers_free(&found[index]) } }
    let offsets = lookup.withLookup { lookup in
      found.withUnsafeMutableBufferPointer { found in
        let lists = found.baseAddress
        return starts(documents, parts) { part, range, counts, rules, texts in
          guard let lists else { return }
          horn_number_tokens(
            lists + part, counts, lookup, rules, texts, range.lowerBound, range.upperBound)
        }
      }
    }
    let total = offsets[documents.count]
    let values = [Int32](unsafeUninitializedCapacity: total) { buffer, count in
      count = total
      guard var at = buffer.baseAddress else { return }
      for list in found where list.count > 0 {
        guard let numbers = list.numbers else { continue }
        at.initialize(from: numbers, count: list.count)
        at += list.count
      }
    }
    return Sequences(values: values, offsets: offsets)
  }

  /// The tokens themselves.
  func tokens(_ documents: TextDocuments) -> TokenSequences {
    let parts = documents.parts(Threads.count * 4)
    var found = [horn_token_list](repeating: horn_token_list(), count: parts.count)
    defer { for index in found.indices { horn_token_list_free(&found[index]) } }
    let offsets = found.withUnsafeMutableBufferPointer { found in
      let lists = found.baseAddress
      return starts(documents, parts) { part, range, counts, rules, texts in
        guard let lists else { return }
        horn_list_tokens(lists + part, counts, rules, texts, range.lowerBound, range.upperBound)
      }
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(found.reduce(0) { $0 + $1.count })
    var ends = [0]
    ends.reserveCapacity(offsets[documents.count] + 1)
    for list in found {
      let start = bytes.count
      bytes.append(
        contentsOf: UnsafeBufferPointer(start: list.bytes, count: list.bytes == nil ? 0 : list.count))
      for end in UnsafeBufferPointer(start: list.ends, count: list.ends == nil ? 0 : list.tokens) {
        ends.append(start + end)
      }
    }
    return TokenSequences(tokens: ByteStrings(bytes: bytes, offsets: ends), offsets: offsets)
  }

  /// Where each document's tokens begin, from how many the body says that each has.
  private func starts(
    _ documents: TextDocuments, _ parts: [Range<Int>],
    _ body: (
      Int, Range<Int>, UnsafeMutablePointer<Int>, UnsafePointer<horn_text_rules>, UnsafePointer<horn_texts>
    ) -> Void
  ) -> [Int] {
    var offsets = [Int](repeating: 0, count: documents.count + 1)
    offsets.withUnsafeMutableBufferPointer { buffer in
      guard let counts = buffer.baseAddress else { return }
      scan(documents, parts: parts) { part, range, rules, texts in
        body(part, range, counts + 1 + range.lowerBound, rules, texts)
      }
    }
    for document in 0..<documents.count { offsets[document + 1] += offsets[document] }
    return offsets
  }
}
