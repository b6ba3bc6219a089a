import HornTensor

@testable import HornCore

/// Models of the forms that plots must cope with.
enum PlottedModels {
  static func chain() -> Model {
    Sequential(
      [
        Input(shape: [80], dtype: .int32), Embedding(inputDim: 20_000, outputDim: 50, name: "embedding"),
        LSTM(16, name: "lstm"), Dropout(0.5, name: "dropout"),
        Dense(1, activation: .sigmoid, name: "score", trainable: false),
      ], name: "reviews")
  }

  /// Branches, a way past several boxes, several inputs and outputs.
  static func branching() -> Model {
    let title = Input(shape: [nil], dtype: .int32, name: "title")
    let body = Input(shape: [nil], dtype: .int32, name: "body")
    let tags = Input(shape: [12], name: "tags")
    let embedding = Embedding(inputDim: 1000, outputDim: 64, name: "words")
    let read = LSTM(32, name: "read_title")(embedding(title))
    let encoded: SymbolicTensor = Bidirectional(LSTM(32), name: "read_body")(embedding(body))
    let joined = Concatenate(name: "joined")([read, encoded, tags])
    let hidden = Dense(64, activation: .relu, name: "hidden")(joined)
    let residual = Add(name: "residual")([
      Dense(64, name: "again")(Dropout(0.2, name: "drop")(hidden)), hidden,
    ])
    let priority = Dense(1, activation: .sigmoid, name: "priority")(residual)
    let department = Dense(4, activation: .softmax, name: "department")(
      Concatenate(name: "late")([residual, tags]))
    return Model(inputs: [title, body, tags], outputs: [priority, department], name: "tickets")
  }

  /// Models inside models, one of them shared, one with an output from its middle.
  static func nested() -> Model {
    let x = Input(shape: [nil, 8], name: "frames")
    let deep = Sequential(
      [Input(shape: [8]), Dense(8, activation: .relu, name: "a"), Dense(8, name: "b")], name: "pieces")
    let sequence = LSTM(8, returnSequences: true, name: "first")(x)
    let middle = GlobalAveragePooling1D(name: "mean")(sequence)
    let last = deep(LSTM(8, name: "second")(sequence))
    let encoder = Model(inputs: x, outputs: [middle, last], name: "encoder_of_frames")
    let left = Input(shape: [nil, 8], name: "left")
    let right = Input(shape: [nil, 8], name: "right")
    let a: [SymbolicTensor] = encoder(left)
    let b: [SymbolicTensor] = encoder(right)
    let distance = Subtract(name: "difference")([a[1], b[1]])
    let all = Concatenate(name: "all")([a[0], b[0], distance])
    return Model(inputs: [left, right], outputs: Dense(1, name: "alike")(all), name: "twins")
  }

  /// A layer that is called on its own output, which no order of boxes can have in front of itself.
  static func cyclic() -> Model {
    let x = Input(shape: [4], name: "x")
    let turn = Dense(4, name: "turn")
    let back = Dense(4, name: "back")
    return Model(inputs: x, outputs: turn(turn(back(turn(x)))) + 1, name: "cycle")
  }
}
