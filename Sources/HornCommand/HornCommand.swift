import ArgumentParser

/// The command `horn`.
struct HornCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "horn",
    abstract: "Looks into Keras models, runs, trains and converts them.",
    discussion: """
      Models are Keras's .keras and .h5 files. Exits with 0 where all went well, with 64 where the command line is \
      wrong, and else with 1 and one line on standard error that begins with "error:".
      """,
    subcommands: [
      SummaryCommand.self, PredictCommand.self, EvaluateCommand.self, FitCommand.self, ConvertCommand.self,
      DiffCommand.self, InspectCommand.self, PlotCommand.self, LayersCommand.self,
    ])
}
