import HornTensor

/// The end of a queue that a pass holds: when the pass is given up, so is the queue.
final class PrefetchReader<Element: Sendable> {
  private let queue: PrefetchQueue<Element>
  private var begun = false

  init(_ queue: PrefetchQueue<Element>) { self.queue = queue }
  deinit { queue.abandon() }

  func next() throws -> Element? {
    if !begun {
      let queue = queue
      guard Threads.start({ queue.produce() }) else {
        throw HornError(.state, "prefetch: the system has no thread to give")
      }
      begun = true
    }
    return try queue.take()
  }
}
