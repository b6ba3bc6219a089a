import Foundation
import Horn
import Testing

@Suite struct PredictTests {
  private let x = Tensor([[0.5, -1], [2, 0.25], [1, 1]])

  private func expectEqual(_ a: Tensor, _ b: Tensor) {
    #expect(a.shape == b.shape)
    for (x, y) in zip(a.floats, b.floats) { #expect(abs(x - y) <= 1e-6) }
  }

  @Test func arraysByPlaceAndByName() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.regression()
    let expected: Tensor = try model.predict(x, verbose: .silent)
    for (name, size) in [("input_0", 2), ("point", .max)] {
      let inputs = try folder.write([(name, x)], as: "x.npz")
      try ProgramRun.horn("predict", path, inputs, "-o", folder["y.npz"], "--batch-size", "\(size)")
        .expectSuccess()
      let outputs = try NpzArchive(path: folder["y.npz"])
      #expect(outputs.names == ["output_0"])
      expectEqual(try outputs.tensor("output_0"), expected)
    }
  }

  @Test func typesAreConverted() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.regression()
    let expected: Tensor = try model.predict(Tensor([[1, 0], [0, 1]]), verbose: .silent)
    for x in [
      Tensor([1, 0, 0, 1] as [Double], shape: [2, 2]), Tensor([1, 0, 0, 1] as [Int32], shape: [2, 2]),
      Tensor([true, false, false, true], shape: [2, 2]),
    ] {
      let inputs = try folder.write([("input_0", x)], as: "x.npz")
      try ProgramRun.horn("predict", path, inputs, "-o", folder["y.npz"]).expectSuccess()
      expectEqual(try NpzArchive(path: folder["y.npz"]).tensor("output_0"), expected)
    }
  }

  @Test func severalInputsAndOutputs() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.tickets()
    let words = Tensor([[1, 2, 3, 4], [9, 8, 7, 6]] as [[Int32]])
    let tags = Tensor([[0, 1, 0], [1, 1, 1]] as [[Float]])
    let expected: [Tensor] = try model.predict([words, tags], verbose: .silent)
    let inputs = try folder.write([("tags", tags), ("input_0", cast(words, .float32))], as: "x.npz")
    try ProgramRun.horn("predict", path, inputs, "-o", folder["y.npz"]).expectSuccess()
    let outputs = try NpzArchive(path: folder["y.npz"])
    #expect(outputs.names == ["output_0", "output_1"])
    for index in 0...1 { expectEqual(try outputs.tensor("output_\(index)"), expected[index]) }
  }

  @Test func texts() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.reviews()
    let texts = ["a good film", "bad, \"bad\" film"]
    let expected: Tensor = try model.predict(Tensor(texts, shape: [2, 1]), verbose: .silent)
    let inputs = try folder.write([("input_0", Tensor(texts, shape: [2, 1]))], as: "x.npz")
    try ProgramRun.horn("predict", path, inputs, "-o", folder["y.npz"]).expectSuccess()
    expectEqual(try NpzArchive(path: folder["y.npz"]).tensor("output_0"), expected)

    let run = try ProgramRun.horn("predict", path, "--text", texts[0], "--text", texts[1])
    run.expectSuccess()
    #expect(run.lines[0] == "text,output_0")
    #expect(run.lines[1] == "a good film,\(expected.floats[0])")
    #expect(run.lines[2] == "\"bad, \"\"bad\"\" film\",\(expected.floats[1])")
    let csv = try folder.write("review\na good film\n\"bad, \"\"bad\"\" film\"\n", as: "x.csv")
    let table = try ProgramRun.horn("predict", path, csv)
    table.expectSuccess()
    #expect(table.lines == ["output_0", "\(expected.floats[0])", "\(expected.floats[1])"])
  }

  @Test func csv() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.regression()
    let expected: Tensor = try model.predict(x, verbose: .silent)
    let lines = ["output_0"] + expected.floats.map { "\($0)" }
    let byPlace = try folder.write("a,b\n0.5,-1\n2,0.25\n1,1\n", as: "x.csv")
    #expect(try ProgramRun.horn("predict", path, byPlace).lines == lines)
    let byName = try folder.write("point_1,kind,point_0\n-1,z,0.5\n0.25,z,2\n1,z,1\n", as: "named.txt")
    #expect(try ProgramRun.horn("predict", path, byName, "--csv").lines == lines)
    let bare = try folder.write("0.5,-1\n2,0.25\n1,1\n", as: "bare.csv")
    #expect(try ProgramRun.horn("predict", path, bare, "--no-header").lines == lines)
    try ProgramRun.horn("predict", path, bare).expectError("bare.csv", "--no-header")
    try ProgramRun.horn("predict", path, byPlace, "-o", folder["y.csv"]).expectSuccess()
    #expect(try folder.text("y.csv") == lines.joined(separator: "\n") + "\n")
    try ProgramRun.horn("predict", path, byPlace, "-o", folder["y.npz"]).expectSuccess()
    expectEqual(try NpzArchive(path: folder["y.npz"]).tensor("output_0"), expected)
  }

  @Test func csvOfSeveralInputs() throws {
    let folder = try TestFolder()
    let (path, model) = try folder.tickets()
    let expected: [Tensor] = try model.predict(
      [Tensor([[1, 2, 3, 4]] as [[Int32]]), Tensor([[0, 1, 0.5]] as [[Float]])], verbose: .silent)
    let csv = try folder.write("a,b,c,d,e,f,g\n1,2,3,4,0,1,0.5\n", as: "x.csv")
    let run = try ProgramRun.horn("predict", path, csv)
    run.expectSuccess()
    #expect(run.lines[0] == "output_0,output_1_0,output_1_1,output_1_2,output_1_3")
    #expect(run.lines[1] == expected.flatMap(\.floats).map { "\($0)" }.joined(separator: ","))
  }

  @Test func badCSV() throws {
    let folder = try TestFolder()
    let (path, _) = try folder.regression()
    for (text, words) in [
      ("a,b,c\n1,2,3\n", ["3 columns", "point"]), ("a,b\n1,x\n", ["line 2", "\"x\"", "a number"]),
      ("a,b\n1,2\n3\n", ["line 3"]), ("a,b\n", ["no rows"]), ("", ["empty"]), ("a,b\n\"1,2\n", ["quote"]),
    ] {
      let run = try ProgramRun.horn("predict", path, folder.write(text, as: "x.csv"))
      run.expectError("x.csv")
      for word in words { #expect(run.error.contains(word), "\(run.error)") }
    }
    let (tickets, _) = try folder.tickets()
    let large = try folder.write("a,b,c,d,e,f,g\n1,2,3,9999999999,0,1,0.5\n", as: "x.csv")
    try ProgramRun.horn("predict", tickets, large).expectError("9999999999")
    let fraction = try folder.write("a,b,c,d,e,f,g\n1,2,3,4.5,0,1,0.5\n", as: "x.csv")
    try ProgramRun.horn("predict", tickets, fraction).expectError("4.5", "line 2")
  }

  @Test func badArrays() throws {
    let folder = try TestFolder()
    let (path, _) = try folder.regression()
    let (tickets, _) = try folder.tickets()
    let (reviews, _) = try folder.reviews()
    func fails(_ model: String, _ arrays: [(String, Tensor)], _ words: String...) throws {
      let inputs = try folder.write(arrays, as: "x.npz")
      let run = try ProgramRun.horn("predict", model, inputs, "-o", folder["y.npz"])
      run.expectError("x.npz")
      for word in words { #expect(run.error.contains(word), "\(run.error)") }
      #expect(!folder.files.contains("y.npz"))
    }
    try fails(path, [("inputs", x)], "\"input_0\" or \"point\"", "the file has inputs", "(None, 2)")
    try fails(path, [("input_0", x), ("point", x)], "\"input_0\" and \"point\"")
    try fails(path, [("input_0", x), ("input_1", x)], "\"input_1\"", "input 0 \"point\"")
    try fails(path, [("input_0", Tensor(zeros: [3, 7]))], "\"input_0\"", "(3, 7)", "(None, 2)")
    try fails(path, [("input_0", Tensor(zeros: [3, 2, 2]))], "(3, 2, 2)")
    try fails(path, [("input_0", Tensor(zeros: []))], "single value")
    try fails(path, [("input_0", Tensor(zeros: [0, 2]))], "no samples")
    try fails(path, [("input_0", Tensor(["a", "b"], shape: [1, 2]))], "string", "float32")
    try fails(reviews, [("input_0", Tensor(zeros: [3, 1]))], "float32", "string")
    let words = Tensor([[1, 2, 3, 4]] as [[Float]])
    try fails(tickets, [("words", words), ("tags", Tensor(zeros: [2, 3]))], "1 samples", "2")
    try fails(tickets, [("words", words + 0.5), ("tags", Tensor(zeros: [1, 3]))], "1.5", "int32", "words")
    try fails(
      tickets, [("words", Tensor([[.infinity, 2, 3, 4]] as [[Float]])), ("tags", Tensor(zeros: [1, 3]))],
      "inf")
    try fails(tickets, [("words", words)], "\"input_1\" or \"tags\"")
    try ProgramRun.horn("predict", path, "--text", "a").expectError("--text", "point")
  }
}
