import HornTensor

/// Sliding windows over a time series, in batches: `[batch, sequenceLength, …]`.
///
///     // The past ten steps, to predict the next one.
///     let data = try timeseriesDatasetFromArray(series[..<(-10)], targets: series[10...], sequenceLength: 10)
///
/// - Parameters:
///   - data: `[time, …]`, points in time at equal distances.
///   - targets: `[time, …]`: that at index i belongs to the window which begins at index i.
///   - sequenceLength: points in a window.
///   - sequenceStride: how far a window begins after the one before.
///   - samplingRate: the distance between the points of a window.
///   - batchSize: windows a batch; nil gives single windows.
///   - shuffle: whether windows come in random order: once for all passes, and in each pass among their neighbours.
///   - seed: for the order; nil draws one from the global generator.
///   - startIndex: points before it are not used.
///   - endIndex: points from it on are not used.
/// - Throws: `HornError` where an index or a distance does not fit the data, or a window has no target.
public func timeseriesDatasetFromArray(
  _ data: Tensor, targets: Tensor, sequenceLength: Int, sequenceStride: Int = 1, samplingRate: Int = 1,
  batchSize: Int? = 128, shuffle: Bool = false, seed: Int? = nil, startIndex: Int? = nil, endIndex: Int? = nil
) throws -> Dataset<(Tensor, Tensor)> {
  guard targets.rank > 0 else {
    throw HornError(
      .shape, "timeseriesDatasetFromArray: targets is a single number; it needs an axis for time")
  }
  let series = try TimeSeries(
    data, targets.shape[0], sequenceLength, sequenceStride, samplingRate, startIndex, endIndex)
  let known = min(targets.shape[0], series.end) - series.start
  if let last = series.positions.last, last >= known {
    throw HornError(
      .shape,
      "timeseriesDatasetFromArray: there are \(max(known, 0)) targets from startIndex on, but the last window begins at "
        + "\(last) behind it and needs one; give more targets, or a smaller endIndex")
  }
  let batches = try series.positions(batchSize, shuffle, seed)
    .map { (series.windows($0), series.rows(of: targets, $0)) }
  return batchSize == nil ? batches.map { ($0.slice(at: 0), $1.slice(at: 0)) } : batches
}

/// Sliding windows over a time series without targets.
///
/// The arguments are those of the form with targets.
public func timeseriesDatasetFromArray(
  _ data: Tensor, sequenceLength: Int, sequenceStride: Int = 1, samplingRate: Int = 1, batchSize: Int? = 128,
  shuffle: Bool = false, seed: Int? = nil, startIndex: Int? = nil, endIndex: Int? = nil
) throws -> Dataset<Tensor> {
  let series = try TimeSeries(
    data, nil, sequenceLength, sequenceStride, samplingRate, startIndex, endIndex)
  let batches = try series.positions(batchSize, shuffle, seed).map { series.windows($0) }
  return batchSize == nil ? batches.map { $0.slice(at: 0) } : batches
}

/// The windows of a time series.
private struct TimeSeries: Sendable {
  let data: Tensor
  let sequenceLength: Int
  let samplingRate: Int
  let start: Int
  let end: Int
  /// Where the windows begin, counted from `start`.
  let positions: [Int]

  init(
    _ data: Tensor, _ targets: Int?, _ sequenceLength: Int, _ sequenceStride: Int, _ samplingRate: Int,
    _ startIndex: Int?, _ endIndex: Int?
  ) throws {
    let what = "timeseriesDatasetFromArray"
    guard let length = data.shape.first else {
      throw HornError(.shape, "\(what): data is a single number; it needs an axis for time")
    }
    guard sequenceLength > 0 else {
      throw HornError(.value, "\(what): sequenceLength must be at least 1, got \(sequenceLength)")
    }
    for (name, value) in [("samplingRate", samplingRate), ("sequenceStride", sequenceStride)]
    where value <= 0 || value >= length {
      throw HornError(
        .value, "\(what): \(name) must be from 1 to below the length of the data, \(length); got \(value)")
    }
    start = startIndex ?? 0
    end = endIndex ?? length
    guard start >= 0, start == 0 || start < length else {
      throw HornError(
        .value, "\(what): startIndex must be from 0 to below the length of the data, \(length); got \(start)")
    }
    guard endIndex == nil || (end > start && end < length) else {
      throw HornError(
        .value,
        "\(what): endIndex must be above startIndex, \(start), and below the length of the data, \(length); got \(end)"
      )
    }
    self.data = data.detached
    self.sequenceLength = sequenceLength
    self.samplingRate = samplingRate
    let (reach, overflow) = (sequenceLength - 1).multipliedReportingOverflow(by: samplingRate)
    let room = overflow ? 0 : end - start - reach
    positions = Array(stride(from: 0, to: max(0, min(room, targets ?? room)), by: sequenceStride))
  }

  /// Where the windows of each batch begin; single ones without a batch size.
  func positions(_ batchSize: Int?, _ shuffle: Bool, _ seed: Int?) throws -> Dataset<[Int]> {
    try Model.check([("batchSize", batchSize)], "timeseriesDatasetFromArray")
    var places = Dataset(positions)
    if shuffle {
      let seed = seed ?? SeedGenerator.makeDefaultSeed()
      var mixed = positions
      // No pass has this stream for its order.
      var random = RandomIndices(seed: seed, stream: .max)
      random.shuffle(&mixed)
      places = Dataset(mixed).shuffle(batchSize.map { $0.multipliedClamping(by: 8) } ?? 1024, seed: seed)
    }
    return places.groups("timeseriesDatasetFromArray", of: batchSize ?? 1, false, #fileID, #line) { $0 }
  }

  /// The windows that begin there: `[windows, sequenceLength, …]`.
  func windows(_ places: [Int]) -> Tensor {
    let steps = places.flatMap { place in (0..<sequenceLength).map { start + place + $0 * samplingRate } }
    return Self.selected(data, steps, [places.count, sequenceLength])
  }

  /// The rows of another series there: `[windows, …]`.
  func rows(of tensor: Tensor, _ places: [Int]) -> Tensor {
    Self.selected(tensor.detached, places.map { start + $0 }, [places.count])
  }

  private static func selected(_ tensor: Tensor, _ rows: [Int], _ axes: [Int]) -> Tensor {
    let order = Tensor(rows)
    return TrainingBatch.rows(tensor, from: 0, count: rows.count, order: order)
      .viewed(as: Shape(axes + tensor.shape.dropFirst()))
  }
}
