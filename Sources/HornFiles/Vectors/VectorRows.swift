import HornCore
import HornTensor

/// The rows of the words that are wanted, as they are found in a file.
struct VectorRows {
  /// More numbers than this in a row are taken for a damaged file.
  static let greatestDimensions = 1 << 16

  let table: WordTable
  let dimensions: Int
  private(set) var matrix: Tensor
  private(set) var isFound: [Bool]
  private(set) var duplicates: [Int] = []
  private var isDuplicate: [Bool]
  /// How many rows the file has so far.
  private(set) var count = 0

  init(_ table: WordTable, dimensions: Int, name: String) throws {
    try Self.check(dimensions: dimensions, name: name)
    self.table = table
    self.dimensions = dimensions
    matrix = Tensor(zeros: [table.words.count, dimensions])
    isFound = Array(repeating: false, count: table.words.count)
    isDuplicate = isFound
  }

  static func check(dimensions: Int, name: String) throws {
    guard (1...greatestDimensions).contains(dimensions) else {
      throw HornError(
        .format, "\(name): the vectors have \(dimensions) numbers; expected 1 to \(greatestDimensions)")
    }
  }

  /// Counts a row of the file.
  ///
  /// - Returns: the place that the row of this word belongs to; nil where it is not wanted, or was found before.
  mutating func begin(_ word: UnsafeRawBufferPointer) -> Int? {
    count += 1
    guard let place = table.find(word) else { return nil }
    if isFound[place] {
      if !isDuplicate[place] { duplicates.append(place) }
      isDuplicate[place] = true
      return nil
    }
    return place
  }

  mutating func set(_ place: Int, to row: UnsafeBufferPointer<Float>) {
    isFound[place] = true
    guard let source = row.baseAddress else { return }
    matrix.makeUnique()
    (matrix.mutableF32 + place * dimensions).update(from: source, count: dimensions)
  }

  /// Fills rows with what an initializer gives.
  mutating func fill(_ places: [Int], with initializer: Initializer) throws {
    guard !places.isEmpty else { return }
    let values = try initializer.values([places.count, dimensions])
    matrix.makeUnique()
    withExtendedLifetime(values) {
      for (index, place) in places.enumerated() {
        (matrix.mutableF32 + place * dimensions).update(
          from: values.f32 + index * dimensions, count: dimensions)
      }
    }
  }

  /// Makes the row of a word zero, if the word is there.
  mutating func clear(_ word: String) {
    guard let place = Array(word.utf8).withUnsafeBytes({ table.find($0) }) else { return }
    matrix.makeUnique()
    (matrix.mutableF32 + place * dimensions).update(repeating: 0, count: dimensions)
  }
}
