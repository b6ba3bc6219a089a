import HornCore

/// Brings configurations of Keras 1, 2 and of TensorFlow's Keras into the form of Keras 3.
///
/// What Keras 3 writes goes through unchanged. Arguments that had to do with how a layer is computed and change no number
/// (`implementation`, `time_major: false`, …) are dropped; others that Keras 3 has no more are errors of the layer's own.
enum LegacyConfig {
  /// A layer or model in Keras's serialised form.
  static func modern(_ value: ConfigValue) -> ConfigValue {
    guard case .object(var object) = value, case .string(let className)? = object["class_name"] else {
      return value
    }
    switch object["config"] {
    case .array(let layers)? where className == "Sequential":
      object["config"] = .object(sequential(["name": "sequential", "layers": .array(layers)]))
    case .object(let config)? where className == "Sequential": object["config"] = .object(sequential(config))
    case .object(let config)? where isGraph(className, config):
      object["class_name"] = "Functional"
      object["config"] = .object(functional(config))
    case .object(let config)?:
      let (name, arguments) = layer(className, config)
      object["class_name"] = .string(name)
      object["config"] = .object(arguments)
    default: break
    }
    if case .object(let config)? = object["compile_config"], config["optimizer"] != nil {
      object["compile_config"] = .object(
        config.merging(["optimizer": optimizer(config["optimizer"] ?? .null)]) { $1 })
    }
    return .object(object)
  }

  private static func isGraph(_ className: String, _ config: Config) -> Bool {
    config["input_layers"] != nil && config["layers"] != nil && config["output_layers"] != nil
      && ["Model", "Functional"].contains(className)
  }

  // MARK: - Layers

  /// Arguments without an effect on the numbers.
  private static let dropped: Set = [
    "batch_input_shape", "input_shape", "input_dtype", "implementation", "consume_less",
    "expects_training_arg",
    "fused", "renorm", "renorm_clipping", "renorm_momentum", "virtual_batch_size", "adjustment",
  ]
  /// Names of Keras 1.
  private static let renamed = [
    "output_dim": "units", "init": "kernel_initializer", "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation", "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer", "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint", "U_constraint": "recurrent_constraint",
    "b_constraint": "bias_constraint", "dropout_W": "dropout", "dropout_U": "recurrent_dropout",
    "bias": "use_bias", "nb_filter": "filters", "filter_length": "kernel_size", "subsample_length": "strides",
    "border_mode": "padding", "pool_length": "pool_size", "stride": "strides", "p": "rate", "sigma": "stddev",
  ]
  private static let firstClasses: Set = [
    "AveragePooling1D", "Conv1D", "Dense", "Dropout", "Embedding", "GRU", "GaussianDropout", "GaussianNoise",
    "LSTM", "MaxPooling1D", "SimpleRNN", "SpatialDropout1D",
  ]
  private static let renamedClasses = [
    "Convolution1D": "Conv1D", "BatchNormalizationV1": "BatchNormalization",
  ]

  private static func layer(_ className: String, _ config: Config) -> (String, Config) {
    let className = renamedClasses[className] ?? className
    // A class of the user's own knows its arguments itself.
    guard LayerRegistry.names.contains(className) else { return (className, config) }
    var config = config
    if className == "InputLayer" {
      config["batch_shape"] = config["batch_shape"] ?? config["batch_input_shape"]
    }
    for key in dropped { config[key] = nil }
    if config["time_major"] == false { config["time_major"] = nil }
    if config["ragged"] == false, className != "InputLayer" { config["ragged"] = nil }
    renameFirst(className, &config)
    // tf.keras wrote a policy without a module.
    if let policy = config["dtype"], policy["module"] == nil,
      case .string(let name)? = policy["config"]?["name"]
    {
      config["dtype"] = .string(name)
    }
    if className == "BatchNormalization", case .array(let axes)? = config["axis"], axes.count == 1 {
      config["axis"] = axes[0]
    }
    // GRU of Keras 2 was the first to have a choice; before, and unless told, the reset came first.
    if className == "GRU" || className == "GRUCell", config["reset_after"] == nil, isOld(config) {
      config["reset_after"] = false
    }
    for key in ["layer", "cell", "forward_layer", "backward_layer", "backward_layer_config"] {
      if let inner = config[key], case .object = inner { config[key] = modern(inner) }
    }
    if case .array(let cells)? = config["cells"] { config["cells"] = .array(cells.map(modern)) }
    return (className, config)
  }

  /// Whether arguments are those of a Keras before 3, which had a seed for no layer of recurrence.
  private static func isOld(_ config: Config) -> Bool {
    config["seed"] == nil && config["dtype"]?["module"] == nil
  }

  private static func renameFirst(_ className: String, _ config: inout Config) {
    let isFirst =
      config["output_dim"] != nil || config["init"] != nil || config["p"] != nil || config["nb_filter"] != nil
      || config["sigma"] != nil || config["pool_length"] != nil
    guard isFirst, firstClasses.contains(className) else { return }
    for (old, new) in renamed {
      guard let value = config.removeValue(forKey: old) else { continue }
      if old == "output_dim", className == "Embedding" {
        config[old] = value
      } else if old == "init", className == "Embedding" {
        config["embeddings_initializer"] = value
      } else if old.hasPrefix("W_"), className == "Embedding" {
        config["embeddings_" + old.dropFirst(2)] = value
      } else if className == "Embedding", old == "dropout_W" {
        continue
      } else if value != .null || config[new] == nil {
        config[new] = value
      }
    }
    for key in ["input_dim", "input_length", "mode", "dropout"]
    where className != "Embedding" || key != "input_dim" {
      if key != "dropout" || className == "Embedding" { config[key] = nil }
    }
    switch config.removeValue(forKey: "forget_bias_init") {
    case .string("one")?, .string("ones")?: config["unit_forget_bias"] = true
    case nil: break
    default: config["unit_forget_bias"] = false
    }
    if className == "GRU" { config["reset_after"] = false }
    for (key, value) in config {
      // The names of Keras 1.
      if case .string("zero") = value { config[key] = "zeros" }
      if case .string("one") = value { config[key] = "ones" }
    }
  }

  // MARK: - Models

  private static func sequential(_ config: Config) -> Config {
    var config = config
    guard case .array(var layers)? = config["layers"] else { return config }
    if let first = layers.first, let input = impliedInput(first) { layers.insert(input, at: 0) }
    config["layers"] = .array(layers.map(modern))
    if let shape = config["build_input_shape"], case .array = shape {
    } else {
      config["build_input_shape"] = nil
    }
    return config
  }

  /// The entry that stands for a `batch_input_shape` of the first layer.
  private static func impliedInput(_ first: ConfigValue) -> ConfigValue? {
    guard first["class_name"] != "InputLayer", let arguments = first["config"],
      let shape = arguments["batch_input_shape"], case .array = shape
    else { return nil }
    var name = "input"
    if case .string(let layer)? = arguments["name"] { name = layer + "_input" }
    var dtype = arguments["input_dtype"] ?? "float32"
    if case .string("Embedding")? = first["class_name"] { dtype = "int32" }
    if case .string("TextVectorization")? = first["class_name"] { dtype = "string" }
    if dtype == .null { dtype = "float32" }
    return [
      "class_name": "InputLayer",
      "config": ["batch_shape": shape, "dtype": dtype, "sparse": false, "name": .string(name)],
    ]
  }

  private static func functional(_ config: Config) -> Config {
    var config = config
    guard case .array(let layers)? = config["layers"] else { return config }
    var models: Set<String> = []
    var isOld = false
    let modernised = layers.map { value -> ConfigValue in
      guard case .object(var object) = modern(value) else { return value }
      if case .object(var arguments)? = object["config"], arguments["name"] == nil, let name = value["name"] {
        arguments["name"] = name
        object["config"] = .object(arguments)
      }
      if object["class_name"] == "Functional", case .string(let name)? = object["config"]?["name"] {
        models.insert(name)
      }
      if case .array(let nodes)? = object["inbound_nodes"] {
        object["inbound_nodes"] = .array(
          nodes.map { node in
            guard case .array(let inputs) = node else { return node }
            isOld = true
            return call(inputs)
          })
      }
      return .object(object)
    }
    config["layers"] = .array(modernised)
    guard isOld else { return config }
    for key in ["input_layers", "output_layers"] {
      if let ends = config[key] { config[key] = self.ends(ends, models) }
    }
    return config
  }

  /// References at a model's ends: one where there is one, and calls of nested models counted as Keras 3 does there.
  private static func ends(_ value: ConfigValue, _ models: Set<String>) -> ConfigValue {
    guard case .array(let list) = value else { return value }
    if case .string(let name)? = list.first {
      guard list.count == 3, models.contains(name), case .int(let number) = list[1], number < 1 << 30 else {
        return value
      }
      return [list[0], .int(number + 1), list[2]]
    }
    let found = list.map { ends($0, models) }
    return found.count == 1 ? found[0] : .array(found)
  }

  /// A call in the form of Keras 3 from a list of `[layer, call, output, arguments]`.
  private static func call(_ inputs: [ConfigValue]) -> ConfigValue {
    var inputs = inputs
    if case .string? = inputs.first { inputs = [.array(inputs)] }
    var arguments: Config = [:]
    let tensors = inputs.map { input -> ConfigValue in
      guard case .array(let parts) = input, parts.count >= 3 else { return input }
      if parts.count > 3, case .object(let more) = parts[3] {
        for (key, value) in more where value != .null { arguments[key] = argument(value) }
      }
      return tensor(parts)
    }
    return [
      "args": tensors.count == 1 ? .array(tensors) : .array([.array(tensors)]), "kwargs": .object(arguments),
    ]
  }

  private static func tensor(_ parts: [ConfigValue]) -> ConfigValue {
    [
      "class_name": "__keras_tensor__",
      "config": ["shape": nil, "dtype": "float32", "keras_history": .array(Array(parts.prefix(3)))],
    ]
  }

  /// A value in a call: references to tensors, alone or in lists, become tensors.
  private static func argument(_ value: ConfigValue) -> ConfigValue {
    guard case .array(let list) = value else { return value }
    if list.count >= 3, case .string(let first) = list[0], case .int = list[1], case .int = list[2] {
      return first == "_CONSTANT_VALUE" ? list[2] : tensor(list)
    }
    return .array(list.map(argument))
  }

  // MARK: - Training

  /// The arguments of `compile` from the training_config of an HDF5 file.
  static func compileConfig(_ value: ConfigValue) -> Config {
    var config: Config = ["optimizer": optimizer(value["optimizer_config"] ?? .null)]
    for key in ["loss", "loss_weights", "metrics", "weighted_metrics"] {
      config[key] = value[key].map(measure) ?? .null
    }
    return config
  }

  /// A loss or metric, or lists of them: a function wrapped by older Keras is named instead.
  private static func measure(_ value: ConfigValue) -> ConfigValue {
    switch value {
    case .array(let list): return .array(list.map(measure))
    case .object(let object):
      if object["class_name"] == nil { return .object(object.mapValues(measure)) }
      let config = object["config"]
      if case .string(let name)? = object["class_name"], name.hasSuffix("Wrapper"),
        case .string(let function)? = config?["fn"]
      {
        return .string(function)
      }
      if case .object(var arguments)? = config {
        // Keras 3 knows by itself what these were for.
        if case .object(let inner)? = arguments["dtype"] { arguments["dtype"] = inner["config"]?["name"] }
        if arguments["reduction"] == "auto" { arguments["reduction"] = nil }
        var object = object
        object["config"] = .object(arguments)
        return .object(object)
      }
      return value
    default: return value
    }
  }

  /// An optimizer's configuration with today's names.
  static func optimizer(_ value: ConfigValue) -> ConfigValue {
    guard case .object(var object) = value, case .string(let name)? = object["class_name"],
      case .object(var config)? = object["config"]
    else { return value }
    if name.hasPrefix("Custom>") { object["class_name"] = .string(String(name.dropFirst(7))) }
    if let rate = config.removeValue(forKey: "lr"), config["learning_rate"] == nil {
      config["learning_rate"] = rate
    }
    for key in ["jit_compile", "is_legacy_optimizer", "schedule_decay"] { config[key] = nil }
    if config["epsilon"] == .null { config["epsilon"] = nil }
    if config["weight_decay"] == 0.0, object["module"] == nil { config["weight_decay"] = nil }
    if let decay = config.removeValue(forKey: "decay"), let rate = config["learning_rate"],
      case .double(let number) = decay, number > 0
    {
      config["learning_rate"] = [
        "module": "keras.optimizers.schedules", "class_name": "InverseTimeDecay",
        "config": [
          "initial_learning_rate": rate, "decay_steps": 1, "decay_rate": .double(number), "staircase": false,
        ], "registered_name": nil,
      ]
    }
    object["config"] = .object(config)
    return .object(object)
  }

  // MARK: - Writing

  /// A model's configuration as it stands in an HDF5 file.
  static func written(_ value: ConfigValue) -> ConfigValue {
    guard case .object(let object) = value else { return value }
    return .object(object.filter { ["module", "class_name", "config", "registered_name"].contains($0.key) })
  }

  /// The training_config of an HDF5 file.
  static func trainingConfig(_ compile: Config) -> Config {
    var config = compile
    config["optimizer_config"] = config.removeValue(forKey: "optimizer")
    return config
  }
}
