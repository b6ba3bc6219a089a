import HornTensor

/// Which tags may follow each other, begin and end a sequence: what a ``CRF`` may decode.
///
///     let tags = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
///     let layer = CRF(tags.count, constraints: try .iob2(tags))  // never I-PER behind O or B-LOC
public struct TagConstraints: Hashable, Sendable {
  /// How many tags there are.
  public let tagCount: Int
  /// The most tags that there may be; the table of moves grows with their square.
  public static let mostTags = 1 << 12
  /// `[tagCount + 1, tagCount + 1]`: the last row are starts, the last column ends.
  private var allowed: [Bool]

  /// Entries of a vocabulary that stand for no tag: padding and unknown words. No sequence has them.
  public static let unusedTags: Set<String> = ["", "[PAD]", "<pad>", "[UNK]"]

  /// The rules of a tagging scheme.
  ///
  /// - Parameter tags: the tags by number, such as `O`, `B-PER`; ``unusedTags`` may stand among them, and are
  ///   forbidden.
  /// - Throws: `HornError` with the first that is no tag of the scheme, or stands twice.
  public init(scheme: TaggingScheme, tags: [String]) throws {
    var known: [EntityTag?] = []
    for (place, text) in tags.enumerated() {
      let tag = EntityTag(text, scheme: scheme)
      guard tag != nil || Self.unusedTags.contains(text) else {
        throw HornError(
          .value,
          "TagConstraints: tag \(place) is \"\(text.prefix(60))\"; expected \(EntityTag.expected(scheme)) "
            + "(\(scheme.rawValue))")
      }
      if let tag, let first = known.firstIndex(of: tag) {
        throw HornError(.value, "TagConstraints: the tags \(first) and \(place) are both \"\(text)\"")
      }
      known.append(tag)
    }
    try self.init(tagCount: tags.count) { first, second in
      if let first, known[first] == nil { return false }
      if let second, known[second] == nil { return false }
      return scheme.allows(first.flatMap { known[$0] }, before: second.flatMap { known[$0] })
    }
  }

  /// Rules of one's own.
  ///
  /// - Parameter allows: whether the second tag may follow the first; nil stands for the beginning before the first
  ///   tag of a sequence, and for the end behind its last.
  /// - Throws: `HornError` where no sequence could begin, or none could end, or there are more than ``mostTags``.
  public init(tagCount: Int, _ allows: (_ first: Int?, _ second: Int?) -> Bool) throws {
    guard (1...Self.mostTags).contains(tagCount) else {
      throw HornError(
        .value, "TagConstraints: there must be from 1 to \(Self.mostTags) tags, got \(tagCount)")
    }
    self.tagCount = tagCount
    allowed = (0...tagCount).flatMap { first in
      (0...tagCount).map { second in
        first == tagCount && second == tagCount
          || allows(first == tagCount ? nil : first, second == tagCount ? nil : second)
      }
    }
    try check("TagConstraints")
  }

  private func check(_ owner: String) throws {
    guard (0..<tagCount).contains(where: { allows(nil, $0) }),
      (0..<tagCount).contains(where: { allows($0, nil) })
    else {
      throw HornError(
        .value, "\(owner): no tag may begin a sequence, or none may end one; allow at least one")
    }
  }

  /// The rules of the scheme `io`; see ``init(scheme:tags:)``.
  public static func io(_ tags: [String]) throws -> TagConstraints {
    try TagConstraints(scheme: .io, tags: tags)
  }
  /// The rules of the scheme `iob1`; see ``init(scheme:tags:)``.
  public static func iob1(_ tags: [String]) throws -> TagConstraints {
    try TagConstraints(scheme: .iob1, tags: tags)
  }
  /// The rules of the scheme `iob2`; see ``init(scheme:tags:)``.
  public static func iob2(_ tags: [String]) throws -> TagConstraints {
    try TagConstraints(scheme: .iob2, tags: tags)
  }
  /// The rules of the scheme `ioe1`; see ``init(scheme:tags:)``.
  public static func ioe1(_ tags: [String]) throws -> TagConstraints {
    try TagConstraints(scheme: .ioe1, tags: tags)
  }
  /// The rules of the scheme `ioe2`; see ``init(scheme:tags:)``.
  public static func ioe2(_ tags: [String]) throws -> TagConstraints {
    try TagConstraints(scheme: .ioe2, tags: tags)
  }
  /// The rules of the scheme `iobes`; see ``init(scheme:tags:)``.
  public static func iobes(_ tags: [String]) throws -> TagConstraints {
    try TagConstraints(scheme: .iobes, tags: tags)
  }

  /// Whether the second tag may follow the first; nil stands for the beginning and the end.
  public func allows(_ first: Int?, _ second: Int?) -> Bool {
    allowed[(first ?? tagCount) * (tagCount + 1) + (second ?? tagCount)]
  }

  /// As a `TagChain` takes it.
  var matrix: Tensor { Tensor(allowed, shape: [tagCount + 1, tagCount + 1]) }

  // MARK: - Configuration

  /// What is forbidden: moves as pairs, starts, ends.
  var config: ConfigValue {
    var moves: [ConfigValue] = []
    for first in 0..<tagCount {
      for second in 0..<tagCount where !allows(first, second) { moves.append([.int(first), .int(second)]) }
    }
    func edges(_ isAllowed: (Int) -> Bool) -> ConfigValue {
      .array((0..<tagCount).filter { !isAllowed($0) }.map { .int($0) })
    }
    return [
      "forbidden": .array(moves), "forbidden_starts": edges { allows(nil, $0) },
      "forbidden_ends": edges { allows($0, nil) },
    ]
  }

  init(config value: ConfigValue, tagCount: Int, owner: String) throws {
    func fail(_ what: String) -> HornError {
      HornError(
        .configuration,
        "\(owner): constraints must be an object with forbidden (pairs of tags in 0..<\(tagCount)), forbidden_starts and "
          + "forbidden_ends (lists of tags), got \(what)")
    }
    guard tagCount <= Self.mostTags else {
      throw HornError(
        .configuration,
        "\(owner): constraints are for at most \(Self.mostTags) tags, but there are \(tagCount)")
    }
    guard case .object(let config) = value else { throw fail(value.summary) }
    if let key = config.keys.first(where: {
      !["forbidden", "forbidden_starts", "forbidden_ends"].contains($0)
    }) {
      throw fail("the key \(key)")
    }
    func list(_ value: ConfigValue?) throws -> [ConfigValue] {
      guard let value else { return [] }
      guard case .array(let list) = value else { throw fail(value.summary) }
      return list
    }
    func tag(_ value: ConfigValue) throws -> Int {
      guard case .int(let tag) = value, (0..<tagCount).contains(tag) else { throw fail(value.summary) }
      return tag
    }
    self.tagCount = tagCount
    let width = tagCount + 1
    allowed = Array(repeating: true, count: width * width)
    for move in try list(config["forbidden"]) {
      let pair = try list(move).map(tag)
      guard pair.count == 2 else { throw fail(move.summary) }
      allowed[pair[0] * width + pair[1]] = false
    }
    for start in try list(config["forbidden_starts"]) { allowed[tagCount * width + (try tag(start))] = false }
    for end in try list(config["forbidden_ends"]) { allowed[try tag(end) * width + tagCount] = false }
    try check(owner)
  }
}
