/// A mistake in something that came from outside: data, a file, a configuration, the network.
///
/// The message names what was wrong, what came, what was expected and what to do.
/// Mistakes in the program itself (a wrong rank in an expression) stop it with a message instead.
public struct HornError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the error is about: `file` where one cannot be read or written, `format` where what is in it is wrong, `state`
  /// where a call is not possible yet or not here.
  public enum Kind: String, Hashable, Sendable {
    case shape, dtype, value, configuration, state, file, format, network
  }

  /// What the error is about, for programs that treat some errors apart.
  public let kind: Kind
  /// What was wrong, what came, what was expected and what to do.
  public let message: String
  /// Where in a configuration it was found, `config.layers[1].config.units`, which the message says too; nil for other
  /// errors.
  public let place: String?

  /// - Parameter place: where in a configuration the error was found; the message must say it too.
  public init(_ kind: Kind, _ message: String, place: String? = nil) {
    self.kind = kind
    self.message = message
    self.place = place
  }

  public var description: String { message }
}

/// Stops the program because of a mistake in it, at the caller's line.
package func programmingError(
  _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
  fatalError("Horn: " + message(), file: file, line: line)
}

/// Stops the program with the message unless the condition holds.
@inline(__always)
package func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { programmingError(message(), file: file, line: line) }
}
