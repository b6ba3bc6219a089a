import HornTensor

/// How often each label was predicted where each one is right: prints as a table, draws as SVG.
///
///     var matrix = ConfusionMatrix(labels: tags)
///     try matrix.add(yTrue: ["B-PER", "O"], yPred: ["B-LOC", "O"])
///     print(matrix)
public struct ConfusionMatrix: Hashable, Sendable, CustomStringConvertible {
  /// The labels of rows (the truth) and columns (the predictions).
  public let labels: [String]
  /// `counts[truth][prediction]`.
  public private(set) var counts: [[Int]]
  private let places: [String: Int]

  /// - Parameter labels: all labels there may be; one that stands twice counts at its first place.
  public init(labels: [String]) {
    self.labels = labels
    places = Dictionary(labels.enumerated().map { ($1, $0) }) { first, _ in first }
    counts = Array(repeating: Array(repeating: 0, count: labels.count), count: labels.count)
  }

  /// The matrix of sentences, with the labels in them, in the order of their characters.
  ///
  /// - Throws: `HornError` where numbers of sentences or labels differ.
  public init(yTrue: [[String]], yPred: [[String]]) throws {
    let labels = Set(yTrue.joined()).union(yPred.joined())
    self.init(
      labels: labels.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) })
    guard yTrue.count == yPred.count else {
      throw HornError(.shape, "ConfusionMatrix: yTrue has \(yTrue.count) sentences, yPred \(yPred.count)")
    }
    for (truth, prediction) in zip(yTrue, yPred) { try add(yTrue: truth, yPred: prediction) }
  }

  /// Takes in the labels of a sentence, or of any samples.
  ///
  /// - Throws: `HornError` where numbers differ or a label is not known; then nothing is counted.
  public mutating func add(yTrue: some Collection<String>, yPred: some Collection<String>) throws {
    guard yTrue.count == yPred.count else {
      throw HornError(
        .shape,
        "ConfusionMatrix: yTrue has \(yTrue.count) labels, yPred \(yPred.count); there must be as many")
    }
    let pairs = try zip(yTrue, yPred).map { (try place($0), try place($1)) }
    for (truth, prediction) in pairs { counts[truth][prediction] += 1 }
  }

  private func place(_ label: String) throws -> Int {
    guard let place = places[label] else {
      throw HornError(
        .value,
        "ConfusionMatrix: \"\(label.prefix(60))\" is not one of the labels \(labels.prefix(40).joined(separator: ", "))"
      )
    }
    return place
  }

  /// The truth in rows, predictions in columns.
  public var description: String {
    let cells = counts.map { $0.map(String.init) }
    let name = labels.reduce(0) { max($0, $1.unicodeScalars.count) }
    let width = cells.joined().reduce(name) { max($0, $1.count) }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.unicodeScalars.count)) + text
    }
    let header = right("", name) + labels.map { "  " + right($0, width) }.joined()
    let lines = zip(labels, cells).map { label, row in
      right(label, name) + row.map { "  " + right($0, width) }.joined()
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  /// A picture as SVG: the darker a cell, the greater its share of its row.
  public func svg(title: String = "") -> String {
    let (cell, edge) = (46.0, 96.0)
    let side = cell * Double(labels.count)
    var picture = SVG(width: edge + side + 20, height: edge + side + 50)
    if !title.isEmpty { picture.text(title, x: edge + side / 2, y: 18, anchor: "middle", weight: "bold") }
    for (row, label) in labels.enumerated() {
      let at = edge + cell * (Double(row) + 0.5)
      picture.text(label, x: edge - 8, y: at + 4, anchor: "end", size: 12)
      picture.text(label, x: at + 4, y: edge - 8, anchor: "start", size: 12, rotated: true)
      let total = counts[row].reduce(0, +)
      for (column, count) in counts[row].enumerated() {
        let share = total == 0 ? 0 : Double(count) / Double(total)
        func channel(_ full: Double) -> Int { Int((255 - (255 - full) * share).rounded()) }
        let (x, y) = (edge + cell * Double(column), edge + cell * Double(row))
        picture.rectangle(
          x: x, y: y, width: cell, height: cell, fill: "rgb(\(channel(8)),\(channel(81)),\(channel(156)))",
          stroke: "#cccccc")
        picture.text(
          "\(count)", x: x + cell / 2, y: y + cell / 2 + 4, anchor: "middle", size: 11,
          fill: share > 0.5 ? "#ffffff" : "#222222")
      }
    }
    picture.text("predicted", x: edge + side / 2, y: edge + side + 24, anchor: "middle")
    picture.text("true", x: 14, y: edge + side / 2, anchor: "middle", rotated: true)
    return picture.text
  }
}
