import HornTensor

/// How tags say where the names in a sentence begin and end.
public enum TaggingScheme: String, NamedCase {
  /// `I-` for every word of a name: neighbours of one kind flow together.
  case io
  /// `I-` for the words of a name; `B-` for the first word where a name of the same kind comes just before. The tags
  /// of CoNLL-2003 as published.
  case iob1
  /// `B-` for the first word of a name, `I-` for the others; also called BIO.
  case iob2
  /// `I-` for the words of a name; `E-` for the last word where a name of the same kind comes just after.
  case ioe1
  /// `E-` for the last word of a name, `I-` for the others.
  case ioe2
  /// `B-`, `I-`, `E-` for the first, the inner and the last words of a name, `S-` for a name of one word; also called
  /// BIOES.
  case iobes

  public static let kind = "tagging scheme"

  /// The marks that tags may have.
  var marks: EntityMarks {
    switch self {
    case .io: [.outside, .inside]
    case .iob1, .iob2: [.outside, .inside, .begin]
    case .ioe1, .ioe2: [.outside, .inside, .end]
    case .iobes: .all
    }
  }

  /// Whether one tag may stand before the other by the scheme's rules; nil is the edge of the sentence.
  func allows(_ first: EntityTag?, before second: EntityTag?) -> Bool {
    let first = first ?? .outside
    let second = second ?? .outside
    let isSame = first.mark != .outside && second.mark != .outside && first.kind == second.kind
    switch self {
    case .io: return true
    case .iob1: return second.mark != .begin || isSame
    case .iob2: return second.mark != .inside || isSame
    case .ioe1: return first.mark != .end || isSame
    case .ioe2: return first.mark != .inside || isSame
    case .iobes:
      let isOpen = first.mark == .begin || first.mark == .inside
      let goesOn = second.mark == .inside || second.mark == .end
      return isOpen == goesOn && (!isOpen || isSame)
    }
  }
}
