/// How NumPy lays an array out in lines: brackets, wrapping at 75 columns, dots where it is long.
struct ArrayLayout {
  static let threshold = 1000
  private static let edgeItems = 3

  let shape: Shape
  let separator: String
  /// Columns that a line may have.
  let width: Int
  let isSummary: Bool
  private let strides: [Int]

  init(_ shape: Shape, separator: String, width: Int) {
    self.shape = shape
    self.separator = separator
    self.width = width
    isSummary = shape.elementCount > Self.threshold
    strides = shape.strides
  }

  /// The positions of the elements that are shown.
  var shown: [Int] {
    var positions = [0]
    for axis in 0..<shape.rank {
      positions = positions.flatMap { start in indices(axis).map { start + $0 * strides[axis] } }
    }
    return positions
  }

  private func isCut(_ axis: Int) -> Bool { isSummary && shape[axis] > 2 * Self.edgeItems }

  private func indices(_ axis: Int) -> [Int] {
    let length = shape[axis]
    guard isCut(axis) else { return Array(0..<length) }
    return Array(0..<Self.edgeItems) + Array(length - Self.edgeItems..<length)
  }

  /// The whole text; `indent` is what stands before it on the first line.
  func text(indent: Int, _ element: (Int) -> String) -> String {
    text(axis: 0, at: 0, indent: indent + 1, width: width, element)
  }

  private func text(
    axis: Int, at start: Int, indent: Int, width: Int, _ element: (Int) -> String
  ) -> String {
    let items = indices(axis)
    if axis == shape.rank - 1 {
      return "[" + row(items, isCut: isCut(axis), at: start, indent: indent, width: width - 1, element) + "]"
    }
    let gap =
      String(separator.reversed().drop { $0 == " " }.reversed())
      + String(repeating: "\n", count: shape.rank - axis - 1) + spaces(indent)
    var result = ""
    for (place, index) in items.enumerated() {
      if place > 0 { result += gap }
      if isCut(axis), place == Self.edgeItems { result += "..." + gap }
      result += text(
        axis: axis + 1, at: start + index * strides[axis], indent: indent + 1, width: width - 1, element)
    }
    return "[" + result + "]"
  }

  private func row(
    _ items: [Int], isCut: Bool, at start: Int, indent: Int, width: Int, _ element: (Int) -> String
  ) -> String {
    var words = items.map { element(start + $0) }
    if isCut { words.insert("...", at: Self.edgeItems) }
    var (lines, line, column) = ("", "", indent)
    for (place, word) in words.enumerated() {
      let length = word.count
      if column + length > width, column > indent {
        while line.last == " " { line.removeLast() }
        lines += line + "\n"
        (line, column) = (spaces(indent), indent)
      }
      line += word
      column += length
      guard place + 1 < words.count else { break }
      line += separator
      column += separator.count
    }
    return lines + line
  }
}
