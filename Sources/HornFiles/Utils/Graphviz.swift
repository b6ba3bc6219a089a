import Foundation
import HornTensor

/// Graphviz's program `dot`, where it is installed.
enum Graphviz {
  static let formats = ["png", "pdf", "jpg", "gif", "ps"]

  /// Lets `dot` draw a text in its language into a file.
  static func draw(_ text: String, as format: String, to path: String) throws {
    guard let program = find() else {
      throw HornError(
        .file,
        "\(path): a plot as \(format) needs Graphviz, whose program dot is not in PATH; install it "
          + "(apt-get install graphviz), or write .svg or .dot, which need nothing")
    }
    try AtomicFile.write(path) { temporary in
      let source = temporary + ".dot"
      defer { unlink(source) }
      try AtomicFile.write(text, to: source)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = ["-T\(format)", "-o", temporary, source]
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      do {
        try process.run()
      } catch {
        throw HornError(.file, "\(path): \(program) cannot be started: \(error.localizedDescription)")
      }
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw HornError(.file, "\(path): Graphviz's dot failed with the status \(process.terminationStatus)")
      }
    }
  }

  private static func find() -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/dot" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
