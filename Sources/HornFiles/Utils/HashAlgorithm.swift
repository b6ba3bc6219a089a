import HornTensor

/// How a file's fingerprint is made.
public enum HashAlgorithm: String, NamedCase {
  /// SHA-256 where the hash has 64 digits, else MD5.
  case auto
  case sha256
  case md5

  public static let kind = "hash algorithm"

  /// The hash in the form that files are compared in.
  func digest(_ hash: String) throws -> Digest {
    let isSHA = self == .sha256 || (self == .auto && hash.utf8.count == 64)
    let length = isSHA ? 64 : 32
    guard hash.utf8.count == length, hash.allSatisfy(\.isHexDigit) else {
      throw HornError(
        .value,
        "getFile: the hash is \"\(hash.prefix(80))\"; expected \(length) hexadecimal digits for "
          + (isSHA ? "SHA-256" : "MD5"))
    }
    return isSHA ? .sha256(hash.lowercased()) : .md5(hash.lowercased())
  }
}
