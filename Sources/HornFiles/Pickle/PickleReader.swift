import HornBytes
import HornTensor

/// Reads the pickle of a NumPy object array, protocols 2 to 5, and nothing else.
///
/// It follows the opcodes that such a pickle is made of and refuses every other by its name and offset. No
/// name is looked up, nothing is called. Memory is bounded by a small multiple of the pickle's own length.
/// Runs of small integers, which make up nearly all of a data set, are read in C into one block.
final class PickleReader {
  /// One thing on the stack: a value, or a run of small integers, each of which counts as a value.
  enum Item {
    case value(PickleValue)
    case run(Range<Int>)
  }

  let name: String
  var reader: ByteReader
  /// Where the opcode being followed begins.
  var start = 0

  /// All small integers of the pickle in their order; each takes two bytes or more of it.
  let integers: UnsafeMutablePointer<Int32>
  let integerCapacity: Int
  var integerCount = 0

  var stack: [Item] = []
  var marks: [Int] = []
  var memo: [Int: PickleValue] = [:]
  var tuples: [[PickleValue]] = []
  var lists: [PickleList] = []
  var arrays: [PickleArray] = []
  var dtypes: [PickleDType] = []
  /// How many bytes of texts have been copied by opcodes.
  var encoded = 0

  /// The most that copies of what the pickle has may add up to: a list or a text may be named many times for two bytes
  /// each.
  var copyLimit: Int { max(reader.bytes.count, 1 << 24) }

  init(_ bytes: UnsafeRawBufferPointer, name: String) {
    self.name = name
    reader = ByteReader(bytes, name: name)
    integerCapacity = bytes.count / 2 + 1
    integers = .allocate(capacity: integerCapacity)
  }

  deinit { integers.deallocate() }

  /// Follows the pickle to its end and returns the array that it makes.
  func read() throws -> PickleArray.State {
    guard reader.remaining >= 2, reader.bytes[0] == PickleOpcode.proto.rawValue else {
      throw refusal("it does not begin with a PROTO opcode; protocols 0 and 1 are not supported")
    }
    while true {
      try readIntegers()
      start = reader.offset
      let byte = try reader.byte("the pickle; it has no STOP opcode")
      guard let opcode = PickleOpcode(rawValue: byte) else { throw refused(byte) }
      if opcode == .stop { break }
      try follow(opcode, byte)
    }
    guard reader.remaining == 0 else {
      throw refusal("\(reader.remaining) bytes follow the STOP opcode")
    }
    guard marks.isEmpty, stack.count == 1, case .array(let place) = try pop(), let state = arrays[place].state
    else { throw refusal("it does not end in one NumPy array") }
    return state
  }

  private func readIntegers() throws {
    let bytes = reader.rest
    guard let base = bytes.baseAddress else { return }
    var consumed = 0
    let count = horn_pickle_integers(
      base.assumingMemoryBound(to: UInt8.self), bytes.count, integers + integerCount,
      integerCapacity - integerCount, &consumed)
    guard count > 0 else { return }
    _ = try reader.take(consumed, "integers")
    push(integers: integerCount..<integerCount + count)
    integerCount += count
  }

  private func push(integers run: Range<Int>) {
    if stack.count > (marks.last ?? 0), case .run(let before)? = stack.last,
      before.upperBound == run.lowerBound
    {
      stack[stack.count - 1] = .run(before.lowerBound..<run.upperBound)
    } else {
      stack.append(.run(run))
    }
  }

  private func follow(_ opcode: PickleOpcode, _ byte: UInt8) throws {
    switch opcode {
    case .proto:
      let version = try reader.byte("PROTO")
      guard start == 0, (2...5).contains(version) else {
        throw refusal("PROTO \(version): expected 2 to 5, at the beginning only")
      }
    case .frame: _ = try reader.length(UInt64.self, "a FRAME")
    case .mark: marks.append(stack.count)
    case .none: push(.none)
    case .newTrue: push(.bool(true))
    case .newFalse: push(.bool(false))
    case .binFloat:
      push(
        .float(Double(bitPattern: UInt64(bigEndian: try reader.number(UInt64.self, "BINFLOAT").littleEndian)))
      )
    case .long1: try readLong()
    case .shortBinUnicode: push(.text(try text(try reader.length(UInt8.self, "SHORT_BINUNICODE"))))
    case .binUnicode: push(.text(try text(try reader.length(UInt32.self, "BINUNICODE"))))
    // Python 2 wrote its byte strings with the STRING opcodes.
    case .shortBinBytes, .shortBinString:
      push(.bytes(try bytes(try reader.length(UInt8.self, "SHORT_BINBYTES"))))
    case .binBytes, .binString: push(.bytes(try bytes(try reader.length(UInt32.self, "BINBYTES"))))
    case .emptyTuple: push(tuple: [])
    case .tuple1: push(tuple: [try pop()])
    case .tuple2:
      let second = try pop()
      push(tuple: [try pop(), second])
    case .tuple3:
      let (third, second) = (try pop(), try pop())
      push(tuple: [try pop(), second, third])
    case .tuple: push(tuple: expand(try popToMark()[...]))
    case .emptyList:
      push(.list(lists.count))
      lists.append(.integers(0..<0))
    case .append:
      let value = try popItem()
      try append([value])
    case .appends:
      let values = try popToMark()
      try append(values)
    case .global:
      let module = try line()
      try push(global: module, try line())
    case .stackGlobal:
      let (name, module) = (try pop(), try pop())
      guard let module = shortString(module), let name = shortString(name) else {
        throw refusal("STACK_GLOBAL needs two short texts")
      }
      try push(global: module, name)
    case .memoize: memo[memo.count] = try top()
    case .binPut: memo[Int(try reader.byte("BINPUT"))] = try top()
    case .longBinPut: memo[Int(try reader.number(UInt32.self, "LONG_BINPUT"))] = try top()
    case .binGet: try recall(Int(try reader.byte("BINGET")))
    case .longBinGet: try recall(Int(try reader.number(UInt32.self, "LONG_BINGET")))
    case .reduce: try reduce()
    // Whole ones were read before as a run.
    case .binInt, .binInt1, .binInt2:
      throw refusal("the file ends inside an integer (\(PickleOpcode.name(byte)))")
    case .build: try build()
    default: throw refused(byte)
    }
  }

  func refusal(_ what: String) -> HornError {
    HornError(.format, "\(name): the pickle is refused at its byte \(start): \(what)")
  }

  private func refused(_ byte: UInt8) -> HornError {
    refusal(
      "the opcode \(PickleOpcode.name(byte)) does not belong into an array of integer lists; only such arrays "
        + "are read, because a pickle can run programs")
  }
}
