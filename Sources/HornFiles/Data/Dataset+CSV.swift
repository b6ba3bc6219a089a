import HornCore
import HornTensor

extension Dataset where Element == CSVRow {
  /// The rows of a CSV file, read as they are asked for.
  ///
  ///     let news = Dataset.csv("train.csv", columns: ["class", "title", "description"])
  ///       .map { (try $0.string("title"), try $0.int("class") - 1) }
  ///       .batch(32)
  ///
  /// The parameters are those of ``CSVReader``; what is wrong with the file is thrown, with the line, where the row is
  /// asked for.
  public static func csv(
    _ path: String, delimiter: Character = ",", quote: Character? = "\"", hasHeader: Bool = false,
    columns: [String]? = nil, fieldCount: Int? = nil, allowsRaggedRows: Bool = false
  ) -> Dataset {
    Dataset {
      let reader = try CSVReader(
        path: path, delimiter: delimiter, quote: quote, hasHeader: hasHeader, columns: columns,
        fieldCount: fieldCount, allowsRaggedRows: allowsRaggedRows)
      return { try reader.next() }
    }
  }
}
