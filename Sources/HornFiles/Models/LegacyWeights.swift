import HornCore

/// Weights as Keras 1 kept them, brought into today's form.
enum LegacyWeights {
  /// Keras 1 had an array for each gate, and kernels of convolutions the other way round.
  static func converted(_ values: [Tensor], for layer: Layer) -> [Tensor] {
    switch layer {
    case is LSTM where values.count == 12: joined(values, gates: [0, 2, 1, 3])
    case is GRU where values.count == 9: joined(values, gates: [0, 1, 2])
    case is Conv1D where values.first?.rank == 4:
      // Keras 1: [filters, features, length, 1].
      [reshape(transpose(values[0], axes: [2, 3, 1, 0]), kernelShape(values[0]))] + values.dropFirst()
    case let layer as Bidirectional:
      converted(Array(values.prefix(values.count / 2)), for: layer.forwardLayer)
        + converted(Array(values.suffix(values.count - values.count / 2)), for: layer.backwardLayer)
    case let layer as TimeDistributed: converted(values, for: layer.layer)
    default: values
    }
  }

  private static func kernelShape(_ kernel: Tensor) -> Shape {
    [kernel.shape[2] * kernel.shape[3], kernel.shape[1], kernel.shape[0]]
  }

  /// The gates' arrays (kernel, recurrent kernel, bias for each) side by side.
  private static func joined(_ values: [Tensor], gates: [Int]) -> [Tensor] {
    let fits = (0..<3).allSatisfy { kind in
      gates.allSatisfy { gate in
        let (first, other) = (values[kind], values[gate * 3 + kind])
        return first.rank == (kind == 2 ? 1 : 2) && first.shape == other.shape && first.dtype == other.dtype
      }
    }
    // What does not fit is refused where it is assigned.
    guard fits else { return values }
    return (0..<3).map { kind in concatenate(gates.map { values[$0 * 3 + kind] }, axis: -1) }
  }
}
