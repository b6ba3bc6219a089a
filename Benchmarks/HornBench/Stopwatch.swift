/// How long things take.
enum Stopwatch {
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let time = try ContinuousClock().measure(body)
    return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
  }

  /// What runs take in microseconds, shortest first, after some that do not count; the body is given the run's number.
  static func microseconds(runs: Int, warmUp: Int, _ body: (Int) throws -> Void) rethrows -> [Double] {
    for index in 0..<warmUp { try body(index) }
    return try (0..<runs).map { index in
      (try seconds { try body(index) } * 1e7).rounded() / 10
    }.sorted()
  }
}
