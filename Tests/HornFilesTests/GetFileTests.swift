import Foundation
import HornTensor
import Testing

@testable import HornFiles

/// Fetching files from a server of the test's own.
@Suite(.quiet, .serialized) struct GetFileTests {
  let content = Array("some text to fetch".utf8)

  private func entries(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  @Test func downloadsOnce() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content)
      defer { server.stop() }
      let origin = server.address + "folder/data.txt?version=1"
      let path = try getFile(origin: origin, cacheDir: directory)
      #expect(path == directory + "/datasets/data.txt")
      #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == content)
      try getFile(fname: "data.txt", origin: origin, cacheDir: directory)
      #expect(server.ranges.count == 1)
      try getFile(origin: origin, cacheDir: directory, forceDownload: true)
      #expect(server.ranges == ["", ""])
      let other = try getFile(
        fname: "x", origin: origin, cacheSubdir: directory + "/mine", cacheDir: "/nowhere")
      #expect(other == directory + "/mine/x")
    }
  }

  @Test func hashes() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content)
      defer { server.stop() }
      func hash(_ digest: Digest) -> String {
        switch digest.of(content) {
        case .sha256(let text), .md5(let text): text
        }
      }
      let (sha, md5) = (hash(.sha256("")), hash(.md5("")))
      func get(_ hash: String?, _ algorithm: HashAlgorithm = .auto, md5Hash: String? = nil) throws -> String {
        try getFile(
          fname: "data", origin: server.address, md5Hash: md5Hash, fileHash: hash, hashAlgorithm: algorithm,
          cacheDir: directory)
      }
      let path = try get(sha.uppercased())
      for (hash, algorithm) in [(md5, HashAlgorithm.auto), (sha, .sha256), (md5, "md5")] {
        #expect(try get(hash, algorithm) == path)
      }
      #expect(try get(nil, md5Hash: md5) == path && server.ranges.count == 1)
      // A damaged copy is replaced.
      try Data([1]).write(to: URL(fileURLWithPath: path))
      #expect(try get(sha) == path && server.ranges.count == 2)
      let wrong = try #require(throws: HornError.self) { try get(String(repeating: "0", count: 64)) }
      #expect(wrong.message.contains("instead of the published digest"), "\(wrong.message)")
      #expect(throws: HornError.self) { try get("12") }
      #expect(throws: HornError.self) { try get(md5, .sha256) }
      #expect(throws: HornError.self) { try get(String(repeating: "z", count: 32)) }
    }
  }

  @Test func unpacks() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/made.tar.gz"
      ArchiveMaker.write([.init("folder/file.txt", "hello")], to: path, as: .tarGzip)
      let archive = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      try FileManager.default.removeItem(atPath: path)
      let server = try FileServer(archive)
      defer { server.stop() }
      let origin = server.address + "flowers.tar.gz"
      let named = try getFile(fname: "flowers.tar.gz", origin: origin, extract: true, cacheDir: directory)
      #expect(named == directory + "/datasets/flowers_extracted")
      let plain = try getFile(fname: "plain", origin: origin, untar: true, cacheDir: directory)
      #expect(plain == directory + "/datasets/plain")
      let inferred = try getFile(origin: origin, extract: true, archiveFormat: "tar", cacheDir: directory)
      #expect(inferred == directory + "/datasets/flowers.tar.gz")
      // The archive of that name came before, under fname.
      #expect(
        try entries(directory + "/datasets") == [
          "flowers.tar.gz", "flowers.tar.gz_archive", "flowers_extracted", "plain", "plain_archive",
        ])
      for folder in [named, plain] {
        #expect(try String(contentsOfFile: folder + "/folder/file.txt", encoding: .utf8) == "hello")
      }
      // It is not fetched or unpacked again.
      try FileManager.default.removeItem(atPath: plain + "/folder")
      try getFile(fname: "plain", origin: origin, extract: true, cacheDir: directory)
      #expect(try entries(plain) == [])
      try getFile(fname: "plain", origin: origin, extract: true, cacheDir: directory, forceDownload: true)
      #expect(try entries(plain) == ["folder"])
      #expect(throws: HornError.self) {
        try getFile(fname: "zip", origin: origin, extract: true, archiveFormat: .zip, cacheDir: directory)
      }
    }
  }

  @Test func breaksOff() throws {
    try TestFiles.withDirectory { directory in
      let long = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      let server = try FileServer(long, [.breakingOff(after: 60_000), .well])
      defer { server.stop() }
      let path = try getFile(fname: "long", origin: server.address, cacheDir: directory)
      #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == long)
      #expect(server.ranges == ["", "bytes=60000-"])
      let broken = try FileServer(long, [.breakingOff(after: 0)])
      defer { broken.stop() }
      let error = try #require(throws: HornError.self) {
        try getFile(fname: "never", origin: broken.address, cacheDir: directory)
      }
      #expect(error.kind == .network && error.message.contains("never"), "\(error.message)")
      #expect(try entries(directory + "/datasets") == ["long"])
    }
  }

  @Test func names() throws {
    for (fname, origin) in [
      (nil, "http://127.0.0.1:1/"), ("a/b", "http://127.0.0.1:1/x"), ("..", "http://127.0.0.1:1/x"),
    ] {
      let error = try #require(throws: HornError.self) {
        try getFile(fname: fname, origin: origin, cacheDir: "/nowhere/at/all")
      }
      #expect(error.message.contains("getFile"), "\(error.message)")
    }
    try TestFiles.withDirectory { directory in
      _ = #expect(throws: HornError.self) { try getFile(origin: "no address/x", cacheDir: directory) }
    }
  }

  /// Keras takes the end of the address as it stands.
  @Test func percentSigns() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content)
      defer { server.stop() }
      for (end, name) in [
        ("a%20b.txt", "a%20b.txt"), ("x/c%2Fd.txt?e=f/g", "c%2Fd.txt"), ("h.txt#i/j", "h.txt"),
      ] {
        let path = try getFile(origin: server.address + end, cacheDir: directory)
        #expect(path == directory + "/datasets/" + name)
      }
      let error = try #require(throws: HornError.self) {
        try getFile(origin: server.address + "folder/", cacheDir: directory)
      }
      #expect(error.message.contains("no file name"), "\(error.message)")
    }
  }
}
