import HornTensor

/// Names of the encodings of text that Horn reads: UTF-8 and what is part of it.
enum TextEncoding {
  static func isKnown(_ name: String) -> Bool {
    ["utf-8", "utf8", "utf_8", "ascii", "us-ascii"].contains(name.lowercased())
  }

  static func refusal(_ name: String, _ owner: String) -> String {
    "\(owner): the encoding \"\(name.prefix(80))\" is not possible: Horn's strings are UTF-8; convert the texts first"
  }
}

extension ConfigReader {
  /// The encoding under `encoding`, which must be UTF-8 or a part of it.
  func textEncoding() throws -> String {
    let name = try string("encoding", default: "utf-8")
    guard TextEncoding.isKnown(name) else {
      throw HornError(.configuration, TextEncoding.refusal(name, owner))
    }
    return name
  }
}
