import Testing

@testable import sentiment_lab

@Suite struct SentimentLabTests {
  private static let program = "sentiment-lab"

  @Test func scoresOfLabels() {
    let scores = Scores(.tfidf, labels: [1, 1, 1, 0, 0, 0], truth: [1, 1, 0, 0, 0, 1], seconds: 2)
    #expect(scores.accuracy == 4.0 / 6 && scores.precision == 2.0 / 3 && scores.recall == 2.0 / 3)
    let uneven = Scores(.lstmLast, labels: [1, 0, 0, 0], truth: [1, 1, 1, 0], seconds: 0)
    #expect(uneven.accuracy == 0.5 && uneven.precision == 1 && uneven.recall == 1.0 / 3 && uneven.f1 == 0.5)
    let none = Scores(.gruMean, labels: [0, 0], truth: [0, 0], seconds: 0)
    #expect(none.accuracy == 1 && none.precision == 0 && none.recall == 0 && none.f1 == 0)
    #expect(Scores.table([scores, uneven]).split(separator: "\n").count == 3)
  }

  @Test func allModelsOnAFolder() throws {
    let folder = try TestFolder()
    for part in ["train", "test"] {
      for index in 0..<20 {
        _ = try folder.write("a good film \(index)", as: "\(part)/pos/\(index).txt")
        _ = try folder.write("a bad film \(index)", as: "\(part)/neg/\(index).txt")
      }
    }
    let run = try ProgramRun(Self.program, "--quick", "--json", "--data", folder.path)
    #expect(run.status == 0, "\(run.error)")
    #expect(Set(run.json.keys) == Set(Classifier.allCases.map(\.rawValue)))
    let baseline = run.json["tfidf"] as? [String: Double]
    #expect(baseline?["f1"] == 1 && baseline?["accuracy"] == 1 && (baseline?["seconds"] ?? 0) > 0)
    #expect(run.output.contains("their mean: (None, 64)"))
    let only = try ProgramRun(Self.program, "--quick", "--json", "--data", folder.path, "--only", "tfidf")
    #expect(Set(only.json.keys) == ["tfidf"])
  }

  @Test func mistakes() throws {
    let folder = try TestFolder()
    try ProgramRun(Self.program, "--data", "nosuch").expectError("nosuch", "no such file or folder")
    try ProgramRun(Self.program, "--data", folder.path).expectError("train/neg")
    let file = try folder.write("no archive", as: "reviews.tar.gz")
    try ProgramRun(Self.program, "--data", file).expectError("reviews.tar.gz")
    try ProgramRun(Self.program, "--only", "nosuch").expectUsage("nosuch", "tfidf")
    try ProgramRun(Self.program, "--epochs", "0").expectUsage("--epochs")
  }
}
