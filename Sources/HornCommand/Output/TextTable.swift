/// A table of texts in columns, for people.
enum TextTable {
  /// The lines, the titles first; none where there are no rows.
  static func lines(_ titles: [String], _ rows: [[String]], rightAligned: Set<Int> = []) -> [String] {
    guard !rows.isEmpty else { return [] }
    let all = [titles] + rows
    let widths = titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      let cells = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        if rightAligned.contains(column) { return space + text }
        return column == row.count - 1 ? text : text + space
      }
      return cells.joined(separator: "  ")
    }
  }
}
