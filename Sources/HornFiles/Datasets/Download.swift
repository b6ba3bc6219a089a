import Foundation
import HornCore
import HornTensor

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Fetches one file into a `.part` file beside its target, checks its digest and renames it.
///
/// What an earlier attempt left in the `.part` file is continued (HTTP Range) where the server can and the digest is
/// known; a file with the wrong digest is removed.
package struct Download {
  let address: String
  let file: DatasetFile
  let target: String

  private static let attempts = 4

  package init(address: String, file: DatasetFile, target: String) {
    self.address = address
    self.file = file
    self.target = target
  }

  package func run() throws {
    guard let url = URL(string: address), url.host != nil else {
      throw HornError(.network, "\"\(address)\" is not an address")
    }
    let part = target + ".part"
    // Without a digest nobody would notice that the beginning came from another version of the file.
    if file.digest == nil { try? FileManager.default.removeItem(atPath: part) }
    printNote("Downloading data from \(address)")
    var restarted = false
    while true {
      let resumed = try fetch(url, into: part)
      guard let digest = file.digest else { break }
      let found = try digest.ofFile(part)
      if found == digest { break }
      try? FileManager.default.removeItem(atPath: part)
      // The beginning may have come from another version of the file: once more from the start.
      guard resumed, !restarted else {
        throw HornError(
          .network, "the file at \(address) has \(found) instead of the published digest and was removed")
      }
      restarted = true
    }
    try AtomicFile.rename(part, to: target)
  }

  /// Gets what is missing of the file; returns whether it was continued from an earlier attempt.
  private func fetch(_ url: URL, into part: String) throws -> Bool {
    var failure = "the server refuses every range"
    for _ in 0..<Self.attempts {
      let before = size(part)
      switch try Transfer(part: part, byteLimit: file.byteLimit).run(url) {
      case .complete(let resumed): return resumed
      case .refused(let reason):
        if size(part) == 0 { try? FileManager.default.removeItem(atPath: part) }
        throw HornError(.network, "it could not be downloaded from \(address): \(reason)")
      case .restart: try? FileManager.default.removeItem(atPath: part)
      case .broken(let reason): failure = reason
      }
      // Without progress a further attempt has little hope.
      if size(part) == before { break }
    }
    let kept = size(part)
    if kept == 0 { try? FileManager.default.removeItem(atPath: part) }
    throw HornError(
      .network,
      "it could not be downloaded from \(address): \(failure)"
        + (kept > 0 ? "; \(kept) bytes are kept and the next attempt continues there" : ""))
  }

  private func size(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }
}
