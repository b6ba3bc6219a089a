import Foundation
import Horn

/// A folder for one test, removed afterwards, and small models in it.
final class TestFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "horn-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(name: String) -> String { path + "/" + name }

  var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

  func write(_ text: String, as name: String) throws -> String {
    try text.write(toFile: self[name], atomically: false, encoding: .utf8)
    return self[name]
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: self[name], encoding: .utf8) }

  func write(_ arrays: [(String, Tensor)], as name: String) throws -> String {
    try NpzArchive.write(arrays, to: self[name])
    return self[name]
  }

  /// Two numbers in, one out; compiled.
  func regression(_ name: String = "regression.keras") throws -> (path: String, model: Model) {
    let model = Sequential(
      [
        Input(shape: [2], name: "point"), Dense(3, activation: .tanh, name: "hidden"),
        Dense(1, name: "value"),
      ],
      name: "regression")
    model.compile(optimizer: .adam(learningRate: 0.05), loss: .meanSquaredError, metrics: ["mae"])
    try model.save(to: self[name])
    return (self[name], model)
  }

  /// Words and numbers in, two outputs.
  func tickets() throws -> (path: String, model: Model) {
    let words = Input(shape: [4], dtype: .int32, name: "words")
    let tags = Input(shape: [3], name: "tags")
    let read = LSTM(5, name: "read")(Embedding(inputDim: 10, outputDim: 4, name: "embedding")(words))
    let joined = Concatenate(name: "joined")([read, tags])
    let priority = Dense(1, activation: .sigmoid, name: "priority")(joined)
    let department = Dense(4, activation: .softmax, name: "department")(joined)
    let model = Model(inputs: [words, tags], outputs: [priority, department], name: "tickets")
    model.compile(
      optimizer: .adam, loss: ["priority": .binaryCrossentropy, "department": .sparseCategoricalCrossentropy])
    try model.save(to: self["tickets.keras"])
    return (self["tickets.keras"], model)
  }

  /// A text in, a number out.
  func reviews() throws -> (path: String, model: Model) {
    let model = Sequential(
      [
        Input(shape: [1], dtype: .string, name: "review"),
        TextVectorization(outputSequenceLength: 5, vocabulary: ["film", "good", "bad", "a"], name: "words"),
        Embedding(inputDim: 6, outputDim: 3, name: "embedding"), GlobalAveragePooling1D(name: "mean"),
        Dense(1, activation: .sigmoid, name: "score"),
      ], name: "reviews")
    try model.save(to: self["reviews.keras"])
    return (self["reviews.keras"], model)
  }
}
