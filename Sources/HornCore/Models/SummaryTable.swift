/// The table of ``Model/summary(lineLength:expandNested:showTrainable:printFn:)``, laid out as the library "rich" does
/// it for Keras.
struct SummaryTable {
  enum Alignment { case left, right, center }

  let columns: [(title: String, alignment: Alignment)]
  /// Columns of characters inside the edges, a blank at each side included.
  private let widths: [Int]

  /// - Parameter positions: where each column ends, as a fraction of the line.
  init(columns: [(title: String, alignment: Alignment)], positions: [Double], lineLength: Int) {
    self.columns = columns
    var ends = positions.map { Int($0 * Double(lineLength)) }
    for index in ends.indices.reversed() where index > 0 { ends[index] -= ends[index - 1] }
    let wanted = ends.map { $0 + 2 }
    // The edges and blanks make the table too wide; each column gives its share.
    var excess = max(0, wanted.reduce(0, +) - (lineLength - columns.count - 1))
    var left = columns.count
    widths = wanted.map { width in
      let share = Int((Double(excess) / Double(left)).rounded(.toNearestOrEven))
      excess -= share
      left -= 1
      return max(3, width - share)
    }
  }

  func lines(_ rows: [[String]]) -> [String] {
    var lines = [rule("┏", "━", "┳", "┓")] + cells(columns.map(\.title), "┃") + [rule("┡", "━", "╇", "┩")]
    for (index, row) in rows.enumerated() {
      if index > 0 { lines.append(rule("├", "─", "┼", "┤")) }
      lines += cells(row, "│")
    }
    return lines + [rule("└", "─", "┴", "┘")]
  }

  private func rule(_ left: String, _ dash: String, _ cross: String, _ right: String) -> String {
    left + widths.map { String(repeating: dash, count: $0) }.joined(separator: cross) + right
  }

  /// A row, which takes several lines where a text does not fit.
  private func cells(_ row: [String], _ edge: String) -> [String] {
    let texts = zip(row, widths).map { wrap($0, width: $1 - 2) }
    return (0..<(texts.map(\.count).max() ?? 0)).map { line in
      let cells = texts.indices.map { column in
        let text = line < texts[column].count ? texts[column][line] : ""
        return " " + pad(text, widths[column] - 2, columns[column].alignment) + " "
      }
      return edge + cells.joined(separator: edge) + edge
    }
  }

  private func pad(_ text: String, _ width: Int, _ alignment: Alignment) -> String {
    let space = width - text.count
    let before =
      switch alignment {
      case .left: 0
      case .right: space
      case .center: space / 2
      }
    return String(repeating: " ", count: before) + text + String(repeating: " ", count: space - before)
  }

  /// The text in lines broken between words; a word that is too long is cut.
  private func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words(text) {
      let length = trimmed(word).count
      if !line.isEmpty && line.count + length > width {
        lines.append(line)
        line = word
      } else {
        line += word
      }
    }
    return (lines + [line]).map { line in
      let text = trimmed(line)
      return text.count <= width ? text : text.prefix(width - 1) + "…"
    }
  }

  /// The words with the blanks around them.
  private func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
      if character != " ", word.last == " ", word.contains(where: { $0 != " " }) {
        words.append(word)
        word = ""
      }
      word.append(character)
    }
    return words + [word]
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }
}
