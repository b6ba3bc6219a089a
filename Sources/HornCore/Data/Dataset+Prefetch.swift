import HornTensor

extension Dataset {
  /// Computes elements ahead on a thread of its own, while those before are used.
  ///
  ///     try model.fit(data.map(prepare).batch(32).prefetch(2))
  ///
  /// The elements and their order are the same as without; an error comes after the elements before it. The thread begins
  /// with the first element that is asked for, and ends with the data or where the pass is given up (after the element
  /// that it is at).
  ///
  /// - Parameter bufferSize: how many elements may wait; 0 for none, as without.
  public func prefetch(_ bufferSize: Int, file: StaticString = #fileID, line: UInt = #line) -> Dataset {
    require(
      bufferSize >= 0, "prefetch: the buffer size is \(bufferSize); expected at least 0", file: file,
      line: line
    )
    guard bufferSize > 0 else { return self }
    return Dataset(size: size) {
      let reader = PrefetchReader(PrefetchQueue(try start(), capacity: bufferSize))
      return { try reader.next() }
    }
  }
}
