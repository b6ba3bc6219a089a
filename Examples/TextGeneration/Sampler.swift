import Foundation
import Horn

/// Draws a class by its logit: exp(logit / temperature) is its weight.
struct Sampler {
  let temperature: Float
  private var draws: [Float] = []

  init(temperature: Float) { self.temperature = temperature }

  mutating func choose(_ logits: [Float]) -> Int {
    let largest = logits.max() ?? 0
    let weights = logits.map { exp(($0 - largest) / temperature) }
    if draws.isEmpty { draws = Random.uniform(shape: [1024]).floats }
    var rest = (draws.popLast() ?? 0) * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return max(weights.count - 1, 0)
  }
}
