import Foundation
import HornTensor

/// The text files in a folder, with their labels, in the order in which Keras lists them.
struct DirectoryIndex {
  private(set) var paths: [String] = []
  private(set) var labels: [Int] = []
  private(set) var classNames: [String] = []
  private let directory: String

  /// - Parameters:
  ///   - labels: nil for none.
  ///   - classNames: the order of the classes; nil for that of the names.
  init(
    _ directory: String, labels: DirectoryLabels?, classNames: [String]?, followLinks: Bool
  ) throws {
    self.directory = directory
    let root = directory.expandingTilde
    guard Self.isDirectory(root) else {
      throw HornError(.file, "\(directory): there is no such folder")
    }
    guard labels == .inferred else {
      guard classNames == nil else {
        throw HornError(.value, "\(directory): classNames can be given only with inferred labels")
      }
      try list(root, followLinks: followLinks)
      if case .list(let given) = labels {
        guard given.count == paths.count else {
          throw HornError(
            .value,
            "\(directory): there are \(given.count) labels, but \(paths.count) text files in the folder")
        }
        self.labels = given
        self.classNames = Set(given).sorted().map(String.init)
      }
      return
    }
    let folders = try Self.names(in: root).filter { !$0.hasPrefix(".") && Self.isDirectory(root + "/" + $0) }
    guard !folders.isEmpty else {
      throw HornError(
        .file,
        "\(directory): there is no folder in it; expected one for each class, with text files in them, or labels: nil"
      )
    }
    let unknown = (classNames ?? []).filter { !folders.contains($0) }
    guard unknown.isEmpty, Set(classNames ?? []).count == classNames?.count ?? 0 else {
      throw HornError(
        .value,
        "\(directory): classNames are \(classNames ?? []); expected each once, of the folders \(folders)")
    }
    self.classNames = classNames ?? folders
    for (label, name) in self.classNames.enumerated() {
      try list(root + "/" + name, followLinks: followLinks)
      self.labels += Array(repeating: label, count: paths.count - self.labels.count)
    }
  }

  /// Adds the text files in a folder and the folders in it: folder by folder in the order of their paths, names sorted.
  private mutating func list(_ root: String, followLinks: Bool) throws {
    var folders: [(path: String, files: [String])] = []
    var seen: Set<String> = []
    var waiting = [root]
    while let folder = waiting.popLast() {
      // Links may lead back to where they are.
      if followLinks, !seen.insert((folder as NSString).resolvingSymlinksInPath).inserted { continue }
      var files: [String] = []
      for name in try Self.names(in: folder) {
        let path = folder + "/" + name
        if Self.isDirectory(path) {
          if followLinks || !Self.isLink(path) { waiting.append(path) }
        } else if name.utf8.count >= 4, name.lowercased().hasSuffix(".txt") {
          files.append(path)
        }
      }
      folders.append((folder, files))
    }
    folders.sort { Self.precedes($0.path, $1.path) }
    for folder in folders { paths += folder.files }
  }

  /// Brings paths and labels into a random order, that of Keras for the same seed.
  mutating func shuffle(seed: Int) {
    var generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
    var order = Array(paths.indices)
    generator.shuffle(&order)
    paths = order.map { paths[$0] }
    if !labels.isEmpty { labels = order.map { labels[$0] } }
  }

  /// One of the two parts: the last files are for validation.
  func part(_ subset: DirectorySubset?, validationSplit: Double?) throws -> DirectoryIndex {
    var part = self
    if let subset, let validationSplit {
      let held = Int(validationSplit * Double(paths.count))
      let range = subset == .training ? 0..<paths.count - held : paths.count - held..<paths.count
      part.paths = Array(paths[range])
      if !labels.isEmpty { part.labels = Array(labels[range]) }
    }
    guard !part.paths.isEmpty else {
      let what = subset.map { "\($0.rawValue) " } ?? ""
      throw HornError(
        .file, "\(directory): there are no \(what)text files; expected names that end with .txt")
    }
    return part
  }

  private static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted(by: precedes)
    } catch {
      throw HornError(.file, "\(folder): cannot be listed: \(error.localizedDescription)")
    }
  }

  /// Python's order of texts: that of their characters' numbers, which is that of UTF-8's bytes.
  private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  private static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  private static func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }
}
