import ArgumentParser
import Horn

struct LayersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers",
    abstract:
      "Lists the layers, losses, optimizers and other classes that model files may have, with their arguments "
      + "and defaults.")

  @Argument(help: "The classes to list; all of them by default.")
  var names: [String] = []

  @Option(help: "List the classes of one kind.")
  var kind: ClassDescription.Kind?

  @Flag(help: "Print a JSON object of kinds, classes and arguments.")
  var json = false

  func run() throws {
    let all = kind.map { ClassRegistry.descriptions(of: $0) } ?? ClassRegistry.descriptions
    for name in names where !all.contains(where: { Self.isNamed($0, name) }) {
      throw HornError(
        .value,
        "there is no \(kind?.rawValue ?? "class") \"\(name)\"; known are "
          + all.map(\.className).joined(separator: ", "))
    }
    let shown = names.isEmpty ? all : all.filter { entry in names.contains { Self.isNamed(entry, $0) } }
    let groups = ClassDescription.Kind.allCases.compactMap { kind in
      let entries = shown.filter { $0.kind == kind }
      return entries.isEmpty ? nil : (kind: kind, entries: entries)
    }
    if json {
      let objects = groups.map { group in
        (
          key: group.kind.plural,
          value: JSONText.object(group.entries.map { (key: $0.className, value: Self.json($0)) })
        )
      }
      Standard.output(JSONText.object(objects) + "\n")
    } else {
      for (place, group) in groups.enumerated() {
        if groups.count > 1 { Standard.output("\(place > 0 ? "\n" : "")# \(group.kind.plural)\n") }
        for entry in group.entries { Standard.output(Self.line(entry) + "\n") }
      }
    }
  }

  private static func isNamed(_ entry: ClassDescription, _ name: String) -> Bool {
    entry.className == name || entry.registeredName == name || entry.aliases.contains(name)
  }

  /// As a call in Python: `Dense(units, activation="linear", …)`.
  private static func line(_ entry: ClassDescription) -> String {
    let arguments = entry.arguments.map { argument in
      argument.defaultValue.map { "\(argument.name)=\(text($0))" } ?? argument.name
    }
    let aliases = entry.aliases.isEmpty ? "" : "  (also \(entry.aliases.joined(separator: ", ")))"
    return "\(entry.className)(\(arguments.joined(separator: ", ")))\(aliases)"
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

  private static func json(_ entry: ClassDescription) -> String {
    let arguments = entry.arguments.map { argument in
      var entries = [
        (key: "name", value: JSONText.string(argument.name)),
        (key: "required", value: argument.defaultValue == nil ? "true" : "false"),
      ]
      if let value = argument.defaultValue { entries.append((key: "default", value: JSONText.value(value))) }
      return JSONText.object(entries)
    }
    return JSONText.object([
      (key: "aliases", value: JSONText.array(entry.aliases.map(JSONText.string))),
      (key: "arguments", value: JSONText.array(arguments)),
    ])
  }
}

extension ClassDescription.Kind: ExpressibleByArgument {}
