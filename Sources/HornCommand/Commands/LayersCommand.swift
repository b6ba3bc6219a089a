import ArgumentParser
import Horn

struct LayersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers",
    abstract: "Lists the layers that model files may have, with their arguments and defaults.")

  @Argument(help: "The classes to list; all of them by default.")
  var names: [String] = []

  @Flag(help: "Print a JSON object of classes and arguments.")
  var json = false

  func run() throws {
    let all = LayerRegistry.descriptions
    for name in names where !all.contains(where: { $0.className == name || $0.aliases.contains(name) }) {
      throw HornError(
        .value, "there is no layer \"\(name)\"; known are \(all.map(\.className).joined(separator: ", "))")
    }
    let shown =
      names.isEmpty
      ? all : all.filter { names.contains($0.className) || names.contains(where: $0.aliases.contains) }
    if json {
      let entries = shown.map { (key: $0.className, value: Self.json($0)) }
      Standard.output(JSONText.object(entries) + "\n")
    } else {
      for layer in shown { Standard.output(Self.line(layer) + "\n") }
    }
  }

  /// As a call in Python: `Dense(units, activation="linear", …)`.
  private static func line(_ layer: LayerDescription) -> String {
    let arguments = layer.arguments.map { argument in
      argument.defaultValue.map { "\(argument.name)=\(text($0))" } ?? argument.name
    }
    let aliases = layer.aliases.isEmpty ? "" : "  (also \(layer.aliases.joined(separator: ", ")))"
    return "\(layer.className)(\(arguments.joined(separator: ", ")))\(aliases)"
  }

  /// A value as Python has it; an object as the call that makes it.
  private static func text(_ value: ConfigValue) -> String {
    switch value {
    case .null: return "None"
    case .bool(let flag): return flag ? "True" : "False"
    case .array(let list): return "[\(list.map(text).joined(separator: ", "))]"
    case .object(let object):
      guard case .string(let name)? = object["class_name"], case .object(let config)? = object["config"]
      else {
        return JSONText.value(value)
      }
      let arguments = config.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" }
      return "\(name)(\(arguments.joined(separator: ", ")))"
    default: return JSONText.value(value)
    }
  }

  private static func json(_ layer: LayerDescription) -> String {
    let arguments = layer.arguments.map { argument in
      var entries = [
        (key: "name", value: JSONText.string(argument.name)),
        (key: "required", value: argument.defaultValue == nil ? "true" : "false"),
      ]
      if let value = argument.defaultValue { entries.append((key: "default", value: JSONText.value(value))) }
      return JSONText.object(entries)
    }
    return JSONText.object([
      (key: "aliases", value: JSONText.array(layer.aliases.map(JSONText.string))),
      (key: "arguments", value: JSONText.array(arguments)),
    ])
  }
}
