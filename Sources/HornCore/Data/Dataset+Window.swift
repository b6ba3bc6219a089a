import HornTensor

extension Dataset {
  /// Windows over the elements, each a data set of its own.
  ///
  ///     try Dataset(0..<7).window(3, shift: 2).forEach { print(try $0.array()) }
  ///     // [0, 1, 2] [2, 3, 4] [4, 5, 6] [6]
  ///
  /// - Parameters:
  ///   - size: elements a window.
  ///   - shift: how far a window begins after the one before; nil for `size`.
  ///   - stride: the distance between the elements of a window.
  ///   - dropRemainder: whether windows at the end that are not full are left out.
  public func window(
    _ size: Int, shift: Int? = nil, stride: Int = 1, dropRemainder: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Dataset<Element>> {
    let shift = shift ?? size
    require(
      size > 0 && shift > 0 && stride > 0,
      "window: size \(size), shift \(shift) and stride \(stride) must be at least 1", file: file, line: line)
    let span = (size - 1).multipliedClamping(by: stride).addingClamping(1)
    let count = self.size.map { count in
      dropRemainder ? (count < span ? 0 : (count - span) / shift + 1) : count.dividedRoundingUp(by: shift)
    }
    return Dataset<Dataset<Element>>(size: count) {
      let next = try start()
      // The elements from the beginning of the next window on.
      var elements: [Element] = []
      var ahead = 0
      var ended = false
      func pull() throws -> Element? {
        guard !ended else { return nil }
        let element = try next()
        ended = element == nil
        return element
      }
      return {
        while ahead > 0, try pull() != nil { ahead -= 1 }
        while elements.count < span, let element = try pull() { elements.append(element) }
        guard elements.count == span || (!elements.isEmpty && !dropRemainder) else { return nil }
        let window = Swift.stride(from: 0, to: elements.count, by: stride).map { elements[$0] }
        ahead = Swift.max(0, shift - elements.count)
        elements.removeFirst(Swift.min(shift, elements.count))
        return Dataset(window)
      }
    }
  }
}
