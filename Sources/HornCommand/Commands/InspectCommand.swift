import ArgumentParser
import Horn

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Lists what is in a file: tensors, shapes, types and sizes.",
    discussion: "Takes .keras, .h5, .weights.h5, .safetensors, .npz and .json files. The model is not made.")

  @Argument(help: "The file.", completion: .file())
  var file: String

  @Flag(help: "Print a JSON object instead of a table.")
  var json = false

  func run() throws {
    let file = try ModelFile(path: file)
    Standard.output(json ? Self.json(file) + "\n" : Self.table(file))
  }

  private static func table(_ file: ModelFile) -> String {
    var lines = ["\(file.path): \(file.format.rawValue)"]
    lines += file.metadata.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    if let config = file.config, case .string(let name)? = config["class_name"] {
      lines.append("model: \(name)")
    }
    lines += file.members.map { "member: \($0.name), \(Console.memorySize($0.byteCount))" }
    let rows = file.tensors.map { tensor in
      [tensor.name, "\(Shape(tensor.shape))", tensor.dtype, Console.memorySize(tensor.byteCount)]
    }
    lines += TextTable.lines(["tensor", "shape", "dtype", "size"], rows, rightAligned: [3])
    let bytes = file.tensors.reduce(0) { $0 + $1.byteCount }
    lines.append("\(file.tensors.count) tensors, \(Console.memorySize(bytes))")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func json(_ file: ModelFile) -> String {
    let tensors = file.tensors.map { tensor in
      JSONText.object([
        ("name", JSONText.string(tensor.name)), ("shape", JSONText.array(tensor.shape.map { "\($0)" })),
        ("dtype", JSONText.string(tensor.dtype)), ("bytes", "\(tensor.byteCount)"),
      ])
    }
    let members = file.members.map { member in
      JSONText.object([("name", JSONText.string(member.name)), ("bytes", "\(member.byteCount)")])
    }
    return JSONText.object([
      ("format", JSONText.string(file.format.rawValue)),
      (
        "metadata",
        JSONText.object(file.metadata.sorted { $0.key < $1.key }.map { ($0.key, JSONText.string($0.value)) })
      ),
      ("members", JSONText.array(members)), ("tensors", JSONText.array(tensors)),
      ("config", file.config.map { JSONText.value($0) } ?? "null"),
    ])
  }
}
