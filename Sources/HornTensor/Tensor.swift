import HornKernels

/// An array of numbers, truth values or strings of any rank: a value, row-major, copied on write.
///
/// A tensor that comes from a tracked one knows how it was made, so that ``gradients(of:withRespectTo:)``
/// can follow it back; see ``tracked()``. It may also carry the mask that a layer gave it.
public struct Tensor: @unchecked Sendable {
  // Sendable: the storage is written only while it is referenced once, the annex never after creation.
  /// The length of each axis; `()` for a scalar.
  public let shape: Shape
  /// The type of the elements.
  public let dtype: DType
  package var storage: Storage
  package var annex: Annex?

  /// What few tensors have: a place in the gradient graph, a mask, the number that a literal stands for.
  package final class Annex: @unchecked Sendable {
    package let link: GradientLink?
    package let mask: Tensor?
    /// The exact value of a literal or a Swift number; such a tensor takes the dtype of its partner.
    package let number: Double?

    /// Which rows of which table these are; an operation may use them instead of the elements.
    package let lookup: TableLookup?

    /// What a CRF layer decoded these tags from, for its loss.
    package let chain: TagChain?

    init(
      link: GradientLink?, mask: Tensor?, number: Double? = nil, lookup: TableLookup? = nil,
      chain: TagChain? = nil
    ) {
      self.link = link
      self.mask = mask
      self.number = number
      self.lookup = lookup
      self.chain = chain
    }
  }

  /// A tensor whose elements are not set yet; kernels fill it.
  package init(uninitialized shape: Shape, dtype: DType = .float32) {
    self.shape = shape
    self.dtype = dtype
    storage = Storage(byteCount: shape.elementCount * dtype.byteCount)
  }

  /// The same in a block for `capacity` elements, so that tensors whose sizes vary share blocks.
  package init(uninitialized shape: Shape, dtype: DType = .float32, capacity: Int) {
    self.init(
      shape: shape, dtype: dtype,
      storage: Storage(byteCount: Swift.max(capacity, shape.elementCount) * dtype.byteCount))
  }

  package init(shape: Shape, dtype: DType, storage: Storage) {
    self.shape = shape
    self.dtype = dtype
    self.storage = storage
  }

  /// Number of axes; 0 for a scalar.
  public var rank: Int { shape.rank }
  /// Number of elements; 1 for a scalar.
  public var elementCount: Int { shape.elementCount }

  /// The mask that a layer attached (`[batch, time]`, bool), which the next layer uses; nil for none.
  public var mask: Tensor? { annex?.mask }

  /// The same tensor carrying this mask.
  public func with(mask: Tensor?) -> Tensor {
    guard mask != nil || annex != nil else { return self }
    var copy = self
    let (link, lookup, chain) = (annex?.link, annex?.lookup, annex?.chain)
    copy.annex =
      link == nil && mask == nil && lookup == nil && chain == nil
      ? nil : Annex(link: link, mask: mask, lookup: lookup, chain: chain)
    return copy
  }

  /// The same tensor as what was decoded from this.
  package func with(chain: TagChain) -> Tensor {
    var copy = self
    copy.annex = Annex(link: annex?.link, mask: annex?.mask, chain: chain)
    return copy
  }
}

extension Tensor {
  /// A float32 tensor of the elements in row-major order.
  ///
  /// - Parameter shape: nil puts them on one axis; one of another number of elements stops the program.
  public init(_ elements: [Float], shape: Shape? = nil, file: StaticString = #fileID, line: UInt = #line) {
    self.init(copying: elements, shape: shape ?? [elements.count], dtype: .float32, file: file, line: line)
  }

  /// A float64 tensor of the elements in row-major order.
  public init(_ elements: [Double], shape: Shape? = nil, file: StaticString = #fileID, line: UInt = #line) {
    self.init(copying: elements, shape: shape ?? [elements.count], dtype: .float64, file: file, line: line)
  }

  /// An int32 tensor of the elements in row-major order.
  public init(_ elements: [Int32], shape: Shape? = nil, file: StaticString = #fileID, line: UInt = #line) {
    self.init(copying: elements, shape: shape ?? [elements.count], dtype: .int32, file: file, line: line)
  }

  /// An int32 tensor of the elements in row-major order; one that does not fit into int32 stops the program.
  public init(_ elements: [Int], shape: Shape? = nil, file: StaticString = #fileID, line: UInt = #line) {
    let narrow = elements.map { value in
      guard let exact = Int32(exactly: value) else {
        programmingError("Tensor: \(value) does not fit into int32", file: file, line: line)
      }
      return exact
    }
    self.init(copying: narrow, shape: shape ?? [elements.count], dtype: .int32, file: file, line: line)
  }

  /// A bool tensor of the elements in row-major order.
  public init(_ elements: [Bool], shape: Shape? = nil, file: StaticString = #fileID, line: UInt = #line) {
    self.init(copying: elements, shape: shape ?? [elements.count], dtype: .bool, file: file, line: line)
  }

  /// A string tensor of the elements in row-major order.
  public init(_ elements: [String], shape: Shape? = nil, file: StaticString = #fileID, line: UInt = #line) {
    self.init(ByteStrings(elements), shape: shape, file: file, line: line)
  }

  /// A string tensor of the elements in row-major order, which need not be valid UTF-8.
  public init(
    _ elements: ByteStrings, shape: Shape? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    let shape = shape ?? [elements.count]
    require(
      shape.elementCount == elements.count,
      "Tensor: \(elements.count) elements do not fill the shape \(shape)", file: file, line: line)
    self.init(shape: shape, dtype: .string, storage: Storage(text: elements))
  }

  /// A float32 scalar.
  public init(_ value: Float) { self.init([value], shape: []) }

  /// A float32 matrix of the rows, which must have one length.
  public init(_ rows: [[Float]], file: StaticString = #fileID, line: UInt = #line) {
    self.init(Array(rows.joined()), shape: Self.matrixShape(rows, file, line), file: file, line: line)
  }

  /// An int32 matrix of the rows, which must have one length.
  public init(_ rows: [[Int]], file: StaticString = #fileID, line: UInt = #line) {
    self.init(Array(rows.joined()), shape: Self.matrixShape(rows, file, line), file: file, line: line)
  }

  /// An int32 matrix of the rows, which must have one length.
  public init(_ rows: [[Int32]], file: StaticString = #fileID, line: UInt = #line) {
    self.init(Array(rows.joined()), shape: Self.matrixShape(rows, file, line), file: file, line: line)
  }

  private static func matrixShape<T>(_ rows: [[T]], _ file: StaticString, _ line: UInt) -> Shape {
    let width = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      require(
        row.count == width,
        "Tensor: row \(index) has \(row.count) elements where row 0 has \(width); pad them first",
        file: file, line: line)
    }
    return [rows.count, width]
  }

  private init<T: BitwiseCopyable>(
    copying elements: [T], shape: Shape, dtype: DType, file: StaticString, line: UInt
  ) {
    require(
      shape.elementCount == elements.count,
      "Tensor: \(elements.count) elements do not fill the shape \(shape)", file: file, line: line)
    self.init(uninitialized: shape, dtype: dtype)
    elements.withUnsafeBytes { source in
      if let base = source.baseAddress { storage.pointer.copyMemory(from: base, byteCount: source.count) }
    }
  }

  /// All elements as Float, in row-major order; bool gives 0 and 1, and strings stop the program.
  public var floats: [Float] {
    switch dtype {
    case .float32: return copied()
    case .float64: return (copied() as [Double]).map(Float.init)
    case .int32: return (copied() as [Int32]).map(Float.init)
    case .bool: return (copied() as [Bool]).map { $0 ? 1 : 0 }
    case .string: programmingError("floats: the tensor has strings")
    }
  }

  /// All elements as Int, in row-major order; fractions are cut off, and what no Int can hold (NaN, say) becomes
  /// the least one, as in NumPy.
  public var ints: [Int] {
    switch dtype {
    case .int32: return (copied() as [Int32]).map(Int.init)
    case .bool: return (copied() as [Bool]).map { $0 ? 1 : 0 }
    case .float32: return floats.map { Int(exactly: $0.rounded(.towardZero)) ?? .min }
    case .float64: return (copied() as [Double]).map { Int(exactly: $0.rounded(.towardZero)) ?? .min }
    case .string: programmingError("ints: the tensor has strings")
    }
  }

  /// All elements of a bool tensor, in row-major order; another dtype stops the program.
  public var bools: [Bool] {
    require(dtype == .bool, "bools: the tensor has dtype \(dtype)")
    return copied()
  }

  /// All elements of a string tensor, in row-major order; what is not valid UTF-8 becomes U+FFFD.
  public var strings: [String] { byteStrings.strings }

  /// All elements of a string tensor as bytes, in row-major order.
  public var byteStrings: ByteStrings {
    require(dtype == .string, "strings: the tensor has dtype \(dtype)")
    return storage.text
  }

  /// The only element of a tensor, as Float; several, or none, stop the program.
  public var item: Float {
    require(elementCount == 1, "item: the tensor has the shape \(shape), not one element")
    return dtype == .float32 ? storage.pointer.load(as: Float.self) : floats[0]
  }

  private func copied<T: BitwiseCopyable>() -> [T] {
    let source = storage.pointer.assumingMemoryBound(to: T.self)
    return Array(UnsafeBufferPointer(start: source, count: elementCount))
  }
}

extension Tensor {
  /// The elements of a float32 tensor, for a kernel to read.
  @inline(__always)
  package var f32: UnsafePointer<Float> { UnsafePointer(storage.pointer.assumingMemoryBound(to: Float.self)) }

  /// The elements of an int32 tensor, for a kernel to read.
  @inline(__always)
  package var i32: UnsafePointer<Int32> { UnsafePointer(storage.pointer.assumingMemoryBound(to: Int32.self)) }

  /// The elements of a bool tensor as bytes 0 and 1, for a kernel to read.
  @inline(__always)
  package var u8: UnsafePointer<UInt8> { UnsafePointer(storage.pointer.assumingMemoryBound(to: UInt8.self)) }

  /// The elements of a float32 tensor that this function has just made, for a kernel to fill.
  @inline(__always)
  package var mutableF32: UnsafeMutablePointer<Float> { storage.pointer.assumingMemoryBound(to: Float.self) }

  /// The elements of an int32 tensor that this function has just made, for a kernel to fill.
  @inline(__always)
  package var mutableI32: UnsafeMutablePointer<Int32> { storage.pointer.assumingMemoryBound(to: Int32.self) }

  /// The elements of a bool tensor that this function has just made, for a kernel to fill.
  @inline(__always)
  package var mutableU8: UnsafeMutablePointer<UInt8> { storage.pointer.assumingMemoryBound(to: UInt8.self) }

  /// Makes this tensor the only owner of its memory, so that it may be written in place.
  ///
  /// What the old elements stood for does not stay: a literal's number, a table's rows, a chain's tags.
  package mutating func makeUnique() {
    if let annex, annex.number != nil || annex.lookup != nil || annex.chain != nil {
      self.annex =
        annex.link == nil && annex.mask == nil ? nil : Annex(link: annex.link, mask: annex.mask)
    }
    guard dtype != .string, !isKnownUniquelyReferenced(&storage) else { return }
    let copy = Storage(byteCount: storage.byteCount)
    copy.pointer.copyMemory(from: storage.pointer, byteCount: storage.byteCount)
    storage = copy
  }

  /// The same elements in another shape of as many; the memory is shared.
  package func viewed(as shape: Shape) -> Tensor { Tensor(shape: shape, dtype: dtype, storage: storage) }
}
