import Testing

/// What is wrong with a command line is said with 64, what is wrong with files with 1.
@Suite struct UsageTests {
  @Test func helpOfAllCommands() throws {
    let help = try ProgramRun.horn("--help")
    help.expectSuccess()
    for name in ["summary", "predict", "evaluate", "fit", "convert", "diff", "inspect", "plot", "layers"] {
      #expect(help.output.contains("  \(name) "))
      let own = try ProgramRun.horn(name, "--help")
      own.expectSuccess()
      #expect(own.output.contains("OVERVIEW:") && own.output.contains("USAGE: horn \(name)"))
    }
  }

  @Test func completions() throws {
    for shell in ["bash", "zsh", "fish"] {
      let run = try ProgramRun.horn("--generate-completion-script", shell)
      run.expectSuccess()
      #expect(run.output.contains("predict") && run.output.contains("rankdir"))
    }
  }

  @Test func mistakesOnTheCommandLine() throws {
    try ProgramRun.horn("predict").expectUsage("model")
    try ProgramRun.horn("summary").expectUsage("model")
    try ProgramRun.horn("nonsense").expectUsage("nonsense")
    try ProgramRun.horn("summary", "a.keras", "--nonsense").expectUsage("--nonsense")
    try ProgramRun.horn("predict", "m.keras").expectUsage("--text")
    try ProgramRun.horn("predict", "m.keras", "x.npz").expectUsage("-o")
    try ProgramRun.horn("predict", "m.keras", "x.npz", "--text", "a").expectUsage("--text")
    try ProgramRun.horn("predict", "m.keras", "--csv", "--text", "a").expectUsage("--csv")
    try ProgramRun.horn("predict", "m.keras", "x.npz", "-o", "y.txt").expectUsage(".npz")
    try ProgramRun.horn("predict", "m.keras", "x.npz", "-o", "y.npz", "--batch-size", "0").expectUsage(
      "--batch-size")
    try ProgramRun.horn("predict", "m.keras", "x.npz", "-o", "y.npz", "--batch-size", "many").expectUsage(
      "batch-size")
    try ProgramRun.horn("evaluate", "m.keras").expectUsage("data")
    try ProgramRun.horn("evaluate", "m.keras", "d.npz", "--batch-size", "-1").expectUsage()
    try ProgramRun.horn("fit", "m.keras", "d.npz").expectUsage("--output")
    try ProgramRun.horn("fit", "m.keras", "d.npz", "-o", "t.txt").expectUsage(".keras")
    try ProgramRun.horn("fit", "m.keras", "d.npz", "-o", "t.keras", "--epochs", "0").expectUsage("--epochs")
    try ProgramRun.horn("fit", "m.keras", "d.npz", "-o", "t.keras", "--validation-split", "1").expectUsage(
      "split")
    try ProgramRun.horn("plot", "m.keras", "--rankdir", "UP").expectUsage("UP", "TB")
    try ProgramRun.horn("plot", "m.keras", "--splines", "wavy").expectUsage("wavy", "ortho")
    try ProgramRun.horn("plot", "m.keras", "--dpi", "0").expectUsage("--dpi")
    try ProgramRun.horn("convert", "m.keras").expectUsage()
    try ProgramRun.horn("diff", "m.keras").expectUsage()
    try ProgramRun.horn("inspect").expectUsage()
  }

  @Test func filesThatAreNotThere() throws {
    let folder = try TestFolder()
    let (model, _) = try folder.regression()
    for command in ["summary", "inspect", "plot"] {
      try ProgramRun.horn(command, folder["none.keras"]).expectError("none.keras")
    }
    try ProgramRun.horn("predict", folder["none.keras"], "x.npz", "-o", folder["y.npz"]).expectError(
      "none.keras")
    try ProgramRun.horn("predict", model, folder["none.npz"], "-o", folder["y.npz"]).expectError("none.npz")
    try ProgramRun.horn("predict", model, folder["none.csv"]).expectError("none.csv")
    try ProgramRun.horn("evaluate", model, folder["none.npz"]).expectError("none.npz")
    try ProgramRun.horn("diff", model, folder["none.keras"]).expectError("none.keras")
    #expect(folder.files == ["regression.keras"])
  }

  @Test func filesOfAnotherKind() throws {
    let folder = try TestFolder()
    let nonsense = try folder.write("this is no model\nand no archive", as: "nonsense.keras")
    let (model, _) = try folder.regression()
    try ProgramRun.horn("summary", nonsense).expectError("nonsense.keras")
    try ProgramRun.horn("predict", model, nonsense, "-o", folder["y.npz"]).expectError("nonsense.keras")
    try ProgramRun.horn("inspect", nonsense).expectError("nonsense.keras")
    #expect(folder.files == ["nonsense.keras", "regression.keras"])
  }
}
