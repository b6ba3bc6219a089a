import ArgumentParser
import Horn

struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Prints the layers of a model, their output shapes and numbers of weights.")

  @Argument(help: "The model.", completion: ModelPath.completion)
  var model: String

  @Flag(help: "Print a JSON object instead of a table.")
  var json = false

  @Flag(help: "Show the layers of models inside the model too.")
  var expandNested = false

  func run() throws {
    let model = try ModelPath.open(model)
    if json {
      Standard.output(Self.json(model, expandNested: expandNested) + "\n")
    } else {
      model.summary(expandNested: expandNested)
    }
  }

  private static func json(_ model: Model, expandNested: Bool) -> String {
    func count(_ variables: [Variable]) -> String {
      "\(variables.reduce(0) { $0 + $1.shape.elementCount })"
    }
    let inputs = ModelInput.all(of: model).map { input in
      JSONText.object([
        ("name", JSONText.string(input.name)), ("shape", input.shape.map(JSONText.shape) ?? "null"),
        ("dtype", input.dtype.map { JSONText.string($0.rawValue) } ?? "null"),
      ])
    }
    let outputs = zip(model.outputNames, model.outputs).map { name, output in
      JSONText.object([
        ("name", JSONText.string(name)), ("shape", JSONText.shape(output.shape)),
        ("dtype", JSONText.string(output.dtype.rawValue)),
      ])
    }
    return JSONText.object([
      ("name", JSONText.string(model.name)), ("class_name", JSONText.string(model.className)),
      ("inputs", JSONText.array(inputs)), ("outputs", JSONText.array(outputs)),
      (
        "layers",
        JSONText.array(model.layerSummaries(expandNested: expandNested).map { layer($0, expandNested) })
      ),
      ("params", count(model.weights)), ("trainable_params", count(model.trainableWeights)),
      ("non_trainable_params", count(model.nonTrainableWeights)),
      ("compiled", model.optimizer == nil ? "false" : "true"),
    ])
  }

  private static func layer(_ layer: LayerSummary, _ expandNested: Bool) -> String {
    var entries = [
      ("name", JSONText.string(layer.name)), ("class_name", JSONText.string(layer.className)),
      ("output_shapes", layer.outputShapes.map { JSONText.array($0.map(JSONText.shape)) } ?? "null"),
      ("params", "\(layer.parameterCount)"), ("trainable", layer.trainable ? "true" : "false"),
      ("connected_to", JSONText.array(layer.connections.map(JSONText.string))),
    ]
    if expandNested { entries.append(("layers", JSONText.array(layer.layers.map { self.layer($0, true) }))) }
    return JSONText.object(entries.map { (key: $0.0, value: $0.1) })
  }
}
