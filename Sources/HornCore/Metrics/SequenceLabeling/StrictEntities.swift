/// Names that begin, go on and end by a scheme's rules only, as seqeval's strict mode finds them.
///
/// The rules are pairs of neighbouring tags; what follows is seqeval's (1.2.2), also where it is peculiar (IOE1).
struct StrictEntities {
  private enum Kinds { case any, same, different }

  private struct Pair {
    let first, second: EntityMarks
    let kinds: Kinds

    func matches(_ a: EntityTag, _ b: EntityTag) -> Bool {
      guard first.contains(a.mark), second.contains(b.mark) else { return false }
      switch kinds {
      case .any: return true
      case .same: return a.kind == b.kind
      case .different: return a.kind != b.kind
      }
    }
  }

  private let starts, insides, ends: [Pair]

  init(_ scheme: TaggingScheme) {
    func pair(_ first: EntityMarks, _ second: EntityMarks, _ kinds: Kinds = .any) -> Pair {
      Pair(first: first, second: second, kinds: kinds)
    }
    switch scheme {
    case .io:
      starts = [pair(.outside, .inside), pair(.inside, .inside, .different)]
      insides = [pair(.inside, .inside, .same)]
      ends = [pair(.inside, .inside, .different), pair(.inside, .outside)]
    case .iob1:
      starts = [
        pair([.outside, .begin], .inside), pair(.inside, .inside, .different),
        pair([.inside, .begin], .begin, .same),
      ]
      insides = [pair([.begin, .inside], .inside, .same)]
      ends = [
        pair([.begin, .inside], .inside, .different), pair([.begin, .inside], .outside),
        pair(.inside, .begin), pair(.begin, .begin, .same),
      ]
    case .iob2:
      starts = [pair(.all, .begin)]
      insides = [pair([.begin, .inside], .inside, .same)]
      ends = [
        pair([.begin, .inside], [.outside, .begin]), pair([.begin, .inside], .inside, .different),
      ]
    case .ioe1:
      starts = [
        pair([.outside, .end], .inside), pair(.inside, .inside, .different), pair(.end, .end, .same),
      ]
      insides = [pair(.inside, [.inside, .end], .same)]
      ends = [
        pair(.inside, [.inside, .end], .different), pair(.inside, .outside),
        pair(.end, [.inside, .end], .same),
      ]
    case .ioe2:
      starts = [
        pair([.outside, .end], [.inside, .end]), pair(.inside, [.inside, .end], .different),
      ]
      insides = [pair(.inside, [.inside, .end], .same)]
      ends = [pair(.end, .all)]
    case .iobes:
      starts = [pair(.all, [.begin, .single])]
      insides = [pair([.begin, .inside], [.inside, .end], .same)]
      ends = [pair([.end, .single], .all)]
    }
  }

  func spans(_ tags: [EntityTag]) -> [EntitySpan] {
    let tags = tags + [.outside]
    func holds(_ pairs: [Pair], _ place: Int) -> Bool {
      pairs.contains { $0.matches(place > 0 ? tags[place - 1] : .outside, tags[place]) }
    }
    var spans: [EntitySpan] = []
    var place = 0
    while place < tags.count {
      guard holds(starts, place) else {
        place += 1
        continue
      }
      // No name goes on at the end of the sentence, where the last tag is outside.
      var end = place + 1
      while end < tags.count - 1, holds(insides, end) { end += 1 }
      if holds(ends, end) { spans.append(EntitySpan(kind: String(tags[place].kind), words: place..<end)) }
      place = end
    }
    return spans
  }
}
