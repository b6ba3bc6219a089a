import HornKernels
import HornTensor

/// Turns strings or integers into one of `numBins` integers by their hash, so that no vocabulary is needed.
///
/// Input: strings or integers of any shape (floats are cut to integers; of numbers the decimal digits are hashed).
/// Output by `outputMode`: int32 of the same shape (Keras gives int64), or float32 vectors of length `numBins`.
///
///     try Hashing(numBins: 3)(Tensor(["A", "B", "C"]))  // [1, 0, 1]
///
/// The hash is FarmHash64, or with a salt SipHash64: the same as in TensorFlow.
public final class Hashing: PreprocessingLayer, KerasSerializable {
  /// The number of integers, with that for the mask value.
  public let numBins: Int
  /// What becomes 0, which nothing else becomes then; nil for none.
  public let maskValue: MaskValue?
  /// The key of SipHash64; nil for FarmHash64.
  public let salt: HashSalt?
  /// `int`, `oneHot`, `multiHot` or `count`.
  public let outputMode: OutputMode
  /// Whether Keras's type is int64, which Horn does not have.
  private let isInt64: Bool

  private static let modes: [OutputMode] = [.int, .oneHot, .multiHot, .count]

  /// What stands for no value: a string or a number.
  public enum MaskValue: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case string(String)
    case int(Int)

    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
  }

  /// - Parameters:
  ///   - numBins: the number of integers, with that for the mask value.
  ///   - maskValue: what becomes 0, which nothing else becomes then; nil for none.
  ///   - salt: one number or two that make the hash SipHash64 with this key; nil for FarmHash64.
  ///   - sparse: sparse tensors are not part of Horn: only false is possible.
  ///   - dtype: nil for int32 with `int`, else float32.
  public init(
    numBins: Int, maskValue: MaskValue? = nil, salt: HashSalt? = nil, outputMode: OutputMode = .int,
    sparse: Bool = false, name: String? = nil, trainable: Bool = true, dtype: DType? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.numBins = numBins
    self.maskValue = maskValue
    self.salt = salt
    self.outputMode = outputMode
    isInt64 = dtype == nil && outputMode == .int
    super.init(name: name, trainable: trainable, dtype: dtype ?? (outputMode == .int ? .int32 : .float32))
    do {
      try check("Hashing")
      if sparse { throw HornError(.configuration, "Hashing: \(OutputMode.noSparse)") }
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  public override init(config: ConfigReader) throws {
    numBins = try config.int("num_bins", atLeast: 1)
    switch config.value("mask_value") {
    case nil: maskValue = nil
    case .string(let text)?: maskValue = .string(text)
    case .int(let number)?: maskValue = .int(number)
    case let other?:
      throw HornError(
        .configuration, "\(config.owner): mask_value must be a string or an integer, got \(other.summary)")
    }
    salt = try config.salt()
    outputMode = try config.outputMode(default: .int, of: Self.modes)
    try config.refuseSparse()
    let reader = config.int64AsInt32()
    let isUnset = config.value("dtype") == nil
    isInt64 = reader !== config || isUnset && outputMode == .int
    try super.init(config: isUnset && outputMode == .int ? config.replacing("dtype", "int32") : reader)
    try check(config.owner)
  }

  private func check(_ owner: String) throws {
    guard numBins >= 1, numBins <= Int(Int32.max) else {
      throw HornError(.configuration, "\(owner): numBins must be from 1 to \(Int32.max), got \(numBins)")
    }
    guard Self.modes.contains(outputMode) else {
      throw HornError(
        .configuration,
        "\(owner): outputMode must be int, one_hot, multi_hot or count, got \(outputMode.rawValue)")
    }
    guard dtype == (outputMode == .int ? .int32 : .float32) else {
      throw HornError(
        .configuration,
        "\(owner): dtype must be \(outputMode == .int ? "int32" : "float32") in the output mode \(outputMode.rawValue), "
          + "got \(dtype)")
    }
  }

  public override func getConfig() -> Config {
    var config = super.getConfig()
    if standsForInt64 {
      config["dtype"] = .serialized(module: "keras", className: "DTypePolicy", config: ["name": "int64"])
    }
    var mask = ConfigValue.null
    switch maskValue {
    case .string(let text)?: mask = .string(text)
    case .int(let number)?: mask = .int(number)
    case nil: break
    }
    return config.merging([
      "num_bins": .int(numBins), "salt": salt?.config ?? .null, "mask_value": mask,
      "output_mode": .string(outputMode.rawValue), "sparse": false,
    ]) { $1 }
  }

  public override var function: @Sendable (Tensor) throws -> Tensor {
    let (name, mode, depth, mask, key) = (self.name, outputMode, numBins, maskValue, salt?.key)
    return { x in
      let bins = try Self.bins(x, count: depth, mask: mask, key: key, name)
      return try CategoryEncoder.encoded(bins, mode, depth: depth, layer: name)
    }
  }

  private static func bins(
    _ x: Tensor, count: Int, mask: MaskValue?, key: [UInt64]?, _ layer: String
  ) throws -> Tensor {
    let masked = try mask.map { try isMasked(x, $0, layer) }
    // The mask has a bin of its own unless there is only one.
    let reserved = mask != nil && count > 1
    let hashes = hashes(x, key)
    let result = Tensor(uninitialized: x.shape, dtype: .int32)
    let out = result.mutableI32
    horn_hash_buckets(out, hashes, hashes.count, UInt64(reserved ? count - 1 : count), reserved ? 1 : 0)
    if reserved, let masked {
      for (place, isMasked) in masked.enumerated() where isMasked { out[place] = 0 }
    }
    return result
  }

  private static func hashes(_ x: Tensor, _ key: [UInt64]?) -> [UInt64] {
    var hashes = [UInt64](repeating: 0, count: x.elementCount)
    if x.dtype == .int32 {
      horn_hash_integers(&hashes, x.i32, hashes.count, key)
      return hashes
    }
    let texts: ByteStrings
    switch x.dtype {
    case .string: texts = x.byteStrings
    case .bool: texts = ByteStrings(x.bools.lazy.map { $0 ? "true" : "false" })
    default: texts = ByteStrings(x.ints.lazy.map(String.init))
    }
    texts.bytes.withUnsafeBufferPointer { bytes in
      horn_hash_strings(&hashes, bytes.baseAddress, texts.offsets, texts.count, key)
    }
    return hashes
  }

  /// Which elements are the mask value.
  private static func isMasked(_ x: Tensor, _ mask: MaskValue, _ layer: String) throws -> [Bool] {
    switch (mask, x.dtype) {
    case (.string(let text), .string):
      let bytes = Array(text.utf8)
      return x.byteStrings.map { $0.elementsEqual(bytes) }
    case (.int(let number), .int32): return x.ints.map { $0 == number }
    case (.int(let number), .float32), (.int(let number), .float64):
      return x.floats.map { $0 == Float(number) }
    default:
      throw HornError(
        .dtype,
        "Layer \"\(layer)\" has a \(mask.isString ? "string" : "number") as maskValue, but got inputs of type \(x.dtype)"
      )
    }
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    CategoryEncoder.shape(inputShape, outputMode, depth: numBins)
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { dtype }

  override var standsForInt64: Bool { isInt64 }

  override var inputDType: DType { dtype }
}

extension Hashing.MaskValue {
  fileprivate var isString: Bool { if case .string = self { true } else { false } }
}
