import HornCore

/// A piece of news with its class.
public struct NewsItem: Hashable, Sendable {
  /// Some pieces have none: an empty string.
  public let title: String
  /// The text below the title.
  public let description: String
  /// 0 for the world, 1 for sports, 2 for business, 3 for science and technology.
  public let label: Int

  /// A piece of a program's own.
  public init(title: String, description: String, label: Int) {
    self.title = title
    self.description = description
    self.label = label
  }
}

extension NewsItems {
  /// The piece at this place.
  public subscript(index: Int) -> NewsItem {
    NewsItem(
      title: titles.string(at: index), description: descriptions.string(at: index), label: Int(labels[index]))
  }

  /// The pieces one by one.
  ///
  ///     let pairs = train.dataset.map { ($0.title, $0.label) }.batch(16)
  public var dataset: Dataset<NewsItem> { Dataset((0..<count)).map { self[$0] } }
}
