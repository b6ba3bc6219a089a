import HornTensor
import Testing

@testable import HornCore

@Suite struct PadSequencesTests {
  let rows = [[1], [2, 3], [4, 5, 6], []]

  @Test func defaults() {
    let x = padSequences(rows)
    #expect(x.shape == [4, 3] && x.dtype == .int32)
    #expect(x.ints == [0, 0, 1, 0, 2, 3, 4, 5, 6, 0, 0, 0])
  }

  @Test func sidesAndValue() {
    #expect(padSequences(rows, padding: .post, value: -1).ints == [1, -1, -1, 2, 3, -1, 4, 5, 6, -1, -1, -1])
    #expect(padSequences(rows, maxlen: 2).ints == [0, 1, 2, 3, 5, 6, 0, 0])
    #expect(
      padSequences(rows, maxlen: 2, padding: "post", truncating: "post").ints == [1, 0, 2, 3, 4, 5, 0, 0])
    #expect(
      padSequences(rows, maxlen: 5, truncating: .post, value: 9).ints.suffix(10) == [
        9, 9, 4, 5, 6, 9, 9, 9, 9, 9,
      ])
  }

  @Test func everyKindOfSequences() {
    let expected = padSequences(rows, maxlen: 2, padding: .post)
    #expect(padSequences(Sequences(rows), maxlen: 2, padding: .post).ints == expected.ints)
    #expect(padSequences(rows.map { $0.map(Int32.init) }, maxlen: 2, padding: .post).ints == expected.ints)
    #expect(padSequences(Sequences(rows).prefix(4), maxlen: 2, padding: .post).ints == expected.ints)
    #expect(padSequences(rows.map { $0.map(Float.init) }, maxlen: 2, padding: .post).ints == expected.ints)
  }

  @Test func types() {
    let floats = padSequences(rows, maxlen: 2, dtype: .float32, value: 0.5)
    #expect(floats.dtype == .float32 && floats.floats == [0.5, 1, 2, 3, 5, 6, 0.5, 0.5])
    #expect(padSequences(Sequences(rows), maxlen: 2, dtype: .float64, value: 0.5).floats == floats.floats)
    #expect(padSequences(rows, maxlen: 1, dtype: .bool).bools == [true, true, true, false])
    // Keras's default dtype cuts fractions off, from the padding value too.
    #expect(padSequences([[1.9, -1.9], [Float]()], value: 2.5).ints == [1, -1, 2, 2])
    #expect(padSequences([[1.5]] as [[Float]], maxlen: 2, dtype: .float32, value: .nan).floats[1] == 1.5)
    #expect(padSequences([[Float.nan, 1e20]]).ints == [Int(Int32.min), Int(Int32.min)])
  }

  @Test func words() {
    let words = [["not", "bad"], ["good"], []]
    #expect(padSequences(words).strings == ["not", "bad", "", "good", "", ""])
    #expect(padSequences(words, maxlen: 1, truncating: .post, value: "?").strings == ["not", "good", "?"])
  }

  @Test func vectors() {
    let a = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let x = padSequences([a, Tensor(zeros: [0, 2])], maxlen: 3, dtype: .float32, value: 7)
    #expect(x.shape == [2, 3, 2] && x.floats == [7, 7, 1, 2, 3, 4, 7, 7, 7, 7, 7, 7])
    #expect(padSequences([a], maxlen: 1).ints == [3, 4])
  }

  @Test func nothing() {
    #expect(padSequences([[Int]](), maxlen: 4).shape == [0, 4])
    #expect(padSequences(rows, maxlen: 0).shape == [4, 0])
    #expect(padSequences([[], []] as [[Int]]).shape == [2, 0])
  }

  @Test func names() throws {
    #expect(try PadSide.named("post") == .post)
    #expect(throws: HornError.self) { try PadSide.named("middle") }
  }

  @Test func sequencesAreACollection() {
    let sequences = Sequences(rows)
    #expect(sequences.count == 4 && sequences[2] == [4, 5, 6] && sequences.lengths == [1, 2, 3, 0])
    #expect(sequences.map(\.count) == sequences.lengths && Array(sequences) == rows)
    #expect(sequences.selecting([2, 0, 2]) == Sequences([[4, 5, 6], [1], [4, 5, 6]]))
    #expect("\(sequences)" == "4 sequences, first [1]")
    #expect(Sequences([[Int]]()).isEmpty && "\(Sequences([[Int]]()))" == "0 sequences")
  }
}
