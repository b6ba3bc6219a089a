import HornTensor

/// What is said of names of inputs and outputs.
enum OutputNames {
  /// Throws unless each key is one of the names.
  static func check(_ keys: some Sequence<String>, _ names: [String], _ what: String, _ owner: String) throws
  {
    for key in keys.sorted() where !names.contains(key) {
      let known =
        names.isEmpty
        ? "its outputs have no names, so give a list" : "its outputs are \(names.joined(separator: ", "))"
      throw HornError(
        .configuration,
        "compile: \(what) names the output \"\(key)\", but model \"\(owner)\" has none; \(known)")
    }
  }

  /// The names in brackets; nothing where there are none.
  static func listed(_ names: [String]) -> String {
    names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
  }
}

extension ConfigValue? {
  /// Whether this is the form of a class with its arguments, and not one of things by name.
  var isSerializedObject: Bool {
    guard case .object(let config)? = self else { return false }
    return config["class_name"] != nil
  }
}
