import HornTensor

extension PickleReader {
  func push(_ value: PickleValue) { stack.append(.value(value)) }

  func push(tuple values: [PickleValue]) {
    push(.tuple(tuples.count))
    tuples.append(values)
  }

  /// Takes one value off the stack, not reaching below the last mark.
  func pop() throws -> PickleValue {
    switch try popItem() {
    case .value(let value): return value
    case .run(let run): return .int(Int(integers[run.lowerBound]))
    }
  }

  /// Takes one value off the stack as it lies there.
  func popItem() throws -> Item {
    guard stack.count > (marks.last ?? 0), let item = stack.popLast() else {
      throw refusal("an opcode takes more from the stack than is there")
    }
    guard case .run(let run) = item, run.count > 1 else { return item }
    stack.append(.run(run.lowerBound..<run.upperBound - 1))
    return .run(run.upperBound - 1..<run.upperBound)
  }

  /// The value at the top of the stack, which stays there.
  func top() throws -> PickleValue {
    guard stack.count > (marks.last ?? 0), let item = stack.last else {
      throw refusal("an opcode looks at an empty stack")
    }
    switch item {
    case .value(let value): return value
    case .run(let run): return .int(Int(integers[run.upperBound - 1]))
    }
  }

  /// Takes everything above the last mark, and the mark.
  func popToMark() throws -> [Item] {
    guard let mark = marks.popLast() else { throw refusal("an opcode needs a MARK before it") }
    let items = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return items
  }

  func expand(_ items: ArraySlice<Item>) -> [PickleValue] {
    var values: [PickleValue] = []
    for item in items {
      switch item {
      case .value(let value): values.append(value)
      case .run(let run): for place in run { values.append(.int(Int(integers[place]))) }
      }
    }
    return values
  }

  /// Appends to the list at the top of the stack.
  func append(_ items: [Item]) throws {
    guard case .list(let place) = try top() else { throw refusal("APPEND and APPENDS need a list") }
    switch lists[place] {
    case .integers(var range):
      for (index, item) in items.enumerated() {
        if case .run(let run) = item, range.isEmpty || range.upperBound == run.lowerBound {
          range = range.isEmpty ? run : range.lowerBound..<run.upperBound
        } else {
          lists[place] = .values(expand([.run(range)]) + expand(items[index...]))
          return
        }
      }
      lists[place] = .integers(range)
    case .values(var values):
      // Emptied first, so that appending does not copy what is there.
      lists[place] = .values([])
      values.append(contentsOf: expand(items[...]))
      lists[place] = .values(values)
    }
  }

  func recall(_ index: Int) throws {
    guard let value = memo[index] else { throw refusal("nothing was remembered as number \(index)") }
    push(value)
  }

  /// An integer of up to eight bytes, least first, in two's complement.
  func readLong() throws {
    let count = try reader.length(UInt8.self, "LONG1")
    guard count <= 8 else { throw refusal("LONG1: an integer of \(count) bytes does not fit into 64 bits") }
    var value = 0
    for (index, byte) in try reader.take(count, "LONG1").enumerated() { value |= Int(byte) << (8 * index) }
    let unused = 64 - 8 * count
    push(.int(count == 0 ? 0 : (value << unused) >> unused))
  }

  func text(_ count: Int) throws -> String {
    guard let text = String(validating: try reader.take(count, "a text"), as: UTF8.self) else {
      throw refusal("a text is not UTF-8")
    }
    return text
  }

  func bytes(_ count: Int) throws -> [UInt8] { Array(try reader.take(count, "bytes")) }

  /// Text up to the end of the line, for the names of protocol 2; no name that is allowed is longer.
  func line() throws -> String {
    var characters: [UInt8] = []
    while characters.count < 256 {
      let byte = try reader.byte("GLOBAL")
      if byte == UInt8(ascii: "\n") { return String(decoding: characters, as: UTF8.self) }
      characters.append(byte)
    }
    throw refusal("GLOBAL: a name is longer than 256 bytes")
  }

  func push(global module: String, _ name: String) throws {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw refusal(
        "it asks for \(module.prefix(80)).\(name.prefix(80)), which is not a part of NumPy's arrays")
    }
    push(.global(global))
  }

  /// A text of up to 256 bytes: longer ones, which may be named many times, are not looked at.
  func shortString(_ value: PickleValue) -> String? {
    switch value {
    case .text(let text) where text.utf8.count <= 256: text
    case .bytes(let bytes) where bytes.count <= 256: string(value)
    default: nil
    }
  }

  /// A text, or what Python 2 wrote as one.
  func string(_ value: PickleValue) -> String? {
    switch value {
    case .text(let text): text
    case .bytes(let bytes): bytes.allSatisfy { $0 < 128 } ? String(decoding: bytes, as: UTF8.self) : nil
    default: nil
    }
  }
}
