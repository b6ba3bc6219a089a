import HornCore
import HornTensor

extension Dataset where Element == String {
  /// The lines of text files, one file after the other, read as they are asked for.
  ///
  ///     let reviews = Dataset.textLines("reviews.txt").filter { !$0.isEmpty }
  ///
  /// A line ends with `\n` or `\r\n`; files compressed with gzip, bzip2, xz or zstd are unpacked on the way. What is not
  /// valid UTF-8 becomes U+FFFD; ``textLines(_:batchSize:)`` keeps it.
  public static func textLines(_ paths: String...) -> Dataset { textLines(paths) }

  /// The lines of text files, one file after the other, read as they are asked for.
  public static func textLines(_ paths: [String]) -> Dataset {
    Dataset {
      var rest = paths[...]
      var lines: LineReader?
      return {
        while true {
          if let line = try lines?.next() { return line }
          guard let path = rest.popFirst() else { return nil }
          lines = try LineReader(path: path)
        }
      }
    }
  }
}

extension Dataset where Element == Tensor {
  /// The lines of a text file in batches (`[batch]`, string), read as they are asked for: the fast way for layers that
  /// take strings.
  ///
  /// - Parameters:
  ///   - path: also a file compressed with gzip, bzip2, xz or zstd.
  ///   - batchSize: lines a batch; the last one may have fewer.
  public static func textLines(
    _ path: String, batchSize: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset {
    require(
      batchSize > 0, "textLines: the batch size is \(batchSize); expected at least 1", file: file, line: line)
    return Dataset {
      let lines = try LineReader(path: path)
      return {
        let batch = try lines.next(count: batchSize)
        return batch.isEmpty ? nil : Tensor(batch)
      }
    }
  }
}
