import HornTensor

extension Initializer {
  /// The kernel of a convolution that computes a short-time Fourier transform, `[frame, 1, frequencies]`.
  ///
  /// Other texts than those below are an error when a weight is made.
  ///
  /// - Parameters:
  ///   - side: "real" for the cosines, "imag" for the sines.
  ///   - window: "hann", "hamming", "blackman" or "boxcar"; nil for none.
  ///   - scaling: "density" divides by the window's norm, "spectrum" by its sum; nil, or no window, for neither.
  ///   - periodic: whether the window is the first part of one that is longer by 1.
  public static func stft(
    side: String = "real", window: String? = "hann", scaling: String? = "density", periodic: Bool = false
  ) -> Initializer {
    let config: Config = [
      "side": .string(side), "window": ConfigValue(window), "periodic": .bool(periodic),
      "scaling": ConfigValue(scaling),
    ]
    return Initializer("STFT", config: config) { shape, dtype in
      try check(side, of: ["real", "imag"], "side")
      if let scaling { try check(scaling, of: ["density", "spectrum"], "scaling") }
      guard shape.rank == 3, shape[2] > 1 else {
        throw HornError(
          .shape,
          "initializer STFT is for kernels [frame, 1, frequencies] of 2 frequencies or more, got \(shape)")
      }
      let steps: Tensor = cast(arange(shape[0]), .float64)
      let bands: Tensor = cast(arange(shape[2]), .float64)
      let time: Tensor = reshape(steps, [shape[0], 1, 1])
      let turn: Double = -Double.pi / Double(shape[2] - 1)
      let angle: Tensor = time * reshape(bands, [1, 1, shape[2]]) * turn
      var kernel: Tensor = side == "real" ? cos(angle) : sin(angle)
      if let window {
        let values = try windowValues(window, frame: time, length: periodic ? shape[0] : shape[0] - 1)
        kernel = kernel * values
        if scaling == "density" { kernel = kernel / sqrt(sum(square(values))) }
        if scaling == "spectrum" { kernel = kernel / sum(HornTensor.abs(values)) }
      }
      return broadcastTo(cast(kernel, dtype), shape)
    }
  }

  /// The cosine sums of the usual windows (Harris, "On the use of windows for harmonic analysis", 1978).
  private static func windowValues(_ name: String, frame: Tensor, length: Int) throws -> Tensor {
    let terms: [String: [Double]] = [
      "boxcar": [1], "hann": [0.5, -0.5], "hamming": [0.54, -0.46], "blackman": [0.42, -0.5, 0.08],
    ]
    try check(name, of: terms.keys.sorted(), "window")
    guard length > 0, let factors = terms[name] else { return Tensor(ones: frame.shape, dtype: .float64) }
    var total = Tensor(zeros: frame.shape, dtype: .float64)
    for (order, factor) in factors.enumerated() {
      let turn: Double = 2 * Double.pi * Double(order) / Double(length)
      let wave: Tensor = cos(frame * turn)
      total = total + wave * factor
    }
    return total
  }

  private static func check(_ value: String, of known: [String], _ argument: String) throws {
    guard known.contains(value) else {
      throw HornError(
        .configuration,
        "initializer STFT: \(argument) must be one of \(known.joined(separator: ", ")), got \"\(value.prefix(80))\""
      )
    }
  }
}
