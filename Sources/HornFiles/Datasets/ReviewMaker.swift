import HornTensor

/// Puts the sentences of ``ReviewsDataset`` together, never the same review twice.
struct ReviewMaker {
  private var generator: MersenneTwister
  private var made: Set<String> = []

  init(seed: UInt32) { generator = MersenneTwister(seed: seed) }

  /// Pairs of a positive review and its negative twin, shuffled.
  mutating func reviews(count: Int) -> [ReviewsDataset.Review] {
    var reviews: [ReviewsDataset.Review] = []
    reviews.reserveCapacity(count)
    while reviews.count < count {
      let (praise, blame) = pair()
      guard made.insert(praise).inserted else { continue }
      made.insert(blame)
      reviews.append(.init(text: praise, label: 1))
      reviews.append(.init(text: blame, label: 0))
    }
    generator.shuffle(&reviews)
    return reviews
  }

  /// One to three opinions of one mind among up to two remarks, and the same with each opinion turned round.
  private mutating func pair() -> (praise: String, blame: String) {
    let opinions = 1 + number(below: 3)
    let remarks = number(below: 3)
    var isOpinion = Array(repeating: true, count: opinions) + Array(repeating: false, count: remarks)
    generator.shuffle(&isOpinion)
    var praise: [String] = []
    var blame: [String] = []
    for isOpinion in isOpinion {
      let sentence = isOpinion ? opinion() : remark()
      praise.append(sentence.0)
      blame.append(sentence.1)
    }
    return (praise.joined(separator: " "), blame.joined(separator: " "))
  }

  private mutating func opinion() -> (String, String) {
    let pattern = choice(ReviewsVocabulary.patterns)
    let words = choice(ReviewsVocabulary.opinions)
    let subject = choice(ReviewsVocabulary.subjects)
    func filled(_ meant: String, _ opposite: String) -> String {
      let words = pattern.split(separator: " ").map { word in
        switch word {
        case "+": meant
        case "-": opposite
        case "*": subject
        default: String(word)
        }
      }
      return words.joined(separator: " ")
    }
    return (filled(words.good, words.bad), filled(words.bad, words.good))
  }

  private mutating func remark() -> (String, String) {
    let companion = choice(ReviewsVocabulary.companions)
    let place = choice(ReviewsVocabulary.places)
    let words = choice(ReviewsVocabulary.remarks).split(separator: " ").map { word in
      switch word {
      case "@": companion
      case "#": place
      default: String(word)
      }
    }
    let sentence = words.joined(separator: " ")
    return (sentence, sentence)
  }

  private mutating func choice<T>(_ options: [T]) -> T { options[number(below: options.count)] }

  private mutating func number(below limit: Int) -> Int { Int(generator.next(upTo: UInt64(limit - 1))) }
}
