import CHDF5
import HornTensor

/// An HDF5 file that is read: groups, arrays and texts in attributes.
///
/// Only what model files have is read: plain links, arrays of numbers inside the file. Links to elsewhere, arrays in other
/// files and filters that would have to be loaded are refused, and sizes are believed only as far as the file's bytes
/// can bear them out.
final class HDF5File {
  /// An array in the file.
  struct Dataset {
    let path: String
    let shape: [Int]
    /// NumPy's name of the type: `float32`, `int64`, `bytes`.
    let type: String
    let byteCount: Int
  }

  /// What is read, for messages.
  let name: String
  private let byteCount: Int
  // The image must outlive the handle.
  private let image: FileBytes?
  private let file: HDF5Handle

  /// The bytes with which a file begins.
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  convenience init(path: String) throws { try self.init(bytes: FileBytes(path: path), name: path) }

  init(bytes: FileBytes, name: String) throws {
    self.name = name
    let starts = bytes.withUnsafeBytes { $0.starts(with: Self.signature) }
    guard starts else {
      throw HornError(
        .format, "\(name): this is not an HDF5 file (\(bytes.count) bytes without HDF5's mark at the start)")
    }
    let handle = HDF5.locked {
      bytes.withUnsafeBytes { HDF5Handle(horn_h5_open_image($0.baseAddress, $0.count), H5Fclose) }
    }
    guard let handle else {
      throw HornError(
        .format, "\(name): the HDF5 file cannot be read; is it damaged, or a copy that broke off?")
    }
    file = handle
    image = bytes
    byteCount = bytes.count
  }

  private func damaged(_ path: String, _ what: String) -> HornError {
    HornError(.format, "\(name): \(path.isEmpty ? "the root group" : path): \(what)")
  }

  // MARK: - Groups

  /// Whether there is a group or an array.
  func contains(_ path: String) -> Bool { HDF5.locked { kind(of: path) != nil } }

  func isGroup(_ path: String) -> Bool { HDF5.locked { kind(of: path) == H5O_TYPE_GROUP } }

  /// The type of the object that a chain of plain links leads to; nil where there is none.
  private func kind(of path: String) -> H5O_type_t? {
    guard path.utf8.count < 4096 else { return nil }
    var walked = ""
    for part in path.split(separator: "/") {
      guard part != ".", part != "..", !part.utf8.contains(0) else { return nil }
      walked += walked.isEmpty ? String(part) : "/\(part)"
      var link = H5L_info_t()
      guard H5Lexists(file.id, walked, horn_h5_defaults()) > 0,
        H5Lget_info(file.id, walked, &link, horn_h5_defaults()) >= 0, link.type == H5L_TYPE_HARD
      else { return nil }
    }
    guard let object = HDF5Handle(H5Oopen(file.id, path.isEmpty ? "/" : path, horn_h5_defaults()), H5Oclose)
    else { return nil }
    switch H5Iget_type(object.id) {
    case H5I_GROUP: return H5O_TYPE_GROUP
    case H5I_DATASET: return H5O_TYPE_DATASET
    default: return nil
    }
  }

  /// The names in a group, in the order of the file's index; empty where there is no such group.
  func members(of group: String) throws -> [String] {
    try HDF5.locked {
      guard kind(of: group) == H5O_TYPE_GROUP,
        let handle = HDF5Handle(
          H5Gopen2(file.id, group.isEmpty ? "/" : group, horn_h5_defaults()), H5Gclose)
      else { return [] }
      var info = H5G_info_t()
      guard H5Gget_info(handle.id, &info) >= 0 else { throw damaged(group, "the group cannot be read") }
      // A member needs some bytes in the file.
      guard info.nlinks <= UInt64(byteCount / 8 + 1) else {
        throw damaged(group, "the group claims \(info.nlinks) members in a file of \(byteCount) bytes")
      }
      final class Names {
        var list: [String] = []
        var limit = 0
      }
      let names = Names()
      names.limit = Int(info.nlinks) + 16
      var place: hsize_t = 0
      let status = H5Literate(
        handle.id, H5_INDEX_NAME, H5_ITER_INC, &place,
        { _, name, _, data in
          guard let name, let data else { return -1 }
          let names = Unmanaged<Names>.fromOpaque(data).takeUnretainedValue()
          names.list.append(String(cString: name))
          return names.list.count > names.limit ? -1 : 0
        }, Unmanaged.passUnretained(names).toOpaque())
      guard status >= 0 else { throw damaged(group, "the group cannot be read") }
      return names.list
    }
  }

  /// All arrays, in the order of their paths.
  func datasets(under group: String = "") throws -> [Dataset] {
    try HDF5.locked {
      var found: [Dataset] = []
      var budget = 1_000_000
      func visit(_ group: String, depth: Int) throws {
        guard depth < 64 else { throw damaged(group, "groups lie in each other 64 deep; is it a circle?") }
        for member in try members(of: group) {
          budget -= 1
          guard budget > 0 else { throw damaged(group, "the file has more than a million entries") }
          let path = group.isEmpty ? member : "\(group)/\(member)"
          switch kind(of: path) {
          case H5O_TYPE_GROUP?: try visit(path, depth: depth + 1)
          case H5O_TYPE_DATASET?: found.append(try opened(path).description)
          default: break
          }
        }
      }
      try visit(group, depth: 0)
      return found
    }
  }

  // MARK: - Arrays

  private struct Opened {
    let handle: HDF5Handle
    let type: HDF5Handle
    let typeClass: H5T_class_t
    let description: Dataset
  }

  /// Opens an array and checks that it can be what it claims to be.
  private func opened(_ path: String) throws -> Opened {
    guard kind(of: path) == H5O_TYPE_DATASET else { throw damaged(path, "there is no such array") }
    guard let handle = HDF5Handle(H5Dopen2(file.id, path, horn_h5_defaults()), H5Dclose),
      let space = HDF5Handle(H5Dget_space(handle.id), H5Sclose),
      let type = HDF5Handle(H5Dget_type(handle.id), H5Tclose),
      let creation = HDF5Handle(H5Dget_create_plist(handle.id), H5Pclose)
    else { throw damaged(path, "the array cannot be read") }
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    guard rank >= 0, rank <= 32 else { throw damaged(path, "the array has no sensible shape") }
    var lengths = [hsize_t](repeating: 0, count: 32)
    guard H5Sget_simple_extent_type(space.id) != H5S_NULL,
      H5Sget_simple_extent_dims(space.id, &lengths, nil) >= 0
    else { throw damaged(path, "the array has no sensible shape") }
    let size = H5Tget_size(type.id)
    var total = max(Int(clamping: size), 1)
    for length in lengths.prefix(rank) {
      let (product, overflow) = total.multipliedReportingOverflow(by: Int(clamping: length))
      guard !overflow, product < 1 << 46 else {
        throw damaged(path, "the array claims the shape \(lengths.prefix(rank).map { $0 })")
      }
      total = product
    }
    try checkStorage(handle, creation, path, claimed: total)
    let typeClass = H5Tget_class(type.id)
    return Opened(
      handle: handle, type: type, typeClass: typeClass,
      description: Dataset(
        path: path, shape: lengths.prefix(rank).map { Int($0) }, type: typeName(type.id, typeClass, size),
        byteCount: total))
  }

  private func checkStorage(
    _ handle: HDF5Handle, _ creation: HDF5Handle, _ path: String, claimed: Int
  ) throws {
    guard H5Pget_external_count(creation.id) == 0 else {
      throw damaged(path, "the array lies in another file, which is refused")
    }
    let layout = H5Pget_layout(creation.id)
    let stored = Int(clamping: H5Dget_storage_size(handle.id))
    guard stored <= byteCount else {
      throw damaged(path, "the array claims \(stored) stored bytes in a file of \(byteCount)")
    }
    switch layout {
    case H5D_COMPACT, H5D_CONTIGUOUS:
      guard stored >= claimed else {
        throw damaged(path, "the array claims \(claimed) bytes, but the file stores \(stored)")
      }
    case H5D_CHUNKED:
      var lengths = [hsize_t](repeating: 0, count: 33)
      let rank = Int(H5Pget_chunk(creation.id, 33, &lengths))
      var chunk = 1
      for length in lengths.prefix(max(rank, 0)) {
        let (product, overflow) = chunk.multipliedReportingOverflow(by: Int(clamping: length))
        guard !overflow else { throw damaged(path, "the array claims impossible chunks") }
        chunk = product
      }
      // Deflate makes at most 1,032 bytes of one.
      let most = stored * 1032 + (1 << 20)
      guard rank > 0, claimed <= most, chunk <= most / 8 + (1 << 20) else {
        throw damaged(path, "the array claims \(claimed) bytes, but the file stores \(stored)")
      }
      for place in 0..<max(H5Pget_nfilters(creation.id), 0) {
        var flags: UInt32 = 0
        var count = 0
        let filter = H5Pget_filter2(creation.id, UInt32(place), &flags, &count, nil, 0, nil, nil)
        guard filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE || filter == H5Z_FILTER_FLETCHER32
        else { throw damaged(path, "the array is packed by filter \(filter), which Horn does not know") }
      }
    default: throw damaged(path, "the array is a virtual one, which is refused")
    }
  }

  private func typeName(_ type: hid_t, _ typeClass: H5T_class_t, _ size: Int) -> String {
    switch typeClass {
    case H5T_FLOAT: "float\(size * 8)"
    case H5T_INTEGER: (H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int") + "\(size * 8)"
    case H5T_ENUM: "bool"
    case H5T_STRING: "bytes"
    default: "an unknown type"
    }
  }

  func dataset(_ path: String) throws -> Dataset { try HDF5.locked { try opened(path).description } }

  /// The array as a tensor: numbers with a point as float32 or, where they are and that is wanted, float64; integers as
  /// int32.
  ///
  /// - Throws: `HornError` where there is no such array, it is damaged, holds other things than numbers, or an integer
  ///   does not fit into int32.
  func tensor(_ path: String, float64: Bool = false) throws -> Tensor {
    try HDF5.locked {
      let array = try opened(path)
      let shape = Shape(array.description.shape)
      func read(_ tensor: Tensor, as type: hid_t) throws -> Tensor {
        guard tensor.elementCount > 0 else { return tensor }
        let status = H5Dread(
          array.handle.id, type, horn_h5_all(), horn_h5_all(), horn_h5_defaults(), tensor.storage.pointer)
        guard status >= 0 else { throw damaged(path, "the array's elements cannot be read") }
        return tensor
      }
      switch array.typeClass {
      case H5T_FLOAT where float64 && H5Tget_size(array.type.id) == 8:
        return try read(Tensor(uninitialized: shape, dtype: .float64), as: horn_h5_float64())
      case H5T_FLOAT: return try read(Tensor(uninitialized: shape), as: horn_h5_float32())
      case H5T_INTEGER where H5Tget_size(array.type.id) <= 4 && H5Tget_sign(array.type.id) != H5T_SGN_NONE:
        return try read(Tensor(uninitialized: shape, dtype: .int32), as: horn_h5_int32())
      case H5T_INTEGER:
        var wide = [Int64](repeating: 0, count: shape.elementCount)
        guard
          H5Dread(
            array.handle.id, horn_h5_int64(), horn_h5_all(), horn_h5_all(), horn_h5_defaults(), &wide) >= 0
        else { throw damaged(path, "the array's elements cannot be read") }
        return Tensor(
          try wide.map { value in
            guard let narrow = Int32(exactly: value) else {
              throw damaged(path, "the integer \(value) does not fit into int32")
            }
            return narrow
          }, shape: shape)
      case H5T_ENUM where H5Tget_size(array.type.id) == 1:
        var bytes = [UInt8](repeating: 0, count: shape.elementCount)
        guard
          H5Dread(array.handle.id, array.type.id, horn_h5_all(), horn_h5_all(), horn_h5_defaults(), &bytes)
            >= 0
        else { throw damaged(path, "the array's elements cannot be read") }
        return Tensor(bytes.map { $0 != 0 }, shape: shape)
      default:
        throw HornError(
          .dtype, "\(name): \(path) holds \(array.description.type), where numbers are expected")
      }
    }
  }

  // MARK: - Attributes

  /// The text in an attribute; nil where there is none, or it is no text.
  func text(_ attribute: String, of path: String = "") throws -> String? {
    try texts(attribute, of: path)?.first
  }

  /// The texts in an attribute, a list of any length or one; nil where there is none, or it holds other things.
  func texts(_ attribute: String, of path: String = "") throws -> [String]? {
    try HDF5.locked {
      guard kind(of: path) != nil,
        H5Aexists_by_name(file.id, path.isEmpty ? "/" : path, attribute, horn_h5_defaults()) > 0
      else { return nil }
      guard
        let handle = HDF5Handle(
          H5Aopen_by_name(
            file.id, path.isEmpty ? "/" : path, attribute, horn_h5_defaults(), horn_h5_defaults()),
          H5Aclose), let space = HDF5Handle(H5Aget_space(handle.id), H5Sclose),
        let type = HDF5Handle(H5Aget_type(handle.id), H5Tclose)
      else { throw damaged(path, "the attribute \(attribute) cannot be read") }
      guard H5Tget_class(type.id) == H5T_STRING else { return nil }
      let count = Int(clamping: H5Sget_simple_extent_npoints(space.id))
      let size = H5Tget_size(type.id)
      let isVariable = H5Tis_variable_str(type.id) > 0
      let (claimed, overflow) = max(count, 0).multipliedReportingOverflow(by: isVariable ? 16 : size)
      guard count >= 0, !overflow, claimed <= byteCount else {
        throw damaged(
          path, "the attribute \(attribute) claims \(count) texts in a file of \(byteCount) bytes")
      }
      if count == 0 { return [] }
      if isVariable {
        var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        guard H5Aread(handle.id, type.id, &pointers) >= 0 else {
          throw damaged(path, "the attribute \(attribute) cannot be read")
        }
        defer { for pointer in pointers { H5free_memory(pointer) } }
        return pointers.map { pointer in pointer.map { String(cString: $0) } ?? "" }
      }
      var bytes = [UInt8](repeating: 0, count: claimed)
      guard H5Aread(handle.id, type.id, &bytes) >= 0 else {
        throw damaged(path, "the attribute \(attribute) cannot be read")
      }
      return (0..<count).map { place in
        var text = bytes[(place * size)..<((place + 1) * size)]
        while text.last == 0 { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
      }
    }
  }
}
