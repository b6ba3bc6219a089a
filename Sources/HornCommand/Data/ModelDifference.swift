import Horn

/// What two models, or two files of weights, differ in.
struct ModelDifference {
  /// The weights of a layer.
  private struct LayerDifference {
    let layer: String
    /// The weight with the largest difference.
    var weight: String
    var largest: Double
  }

  private var configs: [ConfigDifference] = []
  private var layers: [LayerDifference] = []
  /// Weights that cannot be compared, with the reason.
  private var others: [String] = []

  init(_ first: String, _ second: String) throws {
    let files = try (ModelFile(path: first), ModelFile(path: second))
    switch (files.0.kind, files.1.kind) {
    case (.model, .model):
      let models = try (ModelPath.open(first), ModelPath.open(second))
      configs = ConfigDifference.all(models.0.serialized, models.1.serialized)
      compare(Self.weights(models.0), Self.weights(models.1))
    case (.model, _), (_, .model):
      throw HornError(
        .configuration,
        "a whole model and weights alone cannot be compared (\(first), \(second)); convert one of them first")
    default:
      compare(try Self.tensors(files.0), try Self.tensors(files.1))
    }
  }

  private static func weights(_ model: Model) -> [(name: String, tensor: Tensor)] {
    model.weights.map { variable in
      let prefix = model.name + "/"
      let path =
        variable.path.hasPrefix(prefix) ? String(variable.path.dropFirst(prefix.count)) : variable.path
      return (path, variable.value)
    }
  }

  private static func tensors(_ file: ModelFile) throws -> [(name: String, tensor: Tensor)] {
    try file.tensors.map { ($0.name, try file.tensor($0.name)) }
  }

  private mutating func compare(_ a: [(name: String, tensor: Tensor)], _ b: [(name: String, tensor: Tensor)])
  {
    var places: [String: Int] = [:]
    for (place, weight) in b.enumerated() where places[weight.name] == nil { places[weight.name] = place }
    let haveOneOrder = a.count == b.count && zip(a, b).allSatisfy { $0.tensor.shape == $1.tensor.shape }
    let isByOrder = haveOneOrder && a.contains { places[$0.name] == nil }
    var matched: Set<Int> = []
    for (index, weight) in a.enumerated() {
      guard let place = isByOrder ? index : places[weight.name] else {
        others.append("\(weight.name) \(weight.tensor.shape): only in the first")
        continue
      }
      matched.insert(place)
      compare(weight.name, weight.tensor, b[place].tensor)
    }
    for (place, weight) in b.enumerated() where !matched.contains(place) {
      others.append("\(weight.name) \(weight.tensor.shape): only in the second")
    }
  }

  private mutating func compare(_ name: String, _ a: Tensor, _ b: Tensor) {
    guard a.shape == b.shape else {
      others.append("\(name): the shapes \(a.shape) and \(b.shape)")
      return
    }
    guard (a.dtype == .string) == (b.dtype == .string) else {
      others.append("\(name): the types \(a.dtype) and \(b.dtype)")
      return
    }
    let parts = name.split(separator: "/").map(String.init)
    let layer = parts.count > 1 ? parts.dropLast().joined(separator: "/") : name
    let largest = Self.largestDifference(a, b)
    guard let place = layers.firstIndex(where: { $0.layer == layer }) else {
      return layers.append(LayerDifference(layer: layer, weight: parts.last ?? name, largest: largest))
    }
    if largest > layers[place].largest {
      layers[place].largest = largest
      layers[place].weight = parts.last ?? name
    }
  }

  /// Infinite where one has a NaN or infinity that the other has not.
  private static func largestDifference(_ a: Tensor, _ b: Tensor) -> Double {
    if a.dtype == .string { return a.byteStrings == b.byteStrings ? 0 : .infinity }
    var largest = 0.0
    for (x, y) in zip(a.floats, b.floats) where !(x == y || (x.isNaN && y.isNaN)) {
      let difference = abs(Double(x) - Double(y))
      largest = max(largest, difference.isNaN ? .infinity : difference)
    }
    return largest
  }

  /// The greatest difference in words; nil where there is none that counts.
  func problem(beyond tolerance: Double) -> String? {
    if let config = configs.first {
      return "\(configs.count) difference(s) in the configurations, first at \(config.path)"
    }
    if let other = others.first { return other }
    guard let worst = layers.max(by: { $0.largest < $1.largest }), worst.largest > tolerance else {
      return nil
    }
    return "the weights of \"\(worst.layer)\" by up to \(worst.largest)"
  }

  /// For people.
  var text: String {
    var lines =
      configs.isEmpty ? ["configurations: equal"] : ["configurations: \(configs.count) difference(s)"]
    lines += configs.map { "  \($0.path): \($0.first) | \($0.second)" }
    lines.append("weights:\(layers.isEmpty && others.isEmpty ? " none" : "")")
    let rows = layers.map { layer in
      [
        "  " + layer.layer, layer.largest == 0 ? "equal" : "\(layer.largest)",
        layer.largest == 0 ? "" : layer.weight,
      ]
    }
    lines += TextTable.lines(["  layer", "largest difference", "weight"], rows, rightAligned: [1])
    lines += others.map { "  " + $0 }
    return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n") + "\n"
  }

  var json: String {
    let configs = configs.map { difference in
      JSONText.object([
        ("path", JSONText.string(difference.path)), ("first", JSONText.string(difference.first)),
        ("second", JSONText.string(difference.second)),
      ])
    }
    let layers = layers.map { layer in
      JSONText.object([
        ("layer", JSONText.string(layer.layer)), ("weight", JSONText.string(layer.weight)),
        ("largest_difference", JSONText.number(layer.largest)),
      ])
    }
    return JSONText.object([
      ("config", JSONText.array(configs)), ("weights", JSONText.array(layers)),
      ("unmatched", JSONText.array(others.map(JSONText.string))),
    ])
  }
}
