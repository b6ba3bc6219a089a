import HornTensor

/// A metric to compile a model with: `.accuracy`, `"auc"`, or `.custom(MyMetric())`.
///
///     model.compile(optimizer: .adam, loss: .binaryCrossentropy, metrics: [.accuracy, "auc", .custom(F1Score())])
public struct MetricChoice: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  private enum Form {
    /// A name that the shapes of targets and predictions give a meaning to.
    case byShape(String)
    case named(String)
    case custom(Metric)
    /// Several for one output.
    case group([MetricChoice])
  }

  private let form: Form

  private init(form: Form) { self.form = form }

  /// A metric of one's own, or with arguments of one's own.
  public init(_ metric: Metric) { form = .custom(metric) }

  /// A metric of one's own, or with arguments of one's own.
  public static func custom(_ metric: Metric) -> MetricChoice { MetricChoice(metric) }

  /// Several metrics, for one of a model's outputs.
  public init(arrayLiteral elements: MetricChoice...) { form = .group(elements) }

  /// The single metrics.
  var flattened: [MetricChoice] {
    if case .group(let choices) = form { choices.flatMap(\.flattened) } else { [self] }
  }

  /// The metric of this name with its default arguments.
  ///
  /// - Throws: `HornError` that lists the known names.
  public static func named(_ name: String) throws -> MetricChoice {
    if shapeDependent.contains(name.lowercased()) { return MetricChoice(form: .byShape(name)) }
    guard Metric.known[name] != nil else { throw Metric.unknown(name) }
    return MetricChoice(form: .named(name))
  }

  /// The metric that a configuration describes: a name, an object with class_name and config, or a list of those.
  ///
  /// - Throws: `HornError` for an unknown name, which lists the known ones, and for wrong arguments.
  public init(config value: ConfigValue) throws {
    switch value {
    case .string(let name): self = try Self.named(name)
    case .null: self.init(form: .group([]))
    case .array(let list): self.init(form: .group(try list.mapPlaces(MetricChoice.init(config:))))
    default: self.init(try Metric.make(config: value))
    }
  }

  /// A name that is not known stops the program with a list of those that are.
  public init(stringLiteral name: String) {
    do {
      self = try Self.named(name)
    } catch {
      programmingError("\(error)")
    }
  }

  static let shapeDependent: Set = ["accuracy", "acc", "crossentropy", "ce"]

  /// The metric for targets and predictions of these shapes, under the name that was chosen.
  ///
  /// - Parameter yPredDType: predictions that are integers, as those of a ``CRF``, are classes themselves.
  package func makeMetric(
    yTrueShape: Shape, yPredShape: Shape, yPredDType: DType = .float32
  ) throws -> Metric {
    switch form {
    case .custom(let metric): return metric
    case .group:
      throw HornError(.configuration, "a list of metrics stands where one is expected")
    case .named(let name):
      let metric = try Metric.make(config: .string(name))
      metric.name = name
      return metric
    case .byShape(let name):
      let kind = TargetKind(yTrue: yTrueShape, yPred: yPredShape)
      if ["accuracy", "acc"].contains(name.lowercased()) {
        if yPredDType == .int32 { return Accuracy(name: name) }
        switch kind {
        case .binary: return BinaryAccuracy(name: name)
        case .sparse: return SparseCategoricalAccuracy(name: name)
        case .categorical: return CategoricalAccuracy(name: name)
        }
      }
      switch kind {
      case .binary: return BinaryCrossentropyMetric(name: name)
      case .sparse: return SparseCategoricalCrossentropyMetric(name: name)
      case .categorical: return CategoricalCrossentropyMetric(name: name)
      }
    }
  }

  /// Keras's form: a bare name, or an object.
  public var serialized: ConfigValue {
    switch form {
    case .byShape(let name), .named(let name): .string(name)
    case .custom(let metric): metric.serialized
    case .group(let choices): .array(choices.map(\.serialized))
    }
  }

  /// Binary, sparse categorical or categorical accuracy, whichever fits the shapes; ``Accuracy`` where predictions are
  /// int32, as those of a ``CRF``.
  public static var accuracy: MetricChoice { MetricChoice(form: .byShape("accuracy")) }
  /// Binary, sparse categorical or categorical cross-entropy, whichever fits the shapes.
  public static var crossentropy: MetricChoice { MetricChoice(form: .byShape("crossentropy")) }
}
