import HornCore
import HornTensor

/// The built-in data sets.
///
///     let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.imdb.loadData(numWords: 20_000)
public enum Datasets {
  /// IMDB: 25,000 + 25,000 movie reviews as word ranks, positive or negative.
  public static let imdb = IMDBDataset()

  /// Short labelled reviews that are made up on the spot, for machines without a network.
  public static let reviews = ReviewsDataset()

  /// Labelled sequences: `x` of integers, `y` of as many labels (`[count]`, int32).
  public typealias LabeledSequences = (x: Sequences, y: Tensor)
}
