import HornTensor

/// How large a configuration may make tensors, so that no file asks for more than there is memory.
enum Lengths {
  /// The greatest length of an axis.
  static let longest = 1 << 40
  /// The most elements of a tensor whose size a configuration decides: 4 GB of float32.
  static let mostElements = 1 << 30

  /// Whether a tensor of this shape, all of whose lengths are known, may be made.
  static func areBearable(_ shape: [Int?]) -> Bool { knownProduct(shape).map { $0 <= mostElements } ?? false }
}

extension Layer {
  /// What lengths make together, added (`Int.addingReportingOverflow`) or multiplied; nil where one is unknown.
  ///
  /// - Throws: `HornError` where that is longer than an axis may be.
  func joinedLength(
    _ lengths: [Int?], _ join: (Int) -> (Int) -> (partialValue: Int, overflow: Bool), inputShape: [Int?]
  ) throws -> Int? {
    guard var total = lengths.first ?? nil else { return nil }
    for length in lengths.dropFirst() {
      guard let length else { return nil }
      let (next, overflow) = join(total)(length)
      guard !overflow, next <= Lengths.longest else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (\(className)) would make an axis longer than \(Lengths.longest) of an input of shape "
            + formatShape(inputShape))
      }
      total = next
    }
    return total
  }

  /// Throws where a configuration asks for an output that no memory can hold.
  func checkResultSize(_ shape: [Int?]) throws {
    guard Lengths.areBearable(shape) else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) cannot give an output of shape \(formatShape(shape)): it is too large"
      )
    }
  }

  /// Zeros to try the layer on, with this length for unknown ones.
  ///
  /// - Throws: `HornError` where there would be too many.
  func trialZeros(_ shape: [Int?], _ dtype: DType, unknown: Int) throws -> Tensor {
    let lengths = shape.map { $0 ?? unknown }
    guard lengths.allSatisfy({ $0 >= 0 }), Lengths.areBearable(lengths) else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) cannot be tried on an input of shape \(formatShape(shape)) to find out what "
          + "it gives: it is too large")
    }
    return Tensor(zeros: Shape(lengths), dtype: dtype)
  }
}
