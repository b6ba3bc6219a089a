import Foundation
import HornCore
import HornTensor

/// IMDB movie reviews (Maas et al., 2011) as the texts that people wrote.
public struct IMDBReviewsDataset: Sendable {
  /// 0 and 1, in words.
  public let classNames = ["neg", "pos"]

  private let cache: DatasetCache
  private let file: DatasetFile

  init() {
    self.init(
      cache: DatasetCache(),
      file: DatasetFile(
        name: "aclImdb_v1.tar.gz",
        address: "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
        digest: .sha256("c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe"),
        byteLimit: 128 << 20))
  }

  package init(cache: DatasetCache, file: DatasetFile) {
    self.cache = cache
    self.file = file
  }

  /// Loads the reviews, straight from the archive in one pass, or from the folder that it was unpacked into.
  ///
  ///     let ((texts, labels), (testTexts, testLabels)) = try Datasets.imdbReviews.loadData()
  ///     let vectorize = TextVectorization(maxTokens: 1000)
  ///
  /// They come in the order of their paths, first the negative ones, as Keras's `text_dataset_from_directory` lists
  /// them; shuffle them before training. The unlabelled ones (`unsup`) are passed over.
  ///
  /// - Parameter path: A name in the cache, where a copy must have the published digest; or an existing archive or
  ///   folder with `train/neg`, `train/pos`, `test/neg` and `test/pos`, which is used as it is.
  /// - Returns: Texts (`[count]`, string) and labels (`[count]`, int32; 1 is positive) for training and for testing.
  /// - Throws: `HornError` where the file cannot be had, is damaged, or has no reviews.
  public func loadData(path: String = "aclImdb_v1.tar.gz") throws -> (
    train: Datasets.LabeledTensors, test: Datasets.LabeledTensors
  ) {
    let place = try cache.locate(file, path: path, allowsFolder: true)
    var isDirectory: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory)
    let parts = isDirectory.boolValue ? try Self.readFolder(place) : try Self.readArchive(place)
    let counts = parts.map { part in (0..<2).map { label in part.count { $0 == Int32(label) } } }
    guard counts.allSatisfy({ $0.allSatisfy { $0 > 0 } }) else {
      throw HornError(
        .format,
        "\(place): found \(counts[0]) negative and positive reviews to train with, \(counts[1]) to test with; expected "
          + "text files in train/neg, train/pos, test/neg and test/pos")
    }
    return (parts[0].tensors(), parts[1].tensors())
  }

  /// The reviews of one part, in the order in which they come.
  private struct Part {
    private var paths: [String] = []
    private var labels: [Int32] = []
    private var texts = ByteStringsBuilder()

    func count(where condition: (Int32) -> Bool) -> Int { labels.reduce(0) { $0 + (condition($1) ? 1 : 0) } }

    mutating func append(_ place: Place, _ body: (inout [UInt8]) throws -> Void) rethrows {
      try texts.append(body)
      paths.append(place.name)
      labels.append(Int32(place.label))
    }

    /// The texts and labels in the order of labels and paths.
    func tensors() -> Datasets.LabeledTensors {
      let order = paths.indices.sorted { (labels[$0], paths[$0]) < (labels[$1], paths[$1]) }
      return (
        Tensor(ByteStringsBuilder.selecting(order, from: texts.strings)), Tensor(order.map { labels[$0] })
      )
    }
  }

  /// What a path such as `aclImdb/train/neg/0_3.txt` says.
  private struct Place {
    let part: Int
    let label: Int
    let name: String

    init?(_ path: String) {
      let steps = path.split(separator: "/")
      guard steps.count >= 3, path.hasSuffix(".txt"),
        let part = ["train", "test"].firstIndex(of: steps[steps.count - 3]),
        let label = ["neg", "pos"].firstIndex(of: steps[steps.count - 2])
      else { return nil }
      (self.part, self.label, name) = (part, label, String(steps[steps.count - 1]))
    }
  }

  private static func readArchive(_ path: String) throws -> [Part] {
    let archive = try ArchiveReader(path: path)
    var parts = [Part(), Part()]
    while let entry = try archive.next() {
      guard entry.kind == .file, let place = Place(entry.path) else { continue }
      try parts[place.part].append(place) { try archive.append(to: &$0) }
    }
    return parts
  }

  private static func readFolder(_ path: String) throws -> [Part] {
    let inner = path + "/aclImdb"
    let root = FileManager.default.fileExists(atPath: inner + "/train") ? inner : path
    var parts = [Part(), Part()]
    for folder in ["train/neg", "train/pos", "test/neg", "test/pos"] {
      let names = try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)
      for name in names ?? [] {
        let path = root + "/" + folder + "/" + name
        guard let place = Place(path) else { continue }
        try parts[place.part].append(place) { try FileSource(path: path).append(to: &$0) }
      }
    }
    return parts
  }
}
