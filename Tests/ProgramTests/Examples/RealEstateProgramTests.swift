import Testing

@Suite struct RealEstateProgramTests {
  private static let program = "real-estate-template"

  @Test func fillsATemplate() throws {
    let run = try ProgramRun(
      Self.program, "--quick", "--count", "30", "--json", input: "Villa à Nice, 4 pièces.\n")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("\nVilla à Nice, 4 pièces.\n\nReference:"))
    let keys = Set(run.json.keys)
    #expect(keys == ["f1", "precision", "recall", "templates", "seconds", "filled"])
    #expect((run.json["filled"] as? [[String: String]])?.count == 1)
    #expect((run.json["seconds"] as? Double ?? 0) > 0)
  }

  @Test func mistakes() throws {
    try ProgramRun(Self.program, "--text", " ").expectUsage("--text")
    try ProgramRun(Self.program, "--text", "-").expectError("no words")
    try ProgramRun(Self.program, input: " \n ").expectError("no words")
    try ProgramRun(Self.program, "--count", "0").expectUsage("--count")
    try ProgramRun(Self.program, "--epochs", "0").expectUsage("--epochs")
    try ProgramRun(Self.program, "--seed", "-1").expectUsage("--seed")
  }
}
