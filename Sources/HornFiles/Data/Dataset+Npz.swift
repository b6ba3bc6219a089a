import HornCore
import HornTensor

extension Dataset where Element == Tensor {
  /// The samples of an array in an npz file: its slices along the first axis.
  ///
  /// The array is read when the first sample is asked for, and stays in memory.
  ///
  /// - Throws: where a sample is asked for, `HornError` if the file or the array is not what it should be.
  public static func npz(_ path: String, _ name: String) -> Dataset {
    let kept = KeptDataset { try Dataset(tensorSlices: NpzArchive(path: path).tensor(name)) }
    return Dataset { try kept.start() }
  }
}

extension Dataset where Element == (Tensor, Tensor) {
  /// The samples of two arrays in an npz file, side by side.
  ///
  ///     let train = Dataset.npz("mnist.npz", "x_train", "y_train").shuffle(60_000).batch(128)
  ///
  /// The arrays are read when the first sample is asked for, and stay in memory.
  ///
  /// - Throws: where a sample is asked for, `HornError` if the file or an array is not what it should be.
  public static func npz(_ path: String, _ x: String, _ y: String) -> Dataset {
    let kept = KeptDataset {
      let archive = try NpzArchive(path: path)
      return try Dataset(tensorSlices: (archive.tensor(x), archive.tensor(y)))
    }
    return Dataset { try kept.start() }
  }
}

/// A data set that is made when it is first gone through.
private final class KeptDataset<Element: Sendable>: @unchecked Sendable {
  // Sendable: the lock guards the data set.
  private let lock = Lock()
  private let make: @Sendable () throws -> Dataset<Element>
  private var dataset: Dataset<Element>?

  init(_ make: @escaping @Sendable () throws -> Dataset<Element>) { self.make = make }

  func start() throws -> (() throws -> Element?) {
    let dataset = try lock.withLock {
      let made = try self.dataset ?? make()
      self.dataset = made
      return made
    }
    var iterator = try dataset.makeIterator()
    return { try iterator.next() }
  }
}
