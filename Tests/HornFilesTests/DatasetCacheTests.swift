import Foundation
import HornTensor
import Testing

@testable import HornFiles

/// Downloads from a server of the test's own.
@Suite(.quiet, .serialized) struct DatasetCacheTests {
  let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
  var file: DatasetFile { DatasetFile(name: "data.bin", digest: Digest.sha256("").of(content)) }

  private func locate(_ server: FileServer, _ directory: String, path: String = "data.bin") throws -> [UInt8]
  {
    let cache = DatasetCache(baseAddress: server.address, directory: directory)
    return try read(cache.locate(file, path: path))
  }

  private func read(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func entries(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  @Test func directoryOfKeras() {
    #expect(DatasetCache.directories(["KERAS_HOME": "/data/keras"])[0] == "/data/keras/datasets")
    #expect(DatasetCache.directories(["KERAS_HOME": "~/k"])[0] == NSHomeDirectory() + "/k/datasets")
    #expect(DatasetCache.directories([:])[0] == NSHomeDirectory() + "/.keras/datasets")
  }

  @Test func downloadsOnce() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content)
      defer { server.stop() }
      #expect(try locate(server, directory + "/new/datasets") == content)
      #expect(try locate(server, directory + "/new/datasets") == content)
      #expect(server.ranges == [""])
      #expect(try entries(directory + "/new/datasets") == ["data.bin"])
    }
  }

  @Test func continuesWhereTheConnectionBroke() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(
        content, [.breakingOff(after: 100_000), .breakingOff(after: 150_000), .well])
      defer { server.stop() }
      #expect(try locate(server, directory) == content)
      #expect(server.ranges == ["", "bytes=100000-", "bytes=250000-"])
    }
  }

  @Test func continuesAnEarlierAttempt() throws {
    try TestFiles.withDirectory { directory in
      try Data(content[..<1000]).write(to: URL(fileURLWithPath: directory + "/data.bin.part"))
      let server = try FileServer(content)
      defer { server.stop() }
      #expect(try locate(server, directory) == content)
      #expect(server.ranges == ["bytes=1000-"])
      #expect(try entries(directory) == ["data.bin"])
    }
  }

  @Test(arguments: [1000, 300_000, 400_000]) func partOfAnotherFile(length: Int) throws {
    try TestFiles.withDirectory { directory in
      try Data(count: length).write(to: URL(fileURLWithPath: directory + "/data.bin.part"))
      let server = try FileServer(content)
      defer { server.stop() }
      #expect(try locate(server, directory) == content)
      #expect(server.ranges == ["bytes=\(length)-", ""])
    }
  }

  @Test func serverWithoutRanges() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content, [.breakingOff(after: 1000), .ignoringRanges])
      defer { server.stop() }
      #expect(try locate(server, directory) == content)
    }
  }

  @Test func wrongFileIsRemoved() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer([1, 2, 3])
      defer { server.stop() }
      let error = try #require(throws: HornError.self) { try locate(server, directory) }
      #expect(error.message.contains("instead of the published digest"), "\(error.message)")
      #expect(try entries(directory) == [])
    }
  }

  @Test func tooLongAFileIsRefused() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content)
      defer { server.stop() }
      let cache = DatasetCache(baseAddress: server.address, directory: directory)
      let small = DatasetFile(name: "data.bin", digest: file.digest, byteLimit: 1000)
      let error = try #require(throws: HornError.self) { try cache.locate(small, path: "data.bin") }
      #expect(error.message.contains("more than it may"), "\(error.message)")
      #expect(try entries(directory) == [])
    }
  }

  @Test func damagedCopyIsReplaced() throws {
    try TestFiles.withDirectory { directory in
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: directory + "/data.bin"))
      let server = try FileServer(content)
      defer { server.stop() }
      #expect(try locate(server, directory) == content)
    }
  }

  @Test func offlineTheMessageSaysWhatToDo() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content)
      server.stop()
      let error = try #require(throws: HornError.self) { try locate(server, directory) }
      #expect(error.kind == .network)
      for part in ["put the file", file.digest?.description ?? "?", directory + "/data.bin", "pass path:"] {
        #expect(error.message.contains(part), "\(error.message)")
      }
      #expect(try entries(directory) == [])
    }
  }

  @Test func refusalOfTheServer() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content, [.status(404)])
      defer { server.stop() }
      let error = try #require(throws: HornError.self) { try locate(server, directory) }
      #expect(error.message.contains("404"))
      #expect(try entries(directory) == [])
    }
  }

  @Test func aGivenFileIsUsedAsItIs() throws {
    try TestFiles.withDirectory { directory in
      let server = try FileServer(content)
      defer { server.stop() }
      let mine = directory + "/mine.bin"
      try Data([9]).write(to: URL(fileURLWithPath: mine))
      #expect(try locate(server, directory + "/cache", path: mine) == [9])
      #expect(throws: HornError.self) { try locate(server, directory, path: directory + "/none.bin") }
      #expect(throws: HornError.self) { try locate(server, directory, path: directory) }
      #expect(server.ranges == [])
    }
  }
}
