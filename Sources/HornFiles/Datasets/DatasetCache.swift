import Foundation
import HornCore
import HornTensor

/// The directory that Horn shares with Keras for downloaded data: `$KERAS_HOME/datasets`, else
/// `~/.keras/datasets`.
package struct DatasetCache: Sendable {
  /// Where the files are published; ends with a slash.
  package let baseAddress: String
  /// The directory of the files; nil means Keras's own.
  package let directory: String?

  package init(
    baseAddress: String = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    directory: String? = nil
  ) {
    self.baseAddress = baseAddress
    self.directory = directory
  }

  /// The path of the file: `path` itself if it exists, else the copy in the cache, downloaded if need be.
  ///
  /// A file that `path` names is used as it is; one in the cache must have the published digest, or it is
  /// downloaded anew.
  ///
  /// - Parameter allowsFolder: whether `path` may be a folder, too.
  package func locate(_ file: DatasetFile, path: String, allowsFolder: Bool = false) throws -> String {
    let given = path.expandingTilde
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: given, isDirectory: &isDirectory) {
      if !isDirectory.boolValue || allowsFolder { return given }
      if given.contains("/") { throw HornError(.file, "\(path): this is a directory; expected a file") }
    } else if given.contains("/") {
      throw HornError(.file, "\(path): there is no such file")
    }
    guard !given.isEmpty, given != ".", given != ".." else {
      throw HornError(.value, "\(file.name): the path is \"\(path)\"; expected a file's name")
    }
    return try cached(file, as: given)
  }

  private func cached(_ file: DatasetFile, as name: String) throws -> String {
    let directories = directory.map { [$0] } ?? Self.directories(ProcessInfo.processInfo.environment)
    var damaged: String?
    for directory in directories {
      let path = directory + "/" + name
      guard FileManager.default.fileExists(atPath: path) else { continue }
      guard let digest = file.digest else { return path }
      let found = try digest.ofFile(path)
      if found == digest { return path }
      damaged = path
      printNote("\(path) has \(found) instead of \(digest): it is damaged or outdated.")
    }
    let target = try Self.writable(directories) + "/" + name
    do {
      try Download(
        address: file.address ?? baseAddress + file.name, file: file, target: target
      ).run()
    } catch let error as HornError {
      let state =
        damaged.map { "The copy at \($0) is not the published file" } ?? "There is no copy of it in the cache"
      let digest = file.digest.map { " (\($0))" } ?? ""
      throw HornError(
        error.kind,
        "\(file.name): \(error.message). \(state). Without a network, put the file\(digest) at \(target), "
          + "or pass path: the place of any file of this layout; \(file.substitute).")
    }
    return target
  }

  /// A folder in Keras's directory, and in the one that Keras falls back to where the home cannot be written.
  static func directories(
    _ environment: [String: String], home: String? = nil, subfolder: String = "datasets"
  ) -> [String] {
    let home = home ?? environment["KERAS_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "~/.keras"
    return [home.expandingTilde, "/tmp/.keras"].map {
      subfolder.isEmpty ? $0 : $0 + "/" + subfolder
    }
  }

  /// The first directory that can be written, made if need be.
  static func writable(_ directories: [String]) throws -> String {
    var problem = ""
    for directory in directories {
      do {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        if FileManager.default.isWritableFile(atPath: directory) { return directory }
        problem = "it cannot be written"
      } catch { problem = "\(error.localizedDescription)" }
    }
    throw HornError(
      .file,
      "\(directories[0]): there is no place for downloads: \(problem). Set KERAS_HOME to a directory that can be "
        + "written, or pass path: the place of the file.")
  }
}
