import HornCore
import HornTensor

/// Makes data sets of the files that a ``DirectoryIndex`` lists.
struct DirectoryTexts {
  let index: DirectoryIndex
  let labelMode: LabelMode
  let batchSize: Int?
  let maxLength: Int?
  /// The seed of the order in each pass; nil leaves the order as it is.
  let seed: Int?

  /// The numbers of the files that belong together, in each pass anew.
  private var places: Dataset<[Int]> {
    var places = Dataset(0..<index.paths.count)
    if let seed {
      places = places.shuffle(batchSize.map { $0.multipliedClamping(by: 8) } ?? 1024, seed: seed)
    }
    guard let batchSize else { return places.map { [$0] } }
    return places.batch(batchSize).map(\.ints)
  }

  /// Texts, `[batch]` (or scalars, without a batch size).
  var texts: Dataset<Tensor> {
    let (paths, maxLength, shape) = (index.paths, maxLength, batchSize == nil ? [] as Shape : nil)
    return places.map { Tensor(try Self.read($0, of: paths, maxLength), shape: shape) }.prefetch(2)
  }

  /// Texts and labels.
  var labelledTexts: Dataset<(Tensor, Tensor)> {
    let (paths, labels, maxLength) = (index.paths, index.labels, maxLength)
    let (mode, classes, isSingle) = (labelMode, index.classNames.count, batchSize == nil)
    return places.map { places in
      let texts = Tensor(try Self.read(places, of: paths, maxLength), shape: isSingle ? [] : nil)
      return (texts, Self.labels(places.map { labels[$0] }, mode, classes: classes, isSingle: isSingle))
    }.prefetch(2)
  }

  private static func read(_ places: [Int], of paths: [String], _ maxLength: Int?) throws -> ByteStrings {
    var texts = ByteStringsBuilder()
    for place in places {
      try texts.append { bytes in
        let start = bytes.count
        try FileSource(path: paths[place]).append(to: &bytes)
        if let maxLength, bytes.count - start > maxLength {
          bytes.removeLast(bytes.count - start - maxLength)
        }
      }
    }
    return texts.strings
  }

  private static func labels(_ labels: [Int], _ mode: LabelMode, classes: Int, isSingle: Bool) -> Tensor {
    switch mode {
    case .int:
      return Tensor(labels.map { Int32(truncatingIfNeeded: $0) }, shape: isSingle ? [] : [labels.count])
    case .binary:
      return Tensor(labels.map { Float($0) }, shape: isSingle ? [1] : [labels.count, 1])
    case .categorical:
      // A label of one's own beyond the classes has no 1 anywhere, as in Keras.
      let rows = labels.flatMap { label in (0..<classes).map { $0 == label ? Float(1) : 0 } }
      return Tensor(rows, shape: isSingle ? [classes] : [labels.count, classes])
    }
  }
}
