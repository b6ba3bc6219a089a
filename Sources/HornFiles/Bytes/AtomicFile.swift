import Foundation
import HornTensor

/// Writes files so that a reader sees the old one or the new one, never a part.
package enum AtomicFile {
  /// Lets the body write a file beside `path` (`~` at its front is the home folder), flushes it to the disk and renames it to `path`.
  ///
  /// Where something fails the file at `path` stays what it was and nothing is left beside it.
  package static func write(_ path: String, _ body: (_ temporary: String) throws -> Void) throws {
    let place = path.expandingTilde
    let temporary = "\(place).\(UUID().uuidString.prefix(8)).tmp"
    do {
      try body(temporary)
      try rename(temporary, to: place)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes a text as the file at `path`.
  package static func write(_ text: String, to path: String) throws {
    try write(path) { temporary in
      guard let file = fopen(temporary, "wb") else {
        throw HornError(.file, "\(path): cannot be written: \(String(cString: strerror(errno)))")
      }
      var bytes = Array(text.utf8)
      let written = fwrite(&bytes, 1, bytes.count, file)
      guard fclose(file) == 0, written == bytes.count else {
        throw HornError(.file, "\(path): cannot be written: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Flushes a file to the disk and renames it, replacing what is at `path`.
  package static func rename(_ temporary: String, to path: String) throws {
    try flush(temporary)
    guard Foundation.rename(temporary, path) == 0 else {
      throw HornError(.file, "\(path): cannot be replaced: \(String(cString: strerror(errno)))")
    }
    // The new name is in the directory; not every file system lets a directory be flushed.
    try? flush((path as NSString).deletingLastPathComponent)
  }

  private static func flush(_ path: String) throws {
    let descriptor = open(path.isEmpty ? "." : path, O_RDONLY)
    guard descriptor >= 0 else {
      throw HornError(.file, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw HornError(.file, "\(path): cannot be flushed to the disk: \(String(cString: strerror(errno)))")
    }
  }
}
