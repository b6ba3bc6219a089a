import HornTensor

/// The arguments that say how windows go over time, checked: those of a convolution or a pool.
struct WindowArguments {
  let taps: Int
  let stride: Int
  let dilation: Int
  let padding: ConvolutionPadding

  /// The number of windows over an input of this length; nil where it is unknown, or where there is none.
  func count(time: Int) -> Int? {
    switch padding {
    case .valid:
      let room = time - reach
      return room < 0 ? nil : room / stride + 1
    case .same, .causal: return time == 0 ? 0 : (time - 1) / stride + 1
    }
  }

  /// Steps from the first to the last of a window, the last included.
  private var reach: Int { dilation * (taps - 1) + 1 }

  /// The windows over an input of this length; nil where there is none.
  func window(time: Int) -> SequenceWindow? {
    guard let count = count(time: time) else { return nil }
    let before =
      switch padding {
      case .valid: 0
      case .causal: reach - 1
      // Keras puts the odd one of the missing steps behind.
      case .same: max(0, (count - 1) * stride + reach - time) / 2
      }
    return SequenceWindow(outTime: count, taps: taps, stride: stride, dilation: dilation, before: before)
  }

  /// The error of an input that is too short for a single window.
  func tooShort(_ layer: Layer, _ shape: [Int?]) -> HornError {
    HornError(
      .shape,
      "Layer \"\(layer.name)\" (\(layer.className)) has no output for an input of shape \(formatShape(shape)): a "
        + "window reaches over \(reach) time steps; pad the input or take padding \"same\"")
  }
}

extension ConfigReader {
  /// A length along time, which Keras writes as a list of one; at least 1.
  func window(_ key: String, default fallback: Int? = nil) throws -> Int {
    guard let found = try optionalWindow(key) ?? fallback else {
      throw HornError(.configuration, "\(owner): the argument \(key) (an integer) is missing")
    }
    return found
  }

  /// A length along time, or nil where it is absent or null.
  func optionalWindow(_ key: String) throws -> Int? {
    guard let value = value(key) else { return nil }
    var number = value
    if case .array(let list) = value, list.count == 1 { number = list[0] }
    guard case .int(let length) = number, length >= 1, length < 1 << 30 else {
      throw HornError(
        .configuration,
        "\(owner): \(key) must be an integer of at least 1, or a list of one, got \(value.summary)")
    }
    return length
  }
}
