import HornTensor

extension Regularizer {
  /// Whether ``orthogonalRegularizer(factor:mode:file:line:)`` wants the rows or the columns orthogonal.
  public enum OrthogonalMode: String, NamedCase {
    /// The vectors that are to be orthogonal to each other.
    case rows, columns

    public static let kind = "mode"
  }

  /// `l1 · sum(|x|)`; a factor that is negative or not finite stops the program.
  public static func l1(
    _ l1: Double = 0.01, file: StaticString = #fileID, line: UInt = #line
  ) -> Regularizer {
    checkFactor("l1", l1, file, line)
    return Regularizer("L1", config: ["l1": .double(l1)]) { sum(abs($0)) * l1 }
  }

  /// `0.01 · sum(|x|)`.
  public static var l1: Regularizer { l1() }

  /// `l2 · sum(x²)`; a factor that is negative or not finite stops the program.
  public static func l2(
    _ l2: Double = 0.01, file: StaticString = #fileID, line: UInt = #line
  ) -> Regularizer {
    checkFactor("l2", l2, file, line)
    return Regularizer("L2", config: ["l2": .double(l2)]) { sum(square($0)) * l2 }
  }

  /// `0.01 · sum(x²)`.
  public static var l2: Regularizer { l2() }

  /// `l1 · sum(|x|) + l2 · sum(x²)`; both factors are 0 by default, as in Keras. Factors that are negative or not finite
  /// stop the program.
  public static func l1L2(
    l1: Double = 0, l2: Double = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Regularizer {
    checkFactor("l1", l1, file, line)
    checkFactor("l2", l2, file, line)
    return Regularizer("L1L2", config: ["l1": .double(l1), "l2": .double(l2)]) { x in
      let first = l1 == 0 ? nil : sum(abs(x)) * l1
      let second = l2 == 0 ? nil : sum(square(x)) * l2
      switch (first, second) {
      case (let first?, let second?): return first + second
      case (let only?, nil), (nil, let only?): return only
      case (nil, nil): return Tensor(zeros: [], dtype: x.dtype)
      }
    }
  }

  /// The mean magnitude of the cosine between two rows (or columns) of a matrix, times `factor`.
  ///
  /// It draws the rows towards orthogonality; their lengths do not count. Only for matrices, of two rows or more: of one row
  /// it is not a number, as in Keras.
  public static func orthogonalRegularizer(
    factor: Double = 0.01, mode: OrthogonalMode = .rows, file: StaticString = #fileID, line: UInt = #line
  ) -> Regularizer {
    checkFactor("factor", factor, file, line)
    let config: Config = ["factor": .double(factor), "mode": .string(mode.rawValue)]
    let admits: @Sendable (Shape) throws -> Void = { shape in
      guard shape.rank == 2 else {
        throw HornError(.shape, "OrthogonalRegularizer is for matrices only, got the shape \(shape)")
      }
    }
    return Regularizer("OrthogonalRegularizer", config: config, admits: admits) { x in
      require(x.rank == 2, "OrthogonalRegularizer: expected a matrix, got the shape \(x.shape)")
      let axis = mode == .rows ? 1 : 0
      // The limit keeps an empty row from becoming infinite.
      let unit = x * minimum(rsqrt(sum(square(x), axis: axis, keepdims: true)), 1e7)
      let cosines = mode == .rows ? matmul(unit, transpose(unit)) : matmul(transpose(unit), unit)
      let size = Double(cosines.shape[0])
      let others = abs(cosines * (1 - eye(cosines.shape[0], dtype: x.dtype)))
      return sum(others) * (factor * 0.5) / (size * (size - 1) / 2)
    }
  }

  /// The mean magnitude of the cosine between two rows of a matrix, times 0.01.
  public static var orthogonalRegularizer: Regularizer { orthogonalRegularizer() }

  private static func checkFactor(_ name: String, _ value: Double, _ file: StaticString, _ line: UInt) {
    require(
      value >= 0 && value.isFinite, "regularizer: \(name) must be a finite number of 0 or more, got \(value)",
      file: file,
      line: line)
  }
}
