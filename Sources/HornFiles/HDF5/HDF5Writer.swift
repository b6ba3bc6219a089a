import CHDF5
import HornTensor

/// An HDF5 file that is made in memory: groups, arrays and texts in attributes, in the form that h5py writes.
final class HDF5Writer {
  private let file: HDF5Handle
  private let name: String
  private var groups: Set<String> = [""]

  /// - Parameter name: what is written, for messages.
  init(name: String) throws {
    self.name = name
    guard let handle = HDF5.locked({ HDF5Handle(horn_h5_create_in_memory(), H5Fclose) }) else {
      throw HornError(.file, "\(name): there is no memory for the file")
    }
    file = handle
  }

  private func failed(_ path: String) -> HornError {
    HornError(.file, "\(name): \(path) cannot be written; is there memory enough?")
  }

  /// Makes a group and those around it, unless they are there.
  func group(_ path: String) throws {
    guard groups.insert(path).inserted else { return }
    if let slash = path.lastIndex(of: "/") { try group(String(path[..<slash])) }
    try HDF5.locked {
      guard
        HDF5Handle(
          H5Gcreate2(file.id, path, horn_h5_defaults(), horn_h5_defaults(), horn_h5_defaults()), H5Gclose)
          != nil
      else { throw failed(path) }
    }
  }

  /// Writes an array, and makes the groups around it.
  func write(_ tensor: Tensor, at path: String) throws {
    if let slash = path.lastIndex(of: "/") { try group(String(path[..<slash])) }
    try HDF5.locked {
      let (stored, native): (hid_t, hid_t)
      switch tensor.dtype {
      case .float32: (stored, native) = (horn_h5_stored_float32(), horn_h5_float32())
      case .float64: (stored, native) = (horn_h5_stored_float64(), horn_h5_float64())
      case .int32: (stored, native) = (horn_h5_stored_int32(), horn_h5_int32())
      case .bool: (stored, native) = (horn_h5_int8(), horn_h5_int8())
      case .string:
        throw HornError(.dtype, "\(name): \(path) is a string tensor; weights in HDF5 files are numbers")
      }
      let lengths = tensor.shape.map { hsize_t($0) }
      let space =
        lengths.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(lengths.count), lengths, nil)
      guard let space = HDF5Handle(space, H5Sclose),
        let creation = HDF5Handle(H5Pcreate(horn_h5_dataset_creation()), H5Pclose),
        // Without the time of day, the same weights give the same bytes.
        H5Pset_obj_track_times(creation.id, false) >= 0,
        let handle = HDF5Handle(
          H5Dcreate2(
            file.id, path, stored, space.id, horn_h5_defaults(), creation.id, horn_h5_defaults()), H5Dclose)
      else { throw failed(path) }
      guard tensor.elementCount > 0 else { return }
      let status = withExtendedLifetime(tensor) {
        H5Dwrite(
          handle.id, native, horn_h5_all(), horn_h5_all(), horn_h5_defaults(), tensor.storage.pointer)
      }
      guard status >= 0 else { throw failed(path) }
    }
  }

  /// Writes a text as an attribute.
  func setAttribute(_ attribute: String, _ text: String, of path: String = "") throws {
    try HDF5.locked {
      guard let type = HDF5Handle(H5Tcopy(horn_h5_c_string()), H5Tclose),
        H5Tset_size(type.id, horn_h5_variable()) >= 0, H5Tset_cset(type.id, H5T_CSET_UTF8) >= 0,
        let space = HDF5Handle(H5Screate(H5S_SCALAR), H5Sclose),
        let handle = attributeHandle(attribute, path, type, space)
      else { throw failed("\(path): \(attribute)") }
      let status = text.withCString { pointer in
        withUnsafePointer(to: pointer) { H5Awrite(handle.id, type.id, $0) }
      }
      guard status >= 0 else { throw failed("\(path): \(attribute)") }
    }
  }

  /// Writes texts as an attribute, in several parts where HDF5's limit asks for it, as Keras does.
  func setAttribute(_ attribute: String, _ texts: [String], of path: String = "") throws {
    let width = max(texts.lazy.map(\.utf8.count).max() ?? 1, 1)
    let limit = 64_512 / width
    guard limit > 0 else {
      throw HornError(.value, "\(name): a name of \(width) bytes is too long for an HDF5 file")
    }
    guard texts.count > limit else { return try setFixed(attribute, texts, width, of: path) }
    for (part, start) in stride(from: 0, to: texts.count, by: limit).enumerated() {
      try setFixed(
        "\(attribute)\(part)", Array(texts[start..<min(start + limit, texts.count)]), width, of: path)
    }
  }

  private func setFixed(_ attribute: String, _ texts: [String], _ width: Int, of path: String) throws {
    try HDF5.locked {
      guard let type = HDF5Handle(H5Tcopy(horn_h5_c_string()), H5Tclose),
        H5Tset_size(type.id, width) >= 0, H5Tset_strpad(type.id, H5T_STR_NULLPAD) >= 0,
        let space = HDF5Handle(H5Screate_simple(1, [hsize_t(texts.count)], nil), H5Sclose),
        let handle = attributeHandle(attribute, path, type, space)
      else { throw failed("\(path): \(attribute)") }
      var bytes: [UInt8] = []
      for text in texts {
        bytes += text.utf8
        bytes += repeatElement(0, count: width - text.utf8.count)
      }
      guard texts.isEmpty || H5Awrite(handle.id, type.id, bytes) >= 0 else {
        throw failed("\(path): \(attribute)")
      }
    }
  }

  private func attributeHandle(
    _ attribute: String, _ path: String, _ type: HDF5Handle, _ space: HDF5Handle
  ) -> HDF5Handle? {
    HDF5Handle(
      H5Acreate_by_name(
        file.id, path.isEmpty ? "/" : path, attribute, type.id, space.id, horn_h5_defaults(),
        horn_h5_defaults(), horn_h5_defaults()), H5Aclose)
  }

  /// The bytes of the whole file.
  func bytes() throws -> FileBytes {
    try HDF5.locked {
      guard H5Fflush(file.id, H5F_SCOPE_GLOBAL) >= 0 else { throw failed("the file") }
      let size = H5Fget_file_image(file.id, nil, 0)
      guard size > 0 else { throw failed("the file") }
      let bytes = FileBytes()
      _ = try bytes.append(atMost: size, name: name) { target, limit in
        let written = H5Fget_file_image(file.id, target, limit)
        guard written == size else { throw failed("the file") }
        return written
      }
      return bytes
    }
  }
}
