import HornTensor
import Testing

@testable import HornFiles

@Suite(.quiet) struct ReviewsDatasetTests {
  @Test func everyReviewHasATwinWithTheSameWords() throws {
    let (train, test) = try Datasets.reviews.texts(count: 600, testCount: 200)
    for reviews in [train, test] {
      // For each bag of words as many positive reviews as negative ones: it says nothing of the label.
      var balance: [[Substring]: Int] = [:]
      for review in reviews {
        balance[review.text.split(separator: " ").sorted(), default: 0] += review.label == 1 ? 1 : -1
      }
      #expect(balance.values.allSatisfy { $0 == 0 })
    }
    #expect(Set((train + test).map(\.text)).count == 800)
    let lengths = train.map { $0.text.split(separator: " ").count }
    #expect((lengths.min() ?? 0) >= 3 && (lengths.max() ?? 99) <= 60 && Set(lengths).count > 10)
  }

  @Test func sameArgumentsSameReviews() throws {
    let a = try Datasets.reviews.texts(count: 100, testCount: 20)
    #expect(try a == Datasets.reviews.texts(count: 100, testCount: 20))
    #expect(try a.train != Datasets.reviews.texts(count: 100, testCount: 20, seed: 1).train)
    let golden = "\(a.train[0].label) \(a.train[0].text)"
    #expect(golden == "1 the villain was not tedious but funny")
  }

  @Test func tokensAreTheWords() throws {
    let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.reviews.loadData(count: 100, testCount: 20)
    let texts = try Datasets.reviews.texts(count: 100, testCount: 20)
    #expect(xTrain.count == 100 && yTrain.shape == [100] && xTest.count == 20 && yTest.dtype == .int32)
    let index = Datasets.reviews.getWordIndex()
    #expect((200...600).contains(index.count))
    let words = Dictionary(uniqueKeysWithValues: index.map { ($0.value + 3, $0.key) })
    for (tokens, review) in zip(xTrain, texts.train) {
      #expect(tokens[0] == 1)
      #expect(tokens.dropFirst().map { words[$0] ?? "?" }.joined(separator: " ") == review.text)
    }
    #expect(yTrain.ints == texts.train.map(\.label) && yTrain.ints.reduce(0, +) == 50)
  }

  @Test func oddCounts() {
    #expect(throws: HornError.self) { try Datasets.reviews.loadData(count: 3) }
    #expect(throws: HornError.self) { try Datasets.reviews.loadData(testCount: -2) }
  }
}
