/// A file of a data set as its publisher offers it.
package struct DatasetFile: Hashable, Sendable {
  /// Its name, both at the publisher's address and in the cache.
  package let name: String
  package let digest: Digest
  /// More than this is never downloaded.
  package let byteLimit: Int

  package init(name: String, digest: Digest, byteLimit: Int = 64 << 20) {
    self.name = name
    self.digest = digest
    self.byteLimit = byteLimit
  }
}
