import Foundation
import Testing

@testable import HornTensor

/// Long computations, whose nodes are let go on a thread with a small stack.
@Suite struct GradientReleaseTests {
  @Test func longChains() async {
    await #expect(processExitsWith: .success) {
      let thread = Thread {
        let x = Tensor([0.5, -0.25] as [Float]).tracked()
        var y = x
        for step in 0..<20_000 {
          switch step % 5 {
          case 0: y = y + x
          case 1: y = tanh(y)
          case 2: y = concatenate([y[1...], y[0..<1]])
          case 3: y[0] = y[1] * 0.5
          default: y = y * y
          }
        }
        precondition(gradients(of: y, withRespectTo: [x])[0].shape == [2])
        y = x
        precondition(y.isTracked)
        exit(0)
      }
      thread.stackSize = 512 << 10
      thread.start()
      sleep(60)
      exit(1)
    }
  }

  /// What somebody holds stays usable when what was computed from it is gone.
  @Test func heldInputsStay() {
    let x = Tensor([2, 3] as [Float]).tracked()
    let held = x * x
    var y: Tensor? = exp(held * held) + held
    #expect(y?.isTracked == true)
    y = nil
    #expect(gradients(of: sum(held), withRespectTo: [x])[0].floats == [4, 6])
  }
}
