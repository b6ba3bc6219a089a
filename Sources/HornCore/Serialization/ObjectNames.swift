import HornTensor

/// Names for objects that were given none: `dense`, `dense_1`, … as in Keras.
enum ObjectNames {
  nonisolated(unsafe) private static var counts: [String: Int] = [:]
  private static let lock = Lock()

  /// The name of objects that are made only to look at their arguments, and count for no other name.
  static let probe = "probe"
  @TaskLocal static var isProbing = false

  /// The next free name made of the class's name in snake case.
  static func next(for className: String) -> String {
    if isProbing { return probe }
    let base = snakeCase(className)
    return lock.withLock {
      let count = counts[base, default: 0]
      counts[base] = count + 1
      return count == 0 ? base : "\(base)_\(count)"
    }
  }

  static func reset() { lock.withLock { counts.removeAll() } }

  /// Keras's rule: SimpleRNN → simple_rnn, GlobalAveragePooling1D → global_average_pooling1d.
  static func snakeCase(_ name: String) -> String {
    var result = ""
    let letters = Array(name)
    for (i, letter) in letters.enumerated() {
      if letter.isUppercase, i > 0 {
        let previous = letters[i - 1]
        let startsWord = i + 1 < letters.count && letters[i + 1].isLowercase
        if previous.isLowercase || (previous.isNumber && startsWord) || (startsWord && previous != "_") {
          result.append("_")
        }
      }
      result.append(contentsOf: letter.lowercased())
    }
    return result
  }
}

/// Starts automatic names (`dense`, `dense_1`, …) anew, as Keras's `clear_session` does.
public func clearSession() { ObjectNames.reset() }
