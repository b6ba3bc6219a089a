/// The words and sentence patterns of ``ReviewsDataset``.
enum ReviewsVocabulary {
  /// Praise and its opposite.
  static let opinions: [(good: String, bad: String)] = [
    ("good", "bad"), ("great", "terrible"), ("wonderful", "awful"), ("brilliant", "stupid"),
    ("funny", "tedious"),
    ("exciting", "boring"), ("clever", "silly"), ("fresh", "stale"), ("moving", "cold"), ("gripping", "slow"),
    ("charming", "annoying"), ("beautiful", "ugly"), ("convincing", "wooden"), ("original", "predictable"),
    ("touching", "shallow"), ("lively", "lifeless"), ("elegant", "clumsy"), ("superb", "dreadful"),
    ("warm", "bitter"), ("sharp", "dull"), ("honest", "fake"), ("memorable", "forgettable"),
    ("impressive", "disappointing"), ("delightful", "horrible"), ("rich", "empty"), ("smooth", "messy"),
    ("subtle", "crude"), ("strong", "weak"), ("believable", "absurd"), ("excellent", "pathetic"),
  ]

  /// What a review judges.
  static let subjects = [
    "acting", "plot", "story", "script", "music", "score", "camera", "dialogue", "ending", "beginning",
    "cast",
    "direction", "editing", "humour", "lead", "villain", "hero", "pace", "photography", "scenery", "sound",
    "star",
    "writing", "romance", "mystery", "action", "animation", "costume", "setting", "theme", "twist", "voice",
    "finale", "opening", "performance", "screenplay", "soundtrack", "comedy", "drama", "staging",
  ]

  /// Patterns of an opinion: `+` stands for the word that the reviewer means, `-` for its opposite, `*` for
  /// what is judged. Exchanging `+` and `-` turns the opinion round and changes no word.
  static let patterns = [
    "not - +", "the * was not - but +", "never - always +", "far from - simply +",
    "no - * but the most + one",
    "i expected the most - * and got the most + one", "the * felt + not -", "the * was more + than -",
    "less - than +",
    "from - to + in one hour", "hardly - just +", "+ rather than -",
  ]

  /// Sentences that say nothing of the film's worth; `@` stands for one of the companions, `#` for a place
  /// or time.
  static let remarks = [
    "we saw it # with my @", "i watched it twice #", "my @ chose this one", "it runs for about two hours",
    "the film came out last year", "there are many scenes at night", "it was shown # near our house",
    "my @ fell asleep # afterwards", "the director also wrote the book", "it begins with a long train ride",
    "a friend of my @ lent me the disc", "most of it takes place in a small town",
    "the same actor plays both brothers", "i had read the novel before", "we talked about it # with my @",
    "it is the third part of the series", "the tickets were a present from my @",
  ]

  static let companions = [
    "sister", "brother", "mother", "father", "wife", "husband", "daughter", "son", "neighbour", "cousin",
    "teacher",
    "aunt", "uncle", "colleague", "roommate", "grandmother",
  ]

  static let places = [
    "on monday", "on friday", "on a rainy sunday", "in the old cinema", "at home", "on the plane",
    "during the holidays",
    "in spring", "in winter", "at the festival", "after work", "late at night", "in the park", "at school",
  ]

  /// All words, each once, in a fixed order; the commoner ones of the remarks come first.
  static let words: [String] = {
    var seen = Set<String>()
    let tables = [
      places, companions, remarks, patterns, subjects, opinions.flatMap { [$0.good, $0.bad] },
    ]
    return tables.joined().flatMap { $0.split(separator: " ").map(String.init) }.filter { word in
      word.first?.isLetter == true && seen.insert(word).inserted
    }
  }()
}
