import CZip
import Foundation
import HornCore
import HornTensor

/// A file of named NumPy arrays (`numpy.savez`), stored or deflated.
///
///     let archive = try NpzArchive(path: "mnist.npz")
///     let images = try archive.tensor("x_train")
///
/// Everything that is wrong with the file is thrown as a ``HornError``; sizes that it claims are believed
/// only as far as its bytes can bear them out.
public struct NpzArchive: Sendable {
  /// The names of the arrays, in the order of the file.
  public let names: [String]

  private let source: ZipSource
  /// The place of each array in the zip file.
  private let places: [String: UInt64]

  /// Reads the names in a file; an array is read, from the file, each time it is asked for.
  ///
  /// - Throws: `HornError` where it cannot be read, is no zip archive, or has two arrays of one name.
  public init(path: String) throws {
    try self.init(source: .file(path))
  }

  /// Takes the bytes of a file.
  package init(bytes: [UInt8], name: String) throws {
    try self.init(source: .bytes(bytes, name: name))
  }

  private init(source: ZipSource) throws {
    var names: [String] = []
    var places: [String: UInt64] = [:]
    try source.withArchive { archive in
      let count = zip_get_num_entries(archive, 0)
      for place in 0..<UInt64(max(count, 0)) {
        guard let raw = zip_get_name(archive, place, 0) else {
          throw HornError(.format, "\(source.name): the name of entry \(place) cannot be read")
        }
        var name = String(cString: raw)
        guard name.hasSuffix(".npy") else { continue }
        name.removeLast(4)
        guard places.updateValue(place, forKey: name) == nil else {
          throw HornError(.format, "\(source.name): there are two arrays named \"\(name)\"")
        }
        names.append(name)
      }
    }
    self.source = source
    self.names = names
    self.places = places
  }

  /// The array of that name.
  ///
  /// - Throws: `HornError` where there is none, or it is damaged or of a type that Horn cannot hold.
  public func array(_ name: String) throws -> NpyArray {
    try read(name) { try NpyArray(bytes: $0, name: $1) }
  }

  /// The type, shape and size of an array as they stand in the file.
  func info(_ name: String) throws -> ModelFile.TensorInfo {
    try read(name) { bytes, place in
      var reader = ByteReader(bytes, name: place)
      let header = try NpyHeader(&reader)
      return ModelFile.TensorInfo(
        name: name, shape: header.shape.dimensions, dtype: header.type.name,
        byteCount: try header.byteCount(before: reader))
    }
  }

  /// What the body makes of the bytes of an array, whose place it is told for errors.
  private func read<R>(_ name: String, _ body: (UnsafeRawBufferPointer, String) throws -> R) throws -> R {
    guard let place = places[name] else {
      throw HornError(
        .value, "\(source.name): there is no array \"\(name)\"; the file has \(names.sorted().prefix(20))")
    }
    return try source.withArchive { archive in
      let bytes = try source.entry(place, of: archive)
      return try bytes.withUnsafeBytes { try body($0, "\(source.name): \(name)") }
    }
  }

  /// The array of that name as a tensor; throws where it holds sequences.
  public func tensor(_ name: String) throws -> Tensor {
    guard case .tensor(let tensor) = try array(name) else {
      throw HornError(
        .dtype, "\(source.name): \"\(name)\" holds sequences of different lengths, not one tensor")
    }
    return tensor
  }

  /// The array of that name as sequences; a matrix of integers counts as sequences of one length.
  public func sequences(_ name: String) throws -> Sequences {
    switch try array(name) {
    case .sequences(let sequences): return sequences
    case .tensor(let tensor):
      guard tensor.rank == 2, tensor.dtype == .int32 else {
        throw HornError(
          .dtype,
          "\(source.name): \"\(name)\" is a \(tensor.dtype) array of shape \(tensor.shape), not sequences")
      }
      let (rows, width) = (tensor.shape[0], tensor.shape[1])
      let values = withExtendedLifetime(tensor) {
        Array(UnsafeBufferPointer(start: tensor.i32, count: tensor.elementCount))
      }
      return Sequences(values: values, offsets: (0...rows).map { $0 * width })
    }
  }
}
