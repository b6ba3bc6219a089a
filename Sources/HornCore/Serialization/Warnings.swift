import HornKernels
import HornTensor

/// The warnings and notes of a task that are gathered instead of printed.
///
/// Tests are quiet with it, and can look at what was said.
package final class Warnings: @unchecked Sendable {
  // Sendable: the messages are behind the lock.
  private var said: [String] = []
  private let lock = Lock()

  /// Who gathers; nil where warnings are printed.
  @TaskLocal package static var gathered: Warnings?

  package init() {}

  /// What was said so far, in order.
  package var messages: [String] { lock.withLock { said } }

  fileprivate func add(_ message: String) { lock.withLock { said.append(message) } }

  /// What a function warns of; nothing of it is printed.
  package static func of(_ body: () throws -> Void) rethrows -> [String] {
    let warnings = Warnings()
    try $gathered.withValue(warnings, operation: body)
    return warnings.messages
  }
}

/// Prints a warning to standard error, unless the task gathers them.
package func printWarning(_ message: String) { say(message, prefix: "Warning: ") }

/// Tells on standard error what goes on, where it does not mix with a program's output; the task may gather it.
package func printNote(_ message: String) { say(message, prefix: "") }

private func say(_ message: String, prefix: String) {
  if let gathered = Warnings.gathered {
    gathered.add(message)
  } else {
    horn_print_error("\(prefix)\(message)\n")
  }
}
