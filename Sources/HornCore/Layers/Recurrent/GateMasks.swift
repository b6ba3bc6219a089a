import HornTensor

/// How many dropout masks a cell with gates draws: one for all gates, or one for each.
enum GateMasks {
  /// - Parameter implementation: Keras's: 1 goes gate by gate, 2 takes them together; recurrent dropout means 1.
  static func count(_ options: RecurrentOptions, gates: Int, implementation: Int) -> Int {
    require(
      (0...2).contains(implementation), "implementation must be 1 or 2, got \(implementation)")
    return implementation == 1 || options.recurrentDropout > 0 ? gates : 1
  }

  /// The same for an implementation in a configuration, where 0 stands for Keras 2's first one.
  static func count(_ options: RecurrentOptions, gates: Int, config: ConfigReader) throws -> Int {
    let implementation = try config.int("implementation", default: 2)
    guard (0...2).contains(implementation) else {
      throw HornError(
        .configuration, "\(config.owner): implementation must be 1 or 2, got \(implementation)")
    }
    return count(options, gates: gates, implementation: implementation)
  }
}
