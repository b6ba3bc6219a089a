import ArgumentParser
import Foundation
import Horn

/// The start of the program: parses, runs, and says what went wrong.
@main
enum Program {
  static func main() {
    do {
      var command = try HornCommand.parseAsRoot()
      try command.run()
    } catch {
      exit(for: error)
    }
  }

  /// 0 after help, 64 for a wrong use, else 1 with one line.
  private static func exit(for error: any Error) -> Never {
    let code = HornCommand.exitCode(for: error)
    if code.isSuccess { HornCommand.exit(withError: error) }
    if code == .failure {
      Standard.error("error: \(line(error))\n")
    } else {
      var message = HornCommand.fullMessage(for: error)
      if message.hasPrefix("Error: ") { message = "error: " + message.dropFirst("Error: ".count) }
      Standard.error(message + "\n")
    }
    HornCommand.exit(withError: code)
  }

  private static func line(_ error: any Error) -> String {
    let text = (error as? HornError)?.message ?? (error as NSError).localizedDescription
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
