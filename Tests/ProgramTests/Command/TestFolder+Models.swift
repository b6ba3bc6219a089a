import Horn

/// Small models.
extension TestFolder {
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
