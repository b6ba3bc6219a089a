import HornCore
import HornTensor

/// MNIST (LeCun et al.): grey images of handwritten digits.
public struct MNISTDataset: Sendable {
  private let cache: DatasetCache
  private let file: DatasetFile

  init() {
    self.init(
      cache: DatasetCache(),
      file: DatasetFile(
        name: "mnist.npz",
        digest: .sha256("731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"),
        substitute: "Datasets.mnist.madeUp() needs no file"))
  }

  package init(cache: DatasetCache, file: DatasetFile) {
    self.cache = cache
    self.file = file
  }

  /// Loads the images, downloading them into Keras's cache where they are not yet.
  ///
  ///     let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.mnist.loadData()
  ///
  /// - Parameter path: A name in the cache, where a copy must have the published digest; or an existing file, which is
  ///   used as it is.
  /// - Returns: Images (`[count, 28, 28]`, int32, 0 to 255) and digits (`[count]`, int32): 60,000 to train with, 10,000
  ///   to test with.
  /// - Throws: `HornError` where the file cannot be had or has another form.
  public func loadData(path: String = "mnist.npz") throws -> (
    train: Datasets.LabeledTensors, test: Datasets.LabeledTensors
  ) {
    let archive = try NpzArchive(path: try cache.locate(file, path: path))
    func part(_ name: String) throws -> Datasets.LabeledTensors {
      let x = try archive.tensor("x_" + name)
      let y = try archive.tensor("y_" + name)
      guard x.dtype == .int32, y.dtype == .int32, x.shape == [y.elementCount, 28, 28], y.rank == 1 else {
        throw HornError(
          .shape,
          "\(path): x_\(name) is \(x.dtype) of shape \(x.shape), y_\(name) \(y.dtype) of shape \(y.shape); expected "
            + "integers of shapes [n, 28, 28] and [n]")
      }
      return (x, y)
    }
    return (try part("train"), try part("test"))
  }

  /// Draws digits of the same form, moved, thick or thin, and noisy, for machines without a network; the same
  /// arguments give the same images.
  ///
  /// - Parameters:
  ///   - count: How many to train with, up to 100,000.
  ///   - testCount: How many to test with, up to 100,000.
  ///   - seed: Another seed makes other images.
  /// - Throws: `HornError` where a count is out of range.
  public func madeUp(count: Int = 4000, testCount: Int = 1000, seed: UInt32 = 113) throws -> (
    train: Datasets.LabeledTensors, test: Datasets.LabeledTensors
  ) {
    guard (0...100_000).contains(count), (0...100_000).contains(testCount) else {
      throw HornError(
        .value, "mnist: count is \(count), testCount \(testCount); expected numbers up to 100,000")
    }
    var maker = DigitMaker(seed: seed)
    return (maker.digits(count), maker.digits(testCount))
  }
}
