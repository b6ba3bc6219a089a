import HornKernels
import HornTensor
import Testing

@testable import HornCore

/// Spellings, errors, and what must agree without Keras.
@Suite(.quiet) struct OptimizerTests {
  private func optimizer(_ choice: some OptimizerConvertible) throws -> Optimizer {
    try choice.makeOptimizer()
  }

  @Test func spellings() throws {
    #expect(try optimizer("rmsprop") is RMSprop)
    #expect(try optimizer(.adam) is Adam)
    #expect(try optimizer(.sgd(learningRate: 0.5, momentum: 0.9)).learningRate == 0.5)
    #expect(
      try optimizer(
        .adam(learningRate: .exponentialDecay(initialLearningRate: 0.1, decaySteps: 2, decayRate: 0.5))
      ).learningRate == 0.1)
    let rate: Float = 0.25
    #expect(try optimizer(Adam(learningRate: rate)).learningRate == rate)
    let instance: Optimizer = .rmsprop(rho: 0.8)
    #expect((instance as? RMSprop)?.rho == 0.8)
    #expect(AdamW().options.weightDecay == 0.004)
    clearSession()
    #expect(RMSprop().name == "rm_sprop")
    #expect(RMSprop().name == "rm_sprop_1")
  }

  private func has(_ text: String, _ part: String) -> Bool { text.contains(part) }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func badArguments() throws {
    func make(_ name: String, _ config: Config) -> String {
      message { _ = try Optimizer.fromConfig(["class_name": .string(name), "config": .object(config)]) }
    }
    #expect(make("Adam", ["clipnorm": 1.0, "clipvalue": 2.0]).contains("only one of clipnorm, clipvalue"))
    #expect(make("Adam", ["beta_1": 1.5]).contains("beta1 must be between 0.0 and 1.0, got 1.5"))
    #expect(make("SGD", ["momentum": -0.1]).contains("momentum"))
    #expect(make("RMSprop", ["rho": .double(.nan)]).contains("rho"))
    #expect(make("SGD", ["gradient_accumulation_steps": 1]).contains("at least 2"))
    #expect(make("SGD", ["use_ema": true, "ema_momentum": 2]).contains("emaMomentum"))
    #expect(make("SGD", ["use_ema": true, "ema_overwrite_frequency": 0]).contains("emaOverwriteFrequency"))
    #expect(make("SGD", ["speed": 1]).contains("unknown argument speed"))
    #expect(make("SGD", ["learning_rate": "fast"]).contains("unknown learning rate schedule \"fast\""))
    #expect(make("AdamW", ["weight_decay": nil]).contains("weightDecay must be a number"))
    #expect(make("Lion", ["beta_1": 0.0]).contains("beta1"))
    #expect(make("Ftrl", ["learning_rate_power": 0.5]).contains("learningRatePower"))
    #expect(make("Adamant", [:]).contains("known are adadelta, adafactor, adagrad, adam, adamax, adamw"))
    let schedule: Config = ["initial_learning_rate": 0.1, "decay_steps": 0, "decay_rate": 0.5]
    #expect(
      make("SGD", ["learning_rate": ["class_name": "ExponentialDecay", "config": .object(schedule)]])
        .contains("decay_steps"))
    let piecewise: Config = ["boundaries": [1, 2], "values": [0.1, 0.2]]
    #expect(
      make("SGD", ["learning_rate": ["class_name": "PiecewiseConstantDecay", "config": .object(piecewise)]])
        .contains("one value more"))
  }

  @Test func badSteps() throws {
    let sgd = SGD()
    let x = Variable(Tensor([1, 2] as [Float]), name: "x")
    let y = Variable(Tensor([1, 2] as [Float]), name: "y")
    #expect(has(message { try sgd.apply([.dense(Tensor([1] as [Float]))], to: [x]) }, "(1,)"))
    #expect(has(message { try sgd.apply([nil], to: [x]) }, "no gradient"))
    #expect(
      message { try sgd.apply([.dense(Tensor([1, 1] as [Float]))], to: [y]) }.contains("not one of those"))
    #expect(has(message { try sgd.apply([Gradient?](), to: [x]) }, "0 gradients for 1"))
    let whole = Variable(Tensor([1, 2] as [Int32]), name: "whole")
    #expect(has(message { try SGD().build([whole]) }, "int32"))
    #expect(x.value.floats == [1, 2])
  }

  @Test func valuesThatWereTakenStay() throws {
    let table = Variable(Tensor(ones: [4, 3]), name: "table")
    let adam = Adam(learningRate: 0.1)
    let gradient = RowGradient(indices: Tensor([1] as [Int32]), values: Tensor(ones: [1, 3]), shape: [4, 3])
    try adam.apply([.rows(gradient)], to: [table])
    let before = table.value
    let kept = before.floats
    try adam.apply([.rows(gradient)], to: [table])
    try adam.apply([.rows(gradient)], to: [table])
    table.settle(rows: Tensor([0, 1, 2, 3] as [Int32]))
    #expect(before.floats == kept)
    #expect(table.value.floats != kept)
  }

  @Test func ownOptimizer() throws {
    final class Halving: Optimizer {
      override func updateStep(_ gradient: Tensor, _ variable: Variable, learningRate: Float) throws {
        variable.assign(Tensor(variable.value.floats.map { $0 / 2 }, shape: variable.shape))
      }
    }
    let x = Variable(Tensor([4, 8] as [Float]), name: "x")
    try Halving(options: OptimizerOptions()).apply([x.value], to: [x])
    #expect(x.value.floats == [2, 4])
  }

  @Test func learningRateSchedule() throws {
    let x = Variable(Tensor([1] as [Float]), name: "x")
    let sgd = SGD(learningRate: PiecewiseConstantDecay(boundaries: [1], values: [0.5, 0.25]))
    #expect(sgd.variables.map(\.name) == ["iteration"])
    for _ in 0..<3 { try sgd.apply([Tensor([1] as [Float])], to: [x]) }
    #expect(x.value.floats == [-0.25])
    sgd.learningRateSchedule = nil
    #expect(sgd.learningRate == 0.25)
    sgd.learningRate = 1
    #expect(sgd.variables.map(\.name) == ["iteration", "learning_rate"])
    #expect(sgd.variables[1].value.item == 1)
  }

  /// As in Keras, an optimizer that is built stays as it is.
  @Test func builtOnce() throws {
    let small = Variable(Tensor([1, 2] as [Float]), name: "small")
    let large = Variable(Tensor(ones: [64]), name: "large")
    for name in Optimizer.known.keys.sorted() where name.first?.isUppercase == true {
      let optimizer = try Optimizer.named(name)
      try optimizer.build([small])
      let state = optimizer.variables.map(\.path)
      try optimizer.build([small])
      try optimizer.build([large, small])
      #expect(optimizer.variables.map(\.path) == state, "\(name)")
      #expect(throws: HornError.self, "\(name)") { try optimizer.apply([large.value], to: [large]) }
      try optimizer.apply([small.value], to: [small])
    }
  }

  @Test func initialValuesWithoutNames() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SGD().addOptimizerVariables(for: [], names: ["a", "b"], initialValues: [1])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("1 initial values for the 2 names a, b"), "\(message)")
  }

  /// Keras takes 0 as it takes none, and writes it.
  @Test func noStepsOfAccumulation() throws {
    let config: Config = ["learning_rate": 0.5, "gradient_accumulation_steps": 0]
    let sgd = try Optimizer.fromConfig(["class_name": "SGD", "config": .object(config)])
    #expect(sgd.getConfig()["gradient_accumulation_steps"] == 0)
    let x = Variable(Tensor([1] as [Float]), name: "x")
    try sgd.apply([x.value], to: [x])
    #expect(x.value.floats == [0.5] && sgd.iterations == 1 && sgd.variables.count == 2)
    for steps in [1, -1] {
      #expect(
        message { _ = try SGD(options: OptimizerOptions(gradientAccumulationSteps: steps)) }.contains(
          "at least 2"))
    }
  }

  @Test func messagesNameWhatIsWrong() {
    #expect(
      has(message { _ = try AdamW(decaying: OptimizerOptions(weightDecay: 0.1), beta1: 2) }, "AdamW: beta1"))
    #expect(has(message { _ = try Adam(options: OptimizerOptions(), beta1: 2) }, "Adam:"))
    let schedule: ConfigValue = [
      "class_name": "PiecewiseConstantDecay", "config": ["boundaries": [], "values": [0.1]],
    ]
    #expect(
      has(
        message {
          _ = try Optimizer.fromConfig(["class_name": "SGD", "config": ["learning_rate": schedule]])
        }, "empty"))
    #expect(
      has(
        message { _ = try Regularizer(config: ["class_name": "L2", "config": ["l2": .double(.infinity)]]) },
        "finite"))
  }
}
