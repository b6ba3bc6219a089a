import HornKernels
import HornTensor

/// Multinomial logistic regression with an L2 penalty: scikit-learn's class of this name with its default solver.
///
///     var model = LogisticRegression<String>(c: 1)
///     try model.fit(vectorizer.fitTransform(features), tags)
///     let found = try model.predict(vectorizer.transform(others))
///
/// It makes c · Σ −log p(label | row) + ½ Σ weights² as small as it can be; intercepts have no penalty. With two
/// classes there is one row of weights, and p is its sigmoid; with more, one row a class and p their softmax
/// (Hastie, Tibshirani and Friedman, "The elements of statistical learning", 4.4).
public struct LogisticRegression<Label: Comparable & Hashable & Sendable>: Sendable {
  /// What the losses count against the penalty; greater fits closer.
  public let c: Float
  /// Whether there are intercepts; without they are 0.
  public let fitIntercept: Bool
  /// The most steps of the solver.
  public let maxIterations: Int
  /// The greatest slope of the mean loss at which the solver ends.
  public let tolerance: Float
  /// The classes in ascending order; empty before `fit`.
  public private(set) var classes: [Label] = []
  /// `[classes, features]`, or `[1, features]` for two classes, which speak for the second.
  public private(set) var coefficients = Tensor(zeros: [0, 0])
  /// `[classes]`, or `[1]` for two.
  public private(set) var intercepts = Tensor(zeros: [0])
  /// Steps of the solver in the last `fit`.
  public private(set) var iterations = 0
  /// Whether the last `fit` came to its end: no slope was greater than ``tolerance``, or float32 knew no lower point.
  public private(set) var converged = false

  /// - Parameters:
  ///   - c: scikit-learn's `C`, above 0; else the program stops.
  ///   - fitIntercept: whether there are intercepts.
  ///   - maxIterations: of the solver, at least 1; what it has reached by then is taken.
  ///   - tolerance: the greatest slope of the mean loss at which the solver ends.
  public init(c: Float = 1, fitIntercept: Bool = true, maxIterations: Int = 100, tolerance: Float = 1e-4) {
    require(c > 0, "LogisticRegression: c must be above 0, got \(c)")
    require(maxIterations > 0, "LogisticRegression: maxIterations must be at least 1, got \(maxIterations)")
    self.c = c
    self.fitIntercept = fitIntercept
    self.maxIterations = maxIterations
    self.tolerance = tolerance
  }

  /// Learns from rows and their labels.
  ///
  /// - Throws: `HornError` where numbers differ, an element is not finite, or there are fewer than two classes.
  public mutating func fit(_ x: SparseMatrix, _ y: [Label]) throws {
    guard x.rowCount == y.count else {
      throw HornError(.shape, "LogisticRegression: there are \(x.rowCount) rows, but \(y.count) labels")
    }
    if let bad = x.values.first(where: { !$0.isFinite }) {
      throw HornError(.value, "LogisticRegression: the rows have the number \(bad); they must be finite")
    }
    let classes = Set(y).sorted()
    guard classes.count > 1 else {
      throw HornError(
        .value, "LogisticRegression: the labels must be of at least two classes, got \(classes.count)")
    }
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let objective = LogisticObjective(
      x, labels: y.map { Int32(places[$0] ?? 0) }, classCount: classes.count, c: c, fitIntercept: fitIntercept
    )
    let result = LBFGS(maxIterations: maxIterations, tolerance: tolerance)
      .minimize(from: Tensor(zeros: objective.shape)) { objective($0) }
    self.classes = classes
    let width = objective.width
    let weights = result.x.viewed(as: [x.columnCount + 1, width])
    coefficients = transpose(weights[0..<x.columnCount])
    intercepts = reshape(weights[x.columnCount..<x.columnCount + 1], [width])
    iterations = result.iterations
    converged = result.converged
  }

  /// What speaks for each class, `[rows, classes]`, or for the second of two, `[rows, 1]`.
  ///
  /// - Throws: `HornError` before `fit`, or where the columns are others.
  public func decisionFunction(_ x: SparseMatrix) throws -> Tensor {
    guard !classes.isEmpty else {
      throw HornError(.state, "LogisticRegression: it has learnt nothing yet; call fit first")
    }
    guard x.columnCount == coefficients.shape[1] else {
      throw HornError(
        .shape,
        "LogisticRegression: the rows have \(x.columnCount) columns, but it was fitted to \(coefficients.shape[1])"
      )
    }
    return x.product(transpose(coefficients), bias: intercepts)
  }

  /// The probability of each class, `[rows, classes]`, in the order of ``classes``; errors as of
  /// ``decisionFunction(_:)``.
  public func predictProba(_ x: SparseMatrix) throws -> Tensor {
    let scores = try decisionFunction(x)
    guard classes.count == 2 else { return softmax(scores, axis: -1) }
    return concatenate([sigmoid(-scores), sigmoid(scores)], axis: -1)
  }

  /// The most probable class of each row; errors as of ``decisionFunction(_:)``.
  public func predict(_ x: SparseMatrix) throws -> [Label] {
    let scores = try decisionFunction(x)
    if classes.count == 2 { return scores.floats.map { classes[$0 > 0 ? 1 : 0] } }
    return argmax(scores, axis: -1).ints.map { classes[$0] }
  }

  /// The share of rows whose most probable class is the label.
  ///
  /// - Throws: `HornError` where numbers differ, there are no rows, before `fit`, or where the columns are others.
  public func score(_ x: SparseMatrix, _ y: [Label]) throws -> Double {
    guard !y.isEmpty || x.rowCount > 0 else {
      throw HornError(.value, "LogisticRegression: there are no rows to score")
    }
    guard x.rowCount == y.count else {
      throw HornError(.shape, "LogisticRegression: there are \(x.rowCount) rows, but \(y.count) labels")
    }
    return Double(zip(try predict(x), y).count { $0 == $1 }) / Double(y.count)
  }
}
