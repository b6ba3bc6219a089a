import HornTensor

extension Tensor {
  /// Keras's form of a tensor inside a configuration: nested lists and the type.
  package var serialized: ConfigValue {
    let elements: [ConfigValue] =
      switch dtype {
      case .bool: bools.map(ConfigValue.bool)
      case .int32: ints.map(ConfigValue.int)
      case .float32, .float64: floats.map { ConfigValue($0) }
      case .string: strings.map(ConfigValue.string)
      }
    var lists = elements
    for length in shape.dimensions.dropFirst().reversed() {
      let count = length == 0 ? shape.elementCount : lists.count / length
      lists = (0..<count).map { .array(Array(lists[($0 * length)..<(($0 + 1) * length)])) }
    }
    let value = rank == 0 ? elements[0] : .array(lists)
    return ["class_name": "__tensor__", "config": ["value": value, "dtype": .string(dtype.rawValue)]]
  }

  /// Reads ``serialized``.
  ///
  /// - Throws: `HornError` where the lists are not a full array of the type.
  package init(config: ConfigValue) throws {
    let reader = ConfigReader(try config.classAndConfig("a tensor").config, owner: "a tensor")
    let dtype = try reader.dtype()
    var shape: [Int] = []
    var level = [reader.value("value") ?? .null]
    while case .array(let first)? = level.first {
      guard shape.count < 32 else { throw HornError(.configuration, "a tensor: more than 32 axes") }
      shape.append(first.count)
      level = try level.flatMap { element in
        guard case .array(let list) = element, list.count == first.count else {
          throw HornError(.configuration, "a tensor: the lists differ in length")
        }
        return list
      }
    }
    func wrong(_ element: ConfigValue) -> HornError {
      HornError(.configuration, "a tensor: expected elements of type \(dtype), got \(element.summary)")
    }
    switch dtype {
    case .bool:
      self.init(
        try level.map { element -> Bool in
          guard case .bool(let value) = element else { throw wrong(element) }
          return value
        }, shape: Shape(shape))
    case .int32:
      self.init(
        try level.map { element -> Int32 in
          guard case .int(let value) = element, let narrow = Int32(exactly: value) else {
            throw wrong(element)
          }
          return narrow
        }, shape: Shape(shape))
    case .float32, .float64:
      let numbers = try level.map { element -> Double in
        switch element {
        case .int(let value): return Double(value)
        case .double(let value): return value
        default: throw wrong(element)
        }
      }
      if dtype == .float64 {
        self.init(numbers, shape: Shape(shape))
      } else {
        self.init(numbers.map(Float.init), shape: Shape(shape))
      }
    case .string:
      self.init(
        try level.map { element -> String in
          guard case .string(let value) = element else { throw wrong(element) }
          return value
        }, shape: Shape(shape))
    }
  }
}
