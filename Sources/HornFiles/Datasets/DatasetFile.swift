/// A file of a data set as its publisher offers it.
package struct DatasetFile: Hashable, Sendable {
  /// Its name in the cache, and at the publisher's address where that has none of its own.
  package let name: String
  /// Where it is published; nil for the cache's address and the name.
  package let address: String?
  /// What the file must have; nil where the publisher says nothing.
  package let digest: Digest?
  /// More than this is never downloaded.
  package let byteLimit: Int
  /// What does without the file, for the message that it cannot be had.
  package let substitute: String

  package init(
    name: String, address: String? = nil, digest: Digest?, byteLimit: Int = 64 << 20,
    substitute: String = "Datasets.reviews needs no file"
  ) {
    self.name = name
    self.address = address
    self.digest = digest
    self.byteLimit = byteLimit
    self.substitute = substitute
  }
}
