import HornCore
import HornTensor

/// Made-up reviews whose label hangs on the order of the words: "not bad , good" against "not good , bad".
///
/// Every positive review has a negative twin with the very same words in another order, so that whatever
/// looks only at which words occur is right half of the time; a recurrent network can do better. The same
/// arguments give the same reviews on every machine.
public struct ReviewsDataset: Sendable {
  /// A review in words and its label.
  public struct Review: Hashable, Sendable {
    /// Words in lower case, separated by spaces.
    public let text: String
    /// 1 for praise, 0 for blame.
    public let label: Int
  }

  /// Makes reviews, coded as those of ``IMDBDataset`` are: 1 begins each one, and words count from 4.
  ///
  ///     let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.reviews.loadData()
  ///
  /// - Parameters:
  ///   - count: How many to train with; an even number, because they come in pairs.
  ///   - testCount: How many to test with, none of which is among the others; an even number.
  ///   - seed: Another seed makes other reviews.
  /// - Returns: Reviews and labels (`[count]`, int32; 1 is positive) for training and for testing.
  /// - Throws: `HornError` where a count is odd or above 1,000,000.
  public func loadData(count: Int = 4000, testCount: Int = 1000, seed: UInt32 = 113) throws -> (
    train: Datasets.LabeledSequences, test: Datasets.LabeledSequences
  ) {
    let (train, test) = try texts(count: count, testCount: testCount, seed: seed)
    let index = getWordIndex()
    let coded = { (reviews: [Review]) -> Datasets.LabeledSequences in
      let rows = reviews.map { review in
        [1] + review.text.split(separator: " ").map { (index[String($0)] ?? -1) + 3 }
      }
      return (Sequences(rows), Tensor(reviews.map(\.label)))
    }
    return (coded(train), coded(test))
  }

  /// The number of each word, from 1; the tokens of ``loadData(count:testCount:seed:)`` are greater by 3.
  public func getWordIndex() -> [String: Int] {
    Dictionary(uniqueKeysWithValues: zip(ReviewsVocabulary.words, 1...))
  }

  /// The reviews of ``loadData(count:testCount:seed:)`` in words.
  public func texts(count: Int = 4000, testCount: Int = 1000, seed: UInt32 = 113) throws -> (
    train: [Review], test: [Review]
  ) {
    for (name, value) in [("count", count), ("testCount", testCount)] {
      guard value >= 0, value.isMultiple(of: 2), value <= 1_000_000 else {
        throw HornError(.value, "reviews: \(name) is \(value); expected an even number up to 1,000,000")
      }
    }
    var maker = ReviewMaker(seed: seed)
    return (maker.reviews(count: count), maker.reviews(count: testCount))
  }
}
