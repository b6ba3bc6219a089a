import Testing

@testable import HornCore
@testable import HornTensor

/// The transform's kernel against Keras's values for the shape [5, 1, 3].
@Suite struct STFTInitializerTests {
  @Test func agreesWithKeras() throws {
    let cases: [(Initializer, [Float])] = [
      (
        .stft(),
        [
          0.0, 0.0, 0.0, 0.408248, 0.0, -0.408248, 0.816497, -0.816497, 0.816497, 0.408248, 0.0, -0.408248,
          0.0, 0.0, 0.0,
        ]
      ),
      (
        .stft(side: "imag", window: "hamming", scaling: "spectrum", periodic: true),
        [0.0, 0.0, 0.0, 0.0, -0.147353, 0.0, 0.0, 0.0, 0.0, 0.0, 0.337833, 0.0, 0.0, 0.0, 0.0]
      ),
      (
        .stft(window: "blackman", scaling: nil),
        [0.0, 0.0, 0.0, 0.34, 0.0, -0.34, 1.0, -1.0, 1.0, 0.34, 0.0, -0.34, 0.0, 0.0, 0.0]
      ),
      (.stft(window: nil), [1.0, 1.0, 1.0, 1.0, 0.0, -1.0, 1.0, -1.0, 1.0, 1.0, 0.0, -1.0, 1.0, 1.0, 1.0]),
    ]
    for (initializer, expected) in cases {
      let values = try initializer.values([5, 1, 3], dtype: .float32).floats
      let difference = zip(values, expected).map { Swift.abs($0 - $1) }.max() ?? .infinity
      #expect(values.count == 15)
      #expect(difference < 2e-6, "\(initializer.config)")
      #expect(try Initializer(config: initializer.serialized).config == initializer.config)
    }
  }

  @Test func refusesWhatItDoesNotKnow() {
    #expect(throws: HornError.self) {
      try Initializer.stft(window: "kaiser").values([5, 1, 3], dtype: .float32)
    }
    #expect(throws: HornError.self) { try Initializer.stft(side: "both").values([5, 1, 3], dtype: .float32) }
    #expect(throws: HornError.self) { try Initializer.stft().values([5, 3], dtype: .float32) }
  }
}
