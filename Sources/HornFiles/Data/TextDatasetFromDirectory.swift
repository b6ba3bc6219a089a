import HornCore
import HornTensor

/// Texts and labels from a folder with a folder of text files for each class.
///
///     // aclImdb/train/neg/0_3.txt, …, aclImdb/train/pos/0_9.txt, …
///     let train = try textDatasetFromDirectory("aclImdb/train", batchSize: 32)
///     for try await (texts, labels) in train { print(texts.shape, labels.shape) }
///
/// Batches of texts (`[batch]`, string) and labels in the form that `labelMode` says. The files are listed by the call, and
/// read when they are asked for, two batches ahead; their names end with `.txt`, and folders inside the class folders
/// count, too.
///
/// - Parameters:
///   - directory: the folder.
///   - labels: `.inferred` numbers the class folders; a list has a label for each file in the order of their paths, whatever
///     the folders; nil gives a data set of texts alone.
///   - labelMode: `.int`, `.categorical` or `.binary`.
///   - classNames: which class folders, in the order of their numbers; nil for all in the order of their names.
///   - batchSize: texts a batch; nil gives them one by one (scalars).
///   - maxLength: how many bytes of a text to keep; nil for all.
///   - shuffle: whether to mix the files, once as Keras does for the seed, and then in each pass anew among eight batches;
///     false leaves them in the order of their paths.
///   - seed: nil draws one.
///   - validationSplit: the part of the files, between 0 and 1, that is for validation: the last ones after mixing.
///   - subset: `.training`, `.validation`, or `.both` for two data sets; given together with `validationSplit`.
///   - followLinks: whether to go into folders that are links.
///   - verbose: whether to print how many files and classes there are.
/// - Throws: `HornError` where there is no class folder or no file, the arguments do not fit together, or mixing and
///   splitting come without a seed, as both parts would overlap.
public func textDatasetFromDirectory(
  _ directory: String, labels: DirectoryLabels = .inferred, labelMode: LabelMode = .int,
  classNames: [String]? = nil, batchSize: Int? = 32, maxLength: Int? = nil, shuffle: Bool = true,
  seed: Int? = nil,
  validationSplit: Double? = nil, subset: DirectorySubset? = nil, followLinks: Bool = false,
  verbose: Bool = true
) throws -> Dataset<(Tensor, Tensor)> {
  let request = try DirectoryRequest(
    directory, labels: labels, labelMode: labelMode, classNames: classNames, batchSize: batchSize,
    maxLength: maxLength, shuffle: shuffle, seed: seed, validationSplit: validationSplit,
    hasSubset: subset != nil, followLinks: followLinks, verbose: verbose)
  return try request.texts(subset, shuffle: shuffle).labelledTexts
}

/// Texts and labels from a folder, those for training and those for validation; the latter are not mixed in each pass.
///
/// The arguments and errors are those of the form that gives one data set.
public func textDatasetFromDirectory(
  _ directory: String, labels: DirectoryLabels = .inferred, labelMode: LabelMode = .int,
  classNames: [String]? = nil, batchSize: Int? = 32, maxLength: Int? = nil, shuffle: Bool = true,
  seed: Int? = nil,
  validationSplit: Double, subset: DirectorySubsets, followLinks: Bool = false, verbose: Bool = true
) throws -> (training: Dataset<(Tensor, Tensor)>, validation: Dataset<(Tensor, Tensor)>) {
  let request = try DirectoryRequest(
    directory, labels: labels, labelMode: labelMode, classNames: classNames, batchSize: batchSize,
    maxLength: maxLength, shuffle: shuffle, seed: seed, validationSplit: validationSplit, hasSubset: true,
    followLinks: followLinks, verbose: verbose)
  return (
    try request.texts(.training, shuffle: shuffle).labelledTexts,
    try request.texts(.validation, shuffle: false).labelledTexts
  )
}

/// Texts without labels from a folder and the folders in it.
///
/// The arguments and errors are those of the form with labels.
public func textDatasetFromDirectory(
  _ directory: String, labels: NoDirectoryLabels, batchSize: Int? = 32, maxLength: Int? = nil,
  shuffle: Bool = true, seed: Int? = nil, validationSplit: Double? = nil, subset: DirectorySubset? = nil,
  followLinks: Bool = false, verbose: Bool = true
) throws -> Dataset<Tensor> {
  let request = try DirectoryRequest(
    directory, labels: nil, labelMode: .int, classNames: nil, batchSize: batchSize, maxLength: maxLength,
    shuffle: shuffle, seed: seed, validationSplit: validationSplit, hasSubset: subset != nil,
    followLinks: followLinks, verbose: verbose)
  return try request.texts(subset, shuffle: shuffle).texts
}

/// The names of the classes that ``textDatasetFromDirectory(_:labels:labelMode:classNames:batchSize:maxLength:shuffle:seed:validationSplit:subset:followLinks:verbose:)``
/// finds in a folder, in the order of their numbers.
public func classNamesOfDirectory(_ directory: String) throws -> [String] {
  try DirectoryIndex(directory, labels: .inferred, classNames: nil, followLinks: false).classNames
}

/// The arguments that the forms share, looked over.
private struct DirectoryRequest {
  private let index: DirectoryIndex
  private let labelMode: LabelMode
  private let batchSize: Int?
  private let maxLength: Int?
  private let seed: Int
  private let validationSplit: Double?
  private let verbose: Bool

  init(
    _ directory: String, labels: DirectoryLabels?, labelMode: LabelMode, classNames: [String]?,
    batchSize: Int?,
    maxLength: Int?, shuffle: Bool, seed: Int?, validationSplit: Double?, hasSubset: Bool, followLinks: Bool,
    verbose: Bool
  ) throws {
    func refusal(_ reason: String) -> HornError { HornError(.value, "textDatasetFromDirectory: \(reason)") }
    if let split = validationSplit, !(split > 0 && split < 1) {
      throw refusal("validationSplit is \(split); expected a number between 0 and 1")
    }
    guard hasSubset == (validationSplit != nil) else {
      throw refusal("validationSplit and subset must be given together")
    }
    guard validationSplit == nil || !shuffle || seed != nil else {
      throw refusal("give a seed with validationSplit and shuffle, or training and validation files overlap")
    }
    if let batchSize, batchSize < 1 {
      throw refusal("batchSize is \(batchSize); expected at least 1, or nil")
    }
    if let maxLength, maxLength < 0 {
      throw refusal("maxLength is \(maxLength); expected at least 0, or nil")
    }
    var index = try DirectoryIndex(
      directory, labels: labels, classNames: classNames, followLinks: followLinks)
    if labels != nil, labelMode == .binary, index.classNames.count != 2 {
      throw refusal("labelMode .binary needs two classes; \(directory) has \(index.classNames)")
    }
    if verbose {
      let classes = labels == nil ? "" : " belonging to \(index.classNames.count) classes"
      print("Found \(index.paths.count) files\(classes).")
    }
    self.seed = seed ?? SeedGenerator.makeDefaultSeed()
    if shuffle { index.shuffle(seed: self.seed) }
    self.index = index
    self.labelMode = labelMode
    self.batchSize = batchSize
    self.maxLength = maxLength
    self.validationSplit = validationSplit
    self.verbose = verbose
  }

  func texts(_ subset: DirectorySubset?, shuffle: Bool) throws -> DirectoryTexts {
    let part = try index.part(subset, validationSplit: validationSplit)
    if verbose, let subset { print("Using \(part.paths.count) files for \(subset.rawValue).") }
    return DirectoryTexts(
      index: part, labelMode: labelMode, batchSize: batchSize, maxLength: maxLength,
      seed: shuffle ? seed : nil)
  }
}
