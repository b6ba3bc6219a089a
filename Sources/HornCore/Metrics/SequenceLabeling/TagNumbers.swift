import HornTensor

/// Numbers of tags out of what models give: the numbers themselves, or scores of all tags.
enum TagNumbers {
  /// Sentences and steps.
  static func shape(_ x: Tensor, owner: String) throws -> (rows: Int, time: Int) {
    let isNumbers = x.rank == 2 || (x.rank == 3 && x.shape[2] == 1)
    guard x.dtype != .string, isNumbers || (x.rank == 3 && x.shape[2] > 0) else {
      throw HornError(
        .shape,
        "\(owner): expected numbers of tags [batch, time] or scores [batch, time, tags], got \(x.dtype) of shape "
          + "\(x.shape)")
    }
    return (x.shape[0], x.shape[1])
  }

  /// One number a step.
  static func numbers(_ x: Tensor, owner: String) throws -> [Int] {
    _ = try shape(x, owner: owner)
    return x.rank == 2 || x.shape[2] == 1 ? x.ints : argmax(x.detached, axis: -1).ints
  }
}
