import HornTensor

extension Dataset {
  /// Keeps the elements of the first complete pass in memory, and gives those in all passes after it.
  ///
  /// A pass that is given up before its end leaves nothing behind. What is before the cache (reading, splitting) is done
  /// once; what shall differ from pass to pass (`shuffle`) belongs after it.
  public func cache() -> Dataset {
    let kept = KeptElements<Element>()
    return Dataset(size: size) {
      if let elements = kept.elements {
        var rest = elements[...]
        return { rest.popFirst() }
      }
      let next = try start()
      var elements: [Element] = []
      var complete = false
      return {
        guard !complete else { return nil }
        if let element = try next() {
          elements.append(element)
          return element
        }
        complete = true
        kept.keep(elements)
        return nil
      }
    }
  }
}
