import Testing

@testable import HornFiles

/// The examples of FIPS 180-4 and RFC 1321, and lengths around the block size.
@Suite struct DigestTests {
  static let sha256 = [
    "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ]
  static let md5 = [
    "": "d41d8cd98f00b204e9800998ecf8427e", "abc": "900150983cd24fb0d6963f7d28e17f72",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890":
      "57edf4a22be3c955ac49da2e2107b67a",
  ]

  @Test func publishedExamples() {
    for (text, digest) in Self.sha256 { #expect(Digest.sha256("").of(Array(text.utf8)) == .sha256(digest)) }
    for (text, digest) in Self.md5 { #expect(Digest.md5("").of(Array(text.utf8)) == .md5(digest)) }
  }

  @Test func aMillionLetters() {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(Digest.sha256("").of(letters) == .sha256(expected))
  }

  @Test func files() throws {
    let path = TestFiles.golden("stored.npz")
    #expect(try Digest.md5("").ofFile(path) == Digest.md5("").of(try TestFiles.goldenBytes("stored.npz")))
    #expect(throws: (any Error).self) { try Digest.md5("").ofFile(path + "x") }
  }
}
