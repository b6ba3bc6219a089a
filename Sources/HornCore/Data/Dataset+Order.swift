import HornTensor

extension Dataset {
  /// The first elements; -1 for all.
  public func take(_ count: Int, file: StaticString = #fileID, line: UInt = #line) -> Dataset {
    require(count >= -1, "take: the count is \(count); expected at least 0, or -1", file: file, line: line)
    guard count >= 0 else { return self }
    let size: DatasetSize = size == .unknown && count > 0 ? .unknown : .shorter(size, .known(count))
    return Dataset(size: size) {
      var next: (() throws -> Element?)? = count > 0 ? try start() : nil
      var left = count
      return {
        guard let element = try next?() else { return nil }
        left -= 1
        // What gives the elements is let go with the last one: a thread that fetches ahead ends here.
        if left == 0 { next = nil }
        return element
      }
    }
  }

  /// The elements after the first ones; none for -1.
  public func skip(_ count: Int, file: StaticString = #fileID, line: UInt = #line) -> Dataset {
    require(count >= -1, "skip: the count is \(count); expected at least 0, or -1", file: file, line: line)
    guard count >= 0 else { return take(0) }
    return Dataset(size: size.map { Swift.max(0, $0 - count) }) {
      let next = try start()
      var left = count
      return {
        while left > 0 {
          guard try next() != nil else { return nil }
          left -= 1
        }
        return try next()
      }
    }
  }

  /// The elements again and again.
  ///
  /// Each time is a pass of its own: what is shuffled before is shuffled anew.
  ///
  /// - Parameter count: how many times; nil or -1 for without end.
  public func `repeat`(_ count: Int? = nil, file: StaticString = #fileID, line: UInt = #line) -> Dataset {
    let count = count == -1 ? nil : count
    require(
      count ?? 0 >= 0, "repeat: the count is \(count ?? 0); expected at least 0, or -1", file: file,
      line: line)
    let size: DatasetSize
    if let count {
      size = count == 0 ? .known(0) : self.size.map { $0.multipliedClamping(by: count) }
    } else {
      size = self.size == .known(0) ? .known(0) : .infinite
    }
    return Dataset(size: size) {
      var pass: (() throws -> Element?)?
      var begun = 0
      var isEmpty = false
      return {
        while true {
          if let element = try pass?() {
            isEmpty = false
            return element
          }
          // A pass that gave nothing would be repeated without end.
          let ended = isEmpty || begun == count
          pass = nil
          if ended {
            begun = count ?? begun
            return nil
          }
          pass = try start()
          begun += 1
          isEmpty = true
        }
      }
    }
  }

  /// These elements, then those of another data set.
  public func concatenate(_ other: Dataset) -> Dataset {
    Dataset(size: size + other.size) {
      var next = try start()
      var isSecond = false
      return {
        while true {
          if let element = try next() { return element }
          guard !isSecond else { return nil }
          next = try other.start()
          isSecond = true
        }
      }
    }
  }

  /// Every `numShards`-th element, beginning with that of the index: one of several parts of the data.
  public func shard(
    numShards: Int, index: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset {
    require(
      numShards > 0 && index >= 0 && index < numShards,
      "shard: the index \(index) must be from 0 to below numShards, which is \(numShards)",
      file: file, line: line)
    return Dataset(size: size.map { Swift.max(0, $0 - index).dividedRoundingUp(by: numShards) }) {
      let next = try start()
      var position = 0
      return {
        while let element = try next() {
          defer { position += 1 }
          if position % numShards == index { return element }
        }
        return nil
      }
    }
  }

  /// The elements of two data sets side by side, to the end of the shorter.
  ///
  ///     Dataset.zip(texts, labels)
  public static func zip<First, Second>(
    _ first: Dataset<First>, _ second: Dataset<Second>
  ) -> Dataset where Element == (First, Second) {
    Dataset(size: .shorter(first.size, second.size)) {
      let (nextFirst, nextSecond) = (try first.start(), try second.start())
      return {
        guard let a = try nextFirst(), let b = try nextSecond() else { return nil }
        return (a, b)
      }
    }
  }

  /// The elements of three data sets side by side, to the end of the shortest.
  public static func zip<First, Second, Third>(
    _ first: Dataset<First>, _ second: Dataset<Second>, _ third: Dataset<Third>
  ) -> Dataset where Element == (First, Second, Third) {
    Dataset(size: .shorter(.shorter(first.size, second.size), third.size)) {
      let (nextFirst, nextSecond, nextThird) = (try first.start(), try second.start(), try third.start())
      return {
        guard let a = try nextFirst(), let b = try nextSecond(), let c = try nextThird() else { return nil }
        return (a, b, c)
      }
    }
  }
}
