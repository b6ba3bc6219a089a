import HornTensor

extension Loss {
  /// ``crf(reduction:name:)`` with its defaults, `"crf"`.
  public static var crf: Loss { crf().asFunction(named: "crf") }

  /// −log of the probability that a ``CRF`` layer gives the right tags, one loss a sequence; see `TagChain`.
  ///
  /// Targets `[batch, time]`: numbers of tags; the predictions are the output of the model, whose last layer is the
  /// CRF. Masked steps are left out; a mean is one over sequences, also empty ones, as in pytorch-crf.
  public static func crf(reduction: Reduction = .sumOverBatchSize, name: String = "crf") -> Loss {
    Loss(className: "CRFLoss", name: name, reduction: reduction, readsMask: true) { yTrue, yPred in
      var chain = try TagChain(of: yPred)
      if let mask = yPred.mask { chain = try chain.with(mask: mask) }
      return SampleLosses(try chain.negativeLogLikelihood(of: yTrue, owner: name))
    }
  }
}
