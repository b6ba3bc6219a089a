import HornKernels

/// The activations that fused kernels compute and differentiate themselves.
package enum FusedActivation: Int32, Sendable {
  case linear, relu, tanh, sigmoid
}
