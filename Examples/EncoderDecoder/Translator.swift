import Horn

/// The model that is trained, and the two that translate with its layers.
struct Translator {
  /// From English words and the French ones so far to the probabilities of the next ones.
  let model: Model
  private let encoder: Model
  private let decoder: Model
  private let english, french: Vocabulary

  init(english: Vocabulary, french: Vocabulary, units: Int) {
    self.english = english
    self.french = french
    let source = Input(shape: [nil], dtype: .int32, name: "english")
    let read = Embedding(inputDim: english.count, outputDim: 64, maskZero: true)(source)
    let (_, h, c) = LSTM(units, returnState: true, name: "encoder")(read)

    let target = Input(shape: [nil], dtype: .int32, name: "french")
    let embedding = Embedding(inputDim: french.count, outputDim: 64, maskZero: true)
    let lstm = LSTM(units, returnSequences: true, returnState: true, name: "decoder")
    let head = Dense(french.count, activation: .softmax)
    let (sequence, _, _) = lstm(embedding(target), initialState: [h, c])
    model = Model(inputs: [source, target], outputs: head(sequence), name: "translator")

    // For translating, the decoder goes step by step: a word and states in, probabilities and states out.
    encoder = Model(inputs: source, outputs: [h, c])
    let (stateH, stateC) = (Input(shape: [units], name: "h"), Input(shape: [units], name: "c"))
    let (step, nextH, nextC) = lstm(embedding(target), initialState: [stateH, stateC])
    decoder = Model(inputs: [target, stateH, stateC], outputs: [head(step), nextH, nextC])
  }

  /// The translations, in which each word is the likeliest after those before it.
  func translate(_ sentences: [String], maximum: Int = 20) throws -> [String] {
    let tokens = english.padded(sentences.map { english.tokens(of: $0) })
    var states: [Tensor] = try encoder(tokens)
    var words = Tensor(
      Array(repeating: Vocabulary.start, count: sentences.count), shape: [sentences.count, 1])
    var written = Array(repeating: [Int](), count: sentences.count)
    var ended = Array(repeating: false, count: sentences.count)
    for _ in 0..<maximum where !ended.allSatisfy(\.self) {
      let outputs: [Tensor] = try decoder([words] + states)
      states = Array(outputs[1...])
      words = argmax(outputs[0], axis: -1)
      for (row, word) in words.ints.enumerated() where !ended[row] {
        if word == Vocabulary.end { ended[row] = true } else { written[row].append(word) }
      }
    }
    return written.map(french.sentence)
  }
}
