import Foundation

/// Where the tests find files.
enum TestFiles {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// A file that NumPy wrote.
  static func golden(_ name: String) -> String { root + "/Tests/Golden/numpy/" + name }

  static func goldenBytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: golden(name))))
  }

  /// A real data set beside the package; nil, with a note, where there is none.
  static func shared(_ name: String) -> String? {
    let path = root + "/../shared/datasets/" + name
    if FileManager.default.fileExists(atPath: path) { return path }
    print("skipped: there is no \(name) beside the package")
    return nil
  }

  /// A directory for one test, removed afterwards.
  static func withDirectory<R>(_ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "/horn-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}
