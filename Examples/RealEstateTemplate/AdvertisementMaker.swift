import Horn

/// Makes up advertisements, the same for the same part and seed.
///
/// Each sentence belongs to one part by its text, so no two parts share a sentence; and of the names of places and
/// persons a quarter stand in no advertisement to train with.
struct AdvertisementMaker {
  /// What advertisements are for.
  enum Part: UInt32 { case train, validation, test }

  private typealias Piece = Advertisement.Piece

  private let part: Part
  private var generator: MersenneTwister
  private var language = Language.french
  private var values = FieldValues()

  init(part: Part, seed: Int) {
    self.part = part
    generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed) &* 3 &+ part.rawValue)
  }

  /// So many advertisements.
  mutating func advertisements(_ count: Int) throws -> [Advertisement] {
    try (0..<count).map { _ in try advertisement() }
  }

  /// A heading, what there is to say in any order, and mostly at the end whom to call.
  private mutating func advertisement() throws -> Advertisement {
    language = choice(Language.all)
    values = FieldValues()
    var sentences = [sentence(language.headings)].compactMap { $0 }
    var patterns: [[String]] = []
    if chance(80) { patterns.append(language.references) }
    if chance(90), values[.surface] == nil { patterns.append(language.surfaces) }
    if chance(80), values[.rooms] == nil { patterns.append(language.rooms) }
    if chance(65) { patterns.append(language.years) }
    if chance(95) { patterns.append(language.prices) }
    for _ in 0..<number(3) { patterns.append(language.mentions) }
    for _ in 0..<1 + number(5) { patterns.append(language.remarks) }
    generator.shuffle(&patterns)
    if chance(95) { patterns.insert(language.contacts, at: chance(85) ? patterns.count : 0) }
    sentences += patterns.compactMap { sentence($0) }
    return try Advertisement(sentences, separator: chance(50) ? "\n" : " ")
  }

  /// A sentence of this part by one of the patterns; nil where none was found.
  private mutating func sentence(_ patterns: [String]) -> [Piece]? {
    for _ in 0..<500 {
      let known = values
      let pieces = filled(choice(patterns))
      if Self.belongs(pieces.map(\.text).joined(), to: part) { return pieces }
      values = known
    }
    return nil
  }

  /// Three sentences in five are for training.
  static func belongs(_ sentence: String, to part: Part) -> Bool {
    switch hash(sentence) % 5 {
    case 0: part == .test
    case 1: part == .validation
    default: part == .train
    }
  }

  /// FNV-1a.
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0100_0000_01b3 }
  }

  // MARK: - Patterns

  private mutating func filled(_ pattern: String) -> [Piece] {
    var plain = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
      plain += rest[..<open]
      let options = rest[rest.index(after: open)..<close].split(
        separator: "|", omittingEmptySubsequences: false)
      plain += choice(options)
      rest = rest[rest.index(after: close)...]
    }
    rest = (plain + rest)[...]
    var pieces: [Piece] = []
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      pieces.append(Piece(text: String(rest[..<open]), field: nil))
      pieces.append(value(String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    pieces.append(Piece(text: String(rest), field: nil))
    return pieces.filter { !$0.text.isEmpty }
  }

  /// What stands in a slot. A field that was named before keeps its value.
  private mutating func value(_ slot: String) -> Piece {
    switch slot {
    case "type": return Piece(text: known(.type), field: .type)
    case "Type":
      let type = known(.type)
      return Piece(text: chance(20) ? type.uppercased() : Self.capitalized(type), field: .type)
    case "rooms", "Rooms":
      let count = Int(known(.rooms)) ?? 1
      guard chance(20), count <= language.numbers.count else { return Piece(text: "\(count)", field: .rooms) }
      let word = language.numbers[count - 1]
      return Piece(text: slot == "Rooms" ? Self.capitalized(word) : word, field: .rooms)
    case "roomsDigits": return Piece(text: known(.rooms), field: .rooms)
    case "adj", "Adj":
      let pair = choice(language.adjectives)
      let word = values.isFeminine ? pair.1 : pair.0
      return Piece(text: slot == "Adj" ? Self.capitalized(word) : word, field: nil)
    case "this", "This":
      let word = demonstrative()
      return Piece(text: slot == "This" ? Self.capitalized(word) : word, field: nil)
    case "e": return Piece(text: values.isFeminine ? "e" : "", field: nil)
    default:
      if let field = Field(rawValue: slot) { return Piece(text: known(field), field: field) }
      return Piece(text: other(slot), field: nil)
    }
  }

  private mutating func demonstrative() -> String {
    if values.isFeminine { return "cette" }
    let isVowel = known(.type).first.map { "aeiouéhAEIOUÉH".contains($0) } ?? false
    return isVowel ? "cet" : "ce"
  }

  private static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  // MARK: - Values

  private mutating func known(_ field: Field) -> String {
    if let value = values[field] { return value }
    let value = made(field)
    values[field] = value
    return value
  }

  private mutating func made(_ field: Field) -> String {
    switch field {
    case .reference: return reference()
    case .type:
      let type = choice(language.types)
      values.isFeminine = type.isFeminine
      return type.name
    case .place: return name(language.places)
    case .postcode: return postcode()
    case .rooms: return "\(1 + number(chance(80) ? 6 : 14))"
    case .surface: return surface(20 + number(chance(80) ? 230 : 900))
    case .year: return "\(chance(70) ? 1950 + number(76) : 1750 + number(200))"
    case .price: return price(chance(80) ? 60 + number(900) : 1000 + number(4000))
    case .owner: return owner()
    case .telephone: return language.isFrench ? frenchTelephone() : englishTelephone()
    }
  }

  /// Numbers, places and persons that belong to no field.
  private mutating func other(_ slot: String) -> String {
    switch slot {
    case "small": return chance(70) ? "\(1 + number(6))" : language.numbers[number(6)]
    case "minutes": return "\(2 + number(60))"
    case "land": return surface(10 + number(chance(50) ? 90 : 3000))
    case "land0": return "\(10 + number(400))"
    case "later": return "\(1990 + number(36))"
    case "fee": return amount(40 + number(4000))
    case "letter": return choice(["A", "B", "C", "D", "E", "F", "G"])
    case "elsewhere": return name(language.places)
    default: return name(language.firstNames) + " " + name(language.lastNames)
    }
  }

  private mutating func reference() -> String {
    let digits = "\(100 + number(chance(50) ? 9900 : 999_900))"
    switch number(6) {
    case 0: return choice(["V", "A", "M", "H", "AP", "VL", "TX"]) + digits
    case 1: return choice(["V", "A", "MA", "BN"]) + "-" + digits
    case 2: return digits + choice(["A", "B", "C", "X"])
    default: return digits
    }
  }

  private mutating func postcode() -> String {
    if language.isFrench { return digits(5, first: 1 + number(9)) }
    let area = choice([
      "BN", "BA", "BS", "OX", "CB", "YO", "LS", "EX", "TR", "EH", "G", "CF", "BT", "SW", "N", "E",
    ])
    let end = choice(["AB", "DE", "GH", "JL", "NP", "QR", "ST", "UW", "XY", "ZA"])
    return area + "\(1 + number(29))" + " " + "\(number(10))" + end
  }

  private mutating func surface(_ size: Int) -> String {
    let units =
      language.isFrench
      ? ["m2", " m2", "m²", " m²", " m²", " m2", " mètres carrés"]
      : [" m2", " m²", " sq m", " sq ft", " square feet"]
    return "\(size)" + choice(units)
  }

  private mutating func price(_ thousands: Int) -> String {
    amount(chance(70) ? thousands * 1000 : thousands * 1000 + number(20) * 50)
  }

  private mutating func amount(_ value: Int) -> String {
    guard language.isFrench else {
      return choice(["£", "£", "€", "$"]) + grouped(value, choice([",", ",", ",", ""]))
    }
    let separators = value < 10_000 ? ["", " ", ""] : [" ", " ", " ", ".", ""]
    return grouped(value, choice(separators)) + choice([" euros", " €", "€", " €", " EUR", " Euros"])
  }

  private func grouped(_ value: Int, _ separator: String) -> String {
    value < 1000
      ? "\(value)"
      : grouped(value / 1000, separator) + separator + String("\(1000 + value % 1000)".dropFirst())
  }

  private mutating func owner() -> String {
    let last = name(language.lastNames)
    let written = chance(30) ? last.uppercased() : last
    switch number(10) {
    case 0:
      return choice(language.isFrench ? ["M.", "Mme", "Mlle", "Me"] : ["Mr", "Mrs", "Ms", "Dr"]) + " "
        + written
    case 1: return (language.isFrench ? "Agence " : "") + last + (language.isFrench ? "" : " Estates")
    default: return name(language.firstNames) + " " + written
    }
  }

  private mutating func frenchTelephone() -> String {
    let separator = choice([".", ".", " ", " ", "", "-"])
    var pairs = (0..<4).map { _ in digits(2, first: number(10)) }
    if chance(15), separator == "." { pairs[3] = " " + pairs[3] }
    let start = chance(15) ? "+33 \(1 + number(7))" : "0\(1 + number(7))"
    return ([start] + pairs).joined(separator: separator)
  }

  private mutating func englishTelephone() -> String {
    switch number(5) {
    case 0: return "020 \(digits(4, first: 7)) \(digits(4, first: number(10)))"
    case 1: return "0\(digits(4, first: 1)) \(digits(6, first: 1 + number(9)))"
    case 2: return "+44 \(digits(4, first: 7)) \(digits(6, first: number(10)))"
    case 3:
      return "(\(digits(3, first: 2 + number(7)))) \(digits(3, first: 5))-\(digits(4, first: number(10)))"
    default: return "0\(digits(4, first: 7)) \(digits(3, first: number(10))) \(digits(3, first: number(10)))"
    }
  }

  private mutating func digits(_ count: Int, first: Int) -> String {
    (1..<count).reduce("\(first)") { text, _ in text + "\(number(10))" }
  }

  // MARK: - Chance

  /// One of the names that this part may have.
  private mutating func name(_ names: [String]) -> String {
    while true {
      let name = choice(names)
      if part != .train || Self.isKnown(name) { return name }
    }
  }

  /// Whether a name may stand in advertisements to train with.
  static func isKnown(_ name: String) -> Bool { hash(name) % 4 != 0 }

  private mutating func choice<T>(_ options: [T]) -> T { options[number(options.count)] }

  private mutating func chance(_ percent: Int) -> Bool { number(100) < percent }

  private mutating func number(_ limit: Int) -> Int { Int(generator.next(upTo: UInt64(limit - 1))) }
}
