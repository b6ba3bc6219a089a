import HornTensor
import Testing

@testable import HornCore

/// Configurations from strangers that are well formed and ask for what cannot be.
@Suite(.quiet) struct HostileConfigTests {
  private func refusal(_ words: String..., body: () throws -> Void) {
    let error = #expect(throws: HornError.self) { try body() }
    for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
  }

  private func layer(_ className: String, _ config: Config) throws -> Layer {
    try Layer.fromConfig(["class_name": .string(className), "config": .object(config)])
  }

  private func tensor(_ layer: String) -> ConfigValue {
    ["class_name": "__keras_tensor__", "config": ["keras_history": [.string(layer), 0, 0]]]
  }

  /// A layer of a model that is called once; classes with a module are operations.
  private func called(
    _ className: String, _ name: String, _ config: Config = [:], module: String = "keras.layers",
    on args: [ConfigValue], mask: ConfigValue? = nil
  ) -> ConfigValue {
    [
      "module": .string(module), "class_name": .string(className), "name": .string(name),
      "config": .object(config.merging(["name": .string(name)]) { $1 }),
      "inbound_nodes": [["args": .array(args), "kwargs": .object(mask.map { ["mask": $0] } ?? [:])]],
    ]
  }

  /// A model of one input, "x", whose output is that of a layer.
  private func model(input shape: ConfigValue, _ layers: [ConfigValue], output: String) -> ConfigValue {
    let input: ConfigValue = [
      "class_name": "InputLayer", "config": ["batch_shape": shape, "name": "x"], "name": "x",
      "inbound_nodes": [],
    ]
    return [
      "class_name": "Functional",
      "config": [
        "name": "m", "layers": .array([input] + layers), "input_layers": [["x", 0, 0]],
        "output_layers": [[.string(output), 0, 0]],
      ],
    ]
  }

  /// A model of layers each of which is called with the one before it.
  private func chain(input shape: ConfigValue, _ layers: [(className: String, config: Config)]) -> ConfigValue
  {
    let names = ["x"] + layers.indices.map { "layer\($0)" }
    let calls = layers.enumerated().map { index, layer in
      called(layer.className, names[index + 1], layer.config, on: [tensor(names[index])])
    }
    return model(input: shape, calls, output: names[layers.count])
  }

  @Test(arguments: [Int.min, Int.max, 64])
  func axes(axis: Int) throws {
    let number = ConfigValue.int(axis)
    for (name, config) in [
      ("Concatenate", ["axis": number]), ("BatchNormalization", ["axis": number]),
      ("GroupNormalization", ["axis": number]), ("LayerNormalization", ["axis": number]),
      ("LayerNormalization", ["axis": [number]]), ("Softmax", ["axis": number]),
      ("Normalization", ["axis": number]), ("Dot", ["axes": [number, 1]]),
      ("PReLU", ["shared_axes": [number]]),
      (
        "Dense",
        [
          "units": 2,
          "kernel_constraint": ["class_name": "MaxNorm", "config": ["max_value": 2, "axis": number]],
        ]
      ),
    ] as [(String, Config)] {
      refusal("\(axis)") { _ = try layer(name, config) }
    }
  }

  @Test func axesOfLosses() throws {
    for name in ["Dice", "Tversky"] {
      for axis in [[0, 0], [.int(.min)], ["a"]] as [ConfigValue] {
        refusal("axis") { _ = try Loss(config: ["class_name": .string(name), "config": ["axis": axis]]) }
      }
      // One axis from either end; only the shape tells.
      let loss = try Loss(config: ["class_name": .string(name), "config": ["axis": [0, -2]]])
      refusal("name one twice") { _ = try loss(Tensor(ones: [2, 3]), Tensor(ones: [2, 3])) }
    }
  }

  @Test func callsOfNestedModels() throws {
    let input = Input(shape: [2], name: "x")
    let inner = Model(inputs: input, outputs: Dense(2)(input), name: "inner")
    let outer = Input(shape: [2], name: "y")
    let model = Model(inputs: outer, outputs: inner(outer), name: "outer")
    guard case .object(let object) = model.serialized, case .object(var config)? = object["config"] else {
      Issue.record("no configuration")
      return
    }
    for call in [Int.min, 0, 2, Int.max] {
      config["output_layers"] = ["inner", .int(call), 0]
      refusal("model \"outer\"") {
        _ = try Layer.fromConfig(["class_name": "Functional", "config": .object(config)])
      }
    }
    config["output_layers"] = ["inner", 1, 0]
    _ = try Layer.fromConfig(["class_name": "Functional", "config": .object(config)])
  }

  @Test func operations() throws {
    typealias Operand = SymbolicTensor.Operand
    func input(_ shape: [Int?], _ dtype: DType = .float32) -> Operand {
      .tensor(Input(shape: shape, dtype: dtype))
    }
    let (text, flag, numbers) = (input([3], .string), input([3], .bool), input([3]))
    let cases: [(String, [Operand], Config)] = [
      ("Matmul", [input([2, 3]), input([2, 3])], [:]), ("Matmul", [numbers, .constant(2)], [:]),
      ("Add", [text, text], [:]), ("Add", [numbers, text], [:]), ("NotEqual", [text, .constant(0)], [:]),
      ("Equal", [numbers, text], [:]), ("Sum", [text], [:]), ("Any", [text], [:]), ("Exp", [text], [:]),
      ("Relu", [text], [:]), ("Negative", [flag], [:]), ("Subtract", [flag, flag], [:]),
      ("Max", [input([3, 0])], ["axis": -1]), ("Max", [input([0])], [:]),
      ("Max", [numbers], ["axis": .int(.min)]),
      ("Add", [input([1 << 20, 1]), input([1, 1 << 20])], [:]),
      ("Matmul", [input([1 << 20, 1]), input([1, 1 << 20])], [:]),
    ]
    for (name, operands, options) in cases {
      refusal("operation \(name)") { _ = try SymbolicTensor.operation(name, operands, options: options) }
    }
    #expect(try SymbolicTensor.operation("NotEqual", [text, text]).dtype == .bool)
    #expect(try SymbolicTensor.operation("Add", [flag, flag]).dtype == .bool)
    #expect(try SymbolicTensor.operation("Subtract", [flag, .constant(1)]).dtype == .float32)
    #expect(try SymbolicTensor.operation("Max", [flag], options: ["axis": 1]).shape == [nil])
    for (a, b, shape) in [
      ([2, 3], [3, 4], [nil, 2, 4]), ([5, 2, 3], [5, 3, 4], [nil, 5, 2, 4]),
    ] as [([Int?], [Int?], [Int?])] {
      let product = try SymbolicTensor.operation("Matmul", [input(a), input(b)])
      #expect(product.shape == shape)
    }
    // What only the data tell.
    let open = Input(shape: [nil, 3])
    let most = try SymbolicTensor.operation("Max", [.tensor(open)], options: ["axis": 1])
    refusal("operation Max", "(2, 0, 3)") {
      _ = try Model(inputs: open, outputs: most)(Tensor(zeros: [2, 0, 3])) as Tensor
    }
  }

  @Test func lengths() throws {
    let far = ConfigValue.int(1 << 39)
    // A layer whose mask and shape are found by trying.
    LambdaFunction.register("hostile_test>same") { $0 }
    let lambda: Config = ["function": "hostile_test>same"]
    for shape in [[nil, far], [nil, far, far]] as [ConfigValue] {
      refusal("too large") { _ = try Layer.fromConfig(chain(input: shape, [("Lambda", lambda)])) }
    }
    let masked: [(String, Config)] = [("Masking", [:]), ("Dropout", ["rate": 0.5])]
    refusal("too large") { _ = try Layer.fromConfig(chain(input: [nil, far, far], masked)) }
    let negative = lambda.merging(["output_shape": [-1]]) { $1 }
    refusal("output_shape", "-1") {
      _ = try Layer.fromConfig(chain(input: [nil, 2], [("Lambda", negative)]))
    }

    refusal("RepeatVector", "n must be") { _ = try layer("RepeatVector", ["n": .int(.max)]) }
    refusal("UpSampling1D", "size must be") { _ = try layer("UpSampling1D", ["size": .int(.max)]) }
    let doubled = ("UpSampling1D", ["size": far] as Config)
    let padded = ("ZeroPadding1D", ["padding": .int(1 << 40 - 1)] as Config)
    for layers in [[doubled, doubled], [padded, padded], [doubled, padded]] as [[(String, Config)]] {
      refusal("axis longer than") { _ = try Layer.fromConfig(chain(input: [nil, 3, 2], layers)) }
    }
    let long = Input(shape: [1 << 40, 2])
    refusal("Concatenate", "axis longer than") { _ = try Concatenate(axis: 1).connected(to: [long, long]) }
  }

  @Test func shapesOfSequentials() throws {
    let dense: ConfigValue = ["class_name": "Dense", "config": ["units": 2]]
    let flatten: ConfigValue = ["class_name": "Flatten", "config": [:]]
    for shape in [[], [nil, -1], [-1, 3]] as [ConfigValue] {
      for first in [dense, flatten] {
        refusal("build_input_shape", "first axis") {
          _ = try layer("Sequential", ["name": "s", "layers": [first], "build_input_shape": shape])
        }
      }
    }
  }

  @Test func argumentsOfOperations() {
    let call: ConfigValue = ["args": [tensor("x")], "kwargs": ["axis": 1]]
    let sum: ConfigValue = [
      "module": "keras.src.ops.numpy", "class_name": "Sum", "name": "sum",
      "config": ["name": "sum", "axis": -1, "keepdims": false], "inbound_nodes": [call],
    ]
    refusal("\"sum\"", "no argument axis") {
      _ = try Layer.fromConfig(model(input: [nil, 5, 2], [sum], output: "sum"))
    }
  }

  /// Whether a mask is the input's own is found in a moment also where each operation has one operand twice.
  @Test func sharedOperands() throws {
    let operations = "keras.src.ops.numpy"
    var layers: [ConfigValue] = []
    for chain in ["a", "b"] {
      for index in 1...34 {
        let operand = tensor(index == 1 ? "x" : "\(chain)\(index - 1)")
        layers.append(called("Add", "\(chain)\(index)", module: operations, on: [operand, operand]))
      }
    }
    layers += [
      called("NotEqual", "differs", module: operations, on: [tensor("b34"), 0.0]),
      called("Any", "mask", ["axis": -1, "keepdims": false], module: operations, on: [tensor("differs")]),
      called("Masking", "masking", on: [tensor("a34")]),
      called("LSTM", "lstm", ["units": 2], on: [tensor("masking")], mask: tensor("mask")),
    ]
    let read = try Layer.fromConfig(model(input: [nil, 5, 2], layers, output: "lstm"))
    let lstm = try (#require(read as? Model)).getLayer("lstm")
    #expect(try #require(lstm.liveCalls.first).masks == nil)
  }

  @Test func strings() throws {
    let text = Tensor(["a", "b"], shape: [1, 1, 2])
    let penalty: ConfigValue = ["class_name": "L1", "config": ["l1": 0.1]]
    for (name, config) in [
      ("Masking", [:]), ("Activation", ["activation": "relu"]), ("Activation", ["activation": "linear"]),
      ("GlobalAveragePooling1D", [:]), ("GlobalMaxPooling1D", [:]),
      ("Flatten", ["activity_regularizer": penalty]),
      ("ActivityRegularization", ["l1": 0.1]),
    ] as [(String, Config)] {
      let layer = try layer(name, config)
      refusal("\"\(layer.name)\"", "strings") { _ = try layer(text) as Tensor }
    }
    let joint = Concatenate(name: "joint")
    refusal("joint", "strings") { _ = try joint([text, Tensor(zeros: [1, 1, 2])]) as Tensor }
    #expect(try (joint([text, text]) as Tensor).shape == [1, 1, 4])
    refusal("NotEqual") { _ = try Masking().connected(to: [Input(shape: [3, 2], dtype: .string)]) }
  }

  /// Arguments that must be there, for all layers that have them.
  private static let required: Config = [
    "units": 2, "input_dim": 9, "output_dim": 2, "filters": 2, "kernel_size": 2, "pool_size": 2,
    "num_heads": 2,
    "key_dim": 2, "n": 2, "dims": [2, 1], "target_shape": [6, 2], "axes": 2, "rate": 0.5, "stddev": 0.5,
    "scale": 2.0, "num_tokens": 9, "num_bins": 3, "equation": "abc,cd->abd", "output_shape": [nil, 2],
    "num_query_heads": 2, "num_key_value_heads": 1, "head_dim": 2, "function": "hostile_test>twice",
    "layer": ["class_name": "LSTM", "config": ["units": 2, "return_sequences": true]],
    "cell": ["class_name": "LSTMCell", "config": ["units": 2]],
    "cells": [["class_name": "LSTMCell", "config": ["units": 2]]], "batch_shape": [nil, 4, 3], "layers": [],
  ]

  /// Each argument of each layer with values that it may not have: the layer is refused, or it can be called.
  @Test func argumentsOfLayers() throws {
    LambdaFunction.register("hostile_test>twice") { $0 }
    let values: [ConfigValue] = [
      .int(.min), .int(.max), -1, 0, 65, .double(.nan), .double(.infinity), -1.5, "x", [], [.int(.min)],
      [0, 0],
      [.int(.max), .int(.max)], ["x"], [[0]], [:], true,
    ]
    // Other tests register layers of their own.
    for entry in ClassRegistry.descriptions(of: .layer) where entry.registeredName == nil {
      var base: Config = ["name": "l"]
      for argument in entry.arguments where argument.defaultValue == nil {
        base[argument.name] = Self.required[argument.name]
      }
      if entry.className == "Functional" { continue }
      _ = try layer(entry.className, base)
      for argument in entry.arguments where argument.name != "name" {
        for value in values {
          guard let layer = try? layer(entry.className, base.merging([argument.name: value]) { $1 }) else {
            continue
          }
          for shape in [[], [3], [0], [4, 3], [0, 3], [4, 0], [2, 3, 2]] as [[Int?]] {
            for dtype in DType.allCases { tryOut(layer, shape, dtype) }
          }
        }
      }
    }
  }

  /// Connects a layer to an input, and calls it with zeros unless they are many.
  private func tryOut(_ layer: Layer, _ shape: [Int?], _ dtype: DType) {
    let input = Input(shape: shape, dtype: dtype) as SymbolicTensor
    let inputs = layer is Merge ? [input, input] : [input]
    guard let outputs = try? layer.connected(to: inputs),
      outputs.allSatisfy({ $0.shape.reduce(1.0) { $0 * Double($1 ?? 2) } < 1e5 })
    else { return }
    let zeros = inputs.map { Tensor(zeros: Shape($0.shape.map { $0 ?? 2 }), dtype: dtype) }
    for training in [false, true] { _ = try? layer(zeros, training: training) as [Tensor] }
  }
}
