import CZip
import Foundation
import HornTensor

/// Sentences and their translations, as the Tatoeba project offers them: a line each, separated by tabs.
///
///     let pairs = try SentencePairs.load(path: "fra-eng.zip", count: 10_000)
///     print(pairs[0].source, pairs[0].target)  // Go. Va !
public enum SentencePairs {
  /// A sentence and a translation of it.
  public struct Pair: Hashable, Sendable {
    public let source: String
    public let target: String

    public init(source: String, target: String) {
      self.source = source
      self.target = target
    }
  }

  /// Reads pairs from a text file, or from the text file in a zip archive (`fra-eng.zip`); further columns are left out.
  ///
  /// - Parameter count: how many to read from the front; nil for all.
  /// - Throws: `HornError` where the file cannot be read or a line has no tab (file and line are named).
  public static func load(path: String, count: Int? = nil) throws -> [Pair] {
    let text = try text(of: (path as NSString).expandingTildeInPath)
    var pairs: [Pair] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let count, pairs.count >= count { break }
      let line = line.last == "\r" ? line.dropLast() : line
      if line.isEmpty { continue }
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 2 else {
        throw HornError(
          .format,
          "\(path), line \(index + 1): expected a sentence, a tab and its translation, got \"\(line.prefix(60))\""
        )
      }
      pairs.append(Pair(source: String(columns[0]), target: String(columns[1])))
    }
    guard !pairs.isEmpty else { throw HornError(.format, "\(path): there are no sentences in it") }
    return pairs
  }

  private static func text(of path: String) throws -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw HornError(.file, "\(path): there is no such file, or it cannot be read")
    }
    defer { try? handle.close() }
    let head = (try? handle.read(upToCount: 4)) ?? Data()
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return try unpacked(path) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HornError(.file, "\(path): it cannot be read; expected a text file or a zip archive with one")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The first text file in an archive that is not a note about it (`_about.txt`).
  private static func unpacked(_ path: String) throws -> String {
    let source = ZipSource.file(path)
    return try source.withArchive { archive in
      for place in 0..<UInt64(max(zip_get_num_entries(archive, 0), 0)) {
        guard let raw = zip_get_name(archive, place, 0) else { continue }
        let name = String(cString: raw)
        let last = name.split(separator: "/").last ?? ""
        guard last.hasSuffix(".txt"), !last.hasPrefix("_"), !last.hasPrefix(".") else { continue }
        return try source.entry(place, of: archive).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      }
      throw HornError(.format, "\(path): there is no text file in this archive")
    }
  }
}
