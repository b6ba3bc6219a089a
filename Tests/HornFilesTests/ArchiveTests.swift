import Foundation
import HornTensor
import Testing

@testable import HornFiles

/// Reading and unpacking archives.
@Suite struct ArchiveTests {
  typealias Entry = ArchiveMaker.Entry

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func entries(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  @Test(arguments: ArchiveMaker.Container.allCases) func readsEachContainer(container: ArchiveMaker.Container)
    throws
  {
    try TestFiles.withDirectory { directory in
      let path = directory + "/archive"
      let large = String(repeating: "horn ", count: 40_000)
      ArchiveMaker.write(
        [
          Entry("./a/", "", .folder), Entry("a/na\u{ef}ve.txt", "naïve"), Entry("empty"),
          Entry("large", large),
        ],
        to: path, as: container)
      let archive = try ArchiveReader(path: path)
      var contents: [String: String] = [:]
      var folders = 0
      while let entry = try archive.next() {
        if entry.kind == .folder { folders += 1 } else { #expect(entry.kind == .file) }
        if entry.kind == .file { contents[entry.path] = String(decoding: try archive.bytes(), as: UTF8.self) }
      }
      #expect(contents == ["a/naïve.txt": "naïve", "empty": "", "large": large] && folders == 1)
      #expect(try archive.next() == nil)
      // An entry that is not read is passed over.
      let second = try ArchiveReader(path: path)
      while let entry = try second.next() {
        if entry.path == "large" { #expect(try second.bytes().count == large.utf8.count) }
      }
    }
  }

  @Test func unpacks() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/archive.tar.gz"
      ArchiveMaker.write(
        [
          Entry("top/", "", .folder), Entry("top/deep/file.txt", "hello"),
          Entry("./run.sh", "#!", mode: 0o4755),
          Entry("top/deep/up", "", .link("../other")), Entry("top/other", "first"),
          Entry("top/other", "second"),
          Entry("same", "", .hardLink("top/deep/file.txt")),
        ], to: path, as: .tarGzip)
      try extractArchive(path, to: directory + "/out")
      #expect(try text(directory + "/out/top/deep/file.txt") == "hello")
      #expect(try text(directory + "/out/top/deep/up") == "second")
      #expect(try text(directory + "/out/same") == "hello")
      let mode = try FileManager.default.attributesOfItem(atPath: directory + "/out/run.sh")[
        .posixPermissions]
      #expect((mode as? NSNumber).map { $0.intValue & 0o7700 } == 0o700)
      // Again: what is there is replaced as a whole.
      try "stale".write(toFile: directory + "/out/stale", atomically: true, encoding: .utf8)
      try extractArchive(path, to: directory + "/out", format: .tar)
      #expect(try entries(directory + "/out") == ["run.sh", "same", "top"])
      #expect(try entries(directory) == ["archive.tar.gz", "out"])
    }
  }

  private static let hostile: [(entries: [Entry], word: String)] = [
    ([Entry("../escape", "x")], "\"..\""),
    ([Entry("a/../../escape", "x")], "\"..\""),
    ([Entry("/etc/horn-escape", "x")], "absolute"),
    ([Entry("..", "", .folder)], "\"..\""),
    ([Entry("evil", "", .link("../outside")), Entry("evil/file", "x")], "evil"),
    ([Entry("evil", "", .link("/etc/passwd"))], "link to \"/etc/passwd\""),
    ([Entry("here", "", .link(".")), Entry("here/file", "x")], "leads through the link \"here\""),
    ([Entry("d/here", "", .link(".")), Entry("evil", "", .link("d/here/../../x"))], "link to"),
    ([Entry("d/a", "", .link("..")), Entry("d/a/b", "", .link("../.."))], "leads through"),
    ([Entry("evil", "", .hardLink("../secret"))], "\"..\""),
    ([Entry("evil", "", .hardLink("/etc/passwd"))], "absolute"),
    ([Entry("l", "", .link("f")), Entry("f", "x"), Entry("evil", "", .hardLink("l"))], "leads through"),
    ([Entry("evil", "", .pipe)], "device or a pipe"),
    ([Entry("evil", "", .device)], "device or a pipe"),
    ([Entry(".", "x")], "no name"),
  ]

  @Test(arguments: hostile.indices) func refusesWhatLeavesTheFolder(index: Int) throws {
    let (members, word) = Self.hostile[index]
    try TestFiles.withDirectory { directory in
      let box = directory + "/box"
      try FileManager.default.createDirectory(atPath: box + "/out", withIntermediateDirectories: true)
      try "before".write(toFile: box + "/out/kept", atomically: true, encoding: .utf8)
      try "secret".write(toFile: directory + "/secret", atomically: true, encoding: .utf8)
      let path = directory + "/archive.tar"
      ArchiveMaker.write([Entry("good", "good")] + members, to: path)
      let error = try #require(throws: HornError.self) { try extractArchive(path, to: box + "/out") }
      #expect(error.message.contains(word) && error.message.contains(path), "\(error.message)")
      #expect(error.kind == .format, "\(error.message)")
      #expect(try entries(box) == ["out"] && entries(box + "/out") == ["kept"])
      #expect(try entries(directory) == ["archive.tar", "box", "secret"])
    }
  }

  @Test func hostileZip() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/archive.zip"
      ArchiveMaker.write([Entry("good", "good"), Entry("../escape", "x")], to: path, as: .zip)
      let error = try #require(throws: HornError.self) {
        try extractArchive(path, to: directory + "/out/deep")
      }
      #expect(error.message.contains("../escape"), "\(error.message)")
      #expect(try entries(directory) == ["archive.zip", "out"] && entries(directory + "/out") == [])
    }
  }

  @Test func claimsOfSize() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/archive.tar"
      ArchiveMaker.write([Entry("big", "small")], to: path)
      try ArchiveMaker.claim(size: 1 << 32, inTar: path)
      let error = try #require(throws: HornError.self) { try extractArchive(path, to: directory + "/out") }
      #expect(error.message.contains("\"big\" claims 4294967296 bytes"), "\(error.message)")
      // A claim that might be true, but is not.
      try ArchiveMaker.claim(size: 100_000, inTar: path)
      let shorter = try #require(throws: HornError.self) { try extractArchive(path, to: directory + "/out") }
      #expect(shorter.message.contains("\"big\""), "\(shorter.message)")
      #expect(try entries(directory) == ["archive.tar"])
    }
  }

  /// xz packs what is all alike far tighter than deflate; a claim beyond all bounds is refused there, too.
  @Test func tightlyPacked() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/archive.tar"
      let zeros = String(repeating: "\0", count: 10 << 20)
      for container in [ArchiveMaker.Container.tarXz, .tarZstd] {
        ArchiveMaker.write([Entry("zeros", zeros)], to: path, as: container)
        let archive = try ArchiveReader(path: path)
        #expect(try archive.next()?.byteCount == 10 << 20)
        #expect(try archive.bytes().count == 10 << 20)
      }
      ArchiveMaker.write([Entry("big", "small")], to: path)
      try ArchiveMaker.claim(size: 1 << 32, inTar: path)
      let tar = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      for container in [ArchiveMaker.Container.tarGzip, .tarXz, .tarBzip2, .tarZstd] {
        ArchiveMaker.compress(tar, to: path, as: container)
        let error = try #require(throws: HornError.self) { try ArchiveReader(path: path).next() }
        #expect(error.message.contains("\"big\" claims 4294967296 bytes"), "\(error.message)")
      }
    }
  }

  @Test func foldersWithSlashes() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/archive.tar"
      ArchiveMaker.write([Entry("a", "x")], to: path)
      for folder in ["/out/", "/out//", "/new/"] {
        try extractArchive(path, to: directory + folder)
        #expect(try text(directory + folder + "a") == "x")
      }
      #expect(try entries(directory) == ["archive.tar", "new", "out"])
    }
  }

  @Test(arguments: ArchiveMaker.Container.allCases) func brokenOff(container: ArchiveMaker.Container) throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/archive"
      var generator = MersenneTwister(seed: 5)
      let noise = String(
        (0..<60_000).map { _ in Character(Unicode.Scalar(UInt8(33 + generator.next(upTo: 90)))) })
      ArchiveMaker.write([Entry("a", noise), Entry("b", noise)], to: path, as: container)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for part in [0, 1, 100, whole.count / 3, whole.count * 2 / 3] {
        try whole.prefix(part).write(to: URL(fileURLWithPath: path))
        let error = try #require(throws: HornError.self, "\(part)") {
          try extractArchive(path, to: directory + "/out")
        }
        #expect(error.message.contains(path), "\(error.message)")
        #expect(try entries(directory) == ["archive"])
      }
    }
  }

  @Test func notAnArchive() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/file"
      try Data("just a text, not an archive".utf8).write(to: URL(fileURLWithPath: path))
      let error = try #require(throws: HornError.self) { try extractArchive(path, to: directory + "/out") }
      #expect(error.message.contains("tar or zip archive"), "\(error.message)")
      ArchiveMaker.write([Entry("a", "x")], to: path, as: .zip)
      #expect(throws: HornError.self) { try extractArchive(path, to: directory + "/out", format: .tar) }
      #expect(throws: HornError.self) { try extractArchive(directory + "/none", to: directory + "/out") }
      #expect(throws: HornError.self) { try extractArchive(directory, to: directory + "/out") }
      #expect(try entries(directory) == ["file"])
    }
  }

  @Test func compressedFiles() throws {
    try TestFiles.withDirectory { directory in
      let lines = (0..<50_000).map { "line \($0)" }
      let path = directory + "/lines.txt.gz"
      ArchiveMaker.gzip(Array(lines.joined(separator: "\n").utf8), to: path)
      let reader = try LineReader(path: path)
      var read: [String] = []
      while let line = try reader.next() { read.append(line) }
      #expect(read == lines)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
      let error = try #require(throws: HornError.self) {
        let broken = try LineReader(path: path)
        while try broken.next() != nil {}
      }
      #expect(error.message.contains(path), "\(error.message)")
    }
  }
}
