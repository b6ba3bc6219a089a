import HornKernels
import HornTensor

/// How often each term came, and in how many documents; a table for each thread, put together at the end.
final class TermCounter {
  let tables: [OpaquePointer]
  private let countsDocuments: Bool
  /// Documents so far.
  private(set) var documents = 0

  init(countsDocuments: Bool) {
    self.countsDocuments = countsDocuments
    tables = (0..<Threads.count).map { _ in horn_vocabulary_create(countsDocuments ? 1 : 0) }
  }

  deinit { for table in tables { horn_vocabulary_destroy(table) } }

  /// Counts the tokens of texts.
  func add(_ texts: TextDocuments, _ rules: TextRules) {
    rules.count(texts, into: self)
    documents += texts.count
  }

  /// Counts the elements of a tensor of strings or integers, each run of `length` of which is a document.
  func add(_ x: Tensor, documentLength length: Int) {
    let count = length == 0 ? x.shape.first ?? 0 : x.elementCount / length
    documents += count
    if x.dtype == .string {
      add(TextDocuments(x.byteStrings, starts: (0...count).map { $0 * length }))
      return
    }
    let source = x.i32
    for document in 0..<count { horn_count_integers(tables[0], source + document * length, length) }
  }

  private func add(_ texts: TextDocuments) { TextRules().count(texts, into: self) }

  /// The most frequent terms, those with the greater bytes (or integers) first where they are as frequent.
  ///
  /// - Parameters:
  ///   - limit: the most terms to give; nil for all.
  ///   - excluded: terms to leave out.
  ///   - integers: whether the terms are the four bytes of integers.
  func ranked(
    limit: Int?, excluding excluded: [[UInt8]], integers: Bool
  ) -> (terms: ByteStrings, documents: [Int]) {
    let all = tables[0]
    for other in tables.dropFirst() where horn_vocabulary_size(other) > 0 {
      horn_vocabulary_merge(all, other)
    }
    let size = horn_vocabulary_size(all)
    let most = Swift.min(size, limit.map { $0 + excluded.count } ?? size)
    var places = [Int](repeating: 0, count: most)
    let found = places.withUnsafeMutableBufferPointer {
      horn_vocabulary_ranked(all, $0.baseAddress, most, integers ? 1 : 0)
    }
    var terms = ByteStrings()
    var documents: [Int] = []
    for place in places.prefix(found) {
      if let limit, terms.count == limit { break }
      let term = horn_vocabulary_term(all, place)
      let bytes = UnsafeBufferPointer(start: term.bytes, count: term.length)
      if excluded.contains(where: { $0.elementsEqual(bytes) }) { continue }
      terms.append(utf8: bytes)
      documents.append(Int(term.documents))
    }
    return (terms, documents)
  }

  /// Whether no term was counted.
  var isEmpty: Bool { tables.allSatisfy { horn_vocabulary_size($0) == 0 } }
}
