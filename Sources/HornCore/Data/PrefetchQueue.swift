import HornTensor

/// The elements that one thread computes and another takes.
final class PrefetchQueue<Element: Sendable>: @unchecked Sendable {
  // Sendable: what waits is behind the monitor; `pull` is the producing thread's alone once that has begun.
  private let monitor = Monitor()
  private let capacity: Int
  private var pull: (() throws -> Element?)?
  /// A ring, which grows up to the capacity as it is needed.
  private var waiting: [Result<Element, any Error>?]
  private var first = 0
  private var count = 0
  /// Whether nothing more is computed.
  private var ended = false
  /// Whether nothing more is wanted.
  private var abandoned = false

  init(_ pull: @escaping () throws -> Element?, capacity: Int) {
    self.pull = pull
    self.capacity = capacity
    waiting = Array(repeating: nil, count: min(capacity, 64))
  }

  // MARK: - The thread that computes

  /// Computes elements until the data end, fail, or are no longer wanted.
  func produce() {
    while hasRoom(), compute() {}
    pull = nil
    monitor.withLock {
      ended = true
      monitor.notify()
    }
  }

  /// Waits for room; false where nothing more is wanted.
  private func hasRoom() -> Bool {
    monitor.withLock {
      monitor.wait { count == capacity && !abandoned }
      return !abandoned
    }
  }

  /// Computes one element; false at the end.
  private func compute() -> Bool {
    let result: Result<Element, any Error>
    do {
      guard let element = try pull?() else { return false }
      result = .success(element)
    } catch {
      result = .failure(error)
    }
    monitor.withLock {
      if count == waiting.count { grow() }
      waiting[(first + count) % waiting.count] = result
      count += 1
      monitor.notify()
    }
    if case .failure = result { return false }
    return true
  }

  /// Makes room for as many again; what waits stands at the front then.
  private func grow() {
    let more = min(count, capacity - count)
    waiting = waiting[first...] + waiting[..<first] + Array(repeating: nil, count: more)
    first = 0
  }

  // MARK: - The thread that takes

  /// The next element, as soon as it is there; nil at the end.
  func take() throws -> Element? {
    let result = monitor.withLock {
      monitor.wait { count == 0 && !ended }
      let result = waiting[first]
      guard count > 0 else { return nil as Result<Element, any Error>? }
      waiting[first] = nil
      first = (first + 1) % waiting.count
      count -= 1
      monitor.notify()
      return result
    }
    return try result?.get()
  }

  /// Says that nothing more is wanted.
  func abandon() {
    monitor.withLock {
      abandoned = true
      monitor.notify()
    }
  }
}
