import HornCore

/// Makes up the sentences of ``CoNLLDataset``.
struct TaggedSentenceMaker {
  private var random: MadeUp

  init(seed: UInt32) { random = MadeUp(seed: seed) }

  mutating func sentences(_ count: Int, _ scheme: TaggingScheme) throws -> [TaggedSentence] {
    try (0..<count).map { _ in try sentence(scheme) }
  }

  /// A pattern with its names filled in; the other words are given as `word/part of speech/chunk`.
  private mutating func sentence(_ scheme: TaggingScheme) throws -> TaggedSentence {
    var sentence = TaggedSentence()
    var spans: [EntitySpan] = []
    for piece in random.choice(Self.patterns).split(separator: " ") {
      if let names = Self.names[String(piece)] {
        let words = random.choice(names).split(separator: " ").map(String.init)
        spans.append(EntitySpan(kind: String(piece), words: sentence.count..<sentence.count + words.count))
        for word in words { sentence.append(word, "NNP", "I-NP") }
      } else {
        let parts = piece.split(separator: "/").map(String.init)
        sentence.append(parts[0], parts[1], parts[2])
      }
    }
    sentence.entities = try EntityTags.tags(for: spans, count: sentence.count, scheme: scheme)
    return sentence
  }

  private static let patterns = [
    "PER visited/VBD/I-VP LOC on/IN/I-PP Monday/NNP/I-NP ././O",
    "The/DT/I-NP MISC team/NN/I-NP beat/VBD/I-VP LOC 3-1/CD/I-NP ././O",
    "PER of/IN/I-PP ORG met/VBD/I-VP PER in/IN/I-PP LOC ././O",
    "ORG said/VBD/I-VP its/PRP$/I-NP profit/NN/I-NP fell/VBD/I-VP ././O",
    "Shares/NNS/I-NP of/IN/I-PP ORG rose/VBD/I-VP in/IN/I-PP LOC trading/NN/I-NP ././O",
    "LOC LOC 1/CD/I-NP 0/CD/I-NP",
    "PER told/VBD/I-VP ORG that/IN/I-SBAR the/DT/I-NP talks/NNS/I-NP had/VBD/I-VP failed/VBN/I-VP ././O",
    "Rain/NN/I-NP stopped/VBD/I-VP play/NN/I-NP for/IN/I-PP two/CD/I-NP hours/NNS/I-NP ././O",
    "The/DT/I-NP MISC minister/NN/I-NP PER left/VBD/I-VP for/IN/I-PP LOC ././O",
    "It/PRP/I-NP was/VBD/I-VP a/DT/I-NP quiet/JJ/I-NP day/NN/I-NP in/IN/I-PP LOC ././O",
  ]

  private static let names = [
    "PER": [
      "Anna Berger", "Tom Hill", "Maria Costa", "Jan Novak", "Li Wen", "Omar Said", "Kate Brown",
      "Ivan Petrov",
      "Duval", "Smith",
    ],
    "LOC": [
      "London", "New York", "Lisbon", "Prague", "South Africa", "Japan", "Cairo", "Peru", "Ghent", "Oslo",
    ],
    "ORG": [
      "Northern Rail", "Delta Bank", "United Steel", "City Council", "Redwood Corp", "Reuters",
      "Blue Sea Oil", "Ajax",
    ],
    "MISC": ["French", "German", "World Cup", "Chilean", "Open", "English", "Dutch", "Olympic"],
  ]
}

extension TaggedSentence {
  fileprivate mutating func append(_ word: String, _ partOfSpeech: String, _ chunk: String) {
    words.append(word)
    partsOfSpeech.append(partOfSpeech)
    chunks.append(chunk)
  }
}
