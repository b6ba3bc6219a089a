import HornTensor

/// The names of a file's columns, which its rows share.
final class CSVHeader: Sendable {
  let file: String
  let names: [String]
  private let positions: [String: Int]
  private let ambiguous: Set<String>

  init(file: String, names: [String]) {
    self.file = file
    self.names = names
    var positions: [String: Int] = [:]
    var ambiguous: Set<String> = []
    for (position, name) in names.enumerated() where positions.updateValue(position, forKey: name) != nil {
      ambiguous.insert(name)
    }
    self.positions = positions
    self.ambiguous = ambiguous
  }

  /// The position of the column in rows of so many fields.
  func position(of column: CSVColumn, among count: Int, line: Int) throws -> Int {
    switch column {
    case .position(let position):
      guard (0..<count).contains(position) else {
        throw HornError(
          .value, "\(file), line \(line): there is no column \(position); the row has \(count) fields")
      }
      return position
    case .name(let name):
      guard let position = positions[name], position < count else {
        let known =
          names.isEmpty ? "the file was read without a header" : "the columns are \(names.prefix(30))"
        throw HornError(.value, "\(file), line \(line): there is no column \"\(name)\"; \(known)")
      }
      guard !ambiguous.contains(name) else {
        throw HornError(.value, "\(file): there are two columns \"\(name)\"; give the position instead")
      }
      return position
    }
  }
}
