import Foundation
import Horn

/// What comes in through a pipe or a file.
enum StandardInput {
  /// All of it.
  static func text() -> String {
    String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
  }

  /// All of it where something was piped in; nil on a terminal, and where nothing comes within a fifth of a second.
  static func textIfPiped() -> String? {
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0, [S_IFIFO, S_IFREG].contains(status.st_mode & S_IFMT) else {
      return nil
    }
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, 200) > 0 else { return nil }
    let text = text()
    return text.isEmpty ? nil : text
  }
}
