/// The different characters of a text, by number.
struct Alphabet {
  let characters: [Character]
  private let numbers: [Character: Int]

  init(of text: String) {
    characters = Set(text).sorted()
    numbers = Dictionary(uniqueKeysWithValues: characters.enumerated().map { ($1, $0) })
  }

  var count: Int { characters.count }

  /// The number of each character; those that the alphabet lacks are left out.
  func tokens(of text: String) -> [Int] { text.compactMap { numbers[$0] } }
}
