import Foundation
import HornCore
import Testing

@testable import HornFiles

/// `~` at the front of a path is the home folder, for everything that opens or writes a file.
@Suite(.quiet) struct TildeTests {
  @Test func everyReaderAndWriter() throws {
    try TestFiles.withDirectory { directory in
      // From the home folder up to the root, so that nothing is written there.
      let home = NSHomeDirectory().split(separator: "/")
      let folder = "~" + home.map { _ in "/.." }.joined() + directory
      let tensors = [("a", Tensor([1, 2] as [Float]))]
      try NpzArchive.write(tensors, to: folder + "/a.npz")
      try Safetensors.write(tensors, to: folder + "/a.safetensors")
      try AtomicFile.write("x,y\n1,2\n", to: folder + "/a.csv")
      let model = Sequential([Input(shape: [2]), Dense(1)])
      try model.save(to: folder + "/a.keras")
      try model.save(to: folder + "/a.h5")
      ArchiveMaker.write([.init("a", "x")], to: directory + "/a.tar")
      try extractArchive(folder + "/a.tar", to: folder + "/out")

      let names = ["a.csv", "a.h5", "a.keras", "a.npz", "a.safetensors", "a.tar", "out"]
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == names)
      #expect(try NpzArchive(path: folder + "/a.npz").tensor("a").floats == [1, 2])
      #expect(try Safetensors(path: folder + "/a.safetensors").tensor("a").floats == [1, 2])
      #expect(try loadModel(folder + "/a.keras").weights.count == 2)
      #expect(try loadModel(folder + "/a.h5").weights.count == 2)
      #expect(try LineReader(path: folder + "/a.csv").next() == "x,y")
      #expect(try Digest.md5("").ofFile(folder + "/a.csv") == Digest.md5("").ofFile(directory + "/a.csv"))
      #expect(StringLookup(vocabulary: folder + "/a.csv").getVocabulary().contains("x,y"))
      #expect(throws: HornError.self) { try model.save(to: folder + "/a.keras", overwrite: false) }
    }
  }
}
