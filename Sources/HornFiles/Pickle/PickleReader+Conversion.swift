import HornBytes
import HornCore
import HornTensor

extension PickleReader {
  /// The array that was read as what Horn has for it.
  func convert(_ array: PickleArray.State, expecting shape: Shape) throws -> NpyArray {
    guard array.type.kind == .object, case .list(let place) = array.content else {
      throw problem("its pickle holds no list of objects")
    }
    guard array.shape == shape.dimensions else {
      throw problem("the header says the shape \(shape), the pickle \(Shape(array.shape))")
    }
    guard shape.rank < 2 || !array.isFortran else {
      throw problem("an object array in Fortran order is not supported")
    }
    let count = try Shape.claimedCount(array.shape, itemSize: array.type.size, name: name)
    switch lists[place] {
    case .integers(let range):
      try check(range.count, count)
      if count == 0, shape.rank == 1 { return .sequences(Sequences(values: [], offsets: [0])) }
      return .tensor(Tensor(Array(UnsafeBufferPointer(rebasing: all[range])), shape: shape))
    case .values(let values):
      try check(values.count, count)
      switch values.first {
      case .list, .array:
        guard shape.rank == 1 else { throw problem("lists in an array of shape \(shape) are not supported") }
        return .sequences(try sequences(values))
      default: return .tensor(try tensor(values, shape))
      }
    }
  }

  private var all: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: integers, count: integerCount) }

  private func check(_ actual: Int, _ expected: Int) throws {
    guard actual == expected else { throw problem("\(actual) objects came where the shape says \(expected)") }
  }

  private func problem(_ what: String) -> HornError { HornError(.format, "\(name): \(what)") }

  private enum Row {
    case range(Range<Int>)
    case numbers([Int32])

    var count: Int {
      switch self {
      case .range(let range): range.count
      case .numbers(let numbers): numbers.count
      }
    }
  }

  private func sequences(_ values: [PickleValue]) throws -> Sequences {
    let limit = copyLimit
    var offsets = [0]
    offsets.reserveCapacity(values.count + 1)
    var rows: [Row] = []
    rows.reserveCapacity(values.count)
    var end = 0
    for (index, value) in values.enumerated() {
      let row = try row(value, index)
      end += row.count
      guard end <= limit else { throw problem("its lists repeat each other to more than \(limit) integers") }
      rows.append(row)
      offsets.append(end)
    }
    let all = all
    let numbers = [Int32](unsafeUninitializedCapacity: end) { buffer, count in
      var to = 0
      for row in rows where row.count > 0 {
        switch row {
        case .range(let range): copy(UnsafeBufferPointer(rebasing: all[range]), buffer, to)
        case .numbers(let numbers): numbers.withUnsafeBufferPointer { copy($0, buffer, to) }
        }
        to += row.count
      }
      count = end
    }
    return Sequences(values: numbers, offsets: offsets)
  }

  private func copy(_ from: UnsafeBufferPointer<Int32>, _ to: UnsafeMutableBufferPointer<Int32>, _ at: Int) {
    guard let source = from.baseAddress, let target = to.baseAddress else { return }
    (target + at).initialize(from: source, count: from.count)
  }

  private func row(_ value: PickleValue, _ index: Int) throws -> Row {
    switch value {
    case .list(let place):
      switch lists[place] {
      case .integers(let range): return .range(range)
      case .values(let values):
        return .numbers(
          try values.enumerated().map { position, value in
            switch value {
            case .int(let number):
              if let exact = Int32(exactly: number) { return exact }
              throw problem("\(number) at position \(position) of list \(index) does not fit into int32")
            case .bool(let truth): return truth ? 1 : 0
            default: throw problem("position \(position) of list \(index) is not an integer")
            }
          })
      }
    case .array(let place): return .numbers(try numbers(place, index))
    default: throw problem("object \(index) is not a list of integers as those before it are")
    }
  }

  /// The integers of an array in the array.
  private func numbers(_ place: Int, _ index: Int) throws -> [Int32] {
    guard let state = arrays[place].state, state.shape.count == 1, case .bytes(let bytes) = state.content,
      case .number(let code, .int32) = state.type.kind, bytes.count == state.shape[0] * state.type.size
    else { throw problem("object \(index) is not an array of integers with one axis") }
    var failed = -1
    let numbers = [Int32](unsafeUninitializedCapacity: state.shape[0]) { buffer, count in
      failed = horn_npy_decode(
        buffer.baseAddress, bytes, state.shape[0], Int32(code), state.type.swapped ? 1 : 0)
      count = failed < 0 ? state.shape[0] : 0
    }
    guard failed < 0 else {
      throw problem("the integer at position \(failed) of array \(index) does not fit into int32")
    }
    return numbers
  }

  private func tensor(_ values: [PickleValue], _ shape: Shape) throws -> Tensor {
    switch values.first {
    case .text, .bytes:
      // A label takes two bytes wherever it comes again, and is some times as long.
      let limit = max(16 * reader.bytes.count, copyLimit)
      var end = 0
      return Tensor(
        try values.enumerated().map { index, value in
          guard let text = string(value) else {
            throw problem("object \(index) is not a text as those before it are")
          }
          end += text.utf8.count
          guard end <= limit else {
            throw problem("its texts repeat each other to more than \(limit) bytes")
          }
          return text
        }, shape: shape)
    case .bool:
      return Tensor(
        try values.enumerated().map { index, value in
          guard case .bool(let truth) = value else {
            throw problem("object \(index) is not a truth value as those before it are")
          }
          return truth
        }, shape: shape)
    default:
      let isFloating = values.contains { if case .float = $0 { true } else { false } }
      if isFloating {
        return Tensor(
          try values.enumerated().map { index, value in
            switch value {
            case .float(let number): return number
            case .int(let number): return Double(number)
            default: throw problem("object \(index) is not a number as others are")
            }
          }, shape: shape)
      }
      return Tensor(
        try values.enumerated().map { index, value in
          guard case .int(let number) = value, let exact = Int32(exactly: number) else {
            throw problem(
              "object \(index) is neither an integer of 32 bits, a text, a truth value nor a list")
          }
          return exact
        }, shape: shape)
    }
  }
}
