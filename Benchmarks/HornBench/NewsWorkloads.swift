import Foundation
import Horn

extension Workload {
  /// AG News: four classes from titles, or from titles and descriptions.
  static let news: [Workload] = [
    news("ag_title", length: 16, dimension: 64, isMasked: false, batchSize: 16, gates: 1, units: [16]) { _ in
      SimpleRNN(16)
    },
    news("ag_mask", length: 80, dimension: 64, isMasked: true, batchSize: 16, gates: 1, units: [16]) { _ in
      SimpleRNN(16)
    },
    news("ag_lstm", length: 80, dimension: 64, isMasked: false, batchSize: 8, gates: 4, units: [8]) { _ in
      LSTM(8)
    },
    news(
      "ag_bilstm", length: 80, dimension: 128, isMasked: true, batchSize: 16, samples: 3200, gates: 4,
      units: [64, 64], directions: 2
    ) { index in
      Bidirectional(LSTM(64, returnSequences: index == 0))
    },
  ]

  private static func news(
    _ name: String, length: Int, dimension: Int, isMasked: Bool, batchSize: Int, samples: Int = 9600,
    gates: Int, units: [Int], directions: Int = 1, layer: @escaping @Sendable (_ index: Int) -> Layer
  ) -> Workload {
    let words = 20_000
    return Workload(name: name, batchSize: batchSize) { source in
      let onlyTitles = length == 16
      let train = try NewsItem.read(try source.path("ag_news/train_partial.csv"), onlyTitles: onlyTitles)
      let test = try NewsItem.read(try source.path("ag_news/test.csv"), onlyTitles: onlyTitles)
      let vocabulary = WordVocabulary(onlyTitles ? train.prefix(2000) : train[...], size: words)
      func tensors(_ items: [NewsItem]) -> (x: Tensor, y: Tensor) {
        let part = items.prefix(samples)
        return (
          padSequences(
            part.map { vocabulary.indices(of: $0.words) }, maxlen: length, padding: .post, truncating: .pre),
          Tensor(part.map { Int32($0.label) }, shape: [part.count])
        )
      }
      let ((x, y), (xTest, yTest)) = (tensors(train), tensors(test))
      return WorkloadData(x: x, y: y, xTest: xTest, yTest: yTest)
    } makeModel: { _ in
      let model = Sequential {
        Input(shape: [length], dtype: .int32)
        Embedding(inputDim: words, outputDim: dimension, maskZero: isMasked)
        for index in units.indices { layer(index) }
        Dense(4, activation: .softmax)
      }
      model.compile(
        optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
      return model
    } operations: { data in
      var count = Count()
      let steps = isMasked ? liveSteps(data.x) : data.x.elementCount
      var inputs = dimension
      for size in units {
        for _ in 0..<directions { count.recurrent(gates: gates, inputs: inputs, units: size, steps: steps) }
        inputs = directions * size
      }
      count.dense(inputs: inputs, units: 4, rows: data.x.shape[0])
      return count.operations
    }
  }
}

/// A piece of news: its class and its words.
struct NewsItem {
  /// 0 to 3.
  let label: Int
  let words: [ArraySlice<UInt8>]

  /// Reads a file of class, title and description; pieces without a title are left out if only titles are wanted.
  static func read(_ path: String, onlyTitles: Bool) throws -> [NewsItem] {
    let bytes = try fileBytes(path)
    return try CSV.rows(of: bytes).enumerated().compactMap { index, fields in
      guard fields.count == 3, let label = Int(String(decoding: fields[0], as: UTF8.self)),
        (1...4).contains(label)
      else {
        throw HornError(.file, "\(path): row \(index + 1) is not a class from 1 to 4, a title and a text")
      }
      if onlyTitles && fields[1].isEmpty { return nil }
      let text = onlyTitles ? fields[1] : fields[1] + [UInt8(ascii: " ")] + fields[2]
      return NewsItem(label: label - 1, words: asciiWords(text))
    }
  }
}

/// A whole file.
func fileBytes(_ path: String) throws -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else {
    throw HornError(.file, "\(path) cannot be read")
  }
  return [UInt8](data)
}
