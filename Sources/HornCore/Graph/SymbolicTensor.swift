import HornTensor

/// A tensor in the description of a model: shape and type, but no elements.
///
///     let inputs = Input(shape: [nil, 8])
///     let (sequence, h, c) = LSTM(16, returnSequences: true, returnState: true)(inputs)
///     let model = Model(inputs: inputs, outputs: Dense(8)(sequence))
///
/// Layers are called with symbolic tensors as with tensors; `+`, `-`, `*` and `/` work too. It remembers which call of
/// which layer it comes from, so that ``Model`` can find the way from its inputs to its outputs.
public struct SymbolicTensor {
  /// The call that it is an output of.
  let node: GraphNode
  /// Which output of the call.
  let index: Int

  /// The shape with the batch in front; nil for an unknown length.
  public var shape: [Int?] { node.outputShapes[index] }
  /// The type of the elements.
  public var dtype: DType { node.outputDTypes[index] }
  /// The name of the layer that gives it.
  public var name: String { node.layer.name }
  /// The number of axes, that of the batch included.
  public var rank: Int { shape.count }

  /// Whether it is int64 in Keras.
  var standsForInt64: Bool { node.standForInt64[index] }
  var mask: SymbolicMask { node.outputMasks[index] }
  var key: SymbolicKey { SymbolicKey(node: ObjectIdentifier(node), index: index) }
}

extension SymbolicTensor: CustomStringConvertible {
  public var description: String { "<SymbolicTensor \(formatShape(shape)) \(dtype), \(name)>" }
}

/// What tells symbolic tensors apart.
struct SymbolicKey: Hashable {
  let node: ObjectIdentifier
  let index: Int
}

/// Whether a symbolic tensor will carry a mask.
enum SymbolicMask {
  case none
  /// The mask is the value of this tensor.
  case tensor(SymbolicTensor)
  /// There will be a mask that the layer computes when it runs.
  case computed

  var tensor: SymbolicTensor? { if case .tensor(let tensor) = self { tensor } else { nil } }
  var isNone: Bool { if case .none = self { true } else { false } }
}
