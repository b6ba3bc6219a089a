/// The value of a feature in a dictionary of features: a text, several, a number, or whether it holds.
public enum FeatureValue: Hashable, Sendable {
  /// A feature of its own for each text: `name=text`, 1 where it holds.
  case text(String)
  /// The same for each of the texts.
  case texts([String])
  /// The value of the feature `name`.
  case number(Float)
}

extension FeatureValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(floatLiteral value: Double) { self = .number(Float(value)) }
  public init(integerLiteral value: Int) { self = .number(Float(value)) }
  public init(booleanLiteral value: Bool) { self = .number(value ? 1 : 0) }
  public init(arrayLiteral elements: String...) { self = .texts(elements) }
}
