import HornTensor

extension Dataset {
  /// What the closure makes of each element.
  public func map<Result: Sendable>(
    _ transform: @escaping @Sendable (Element) throws -> Result
  ) -> Dataset<Result> {
    Dataset<Result>(size: size) {
      let next = try start()
      return { try next().map(transform) }
    }
  }

  /// The elements for which the closure gives true.
  public func filter(_ isIncluded: @escaping @Sendable (Element) throws -> Bool) -> Dataset {
    Dataset(size: size.changed) {
      let next = try start()
      return {
        while let element = try next() {
          if try isIncluded(element) { return element }
        }
        return nil
      }
    }
  }

  /// The elements of the data sets that the closure makes of the elements, one data set after the other.
  public func flatMap<Result: Sendable>(
    _ transform: @escaping @Sendable (Element) throws -> Dataset<Result>
  ) -> Dataset<Result> {
    Dataset<Result>(size: size == .known(0) ? size : .unknown) {
      let next = try start()
      var inner: (() throws -> Result?)?
      return {
        while true {
          if let element = try inner?() { return element }
          inner = nil
          guard let element = try next() else { return nil }
          inner = try transform(element).start()
        }
      }
    }
  }

  /// The elements of the data sets that the closure makes of the elements, taken from several of them in turn.
  ///
  ///     Dataset(files).interleave(cycleLength: 4) { lines(of: $0) }
  ///
  /// - Parameters:
  ///   - cycleLength: how many data sets are open at once.
  ///   - blockLength: how many elements are taken from one before the next.
  public func interleave<Result: Sendable>(
    cycleLength: Int, blockLength: Int = 1, file: StaticString = #fileID, line: UInt = #line,
    _ transform: @escaping @Sendable (Element) throws -> Dataset<Result>
  ) -> Dataset<Result> {
    require(
      cycleLength > 0 && blockLength > 0,
      "interleave: cycleLength \(cycleLength) and blockLength \(blockLength) must be at least 1",
      file: file, line: line)
    return Dataset<Result>(size: size == .known(0) ? size : .unknown) {
      let next = try start()
      // An open data set, or nil where a place of the cycle is free.
      var cycle: [(() throws -> Result?)?] = [nil]
      var (place, taken, ended) = (0, 0, false)
      func goOn() {
        (place, taken) = ((place + 1) % cycleLength, 0)
        guard place == cycle.count else { return }
        if ended { place = 0 } else { cycle.append(nil) }
      }
      return {
        while true {
          if cycle[place] == nil, !ended {
            if let element = try next() {
              cycle[place] = try transform(element).start()
            } else {
              ended = true
            }
          }
          if let element = try cycle[place]?() {
            taken += 1
            if taken == blockLength { goOn() }
            return element
          }
          cycle[place] = nil
          goOn()
          if ended, cycle.allSatisfy({ $0 == nil }) { return nil }
        }
      }
    }
  }

  /// The elements with their numbers, counted from `start`.
  ///
  ///     try Dataset(["a", "b"]).enumerate(start: 5).array()  // [(5, "a"), (6, "b")]
  public func enumerate(start first: Int = 0) -> Dataset<(Int, Element)> {
    Dataset<(Int, Element)>(size: size) {
      let next = try start()
      var number = first
      return {
        guard let element = try next() else { return nil }
        defer { number += 1 }
        return (number, element)
      }
    }
  }
}
