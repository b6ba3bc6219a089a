/// What a pickle may hold: Python's plain values, and those objects of NumPy that an array is made of.
///
/// Lists, tuples, arrays and dtypes live in the reader's tables and are named by their place there, so that
/// nothing nests: a pickle can be as deep as it likes.
enum PickleValue {
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case text(String)
  case bytes([UInt8])
  case global(PickleGlobal)
  case tuple(Int)
  case list(Int)
  case array(Int)
  case dtype(Int)
}

/// The only names that a pickle may refer to. None of them is looked up or called: each stands for one fixed
/// thing that the reader does.
enum PickleGlobal: String {
  case reconstruct = "_reconstruct"
  case ndarray
  case dtype
  case encode

  init?(module: String, name: String) {
    switch (module, name) {
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"),
      ("numpy", "ndarray"), ("numpy", "dtype"), ("_codecs", "encode"):
      self.init(rawValue: name)
    default: return nil
    }
  }
}

/// A list. One of only small integers, as they nearly all are, is a stretch of the reader's integers.
enum PickleList {
  case integers(Range<Int>)
  case values([PickleValue])
}

/// An array under construction; `state` comes with the BUILD opcode.
struct PickleArray {
  struct State {
    var shape: [Int]
    var type: NumpyType
    var isFortran: Bool
    var content: PickleValue
  }

  var state: State?
}

/// A dtype under construction; the byte order comes with the BUILD opcode.
struct PickleDType {
  let code: String
  var order: Unicode.Scalar?
}
