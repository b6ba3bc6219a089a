import HornTensor

extension Dataset {
  /// The elements in random order.
  ///
  /// A buffer is filled with elements; each one that is asked for is drawn from it and replaced by the next of the data.
  /// A buffer as large as the data gives all orders with the same probability; a smaller one mixes neighbours.
  ///
  /// - Parameters:
  ///   - bufferSize: elements in the buffer.
  ///   - seed: the same seed gives the same orders; nil draws one from the global generator, which `setRandomSeed` fixes.
  ///   - reshuffleEachIteration: whether each pass has an order of its own.
  public func shuffle(
    _ bufferSize: Int, seed: Int? = nil, reshuffleEachIteration: Bool = true,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset {
    require(
      bufferSize > 0, "shuffle: the buffer size is \(bufferSize); expected at least 1", file: file, line: line
    )
    let seed = seed ?? SeedGenerator.makeDefaultSeed()
    let passes = PassCounter()
    return Dataset(size: size) {
      let next = try start()
      var random = RandomIndices(seed: seed, stream: reshuffleEachIteration ? passes.next() : 0)
      var buffer: [Element] = []
      var ended = false
      return {
        while !ended, buffer.count < bufferSize {
          if let element = try next() { buffer.append(element) } else { ended = true }
        }
        guard !buffer.isEmpty else { return nil }
        buffer.swapAt(random.next(below: buffer.count), buffer.count - 1)
        return buffer.removeLast()
      }
    }
  }
}
