import Testing

/// What is wrong with a command line is said with 64, what is wrong with files with 1.
@Suite struct UsageTests {
  @Test func helpOfAllCommands() throws {
    let help = try CommandRun("--help")
    help.expectSuccess()
    for name in ["summary", "predict", "evaluate", "fit", "convert", "diff", "inspect", "plot", "layers"] {
      #expect(help.output.contains("  \(name) "))
      let own = try CommandRun(name, "--help")
      own.expectSuccess()
      #expect(own.output.contains("OVERVIEW:") && own.output.contains("USAGE: horn \(name)"))
    }
  }

  @Test func completions() throws {
    for shell in ["bash", "zsh", "fish"] {
      let run = try CommandRun("--generate-completion-script", shell)
      run.expectSuccess()
      #expect(run.output.contains("predict") && run.output.contains("rankdir"))
    }
  }

  @Test func mistakesOnTheCommandLine() throws {
    try CommandRun("predict").expectUsage("model")
    try CommandRun("summary").expectUsage("model")
    try CommandRun("nonsense").expectUsage("nonsense")
    try CommandRun("summary", "a.keras", "--nonsense").expectUsage("--nonsense")
    try CommandRun("predict", "m.keras").expectUsage("--text")
    try CommandRun("predict", "m.keras", "x.npz").expectUsage("-o")
    try CommandRun("predict", "m.keras", "x.npz", "--text", "a").expectUsage("--text")
    try CommandRun("predict", "m.keras", "--csv", "--text", "a").expectUsage("--csv")
    try CommandRun("predict", "m.keras", "x.npz", "-o", "y.txt").expectUsage(".npz")
    try CommandRun("predict", "m.keras", "x.npz", "-o", "y.npz", "--batch-size", "0").expectUsage(
      "--batch-size")
    try CommandRun("predict", "m.keras", "x.npz", "-o", "y.npz", "--batch-size", "many").expectUsage(
      "batch-size")
    try CommandRun("evaluate", "m.keras").expectUsage("data")
    try CommandRun("evaluate", "m.keras", "d.npz", "--batch-size", "-1").expectUsage()
    try CommandRun("fit", "m.keras", "d.npz").expectUsage("--output")
    try CommandRun("fit", "m.keras", "d.npz", "-o", "t.txt").expectUsage(".keras")
    try CommandRun("fit", "m.keras", "d.npz", "-o", "t.keras", "--epochs", "0").expectUsage("--epochs")
    try CommandRun("fit", "m.keras", "d.npz", "-o", "t.keras", "--validation-split", "1").expectUsage("split")
    try CommandRun("plot", "m.keras", "--rankdir", "UP").expectUsage("UP", "TB")
    try CommandRun("plot", "m.keras", "--splines", "wavy").expectUsage("wavy", "ortho")
    try CommandRun("plot", "m.keras", "--dpi", "0").expectUsage("--dpi")
    try CommandRun("convert", "m.keras").expectUsage()
    try CommandRun("diff", "m.keras").expectUsage()
    try CommandRun("inspect").expectUsage()
  }

  @Test func filesThatAreNotThere() throws {
    let folder = try TestFolder()
    let (model, _) = try folder.regression()
    for command in ["summary", "inspect", "plot"] {
      try CommandRun(command, folder["none.keras"]).expectError("none.keras")
    }
    try CommandRun("predict", folder["none.keras"], "x.npz", "-o", folder["y.npz"]).expectError("none.keras")
    try CommandRun("predict", model, folder["none.npz"], "-o", folder["y.npz"]).expectError("none.npz")
    try CommandRun("predict", model, folder["none.csv"]).expectError("none.csv")
    try CommandRun("evaluate", model, folder["none.npz"]).expectError("none.npz")
    try CommandRun("diff", model, folder["none.keras"]).expectError("none.keras")
    #expect(folder.files == ["regression.keras"])
  }

  @Test func filesOfAnotherKind() throws {
    let folder = try TestFolder()
    let nonsense = try folder.write("this is no model\nand no archive", as: "nonsense.keras")
    let (model, _) = try folder.regression()
    try CommandRun("summary", nonsense).expectError("nonsense.keras")
    try CommandRun("predict", model, nonsense, "-o", folder["y.npz"]).expectError("nonsense.keras")
    try CommandRun("inspect", nonsense).expectError("nonsense.keras")
    #expect(folder.files == ["nonsense.keras", "regression.keras"])
  }
}
