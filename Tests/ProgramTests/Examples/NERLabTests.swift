import Foundation
import Horn
import Testing

@testable import ner_lab

@Suite struct NERLabTests {
  private static let program = "ner-lab"

  /// So many times the same sentence, as a file.
  private static func file(_ lines: String..., count: Int = 40) -> String {
    String(repeating: lines.joined(separator: "\n") + "\n\n", count: count)
  }

  @Test func filesOfOnesOwn() throws {
    let folder = try TestFolder()
    let expected = ["B-PER", "I-PER", "O", "B-LOC"]
    for (name, text) in [
      ("two columns", Self.file("Anna B-PER", "Berger I-PER", "left O", "Oslo B-LOC")),
      ("tabs", Self.file("Anna\tNNP\tB-PER", "Berger\tNNP\tI-PER", "left\tVBD\tO", "Oslo\tNNP\tB-LOC")),
      ("iob1", Self.file("Anna N I I-PER", "Berger N I I-PER", "left V I O", "Oslo N I I-LOC")),
      ("iobes", Self.file("Anna B-PER", "Berger E-PER", "left O", "Oslo S-LOC")),
      ("ioe2", Self.file("Anna I-PER", "Berger E-PER", "left O", "Oslo E-LOC")),
    ] {
      let corpus = try Corpus(path: folder.write(text, as: name))
      #expect(corpus.train.count == 32 && corpus.validation.count == 4 && corpus.test.count == 4)
      #expect(corpus.train[0].entities == expected, "\(name)")
      #expect(corpus.tags == ["O", "B-LOC", "B-PER", "I-PER"])
    }
  }

  @Test func trainsDrawsAndTells() throws {
    let folder = try TestFolder()
    let data = try folder.write(
      Self.file("Anna B-PER", "left O", "Oslo B-TOWN", ", O", "Peru B-\u{3c}b\u{3e}"), as: "own.conll")
    let html = folder.path + "/drawn.html"
    let long = String(repeating: "x", count: 30)
    let run = try ProgramRun(
      Self.program, "--data", data, "--quick", "--json", "--only", "baseline", "--only", "char-crf", "--tag",
      "Anna left \(long) & Oslo.", "--html", html)
    #expect(run.status == 0, "\(run.error)")
    #expect(Set(run.json.keys) == ["baseline", "char-crf"])
    let baseline = try #require(run.json["baseline"] as? [String: Any])
    #expect(Set(baseline.keys) == ["f1", "precision", "recall", "semeval", "seconds"])
    #expect(baseline["f1"] as? Double == 1 && (baseline["seconds"] as? Double ?? 0) > 0)
    #expect(
      baseline["semeval"] as? [String: Double] == ["strict": 1, "exact": 1, "partial": 1, "type": 1])
    #expect(run.output.contains("the ends of 1 words are not read, such as \"\(long)\""))
    let page = try String(contentsOfFile: html, encoding: .utf8)
    #expect(page.contains("&amp;") && page.hasPrefix("<!doctype html>"))
  }

  @Test func drawing() {
    let drawing = EntityDrawing(
      words: ["Anna", "Berger", "saw", "<Oslo>"],
      spans: [EntitySpan(kind: "TOWN", words: 3..<4), EntitySpan(kind: "PER", words: 0..<2)])
    #expect(
      drawing.terminal.hasPrefix(
        "\u{1B}[48;5;153m\u{1B}[30m Anna Berger \u{1B}[1mPER\u{1B}[0m saw \u{1B}[48;5;"))
    let page = EntityDrawing.page([drawing])
    #expect(page.contains("<mark style=\"background:#aecbfa\">Anna Berger <b>PER</b></mark> saw <mark "))
    #expect(page.contains("&lt;Oslo&gt; <b>TOWN</b>") && !page.contains("<Oslo>"))
    #expect(Corpus.words(of: "(Anna left, \"Oslo\".") == ["(", "Anna", "left", ",", "\"", "Oslo", "\"", "."])
    #expect(
      Corpus.cutWords([["a", String(repeating: "b", count: 20)], [String(repeating: "c", count: 21)]]).count
        == 1)
  }

  @Test func badFiles() throws {
    let folder = try TestFolder()
    for (text, words) in [
      (
        Self.file("Anna B-PER", "left"),
        "line 2: expected 2 columns as in line 1, got 1"
      ),
      (Self.file("Anna N B-PER", "left O"), "line 2"), ("Anna\n", "line 1: expected a word"),
      (Self.file("Anna U-PER", "left O"), "lines 1 to 2: the tag at position 0 is \"U-PER\""),
      (Self.file("Anna PER", "left O"), "\"PER\""), ("", "no sentences"),
      ("\n\n-DOCSTART- O\n", "no sentences"),
      (Self.file("Anna O", "left O"), "all their tags are O"),
      (Self.file("Anna B-PER", "left O", count: 3), "too few"),
    ] {
      let path = try folder.write(text, as: "bad.conll")
      let error = try #require(throws: HornError.self) { try Corpus(path: path) }
      #expect(error.message.contains(words), "\(error.message)")
    }
    let path = try folder.write(Self.file("Anna B-PER", "left"), as: "bad.conll")
    try ProgramRun(Self.program, "--data", path).expectError("bad.conll, line 2")
    try ProgramRun(Self.program, "--data", "nosuch").expectError("nosuch", "no such file or folder")
    try ProgramRun(Self.program, "--data", folder.path).expectError("eng.train")
  }

  @Test func mistakes() throws {
    try ProgramRun(Self.program, "--only", "nosuch").expectUsage("nosuch")
    try ProgramRun(Self.program, "--tag", "  ").expectUsage("--tag")
    try ProgramRun(Self.program, "--tag", "Anna", "--html", "/nosuch/a.html").expectUsage("/nosuch/a.html")
    try ProgramRun(Self.program, "--html", "a.html").expectUsage("--tag")
  }
}
