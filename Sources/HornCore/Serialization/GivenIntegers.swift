import HornTensor

/// A choice whose arguments are a configuration.
package protocol ConfigHolder {
  var config: Config { get set }
}

extension Config {
  /// The arguments with integers where another configuration has the same numbers as integers.
  ///
  /// Python keeps the 2 that a program gave for 2.0, and Keras writes it.
  func keepingIntegers(of given: Config) -> Config {
    given.isEmpty
      ? self : merging(given) { own, given in own.keepingInteger(of: given) }.filter { self[$0.key] != nil }
  }

  /// The arguments that are integers, or lists with some.
  var integers: Config { filter { $0.value.hasInteger } }
}

extension ConfigValue {
  fileprivate var hasInteger: Bool {
    switch self {
    case .int: true
    case .array(let list): list.count <= 64 && list.contains(where: \.hasInteger)
    default: false
    }
  }

  fileprivate func keepingInteger(of given: ConfigValue) -> ConfigValue {
    switch (self, given) {
    case (.double(let number), .int(let integer)) where number == Double(integer): given
    case (.array(let list), .array(let other)) where list.count == other.count:
      .array(zip(list, other).map { $0.keepingInteger(of: $1) })
    default: self
    }
  }
}
