import Foundation
import Horn

/// A folder for one test, removed afterwards.
final class TestFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "horn-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(name: String) -> String { path + "/" + name }

  var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

  /// Writes a file, with the folders before it, and gives its path.
  func write(_ text: String, as name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: (self[name] as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: self[name], atomically: false, encoding: .utf8)
    return self[name]
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: self[name], encoding: .utf8) }

  func write(_ arrays: [(String, Tensor)], as name: String) throws -> String {
    try NpzArchive.write(arrays, to: self[name])
    return self[name]
  }
}
