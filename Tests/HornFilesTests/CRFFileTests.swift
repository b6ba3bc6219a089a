import Foundation
import HornCore
import Testing

@testable import HornFiles

/// A tagger with a CRF in a file: its weights, its constraints, and its loss.
@Suite struct CRFFileTests {
  @Test(arguments: [".keras", ".h5"])
  func comesBack(ending: String) throws {
    let tags = ["O", "B-PER", "I-PER"]
    let model = Sequential([
      Input(shape: [6], dtype: .int32), Embedding(inputDim: 9, outputDim: 4, maskZero: true),
      Bidirectional(LSTM(3, returnSequences: true)), CRF(3, constraints: try .iob2(tags), name: "tags"),
    ])
    model.compile(
      optimizer: .adam(learningRate: 0.05), loss: .crf,
      metrics: [.accuracy, .custom(SequenceLabeling(tags: tags, scheme: .iob2))])
    let x = Tensor([[1, 2, 3, 4, 0, 0], [5, 6, 7, 8, 1, 2], [3, 0, 0, 0, 0, 0]])
    let y = Tensor([[0, 1, 2, 0, 0, 0], [1, 2, 2, 0, 0, 1], [1, 0, 0, 0, 0, 0]])
    try model.fit(x, y, batchSize: 2, epochs: 2, verbose: .silent, shuffle: false)
    try TestFiles.withDirectory { directory in
      let path = directory + "/crf" + ending
      try model.save(to: path)
      let read = try loadModel(path)
      let layer = try #require(read.layers.last as? CRF)
      let own = try #require(model.layers.last as? CRF)
      #expect(layer.getConfig() == own.getConfig() && layer.getConfig()["constraints"] != .null)
      #expect(read.getWeights().map(\.floats) == model.getWeights().map(\.floats))
      #expect(read.getCompileConfig() == model.getCompileConfig())
      #expect(read.getCompileConfig()["loss"] == "crf")
      #expect(try read.predict(x, verbose: 0).ints == model.predict(x, verbose: 0).ints)
      // A tag that must not follow another never does: after O there is no I-PER.
      for row in try read.predict(x, verbose: 0).ints.chunked(6) {
        #expect(!zip([0] + row, row).contains { $0 == 0 && $1 == 2 }, "\(row)")
      }
      // Training goes on with the same steps.
      for trained in [model, read] {
        try trained.fit(x, y, batchSize: 2, epochs: 2, verbose: .silent, shuffle: false)
      }
      #expect(read.getWeights().map(\.floats) == model.getWeights().map(\.floats))
      #expect(read.optimizer?.iterations == 8)
    }
  }
}

extension Array {
  /// The elements in pieces of this length.
  fileprivate func chunked(_ length: Int) -> [[Element]] {
    stride(from: 0, to: count, by: length).map { Array(self[$0..<Swift.min($0 + length, count)]) }
  }
}
