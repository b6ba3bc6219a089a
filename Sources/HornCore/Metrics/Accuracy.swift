import HornKernels
import HornTensor

/// How often predictions equal targets of the same shape.
public final class Accuracy: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "accuracy", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in
      let owner = "accuracy"
      let shape = try LossInputs.commonShape(yTrue.shape, yPred.shape, owner)
      let matches = Tensor(uninitialized: shape)
      let target = try LossInputs.float32(yTrue.detached, owner)
      let prediction = try LossInputs.float32(yPred, owner)
      horn_loss_equal_matches(target.f32, prediction.f32, shape.elementCount, matches.mutableF32)
      return matches
    }
  }
}
