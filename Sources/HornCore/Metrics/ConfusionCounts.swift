import HornKernels
import HornTensor

/// True and false positives and negatives for several thresholds (and labels).
struct ConfusionCounts {
  let thresholds: [Float]
  private let isEven: Bool
  private let isWider: Bool
  /// Labels that are counted apart.
  private(set) var labels = 1
  /// `[thresholds, labels]` each.
  private(set) var truePositives: [Double] = []
  private(set) var falsePositives: [Double] = []
  private(set) var trueNegatives: [Double] = []
  private(set) var falseNegatives: [Double] = []

  /// - Parameter isEven: whether the thresholds divide 0...1 evenly. Default: looks.
  init(thresholds: [Float], isEven: Bool? = nil) {
    self.thresholds = thresholds
    self.isEven = isEven ?? Self.isEven(thresholds)
    isWider = (thresholds.first ?? 0) < 0 || (thresholds.last ?? 0) > 1
    reset()
  }

  static func isEven(_ thresholds: [Float]) -> Bool {
    thresholds.count >= 3
      && thresholds.enumerated().allSatisfy { index, threshold in
        let even = Float(index) / Float(thresholds.count - 1)
        return abs(threshold - even) <= 1e-7 + 1e-5 * even
      }
  }

  mutating func reset() {
    let zeros = [Double](repeating: 0, count: thresholds.count * labels)
    truePositives = zeros
    falsePositives = zeros
    trueNegatives = zeros
    falseNegatives = zeros
  }

  /// Counts labels apart from now on; forgets what was counted.
  mutating func setLabels(_ count: Int) {
    guard count != labels else { return }
    labels = count
    reset()
  }

  /// Takes in a batch.
  ///
  /// - Parameters:
  ///   - topK: only the k greatest predictions of the last axis can be positive. Default: all.
  ///   - classId: which element of the last axis counts. Default: all.
  ///   - labelWeights: what each element of the last axis counts. Default: 1.
  mutating func update(
    _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?, topK: Int? = nil, classId: Int? = nil,
    labelWeights: [Float]? = nil, _ owner: String
  ) throws {
    var (target, prediction) = try LossInputs.matched(yTrue.detached, yPred.detached, owner)
    if let topK { prediction = try Self.keepingGreatest(topK, of: prediction, owner) }
    if let classId {
      guard prediction.rank > 1, classId >= 0, let classes = prediction.shape.last, classId < classes else {
        throw HornError(
          .shape,
          "\(owner): classId \(classId) needs yPred [batch, …, classes] with more classes, got \(yPred.shape)"
        )
      }
      let index = Tensor([classId])
      (target, prediction) = (take(target, index, axis: -1), take(prediction, index, axis: -1))
    }
    var factors = try SampleWeights(
      sampleWeight: sampleWeight, mask: nil, lossMask: nil, losses: prediction.shape, sharesMask: false,
      owner: owner)?.factors
    if let labelWeights {
      guard prediction.shape.last == labelWeights.count else {
        throw HornError(
          .shape, "\(owner): \(labelWeights.count) label weights do not fit yPred of shape \(yPred.shape)")
      }
      factors = (factors ?? Tensor(ones: prediction.shape)) * Tensor(labelWeights)
    }
    horn_loss_confusion(
      &truePositives, &falsePositives, &trueNegatives, &falseNegatives, target.f32, prediction.f32,
      factors?.f32, prediction.elementCount, thresholds, thresholds.count, labels, isEven ? 1 : 0,
      isWider ? 1 : 0)
  }

  /// What a prediction gets that is not among the greatest; thresholds start there.
  static let lowest: Float = -1e10

  private static func keepingGreatest(_ k: Int, of x: Tensor, _ owner: String) throws -> Tensor {
    guard let classes = x.shape.last, k > 0, k <= classes else {
      throw HornError(.value, "\(owner): topK is \(k), but yPred has the shape \(x.shape)")
    }
    let kept = sum(oneHot(HornTensor.topK(x, k).indices, classes), axis: -2)
    return x * kept + lowest * (1 - kept)
  }
}

/// a / b, 0 where b is 0.
func quotient(_ a: Double, _ b: Double) -> Double { b == 0 ? 0 : a / b }
