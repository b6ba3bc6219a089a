/// The opcodes of Python's pickle protocols by the names that Python gives them.
///
/// Most of them are known only so that a refusal can name them; see ``PickleReader`` for those it follows.
enum PickleOpcode: UInt8 {
  case mark = 0x28
  case emptyTuple = 0x29
  case stop = 0x2e
  case pop = 0x30
  case popMark = 0x31
  case dup = 0x32
  case binBytes = 0x42
  case shortBinBytes = 0x43
  case float = 0x46
  case binFloat = 0x47
  case int = 0x49
  case binInt = 0x4a
  case binInt1 = 0x4b
  case long = 0x4c
  case binInt2 = 0x4d
  case none = 0x4e
  case persistentID = 0x50
  case binPersistentID = 0x51
  case reduce = 0x52
  case string = 0x53
  case binString = 0x54
  case shortBinString = 0x55
  case unicode = 0x56
  case binUnicode = 0x58
  case emptyList = 0x5d
  case append = 0x61
  case build = 0x62
  case global = 0x63
  case dictionary = 0x64
  case appends = 0x65
  case get = 0x67
  case binGet = 0x68
  case instance = 0x69
  case longBinGet = 0x6a
  case list = 0x6c
  case object = 0x6f
  case put = 0x70
  case binPut = 0x71
  case longBinPut = 0x72
  case setItem = 0x73
  case tuple = 0x74
  case setItems = 0x75
  case emptyDictionary = 0x7d
  case proto = 0x80
  case newObject = 0x81
  case ext1 = 0x82
  case ext2 = 0x83
  case ext4 = 0x84
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8a
  case long4 = 0x8b
  case shortBinUnicode = 0x8c
  case binUnicode8 = 0x8d
  case binBytes8 = 0x8e
  case emptySet = 0x8f
  case addItems = 0x90
  case frozenSet = 0x91
  case newObjectEx = 0x92
  case stackGlobal = 0x93
  case memoize = 0x94
  case frame = 0x95
  case byteArray8 = 0x96
  case nextBuffer = 0x97
  case readonlyBuffer = 0x98

  /// Python's name of a byte in an opcode's place.
  static func name(_ byte: UInt8) -> String {
    guard let opcode = PickleOpcode(rawValue: byte) else { return "0x" + String(byte, radix: 16) }
    return names[opcode] ?? "\(opcode)"
  }

  private static let names: [PickleOpcode: String] = [
    .mark: "MARK", .emptyTuple: "EMPTY_TUPLE", .stop: "STOP", .pop: "POP", .popMark: "POP_MARK",
    .dup: "DUP", .binBytes: "BINBYTES", .shortBinBytes: "SHORT_BINBYTES", .float: "FLOAT",
    .binFloat: "BINFLOAT", .int: "INT", .binInt: "BININT", .binInt1: "BININT1", .long: "LONG",
    .binInt2: "BININT2", .none: "NONE", .persistentID: "PERSID", .binPersistentID: "BINPERSID",
    .reduce: "REDUCE", .string: "STRING", .binString: "BINSTRING", .shortBinString: "SHORT_BINSTRING",
    .unicode: "UNICODE", .binUnicode: "BINUNICODE", .emptyList: "EMPTY_LIST", .append: "APPEND",
    .build: "BUILD", .global: "GLOBAL", .dictionary: "DICT", .appends: "APPENDS", .get: "GET",
    .binGet: "BINGET", .instance: "INST", .longBinGet: "LONG_BINGET", .list: "LIST", .object: "OBJ",
    .put: "PUT", .binPut: "BINPUT", .longBinPut: "LONG_BINPUT", .setItem: "SETITEM", .tuple: "TUPLE",
    .setItems: "SETITEMS", .emptyDictionary: "EMPTY_DICT", .proto: "PROTO", .newObject: "NEWOBJ",
    .ext1: "EXT1", .ext2: "EXT2", .ext4: "EXT4", .tuple1: "TUPLE1", .tuple2: "TUPLE2", .tuple3: "TUPLE3",
    .newTrue: "NEWTRUE", .newFalse: "NEWFALSE", .long1: "LONG1", .long4: "LONG4",
    .shortBinUnicode: "SHORT_BINUNICODE", .binUnicode8: "BINUNICODE8", .binBytes8: "BINBYTES8",
    .emptySet: "EMPTY_SET", .addItems: "ADDITEMS", .frozenSet: "FROZENSET", .newObjectEx: "NEWOBJ_EX",
    .stackGlobal: "STACK_GLOBAL", .memoize: "MEMOIZE", .frame: "FRAME", .byteArray8: "BYTEARRAY8",
    .nextBuffer: "NEXT_BUFFER", .readonlyBuffer: "READONLY_BUFFER",
  ]
}
