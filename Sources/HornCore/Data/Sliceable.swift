import HornTensor

/// What has samples along a first axis: a tensor, an array of numbers or strings, tensors in a list or by name.
///
/// Used by ``Dataset/init(tensorSlices:)`` and `unbatch`.
public protocol Sliceable: Sendable {
  /// One sample.
  associatedtype Slice: Sendable

  /// How many samples there are.
  ///
  /// - Throws: `HornError` where there is no first axis, or parts have different lengths.
  var sliceCount: Int { get throws }

  /// The sample at the index, which is below ``sliceCount``.
  func slice(at index: Int) -> Slice
}

/// What lengths samples have.
enum Slices {
  /// The length that all have.
  static func common(_ counts: Int...) throws -> Int {
    for (index, count) in counts.enumerated() where count != counts[0] {
      throw HornError(
        .shape,
        "Dataset: part 0 has \(counts[0]) samples, but part \(index) has \(count); all must have as many")
    }
    return counts.first ?? 0
  }
}

extension Tensor: Sliceable {
  public var sliceCount: Int {
    get throws {
      guard let count = shape.first else {
        throw HornError(.shape, "Dataset: a \(dtype) tensor of the shape () has no first axis to slice along")
      }
      return count
    }
  }

  public func slice(at index: Int) -> Tensor {
    TrainingBatch.rows(self, from: index, count: 1, order: nil).viewed(as: Shape(Array(shape.dropFirst())))
  }
}

extension Array: Sliceable where Element: BatchableElement {
  public var sliceCount: Int { get throws { try Element.sliceCount(of: self) } }
  public func slice(at index: Int) -> Element.ArraySlice { Element.slice(of: self, at: index) }
}

extension Dictionary: Sliceable where Key == String, Value == Tensor {
  public var sliceCount: Int {
    get throws {
      guard let first = self.first else {
        throw HornError(.shape, "Dataset: there are no tensors to slice")
      }
      let count = try first.value.sliceCount
      for (name, tensor) in self where try tensor.sliceCount != count {
        throw HornError(
          .shape,
          "Dataset: \"\(first.key)\" has \(count) samples, but \"\(name)\" has \(try tensor.sliceCount); all must "
            + "have as many")
      }
      return count
    }
  }

  public func slice(at index: Int) -> [String: Tensor] { mapValues { $0.slice(at: index) } }
}
