import HornTensor

/// Makes up news of the four classes of ``AGNewsDataset``.
struct NewsMaker {
  private var random: MadeUp

  init(seed: UInt32) { random = MadeUp(seed: seed) }

  mutating func items(_ count: Int) -> NewsItems {
    var (titles, descriptions) = (ByteStrings(), ByteStrings())
    var labels: [Int32] = []
    for _ in 0..<count {
      let label = random.number(below: Self.topics.count)
      titles.append(sentence(Self.titles, label))
      descriptions.append("\(random.choice(Self.places)) - \(sentence(Self.sentences, label))")
      labels.append(Int32(label))
    }
    return NewsItems(titles: titles, descriptions: descriptions, labels: labels)
  }

  /// A pattern filled for a class: `@` stands for who acts, `+` for what is done, `#` for a thing, `*` for a day. One word
  /// in eight comes from any class, as the world is not tidy.
  private mutating func sentence(_ patterns: [String], _ label: Int) -> String {
    random.choice(patterns).split(separator: " ").map { word in
      let topic = Self.topics[random.number(below: 8) == 0 ? random.number(below: Self.topics.count) : label]
      switch word {
      case "@": return random.choice(topic.actors)
      case "+": return random.choice(topic.actions)
      case "#": return random.choice(topic.things)
      case "*": return random.choice(Self.days)
      default: return String(word)
      }
    }.joined(separator: " ")
  }

  private static let places = [
    "LONDON", "NEW YORK", "PARIS", "TOKYO", "BERLIN", "SYDNEY", "TORONTO", "MADRID",
  ]
  private static let days = ["on Monday", "on Tuesday", "on Friday", "this week", "last night", "this year"]
  private static let titles = ["@ + #", "@ + # *", "# : @ +", "@ + # again", "After # , @ + #"]
  private static let sentences = [
    "@ + # * , and @ + # .", "The # was a surprise for @ , who + # * .",
    "@ said * that the # would come soon .",
    "Reports say that @ + # , the second # in a year .", "@ + # because of the # , it was announced * .",
  ]

  private static let topics: [(actors: [String], actions: [String], things: [String])] = [
    (
      [
        "The president", "Rebels", "The parliament", "Diplomats", "The minister", "Troops", "Voters",
        "Protesters",
      ],
      ["reject", "sign", "demand", "attack", "discuss", "condemn", "leave"],
      ["treaty", "border", "election", "ceasefire", "embassy", "peace talks", "refugee camp", "government"]
    ),
    (
      [
        "The champion", "The striker", "The coach", "United", "The home team", "The sprinter",
        "The goalkeeper",
      ],
      ["win", "lose", "dominate", "reach", "miss", "play", "celebrate"],
      ["final", "season", "medal", "match", "penalty", "league title", "tournament", "third set"]
    ),
    (
      [
        "Shares", "Investors", "The bank", "The airline", "The retailer", "Analysts", "The oil company",
        "The board",
      ],
      ["raise", "cut", "sell", "buy", "expect", "report", "lower"],
      ["profit", "dividend", "interest rate", "merger", "quarterly sales", "bond", "oil price", "debt"]
    ),
    (
      [
        "Scientists", "The software maker", "Engineers", "The space agency", "Hackers", "Researchers",
        "Developers",
      ],
      ["launch", "test", "discover", "release", "patch", "build", "measure"],
      ["browser", "satellite", "virus", "chip", "operating system", "telescope", "search engine", "genome"]
    ),
  ]
}
