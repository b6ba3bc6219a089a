import HornHDF5
import HornTensor

/// What a process of its own has found in an HDF5 file.
struct HDF5Scan {
  struct Group {
    let members: [String]
    let isReadable: Bool
  }

  /// An array, and where its elements are.
  struct Array {
    enum Elements {
      case none
      /// In the file, as they are.
      case atOffset(Int)
      /// Among the scan's bytes.
      case here(UnsafeRawBufferPointer)
    }

    let facts: horn_h5_array
    let shape: [Int]
    let elements: Elements
  }

  private(set) var groups: [String: Group] = [:]
  private(set) var arrays: [String: Array] = [:]
  /// By the object's path, then by the attribute's name; nil for one that cannot be read.
  private(set) var texts: [String: [String: [String]?]] = [:]

  /// - Parameter records: what `horn_h5_finish` has given; it must outlive the scan.
  init(_ records: UnsafeRawBufferPointer, name: String) throws {
    var reader = ByteReader(records, name: name)
    func text() throws -> String {
      String(decoding: try reader.take(reader.length(UInt32.self, "a text"), "a text"), as: UTF8.self)
    }
    while reader.remaining > 0 {
      switch Int(try reader.byte("a record")) {
      case HORN_H5_GROUP:
        let path = try text()
        let count = try reader.length(UInt32.self, "the members of \(path)")
        let members = try (0..<count).map { _ in try text() }
        groups[path] = Group(members: members, isReadable: try reader.byte("a group") != 0)
      case HORN_H5_ARRAY:
        let path = try text()
        let facts = try reader.take(MemoryLayout<horn_h5_array>.size, "an array")
          .loadUnaligned(as: horn_h5_array.self)
        var shape: [Int] = []
        for _ in 0..<facts.rank { shape.append(Int(clamping: try reader.number(UInt64.self, "a shape"))) }
        let elements: Array.Elements
        switch Int(facts.where) {
        case HORN_H5_AT_OFFSET: elements = .atOffset(Int(clamping: facts.offset))
        case HORN_H5_HERE: elements = .here(try reader.take(Int(clamping: facts.count), "elements"))
        default: elements = .none
        }
        arrays[path] = Array(facts: facts, shape: shape, elements: elements)
      case HORN_H5_TEXTS:
        let (path, attribute) = (try text(), try text())
        let isReadable = try reader.byte("an attribute") != 0
        let count = try reader.length(UInt32.self, "the texts of \(path)")
        let values = try (0..<count).map { _ in try text() }
        texts[path, default: [:]].updateValue(isReadable ? values : nil, forKey: attribute)
      default: return
      }
    }
  }
}
