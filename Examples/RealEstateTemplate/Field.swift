/// A line of the template, and a kind of name that the tagger finds.
enum Field: String, CaseIterable, Sendable {
  case reference, type, place, postcode, price, surface, year, rooms, owner, telephone

  /// As it is printed.
  var label: String {
    switch self {
    case .reference: "Reference"
    case .type: "Type"
    case .place: "Place"
    case .postcode: "Postcode"
    case .price: "Price"
    case .surface: "Surface"
    case .year: "Year built"
    case .rooms: "Rooms"
    case .owner: "Owner"
    case .telephone: "Telephone"
    }
  }

  /// As tags have it: `B-PRICE`.
  var kind: String { rawValue.uppercased() }

  init?(kind: String) { self.init(rawValue: kind.lowercased()) }

  /// The tags by number: 0 is `O`.
  static let tags = ["O"] + allCases.flatMap { ["B-" + $0.kind, "I-" + $0.kind] }
}
