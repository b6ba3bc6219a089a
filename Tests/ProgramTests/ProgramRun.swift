import Foundation
import Testing

/// A run of a program that the package has built.
struct ProgramRun {
  let status: Int32
  let output: String
  let error: String

  /// The program of that name, which lies beside the tests.
  private static func program(_ name: String) -> URL {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.path + "/" + name) {
      folder.deleteLastPathComponent()
    }
    return folder.appendingPathComponent(name)
  }

  init(_ name: String, _ arguments: String..., input: String? = nil) throws {
    try self.init(name, arguments, input: input)
  }

  /// Runs the command `horn`.
  static func horn(_ arguments: String..., environment: [String: String] = [:]) throws -> ProgramRun {
    try ProgramRun("horn", arguments, environment: environment)
  }

  init(_ name: String, _ arguments: [String], input: String? = nil, environment: [String: String] = [:])
    throws
  {
    let process = Process()
    process.executableURL = Self.program(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
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
    // What is written to standard error is short; the pipe holds it while the output is read.
    let written = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    self.output = String(decoding: written, as: UTF8.self)
    self.error = String(decoding: complaint, as: UTF8.self)
  }

  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// The last line as a JSON object.
  var json: [String: Any] {
    let data = Data((lines.last ?? "").utf8)
    return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
  }

  /// Checks that all went well and nothing was complained of.
  func expectSuccess(_ location: SourceLocation = #_sourceLocation) {
    #expect(status == 0, "\(error)", sourceLocation: location)
    #expect(error.isEmpty, sourceLocation: location)
  }

  /// Checks that it ended with 1 and one line that has these words.
  func expectError(_ words: String..., location: SourceLocation = #_sourceLocation) {
    #expect(status == 1, "\(output) \(error)", sourceLocation: location)
    #expect(error.hasPrefix("error: ") && error.hasSuffix("\n"), "\(error)", sourceLocation: location)
    #expect(error.split(separator: "\n").count == 1, "\(error)", sourceLocation: location)
    for word in words { #expect(error.contains(word), "\(error)", sourceLocation: location) }
  }

  /// Checks that it ended with 64 and says so.
  func expectUsage(_ words: String..., location: SourceLocation = #_sourceLocation) {
    #expect(status == 64, "\(output) \(error)", sourceLocation: location)
    #expect(error.hasPrefix("error: ") && error.contains("Usage: "), "\(error)", sourceLocation: location)
    for word in words { #expect(error.contains(word), "\(error)", sourceLocation: location) }
  }
}
