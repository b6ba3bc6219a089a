import Foundation
import Testing

/// A run of one of the example programs that the package has built.
struct ProgramRun {
  let status: Int32
  let output: String
  let error: String

  /// The folder of the programs, beside the tests.
  private static func program(_ name: String) -> URL {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.path + "/" + name) {
      folder.deleteLastPathComponent()
    }
    return folder.appendingPathComponent(name)
  }

  init(_ name: String, _ arguments: String..., input: String? = nil) throws {
    let process = Process()
    process.executableURL = Self.program(name)
    process.arguments = arguments
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    if let input {
      let pipe = Pipe()
      // It is short: the pipe holds it.
      pipe.fileHandleForWriting.write(Data(input.utf8))
      try pipe.fileHandleForWriting.close()
      process.standardInput = pipe
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    let written = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    self.output = String(decoding: written, as: UTF8.self)
    self.error = String(decoding: complaint, as: UTF8.self)
  }

  /// The last line as a JSON object.
  var json: [String: Any] {
    let last = output.split(separator: "\n").last ?? ""
    return (try? JSONSerialization.jsonObject(with: Data(last.utf8))) as? [String: Any] ?? [:]
  }

  /// Checks that it ended with 1 and one line that has these words.
  func expectError(_ words: String..., location: SourceLocation = #_sourceLocation) {
    #expect(status == 1, "\(output) \(error)", sourceLocation: location)
    #expect(error.hasPrefix("error: "), "\(error)", sourceLocation: location)
    #expect(error.split(separator: "\n").count == 1, "\(error)", sourceLocation: location)
    for word in words { #expect(error.contains(word), "\(error)", sourceLocation: location) }
  }

  /// Checks that it ended with 64 and says so.
  func expectUsage(_ words: String..., location: SourceLocation = #_sourceLocation) {
    #expect(status == 64, "\(output) \(error)", sourceLocation: location)
    #expect(error.hasPrefix("error: "), "\(error)", sourceLocation: location)
    for word in words { #expect(error.contains(word), "\(error)", sourceLocation: location) }
  }
}
