import Foundation
import Horn

/// Reviews to train, choose and test with, in random order; label 1 is praise.
struct Reviews: CustomStringConvertible {
  typealias Part = (texts: Tensor, labels: Tensor)

  let train, validation, test: Part

  /// The raw IMDB reviews; nil for a download, or where there is no network for made-up ones.
  ///
  /// A fifth of those to train with is kept to choose by.
  ///
  /// - Parameter path: the archive, or the folder that it was unpacked into.
  /// - Throws: `HornError` where there is nothing at the path, or it has no reviews.
  init(path: String?, quick: Bool) throws {
    let (train, test) = try Self.load(path)
    func part(_ data: Datasets.LabeledTensors, _ places: Tensor) -> Part {
      (take(data.x, places, axis: 0), take(data.y, places, axis: 0))
    }
    let count = min(train.x.shape[0], quick ? 4000 : .max)
    let order = Random.permutation(train.x.shape[0])
    self.train = part(train, order[0..<count * 4 / 5])
    validation = part(train, order[count * 4 / 5..<count])
    let testCount = min(test.x.shape[0], quick ? 2000 : .max)
    self.test = part(test, Random.permutation(test.x.shape[0])[0..<testCount])
  }

  private static func load(_ path: String?) throws -> (
    train: Datasets.LabeledTensors, test: Datasets.LabeledTensors
  ) {
    if let path {
      guard FileManager.default.fileExists(atPath: (path as NSString).expandingTildeInPath) else {
        throw HornError(.file, "\(path): there is no such file or folder")
      }
      return try Datasets.imdbReviews.loadData(path: path)
    }
    do {
      return try Datasets.imdbReviews.loadData()
    } catch let error as HornError where error.kind == .network {
      print("The IMDB reviews cannot be had, so made-up ones are used. \(error)\n")
      let (train, test) = try Datasets.reviews.texts()
      func tensors(_ reviews: [ReviewsDataset.Review]) -> Datasets.LabeledTensors {
        (Tensor(reviews.map(\.text)), Tensor(reviews.map(\.label)))
      }
      return (tensors(train), tensors(test))
    }
  }

  var description: String {
    "\(train.labels.shape[0]) reviews to train with, \(validation.labels.shape[0]) to choose by, "
      + "\(test.labels.shape[0]) to test with"
  }
}
