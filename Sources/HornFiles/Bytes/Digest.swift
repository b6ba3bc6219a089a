import Foundation
import HornBytes
import HornTensor

/// A file's fingerprint as hexadecimal text.
package enum Digest: Hashable, Sendable, CustomStringConvertible {
  case sha256(String)
  case md5(String)

  package var description: String {
    switch self {
    case .sha256(let text): "sha256 \(text)"
    case .md5(let text): "md5 \(text)"
    }
  }

  /// The digest of the file, in the same form as this one.
  package func ofFile(_ path: String) throws -> Digest {
    guard let file = fopen(path.expandingTilde, "rb") else {
      throw HornError(.file, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var state = start()
    try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
      while true {
        let count = fread(buffer.baseAddress, 1, buffer.count, file)
        horn_digest_update(&state, buffer.baseAddress, count)
        if count < buffer.count { break }
      }
      if ferror(file) != 0 { throw HornError(.file, "\(path): cannot be read to its end") }
    }
    return finish(&state)
  }

  /// The digest of the bytes, in the same form as this one.
  package func of(_ bytes: [UInt8]) -> Digest {
    var state = start()
    horn_digest_update(&state, bytes, bytes.count)
    return finish(&state)
  }

  private func start() -> horn_digest {
    var state = horn_digest()
    if case .md5 = self { horn_digest_begin(&state, 1) } else { horn_digest_begin(&state, 0) }
    return state
  }

  private func finish(_ state: inout horn_digest) -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = Int(horn_digest_end(&state, &bytes))
    let text = bytes.prefix(count).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
    if case .md5 = self { return .md5(text) } else { return .sha256(text) }
  }
}
