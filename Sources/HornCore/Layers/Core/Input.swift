import HornTensor

/// The entry of a model, as the first element of a `Sequential`:
///
///     Sequential([Input(shape: [28, 28]), Flatten(), Dense(10)])
///
/// The form that gives a ``SymbolicTensor`` has the same arguments.
///
/// Either `shape` or `batchShape` must be given.
///
/// - Parameters:
///   - shape: without the batch; nil for an unknown length, such as that of time.
///   - batchSize: the batch's length; nil for any.
///   - dtype: what the input is converted to; nil for float32.
///   - sparse: sparse tensors are not part of Horn: only false is possible.
///   - ragged: ragged tensors are not part of Horn: only false is possible. Pad the rows and mask them.
///   - batchShape: the shape with the batch in front.
///   - name: nil makes one up: `input_layer`, `input_layer_1`, …
///   - optional: whether a model may be called without this input.
// swift-format-ignore: AlwaysUseLowerCamelCase
@_disfavoredOverload
public func Input(
  shape: [Int?]? = nil, batchSize: Int? = nil, dtype: DType? = nil, sparse: Bool = false,
  ragged: Bool = false, batchShape: [Int?]? = nil, name: String? = nil, optional: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> InputLayer {
  InputLayer(
    shape: shape, batchSize: batchSize, dtype: dtype, sparse: sparse, ragged: ragged, batchShape: batchShape,
    optional: optional, name: name, file: file, line: line)
}

/// A tensor to describe a model with:
///
///     let inputs = Input(shape: [nil, 8])
///     let model = Model(inputs: inputs, outputs: Dense(1)(LSTM(16)(inputs)))
///
/// Either `shape` or `batchShape` must be given; the arguments are those of ``InputLayer``.
// swift-format-ignore: AlwaysUseLowerCamelCase
public func Input(
  shape: [Int?]? = nil, batchSize: Int? = nil, dtype: DType? = nil, sparse: Bool = false,
  ragged: Bool = false, batchShape: [Int?]? = nil, name: String? = nil, optional: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> SymbolicTensor {
  InputLayer(
    shape: shape, batchSize: batchSize, dtype: dtype, sparse: sparse, ragged: ragged, batchShape: batchShape,
    optional: optional, name: name, file: file, line: line
  ).symbol
}
