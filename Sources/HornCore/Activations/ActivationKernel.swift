/// The activations that fused layers compute themselves.
package enum ActivationKernel: Int32, Sendable {
  case linear = 0
  case relu = 1
  case tanh = 2
  case sigmoid = 3
  /// Anything else: the layer calls the activation.
  case other = -1
}
