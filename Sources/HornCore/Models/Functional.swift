import HornTensor

/// A model that was described with symbolic tensors, as it comes back from a configuration.
///
/// ``Model/init(inputs:outputs:name:trainable:file:line:)`` makes one in a program.
public final class Functional: Model, KerasSerializable {
  /// Reads Keras's form: layers, their calls, inputs and outputs.
  public override init(config: ConfigReader) throws {
    let name = try config.optionalString("name") ?? ObjectNames.next(for: "Functional")
    let trainable = try config.bool("trainable", default: true)
    _ = try config.dtype()
    let (inputs, outputs) = try FunctionalReader.read(config, owner: name)
    try super.init(graph: FunctionalGraph(inputs: inputs, outputs: outputs, owner: name), name: name)
    if !trainable { self.trainable = false }
  }
}
