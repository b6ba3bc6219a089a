import HornTensor

/// Layers that stand at several places of one configuration, where Keras gives them a `shared_object_id`.
package final class SharedLayers: @unchecked Sendable {
  // Sendable: one task reads or writes a configuration.
  @TaskLocal private static var current: SharedLayers?

  /// How often each layer was written, and the numbers of those that are written several times.
  private var counts: [ObjectIdentifier: Int] = [:]
  private var numbers: [ObjectIdentifier: Int] = [:]
  /// What was read so far.
  private var layers: [Int: Layer] = [:]

  private init() {}

  // MARK: - Reading

  /// Reads a configuration in which a number stands for one layer wherever it is; parts of it belong to it.
  static func reading<T>(_ body: () throws -> T) rethrows -> T {
    if current != nil { return try body() }
    return try $current.withValue(SharedLayers(), operation: body)
  }

  /// The layer that the value stands for, where it was read before.
  static func layer(for value: ConfigValue) -> Layer? {
    if case .int(let number)? = value["shared_object_id"] { current?.layers[number] } else { nil }
  }

  static func note(_ layer: Layer, for value: ConfigValue) {
    if case .int(let number)? = value["shared_object_id"] { current?.layers[number] = layer }
  }

  // MARK: - Writing

  /// The configuration of a model for a file.
  package static func serialized(_ model: Model) -> ConfigValue {
    let shared = SharedLayers()
    return $current.withValue(shared) {
      let value = model.serialized
      guard shared.counts.values.contains(where: { $0 > 1 }) else { return value }
      // Only now is it known which layers have a number at their first place too.
      shared.numbers = shared.counts.filter { $0.value > 1 }.mapValues { _ in 0 }
      return model.serialized
    }
  }

  /// The number of a layer that is being written; nil for one that stands at one place only.
  static func number(of layer: Layer) -> Int? {
    guard let current else { return nil }
    let id = ObjectIdentifier(layer)
    guard let number = current.numbers[id] else {
      current.counts[id, default: 0] += 1
      return nil
    }
    if number > 0 { return number }
    let next = (current.numbers.values.max() ?? 0) + 1
    current.numbers[id] = next
    return next
  }
}
