import HornCore

/// A kind of file that holds a model or its weights.
public enum ModelFormat: String, CaseIterable, Sendable {
  /// Keras 3: configuration, weights, optimizer and assets in a zip archive.
  case keras = ".keras"
  /// The weights alone in the layout of Keras 3, in HDF5.
  case weightsH5 = ".weights.h5"
  /// A whole model in one HDF5 file, as Keras 1 and 2 wrote it and Keras 3 still does.
  case h5 = ".h5"
  /// Named tensors behind a JSON header, as Hugging Face keeps weights.
  case safetensors = ".safetensors"
  /// Named NumPy arrays.
  case npz = ".npz"
  /// The configuration alone.
  case json = ".json"

  /// The format that a path's ending says.
  ///
  /// - Throws: `HornError` that lists the endings.
  public init(path: String) throws {
    let name = path.lowercased()
    if let format = Self.allCases.first(where: { name.hasSuffix($0.rawValue) }) {
      self = format
    } else if name.hasSuffix(".hdf5") {
      self = .h5
    } else {
      let endings = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw HornError(.file, "\(path): the ending says no format that Horn knows; known are \(endings)")
    }
  }
}
