import HornCore
import HornTensor

/// Pieces of news with their classes.
public struct NewsItems: Hashable, Sendable {
  /// Some pieces have none: an empty string.
  public let titles: ByteStrings
  /// The texts below the titles, one for each.
  public let descriptions: ByteStrings
  /// 0 for the world, 1 for sports, 2 for business, 3 for science and technology.
  public let labels: [Int32]

  /// Pieces of a program's own; lists of different lengths stop it.
  public init(titles: ByteStrings, descriptions: ByteStrings, labels: [Int32]) {
    require(
      titles.count == descriptions.count && titles.count == labels.count,
      "NewsItems: there are \(titles.count) titles, \(descriptions.count) descriptions and \(labels.count) labels"
    )
    (self.titles, self.descriptions, self.labels) = (titles, descriptions, labels)
  }

  /// How many pieces there are.
  public var count: Int { labels.count }

  /// The labels, `[count]`, int32.
  public var y: Tensor { Tensor(labels, shape: [count]) }

  /// Only the pieces that have a title.
  public var titled: NewsItems { selecting(titles.indices.filter { !titles[$0].isEmpty }) }

  /// The pieces at these places, in this order.
  public func selecting(_ places: [Int]) -> NewsItems {
    NewsItems(
      titles: ByteStringsBuilder.selecting(places, from: titles),
      descriptions: ByteStringsBuilder.selecting(places, from: descriptions),
      labels: places.map { labels[$0] })
  }

  /// Title and description in one text, with the separator between them: `[count]`, string.
  public func texts(separator: String = " ") -> Tensor {
    var texts = ByteStringsBuilder(
      count: count, bytes: titles.bytes.count + descriptions.bytes.count + count * separator.utf8.count)
    for index in 0..<count {
      texts.append { bytes in
        bytes.append(contentsOf: titles[index])
        bytes.append(contentsOf: separator.utf8)
        bytes.append(contentsOf: descriptions[index])
      }
    }
    return Tensor(texts.strings)
  }
}
