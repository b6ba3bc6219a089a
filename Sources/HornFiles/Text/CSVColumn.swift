/// A column of a CSV file: its name in the header, or its position from 0.
public enum CSVColumn: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case name(String)
  case position(Int)

  public init(stringLiteral name: String) { self = .name(name) }
  public init(integerLiteral position: Int) { self = .position(position) }
}
