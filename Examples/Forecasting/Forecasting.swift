import ArgumentParser
import Foundation
import Horn

/// The lecture's forecast of a time series: the next value from a window of those before it, by an LSTM.
@main
struct Forecasting: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecasting",
    abstract: "Forecasts a time series with LSTM(16), and plots real against predicted values as SVG.")

  @Option(help: "A CSV file whose last column is the series; the default is a made-up one.")
  var data: String?

  @Option(help: "How many values a forecast is made from.")
  var window = 12

  @Option(help: "How many epochs are trained.")
  var epochs = 150

  @Option(help: "Where the plot is written.")
  var plot = "forecast.svg"

  @Flag(help: "Ten epochs only.")
  var quick = false

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
    guard window > 0 else { throw ValidationError("--window must be at least 1") }
  }

  func run() throws {
    setRandomSeed(1)
    let series = try data.map(Series.init(path:)) ?? Series.madeUp()
    let values = series.values
    // Without the test part: the scale must not know the future.
    let trainCount = values.count * 2 / 3
    guard trainCount > 2 * window, values.count - trainCount > window else {
      throw HornError(
        .value,
        "\(series.name) has \(values.count) values, too few for windows of \(window); choose a smaller --window"
      )
    }
    let steps = zip(values[1..<trainCount], values).map { Swift.abs($0 - $1) }
    let scale = max(steps.reduce(0, +) / Float(steps.count), 1e-6)
    let scaled = values.map { $0 / scale }

    let (xTrain, yTrain) = windows(scaled, targets: window..<trainCount)
    let (xTest, _) = windows(scaled, targets: trainCount..<values.count)
    print(
      "\(series.name): \(values.count) values, \(xTrain.shape[0]) windows to train with, \(xTest.shape[0]) to test"
    )

    let inputs = Input(shape: [window, 1])
    let output = LSTM(16, returnSequences: false)(inputs)
    let predictions = Dense(1, activation: .linear)(output)
    let model = Model(inputs: inputs, outputs: predictions)
    model.compile(optimizer: .adam(learningRate: 0.005), loss: .meanSquaredError)
    model.summary()
    let history = try model.fit(
      xTrain, yTrain, batchSize: 32, epochs: quick ? 10 : epochs, verbose: .silent,
      callbacks: [EarlyStopping(monitor: "val_loss", patience: 30, restoreBestWeights: true)],
      validationSplit: 0.2)
    if let first = history["loss"].first, let last = history["loss"].last {
      print("Mean squared error in training (of the scaled changes): from \(first) to \(last)")
    }

    let changes = try model.predict(xTest, verbose: .silent).floats
    let forecast = zip(changes, values[(trainCount - 1)...]).map { $0 * scale + $1 }
    let real = Array(values[trainCount...])
    print("Root mean squared error of the forecast:       ", rootMeanSquare(zip(forecast, real)))
    print(
      "… of taking the value before (no model at all):",
      rootMeanSquare(zip(values[(trainCount - 1)...], real)))

    var chart = LineChart(title: "\(series.name): real and predicted", xLabels: series.labels)
    chart.add("real", values, from: 0)
    chart.add("predicted", forecast, from: trainCount)
    try chart.write(to: plot)
    print("The plot is in \(plot)")
  }

  /// The windows before the targets, `[count, window, 1]`, and the targets, `[count, 1]`, each as the difference from
  /// the window's last value: a series that grows leaves the range that was trained, its changes do not.
  private func windows(_ values: [Float], targets: Range<Int>) -> (x: Tensor, y: Tensor) {
    let x = targets.flatMap { target in values[(target - window)..<target].map { $0 - values[target - 1] } }
    let y = targets.map { values[$0] - values[$0 - 1] }
    return (Tensor(x, shape: [targets.count, window, 1]), Tensor(y, shape: [targets.count, 1]))
  }

  private func rootMeanSquare(_ pairs: some Sequence<(Float, Float)>) -> Float {
    let squares = pairs.map { ($0 - $1) * ($0 - $1) }
    return (squares.reduce(0, +) / Float(max(squares.count, 1))).squareRoot()
  }
}
