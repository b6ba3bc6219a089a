import HornTensor

extension Initializer {
  /// Keras's classes.
  static var classes: [String: @Sendable (ConfigReader) throws -> Initializer] {
    [
      "Zeros": { _ in .zeros },
      "Ones": { _ in .ones },
      "Constant": { .constant(try $0.double("value", default: 0)) },
      "Identity": { .identity(gain: try $0.double("gain", default: 1)) },
      "STFT": {
        .stft(
          side: try $0.string("side", default: "real"),
          window: try $0.stringOrNull("window", default: "hann"),
          scaling: try $0.stringOrNull("scaling", default: "density"),
          periodic: try $0.bool("periodic", default: false))
      },
      "RandomNormal": {
        .randomNormal(
          mean: try $0.double("mean", default: 0), stddev: try $0.double("stddev", default: 0.05),
          seed: try $0.optionalSeed())
      },
      "TruncatedNormal": {
        .truncatedNormal(
          mean: try $0.double("mean", default: 0), stddev: try $0.double("stddev", default: 0.05),
          seed: try $0.optionalSeed())
      },
      "RandomUniform": {
        .randomUniform(
          minval: try $0.double("minval", default: -0.05), maxval: try $0.double("maxval", default: 0.05),
          seed: try $0.optionalSeed())
      },
      "VarianceScaling": {
        let scale = try $0.double("scale", default: 1)
        guard scale > 0 else {
          throw HornError(.configuration, "VarianceScaling: scale must be positive, got \(scale)")
        }
        return .varianceScaling(
          scale: scale, mode: try $0.choice("mode", default: .fanIn), distribution: try $0.distribution(),
          seed: try $0.optionalSeed(), inputAxes: try $0.optionalAxes("input_axes"),
          outputAxes: try $0.optionalAxes("output_axes"))
      },
      "GlorotUniform": {
        .glorotUniform(
          seed: try $0.optionalSeed(), inputAxes: try $0.optionalAxes("input_axes"),
          outputAxes: try $0.optionalAxes("output_axes"))
      },
      "GlorotNormal": {
        .glorotNormal(
          seed: try $0.optionalSeed(), inputAxes: try $0.optionalAxes("input_axes"),
          outputAxes: try $0.optionalAxes("output_axes"))
      },
      "HeUniform": {
        .heUniform(
          seed: try $0.optionalSeed(), inputAxes: try $0.optionalAxes("input_axes"),
          outputAxes: try $0.optionalAxes("output_axes"))
      },
      "HeNormal": {
        .heNormal(
          seed: try $0.optionalSeed(), inputAxes: try $0.optionalAxes("input_axes"),
          outputAxes: try $0.optionalAxes("output_axes"))
      },
      "LecunUniform": {
        .lecunUniform(
          seed: try $0.optionalSeed(), inputAxes: try $0.optionalAxes("input_axes"),
          outputAxes: try $0.optionalAxes("output_axes"))
      },
      "LecunNormal": {
        .lecunNormal(
          seed: try $0.optionalSeed(), inputAxes: try $0.optionalAxes("input_axes"),
          outputAxes: try $0.optionalAxes("output_axes"))
      },
      "Orthogonal": { .orthogonal(gain: try $0.double("gain", default: 1), seed: try $0.optionalSeed()) },
    ]
  }

  static var aliases: [String: String] {
    [
      "zero": "Zeros", "one": "Ones", "normal": "RandomNormal", "uniform": "RandomUniform",
      "IdentityInitializer": "Identity", "OrthogonalInitializer": "Orthogonal",
    ]
  }
}
