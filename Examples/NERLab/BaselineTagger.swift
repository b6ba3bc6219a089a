import Horn

/// Logistic regression over the features that the lecture names: the word, its neighbours, and how it is written.
struct BaselineTagger: SentenceTagger {
  private var vectorizer = DictVectorizer()
  private var regression = LogisticRegression<String>()

  init(_ corpus: Corpus) throws {
    let features = corpus.train.flatMap { Self.features($0.words) }
    let x = vectorizer.fitTransform(features)
    print("\(x.rowCount) words with \(x.columnCount) features")
    try regression.fit(x, corpus.train.flatMap(\.entities))
  }

  func tags(of sentences: [[String]]) throws -> [[String]] {
    var all = try regression.predict(vectorizer.transform(sentences.flatMap(Self.features)))[...]
    return sentences.map { sentence in
      defer { all = all.dropFirst(sentence.count) }
      return Array(all.prefix(sentence.count))
    }
  }

  private static func features(_ words: [String]) -> [[String: FeatureValue]] {
    words.indices.map { index in
      let word = words[index]
      return [
        "word": .text(word.lowercased()), "suffix": .text(String(word.suffix(3))),
        "prefix": .text(String(word.prefix(2))), "shape": .text(shape(word)),
        "previous": .text(index > 0 ? words[index - 1].lowercased() : "<start>"),
        "next": .text(index + 1 < words.count ? words[index + 1].lowercased() : "<end>"),
        "nextShape": .text(index + 1 < words.count ? shape(words[index + 1]) : ""),
        "isFirst": index == 0 ? 1 : 0,
      ]
    }
  }

  /// `Xx` for a name such as Nice, `X` for UN, `0` for numbers; runs of a kind count once.
  private static func shape(_ word: String) -> String {
    var shape = ""
    for character in word {
      let kind: Character =
        character.isUppercase ? "X" : character.isLowercase ? "x" : character.isNumber ? "0" : character
      if shape.last != kind { shape.append(kind) }
    }
    return shape
  }
}
