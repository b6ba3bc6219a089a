import Foundation
import HornTensor
import Testing

@testable import HornCore

/// The lab's baselines against scikit-learn, whose optimum is that of float64.
@Suite struct LinearGoldenTests {
  struct Golden: Decodable, Sendable {
    struct Regression: Decodable, Sendable, CustomStringConvertible {
      let c: Float
      let fitIntercept: Bool
      let x, other: [[Float]]
      let y, classes, predictions: [Int]
      let coefficients, probabilities: [[Float]]
      let intercepts: [Float]

      var description: String { "\(classes.count) classes, c \(c), intercept \(fitIntercept)" }
    }
    struct Dictionaries: Decodable, Sendable {
      let x, xOthers: [[Float]]
      let names: [String]
    }
    struct Tfidf: Decodable, Sendable {
      let ngrams, minDf: Int
      let sublinear: Bool
      let names: [String]
      let x, unseen: [[Float]]
    }
    let dictionaries: Dictionaries
    let texts, unseen: [String]
    let tfidf: [Tfidf]
    let regressions: [Regression]

    static let file: Golden? = {
      let file = GoldenCase.folder.deletingLastPathComponent().appendingPathComponent("linear.json")
      guard let data = try? Data(contentsOf: file) else { return nil }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try? decoder.decode(Golden.self, from: data)
    }()
  }

  @Test func thereAreCases() {
    #expect(Golden.file?.regressions.count == 5 && Golden.file?.tfidf.count == 4)
  }

  @Test(arguments: Golden.file?.regressions ?? []) func sameOptimum(golden: Golden.Regression) throws {
    var model = LogisticRegression<Int>(
      c: golden.c, fitIntercept: golden.fitIntercept, maxIterations: 500, tolerance: 1e-6)
    let x = try SparseMatrix(Tensor(golden.x))
    try model.fit(x, golden.y)
    #expect(model.converged && model.classes == golden.classes && model.iterations < 200)
    expectClose(model.coefficients, Tensor(golden.coefficients), "coefficients", tolerance: 1e-3)
    if golden.fitIntercept {
      // Softmax leaves a common shift of the intercepts open.
      let shift = mean(model.intercepts) - mean(Tensor(golden.intercepts))
      let found = golden.classes.count > 2 ? model.intercepts - shift : model.intercepts
      expectClose(found, Tensor(golden.intercepts), "intercepts", tolerance: 1e-3)
    }
    let other = try SparseMatrix(Tensor(golden.other))
    expectClose(try model.predictProba(other), Tensor(golden.probabilities), "probabilities", tolerance: 1e-3)
    #expect(try model.predict(other) == golden.predictions)
    #expect(try model.score(x, golden.y) > 0.6)
  }

  @Test func dictionaries() throws {
    let golden = try #require(Golden.file?.dictionaries)
    let samples: [[String: FeatureValue]] = [
      ["word": "Rome", "isTitle": true, "length": 4], ["word": "the", "isTitle": false, "length": 3.5],
      ["tags": ["a", "b", "a"], "word": "Äther"], [:], ["word": "the", "length=x": 2],
    ]
    var vectorizer = DictVectorizer()
    let x = vectorizer.fitTransform(samples)
    #expect(vectorizer.featureNames == golden.names)
    #expect(x.dense().floats == golden.x.flatMap { $0 } && x.storedCount < 16)
    let others = vectorizer.transform([
      ["word": "new", "length": 9], ["word": "the", "tags": ["b", "z"], "unknown": 1],
    ])
    #expect(others.dense().floats == golden.xOthers.flatMap { $0 })
    #expect(try vectorizer.inverseTransform(others) == [["length": 9], ["tags=b": 1, "word=the": 1]])
    var unsorted = DictVectorizer(sort: false)
    unsorted.fit(samples)
    #expect(unsorted.featureNames.first == "isTitle" && Set(unsorted.featureNames) == Set(golden.names))
  }

  @Test func tfidf() throws {
    let golden = try #require(Golden.file)
    for expected in golden.tfidf {
      var vectorizer = TfidfVectorizer(
        minDf: expected.minDf, ngrams: expected.ngrams == 1 ? nil : .upTo(expected.ngrams),
        sublinearTf: expected.sublinear)
      let x = try vectorizer.fitTransform(golden.texts)
      #expect(Set(vectorizer.featureNames) == Set(expected.names))
      let order = try expected.names.map { try #require(vectorizer.featureNames.firstIndex(of: $0)) }
      for (found, rows) in [(x, expected.x), (try vectorizer.transform(golden.unseen), expected.unseen)] {
        let columns = take(found.dense(), Tensor(order), axis: 1)
        expectClose(columns, Tensor(rows), "tf-idf")
      }
    }
    var small = TfidfVectorizer(maxFeatures: 2)
    #expect(try small.fitTransform(golden.texts).columnCount == 2)
    #expect(throws: HornError.self) { try TfidfVectorizer().transform(["a"]) }
    var empty = TfidfVectorizer()
    #expect(throws: HornError.self) { try empty.fit(["", " "]) }
  }

  @Test func sparseMatrices() throws {
    let x = try SparseMatrix(rows: [[(3, 1), (0, 2), (3, 4)], [], [(1, -1)]], columnCount: 5)
    #expect(x.dense().floats == [2, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0])
    #expect(x.transposed().dense().floats == transpose(x.dense()).floats)
    #expect(x.transposed().transposed() == x && x[0].map(\.column) == [0, 3])
    #expect(try SparseMatrix(x.dense()) == x)
    let dense = Random.normal(shape: [5, 21])
    expectClose(x.product(dense), matmul(x.dense(), dense), "product")
    #expect(throws: HornError.self) { try SparseMatrix(rows: [[(5, 1)]], columnCount: 5) }
    #expect(throws: HornError.self) { try SparseMatrix(Tensor(zeros: [3])) }
  }

  /// Many rows on several threads, against dense products.
  @Test func largeProducts() throws {
    setRandomSeed(4)
    let full = Random.uniform(shape: [3000, 40])
    let x = try SparseMatrix(whereSmall(full))
    for width in [1, 9, 16, 35] {
      let weights = Random.normal(shape: [40, width])
      let bias = Random.normal(shape: [width])
      expectClose(
        x.product(weights, bias: bias), matmul(x.dense(), weights) + bias, "width \(width)", tolerance: 1e-4)
    }
  }

  private func whereSmall(_ x: Tensor) -> Tensor { x * cast(less(x, 0.2), .float32) }

  @Test func badInputIsNamed() throws {
    var model = LogisticRegression<String>()
    let x = try SparseMatrix(Tensor([[1, 0], [0, 1]]))
    #expect(throws: HornError.self) { try model.predict(x) }
    #expect(throws: HornError.self) { try model.fit(x, ["a"]) }
    #expect(throws: HornError.self) { try model.fit(x, ["a", "a"]) }
    #expect(throws: HornError.self) { try model.fit(SparseMatrix(Tensor([[.nan], [1]])), ["a", "b"]) }
    try model.fit(x, ["a", "b"])
    #expect(try model.predict(x) == ["a", "b"])
    #expect(throws: HornError.self) { try model.predict(SparseMatrix(Tensor([[1]]))) }
    let none = try #require(throws: HornError.self) {
      try model.score(SparseMatrix(rows: [], columnCount: 2), [])
    }
    #expect(none.message.contains("no rows to score"), "\(none)")
  }

  @Test func refittedCopies() throws {
    let texts = ["a b", "a c"]
    var vectorizer = TfidfVectorizer()
    let before = try vectorizer.fitTransform(texts)
    var copy = vectorizer
    try copy.fit(["p q r s t u v", "u v w x"])
    #expect(try vectorizer.transform(texts) == before)
    // What fails changes nothing.
    #expect(throws: HornError.self) { try vectorizer.fit([" "]) }
    #expect(try vectorizer.transform(texts) == before)
  }

  /// scikit-learn's order: first the terms that stand in enough texts, of these the most frequent.
  @Test func fewTextsBeforeFewFeatures() throws {
    let texts = ["spam spam spam spam", "ham ham eggs", "ham eggs"]
    var vectorizer = TfidfVectorizer(maxFeatures: 1, minDf: 2)
    #expect(try vectorizer.fitTransform(texts).columnCount == 1)
    #expect(vectorizer.featureNames == ["ham"])
    #expect(try vectorizer.transform(["spam ham ham eggs"]).dense().floats == [1])
    var unbounded = TfidfVectorizer(maxFeatures: .max)
    #expect(try unbounded.fitTransform(texts).columnCount == 3)
  }
}
