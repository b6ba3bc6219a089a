import Horn

/// The inputs of a model as columns of a CSV file, whose rows are samples.
///
/// Where the header has a column of each input's name (or `name_0`, `name_1`, … for several numbers), those columns are
/// taken. Else the columns fill the inputs in their order, and there must be as many as it takes.
struct InputColumns {
  private let path: String
  private let hasHeader: Bool

  init(_ path: String, hasHeader: Bool) {
    self.path = path
    self.hasHeader = hasHeader
  }

  /// The inputs in the model's order.
  func inputs(of model: Model) throws -> [Tensor] {
    let inputs = ModelInput.all(of: model)
    let reader = try CSVReader(path: path, hasHeader: hasHeader)
    var first = try reader.next()
    guard let row = first else { throw HornError(.format, "\(path): there are no rows with values") }
    if hasHeader, !reader.columns.contains(where: { Double($0) == nil }) {
      throw HornError(
        .format,
        "\(path), line 1: expected the columns' names, but all are numbers; give --no-header if there are none"
      )
    }
    let places = try places(inputs, columns: reader.columns, count: row.count)
    var parts = inputs.map { ColumnValues(dtype: $0.dtype ?? .float32) }
    var samples = 0
    while let row = try first ?? reader.next() {
      first = nil
      samples += 1
      for (index, columns) in places.enumerated() { try parts[index].append(row, columns) }
    }
    return try zip(inputs, zip(parts, places)).map { input, found in
      let (values, columns) = found
      let lengths = try lengths(input, count: columns.count)
      return try input.fitted(values.tensor([samples] + lengths), "\(path)")
    }
  }

  /// The lengths of a sample's axes, the unknown one as long as there are columns for it.
  private func lengths(_ input: ModelInput, count: Int) throws -> [Int] {
    guard let shape = input.shape?.dropFirst() else { return [count] }
    let known = shape.compactMap(\.self).reduce(1, *)
    let lengths = shape.map { $0 ?? (known > 0 ? count / known : 0) }
    guard lengths.reduce(1, *) == count else {
      throw HornError(.shape, "\(path): \(count) columns do not fill the model's \(input.description)")
    }
    return lengths
  }

  private func places(_ inputs: [ModelInput], columns: [String], count: Int) throws -> [[Int]] {
    if let named = named(inputs, columns) { return named }
    let sizes = inputs.map { input in
      input.shape.flatMap { shape in
        shape.dropFirst().contains(nil) ? nil : shape.dropFirst().compactMap(\.self).reduce(1, *)
      }
    }
    let open = sizes.filter { $0 == nil }.count
    let known = sizes.compactMap(\.self).reduce(0, +)
    let wanted = inputs.map(\.description).joined(separator: ", ")
    guard open <= 1 else {
      throw HornError(
        .shape,
        "\(path): which columns belong to which input cannot be told, as several have unknown lengths (\(wanted)); "
          + "use an npz file")
    }
    guard open == 1 ? count > known : count == known else {
      throw HornError(
        .shape,
        "\(path): the rows have \(count) columns, but the model takes \(known)\(open == 1 ? " and more" : ""): \(wanted)"
      )
    }
    var next = 0
    return sizes.map { size in
      let length = size ?? count - known
      defer { next += length }
      return Array(next..<next + length)
    }
  }

  /// The columns with the names of the inputs; nil unless all inputs have theirs.
  private func named(_ inputs: [ModelInput], _ columns: [String]) -> [[Int]]? {
    let places = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [[Int]] = []
    for input in inputs {
      if let place = places[input.name] {
        found.append([place])
        continue
      }
      var own: [Int] = []
      while let place = places["\(input.name)_\(own.count)"] { own.append(place) }
      guard !own.isEmpty else { return nil }
      found.append(own)
    }
    return found
  }
}
