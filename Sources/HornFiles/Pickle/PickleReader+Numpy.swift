import HornTensor

extension PickleReader {
  /// REDUCE, the call of a function: of three that NumPy's arrays need, each done here.
  func reduce() throws {
    guard case .tuple(let place) = try pop(), case .global(let function) = try pop() else {
      throw refusal("REDUCE needs a function and a tuple")
    }
    let arguments = tuples[place]
    switch function {
    case .reconstruct:
      guard arguments.count == 3, case .global(.ndarray) = arguments[0], case .tuple = arguments[1] else {
        throw refusal("_reconstruct makes only a numpy.ndarray")
      }
      push(.array(arrays.count))
      arrays.append(PickleArray())
    case .dtype:
      guard let first = arguments.first, let code = shortString(first), code.utf8.count <= 16 else {
        throw refusal("dtype needs the code of a type")
      }
      push(.dtype(dtypes.count))
      dtypes.append(PickleDType(code: code))
    case .encode:
      guard arguments.count == 2, case .text(let text) = arguments[0], shortString(arguments[1]) == "latin1"
      else { throw refusal("encode is known only with a text and latin1") }
      encoded += text.utf8.count
      guard encoded <= copyLimit else {
        throw refusal("it encodes its texts again and again, to more than \(copyLimit) bytes")
      }
      let bytes = try text.unicodeScalars.map { scalar in
        guard let byte = UInt8(exactly: scalar.value) else { throw refusal("a text is not latin1") }
        return byte
      }
      push(.bytes(bytes))
    case .ndarray: throw refusal("numpy.ndarray is not called in an array's pickle")
    }
  }

  /// BUILD, the setting of an object's state.
  func build() throws {
    guard case .tuple(let place) = try pop() else { throw refusal("BUILD needs a tuple") }
    let state = tuples[place]
    switch try top() {
    case .dtype(let place): try build(dtype: place, state)
    case .array(let place): try build(array: place, state)
    default: throw refusal("BUILD sets the state of an array or a dtype only")
    }
  }

  /// (version, byte order, subtype, names, fields, item size, alignment, flags[, metadata])
  private func build(dtype place: Int, _ state: [PickleValue]) throws {
    guard dtypes[place].order == nil, state.count == 8 || state.count == 9,
      let order = shortString(state[1])?.unicodeScalars, order.count == 1, let order = order.first
    else { throw refusal("the state of a dtype is malformed") }
    for value in state[2...4] {
      guard case .none = value else { throw refusal("records and subarrays are not supported") }
    }
    dtypes[place].order = order
  }

  /// (version, shape, dtype, whether in Fortran order, list of the objects or bytes of the numbers)
  private func build(array place: Int, _ state: [PickleValue]) throws {
    guard arrays[place].state == nil, state.count == 5, case .tuple(let lengths) = state[1],
      case .dtype(let dtype) = state[2]
    else { throw refusal("the state of an array is malformed") }
    let isFortran: Bool
    switch state[3] {
    case .bool(let truth): isFortran = truth
    case .int(let number): isFortran = number != 0
    default: throw refusal("the state of an array is malformed")
    }
    let shape = try tuples[lengths].map { length in
      guard case .int(let length) = length, length >= 0 else {
        throw refusal("an array's shape is malformed")
      }
      return length
    }
    let type = try NumpyType(code: dtypes[dtype].code, order: dtypes[dtype].order ?? "=", name: name)
    _ = try Shape.claimedCount(shape, itemSize: type.size, name: name)
    arrays[place].state = .init(shape: shape, type: type, isFortran: isFortran, content: state[4])
  }
}
