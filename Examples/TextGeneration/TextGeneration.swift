import ArgumentParser
import Foundation
import Horn

/// Learns to write, one character after the other, from the works of Shakespeare.
@main
struct TextGeneration: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text-generation",
    abstract: "Trains an LSTM on the characters of a text, and lets it write some of its own.")

  @Option(help: "A text file, such as the works of Shakespeare; the default is a few of his sonnets.")
  var data: String?

  @Option(help: "How many epochs are trained; the default is 10, and 60 for the sonnets.")
  var epochs: Int?

  @Option(help: "How many characters are written.")
  var length = 500

  @Option(help: "What the written text begins with.")
  var start = "ROMEO:\n"

  @Option(help: "How bold the choice of the next character is: near 0 takes the likeliest.")
  var temperature: Float = 0.7

  @Option(help: "Another seed makes another text.")
  var seed: UInt64 = 1

  @Flag(help: "One epoch of a small network on a part of the text.")
  var quick = false

  func validate() throws {
    guard epochs ?? 1 > 0 else { throw ValidationError("--epochs must be at least 1") }
    guard length > 0 else { throw ValidationError("--length must be at least 1") }
    guard temperature > 0, temperature.isFinite else {
      throw ValidationError("--temperature must be greater than 0")
    }
  }

  func run() throws {
    setRandomSeed(seed)
    var text = try data.map(read) ?? sonnets
    if quick { text = String(text.prefix(100_000)) }
    let window = 100
    let alphabet = Alphabet(of: text)
    let tokens = alphabet.tokens(of: text)
    guard tokens.count > 2 * window else {
      throw HornError(.value, "the text has \(tokens.count) characters; it needs more than \(2 * window)")
    }
    print("\(tokens.count) characters, \(alphabet.count) different ones")

    // Each window, and the same one character further on: at each step the next character is to be foretold.
    let count = (tokens.count - 1) / window
    let x = Tensor(Array(tokens[..<(count * window)]), shape: [count, window])
    let y = Tensor(Array(tokens[1...(count * window)]), shape: [count, window])

    let model = Sequential([
      Input(shape: [nil], dtype: .int32),
      Embedding(inputDim: alphabet.count, outputDim: 64),
      LSTM(quick ? 64 : 256, returnSequences: true),
      Dense(alphabet.count),
    ])
    model.compile(
      optimizer: .adam(learningRate: 0.003), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.sparseCategoricalAccuracy])
    model.summary()
    try model.fit(x, y, batchSize: 32, epochs: quick ? 1 : epochs ?? (data == nil ? 60 : 10))

    // The network keeps its state from character to character, so that each costs one step.
    let stream = try model.stream()
    var written = start
    var logits: [Float] = []
    for token in alphabet.tokens(of: start) { logits = try stream.step(token: token) }
    var random = Sampler(temperature: temperature)
    for _ in 0..<length {
      let token = random.choose(logits)
      written.append(alphabet.characters[token])
      logits = try stream.step(token: token)
    }
    print("\n\(written)")
  }

  private func read(_ path: String) throws -> String {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw HornError(.file, "\(path): there is no such file, or it cannot be read")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
