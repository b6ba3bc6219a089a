import HornCore
import HornTensor

/// The built-in data sets.
///
///     let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.imdb.loadData(numWords: 20_000)
///
/// Each is downloaded into Keras's cache (`$KERAS_HOME/datasets`, default `~/.keras/datasets`) when it is first asked
/// for, or read from the `path:` that it is given. Where there is no network, ``reviews`` and the `madeUp` members of the
/// others make data of the same form.
public enum Datasets {
  /// IMDB: 25,000 + 25,000 movie reviews as word ranks, positive or negative.
  public static let imdb = IMDBDataset()

  /// IMDB: the same reviews as texts.
  public static let imdbReviews = IMDBReviewsDataset()

  /// AG News: 120,000 + 7,600 pieces of news in four classes.
  public static let agNews = AGNewsDataset()

  /// CoNLL-2003: English sentences with the names of persons, places, organisations and others marked.
  public static let conll2003 = CoNLLDataset()

  /// English sentences and their French translations, by the Tatoeba project.
  public static let fraEng = FraEngDataset()

  /// MNIST: 60,000 + 10,000 handwritten digits.
  public static let mnist = MNISTDataset()

  /// Reuters: 11,228 newswires as word ranks, in 46 topics.
  public static let reuters = ReutersDataset()

  /// Short labelled reviews that are made up on the spot, for machines without a network.
  public static let reviews = ReviewsDataset()

  /// Labelled sequences: `x` of integers, `y` of as many labels (`[count]`, int32).
  public typealias LabeledSequences = (x: Sequences, y: Tensor)

  /// Labelled tensors: `x` with as many rows as `y` (`[count]`, int32) has labels.
  public typealias LabeledTensors = (x: Tensor, y: Tensor)
}
