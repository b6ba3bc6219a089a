import HornTensor

/// Turns dictionaries of features into the rows of a sparse matrix: scikit-learn's class of this name.
///
///     var vectorizer = DictVectorizer()
///     let x = vectorizer.fitTransform([["word": "Rome", "isTitle": true], ["word": "the", "length": 3]])
///     print(vectorizer.featureNames)  // ["isTitle", "length", "word=Rome", "word=the"]
///
/// A text gives a column `name=text` with 1, a number the column `name`; what meets in one column is added up. Features
/// that `fit` has not seen are left out by ``transform(_:)``.
public struct DictVectorizer: Sendable {
  /// What stands between name and text in the name of a column.
  public let separator: String
  /// Whether the columns are in the order of the names' characters, or in that in which they were first seen (of one
  /// dictionary in the order of its names).
  public let sort: Bool
  /// The names of the columns; empty before `fit`.
  public private(set) var featureNames: [String] = []
  /// The column of each name.
  public private(set) var vocabulary: [String: Int] = [:]

  /// - Parameters:
  ///   - separator: what stands between name and text in the name of a column.
  ///   - sort: whether columns are in the order of the names' characters, or in that in which they were first seen.
  public init(separator: String = "=", sort: Bool = true) {
    self.separator = separator
    self.sort = sort
  }

  /// Finds the columns, and forgets those before.
  public mutating func fit(_ samples: some Sequence<[String: FeatureValue]>) {
    vocabulary = [:]
    featureNames = []
    for sample in samples {
      for (name, value) in sort ? Array(sample) : sample.sorted(by: { Self.isBefore($0.key, $1.key) }) {
        Self.forEachColumn(name, value, separator) { column, _ in
          guard vocabulary[column] == nil else { return }
          vocabulary[column] = featureNames.count
          featureNames.append(column)
        }
      }
    }
    guard sort else { return }
    featureNames.sort(by: Self.isBefore)
    vocabulary = Dictionary(uniqueKeysWithValues: featureNames.enumerated().map { ($1, $0) })
  }

  /// The samples as rows, `[samples, features]`.
  public func transform(_ samples: some Sequence<[String: FeatureValue]>) -> SparseMatrix {
    var rows = SparseRows()
    for sample in samples {
      var row: [(column: Int32, value: Float)] = []
      for (name, value) in sample {
        Self.forEachColumn(name, value, separator) { column, number in
          if let place = vocabulary[column] { row.append((Int32(place), number)) }
        }
      }
      rows.append(row)
    }
    return rows.matrix(columnCount: featureNames.count)
  }

  /// Finds the columns, and gives the samples as rows.
  public mutating func fitTransform(_ samples: some Collection<[String: FeatureValue]>) -> SparseMatrix {
    fit(samples)
    return transform(samples)
  }

  /// The features of each row by the names of the columns.
  ///
  /// - Throws: `HornError` where the matrix has other columns.
  public func inverseTransform(_ x: SparseMatrix) throws -> [[String: Float]] {
    guard x.columnCount == featureNames.count else {
      throw HornError(
        .shape,
        "DictVectorizer: the matrix has \(x.columnCount) columns, but there are \(featureNames.count) features"
      )
    }
    return (0..<x.rowCount).map { row in
      Dictionary(uniqueKeysWithValues: x[row].map { (featureNames[$0.column], $0.value) })
    }
  }

  private static func forEachColumn(
    _ name: String, _ value: FeatureValue, _ separator: String, _ body: (String, Float) -> Void
  ) {
    switch value {
    case .text(let text): body(name + separator + text, 1)
    case .texts(let texts): for text in texts { body(name + separator + text, 1) }
    case .number(let number): body(name, number)
    }
  }

  private static func isBefore(_ a: String, _ b: String) -> Bool {
    a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
  }
}
