import HornTensor

/// Turns texts into rows of a sparse matrix, by how often each term stands in a text and in how few texts it stands:
/// scikit-learn's class of this name, over Horn's own tokens.
///
///     var vectorizer = TfidfVectorizer(maxFeatures: 20_000, ngrams: 2)
///     let x = try vectorizer.fitTransform(reviews)
///
/// The weight of a term is count · (log((1 + n) / (1 + texts with the term)) + 1) for n texts (Salton and Buckley,
/// "Term-weighting approaches in automatic text retrieval", 1988, with scikit-learn's smoothing); then each row is
/// divided by its Euclidean length. Tokens are those of a ``TextVectorization``: small letters without punctuation, split at
/// whitespace. Columns are ordered by how often terms stand in all texts.
public struct TfidfVectorizer {
  /// The most columns: those of the terms that stand most often in all texts, of the ones that ``minDf`` leaves; nil for
  /// all.
  public let maxFeatures: Int?
  /// In how many texts a term must stand.
  public let minDf: Int
  /// Whether a term that stands n times counts 1 + log n.
  public let sublinearTf: Bool
  /// Never changed after `fit`, since copies share it.
  private var vectorization: TextVectorization
  /// The terms of the columns; empty before `fit`.
  public private(set) var featureNames: [String] = []
  /// log((1 + n) / (1 + texts with the term)) + 1 of each column.
  public private(set) var idf: [Float] = []
  /// The column of each term of the vectorization; -1 for none.
  private var columns: [Int32] = []

  /// - Parameters:
  ///   - maxFeatures: the most columns, at least 1; nil for all terms.
  ///   - minDf: in how many texts a term must stand.
  ///   - ngrams: also takes runs of words, as ``TextVectorization`` does.
  ///   - sublinearTf: whether a term that stands n times counts 1 + log n.
  ///   - standardize: the standard form of texts, or a function; nil leaves them as they are.
  ///   - split: how texts become tokens, or a function; nil where each text is a token.
  public init(
    maxFeatures: Int? = nil, minDf: Int = 1, ngrams: NGrams? = nil, sublinearTf: Bool = false,
    standardize: TextStandardization? = .lowerAndStripPunctuation, split: TextSplit? = .whitespace
  ) {
    require(maxFeatures ?? 1 > 0, "TfidfVectorizer: maxFeatures must be at least 1")
    self.maxFeatures = maxFeatures
    self.minDf = minDf
    self.sublinearTf = sublinearTf
    // Padding and unknown words have places too.
    let maxTokens = maxFeatures.map { min($0, Int(Int32.max) - 2) + 2 }
    vectorization = TextVectorization(
      maxTokens: minDf > 1 ? nil : maxTokens, standardize: standardize, split: split, ngrams: ngrams,
      name: "tfidf_vectorizer")
  }

  /// Finds the terms and their weights.
  ///
  /// - Throws: `HornError` where no term stands in ``minDf`` texts; then nothing is changed.
  public mutating func fit(_ texts: [String]) throws {
    let vectorization = TextVectorization(
      maxTokens: vectorization.maxTokens, standardize: vectorization.standardize, split: vectorization.split,
      ngrams: vectorization.ngrams, name: vectorization.name)
    try vectorization.adapt(texts)
    let terms = vectorization.getVocabulary().dropFirst(2)
    let sequences = try vectorization.sequences(texts)
    var documents = [Int](repeating: 0, count: terms.count)
    var last = [Int](repeating: -1, count: terms.count)
    for row in sequences.indices {
      for term in sequences.values[sequences.range(row)] where term > 1 && last[Int(term) - 2] != row {
        documents[Int(term) - 2] += 1
        last[Int(term) - 2] = row
      }
    }
    var columns: [Int32] = []
    var featureNames: [String] = []
    var ratios: [Float] = []
    for (term, count) in zip(terms, documents) {
      guard count >= minDf, featureNames.count < maxFeatures ?? .max else {
        columns.append(-1)
        continue
      }
      columns.append(Int32(featureNames.count))
      featureNames.append(term)
      ratios.append(Float(Double(1 + texts.count) / Double(1 + count)))
    }
    guard !featureNames.isEmpty else {
      throw HornError(
        .value, "TfidfVectorizer: \(texts.count) texts have no term that stands in \(minDf) of them")
    }
    idf = (log(Tensor(ratios)) + 1).floats
    self.vectorization = vectorization
    self.columns = columns
    self.featureNames = featureNames
  }

  /// The texts as rows, `[texts, terms]`; terms that `fit` has not seen are left out.
  ///
  /// - Throws: `HornError` before `fit`.
  public func transform(_ texts: [String]) throws -> SparseMatrix {
    guard !featureNames.isEmpty else {
      throw HornError(.state, "TfidfVectorizer: it has learnt nothing yet; call fit first")
    }
    let sequences = try vectorization.sequences(texts)
    let longest = max(2, sequences.lengths.max() ?? 0)
    let logs = sublinearTf ? log(Tensor((1...longest).map(Float.init))).floats : []
    var counts = [Float](repeating: 0, count: featureNames.count)
    var rows = SparseRows()
    for row in sequences.indices {
      var seen: [Int32] = []
      for term in sequences.values[sequences.range(row)] where term > 1 {
        let column = columns[Int(term) - 2]
        guard column >= 0 else { continue }
        if counts[Int(column)] == 0 { seen.append(column) }
        counts[Int(column)] += 1
      }
      var squares: Float = 0
      var entries = seen.map { column -> (column: Int32, value: Float) in
        let count = counts[Int(column)]
        counts[Int(column)] = 0
        let value = (sublinearTf ? 1 + logs[Int(count) - 1] : count) * idf[Int(column)]
        squares += value * value
        return (column, value)
      }
      let length = squares.squareRoot()
      for place in entries.indices { entries[place].value /= length }
      rows.append(entries)
    }
    return rows.matrix(columnCount: featureNames.count)
  }

  /// Finds the terms, and gives the texts as rows.
  public mutating func fitTransform(_ texts: [String]) throws -> SparseMatrix {
    try fit(texts)
    return try transform(texts)
  }
}
