import HornKernels
import HornTensor
import Testing

@testable import HornCore

/// Steps on the rows of big tables.
@Suite(.serialized) struct OptimizerRowsTests {
  static let makers: [@Sendable () -> Optimizer] = [
    { SGD(learningRate: 0.1) },
    { SGD(learningRate: 0.1, momentum: 0.9) },
    { SGD(learningRate: 0.1, momentum: 0.8, nesterov: true) },
    { SGD(learningRate: 0.1, momentum: 1) },
    { RMSprop(learningRate: 0.01) },
    { RMSprop(learningRate: 0.01, momentum: 0.9) },
    { RMSprop(learningRate: 0.01, centered: true) },
    { RMSprop(learningRate: 0.01, momentum: 0.5, centered: true) },
    { Adam(learningRate: 0.01) },
    { Adam(learningRate: 0.01, amsgrad: true) },
    { Adam(learningRate: 0.01, beta1: 0.95, beta2: 0.6) },
    { Adam(learningRate: 0.01, clipnorm: 3) },
    { Adam(learningRate: 0.01, weightDecay: 0.01) },
    { Adagrad(learningRate: 0.05) },
    { Adadelta(learningRate: 0.5) },
    { Nadam(learningRate: 0.01) },
    { Ftrl(learningRate: 0.05) },
  ]

  /// Numbers that only depend on the state.
  struct Numbers {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    mutating func real() -> Float { Float(next() % 20001) / 10000 - 1 }
  }

  private func train(
    _ make: () -> Optimizer, rows: Int, length: Int, uses: Int, steps: Int, dense: Bool, settle: Bool = false
  ) throws -> [[Float]] {
    var numbers = Numbers(state: 7)
    let table = Variable(
      Tensor((0..<rows * length).map { _ in numbers.real() }, shape: [rows, length]), name: "table")
    let optimizer = make()
    for step in 0..<steps {
      // Small row numbers come often, big ones seldom; 0 takes many places, as padding does.
      let indices = (0..<uses).map { use in
        use % 3 == 0 ? 0 : Int32(Int(numbers.next() % UInt64(rows)) * Int(numbers.next() % 1000) / 1000)
      }
      let values = Tensor((0..<uses * length).map { _ in numbers.real() }, shape: [uses, length])
      let gradient = RowGradient(indices: Tensor(indices), values: values, shape: table.shape)
      if settle { table.settle(rows: Tensor(indices)) }
      if step == steps / 2 { optimizer.learningRate *= 2 }
      try optimizer.apply([dense ? .dense(gradient.tensor) : .rows(gradient)], to: [table])
    }
    return [table.value.floats] + optimizer.variables.dropFirst(2).map(\.value.floats)
  }

  @Test(arguments: makers.indices, [(60, 7), (300, 50), (40, 64), (50, 20)])
  func rowsEqualDense(_ maker: Int, _ size: (rows: Int, length: Int)) throws {
    let make = Self.makers[maker]
    let dense = try train(make, rows: size.rows, length: size.length, uses: 24, steps: 30, dense: true)
    let rows = try train(make, rows: size.rows, length: size.length, uses: 24, steps: 30, dense: false)
    let read = try train(
      make, rows: size.rows, length: size.length, uses: 24, steps: 30, dense: false, settle: true)
    for (a, b) in zip(rows, dense) { #expect(OptimizerGoldenTests.close(a, b) == nil) }
    for (a, b) in zip(read, dense) { #expect(OptimizerGoldenTests.close(a, b) == nil) }
  }

  @Test(arguments: [1, 4, 5, 8, 9])
  func rowsLeftForLong(_ maker: Int) throws {
    let make = Self.makers[maker]
    let dense = try train(make, rows: 400, length: 3, uses: 2, steps: 1500, dense: true)
    let rows = try train(make, rows: 400, length: 3, uses: 2, steps: 1500, dense: false)
    for (a, b) in zip(rows, dense) { #expect(OptimizerGoldenTests.close(a, b, within: 1e-5) == nil) }
  }

  @Test func rowsLeftForLongAreTrue() throws {
    // Adam in double precision; the dense steps are off by a unit of float32 a hundred times.
    let (rows, length, uses, steps) = (400, 3, 2, 1500)
    var numbers = Numbers(state: 7)
    var x = (0..<rows * length).map { _ in Double(numbers.real()) }
    var m = [Double](repeating: 0, count: x.count)
    var v = m
    var (power1, power2) = (1.0, 1.0)
    for step in 0..<steps {
      var gradient = [Double](repeating: 0, count: x.count)
      let indices = (0..<uses).map { use in
        use % 3 == 0 ? 0 : Int(numbers.next() % UInt64(rows)) * Int(numbers.next() % 1000) / 1000
      }
      for row in indices { for j in 0..<length { gradient[row * length + j] += Double(numbers.real()) } }
      power1 *= 0.9
      power2 *= 0.999
      let rate = (step < steps / 2 ? 0.01 : 0.02) * (1 - power2).squareRoot() / (1 - power1)
      for i in x.indices {
        m[i] += (gradient[i] - m[i]) * 0.1
        v[i] += (gradient[i] * gradient[i] - v[i]) * 0.001
        x[i] -= m[i] * rate / (v[i].squareRoot() + 1e-7)
      }
    }
    func distance(dense: Bool) throws -> Double {
      let trained = try train(
        Self.makers[8], rows: rows, length: length, uses: uses, steps: steps, dense: dense)[0]
      return zip(trained, x).map { abs(Double($0) - $1) }.max() ?? 0
    }
    let (dense, lazy) = (try distance(dense: true), try distance(dense: false))
    #expect(lazy < 1e-5 && dense < 1e-5)
  }

  @Test func moreStepsThanTheHistoryKeeps() throws {
    // After 65,535 steps all rows are settled and the history starts anew.
    func run(readEvery: Int) throws -> [Float] {
      let table = Variable(Tensor(ones: [6, 3]), name: "table")
      let adam = Adam(learningRate: 1e-4)
      let values = Tensor([0.5, -1, 0.25] as [Float], shape: [1, 3])
      let gradients = (0..<6).map { row in
        Gradient.rows(RowGradient(indices: Tensor([Int32(row)]), values: values, shape: [6, 3]))
      }
      for step in 0..<66_500 {
        let row = step % 65_000 == 100 ? 4 : step % 50 == 0 ? 1 : 0
        try adam.apply([gradients[row]], to: [table])
        if step % readEvery == 0 { _ = table.value }
      }
      return table.value.floats
    }
    #expect(
      OptimizerGoldenTests.close(try run(readEvery: .max), try run(readEvery: 333), within: 1e-4) == nil)
  }

  @Test(arguments: makers.indices)
  func variantsAndThreadsAgree(_ maker: Int) throws {
    let make = Self.makers[maker]
    func run(dense: Bool) throws -> [[Float]] {
      try train(make, rows: 300, length: 50, uses: 900, steps: 4, dense: dense)
    }
    let best = horn_isa()
    let threads = Threads.count
    defer {
      _ = horn_set_isa(best)
      Threads.count = threads
    }
    for dense in [false, true] {
      Threads.count = 1
      let one = try run(dense: dense)
      Threads.count = 3
      #expect(try run(dense: dense) == one)
      for isa in [HORN_ISA_AVX2, HORN_ISA_BASELINE] {
        _ = horn_set_isa(Int32(isa))
        for (a, b) in zip(try run(dense: dense), one) { #expect(OptimizerGoldenTests.close(a, b) == nil) }
      }
      _ = horn_set_isa(best)
    }
  }

  @Test func denseStepsBetween() throws {
    // A gradient of rows may come with a dense one (a regularizer) in some steps only.
    for make in Self.makers {
      var results: [[Float]] = []
      for always in [true, false] {
        let table = Variable(Tensor(ones: [9, 4]), name: "table")
        let optimizer = make()
        for step in 0..<12 {
          let rows = RowGradient(
            indices: Tensor([Int32(step % 9), 3, 3]), values: Tensor(full: [3, 4], 0.5), shape: [9, 4])
          try optimizer.apply([always || step % 4 == 1 ? .dense(rows.tensor) : .rows(rows)], to: [table])
        }
        results.append(table.value.floats)
      }
      #expect(OptimizerGoldenTests.close(results[1], results[0]) == nil)
    }
  }

  @Test func embeddingReadsSettledRows() throws {
    func train(readAll: Bool) throws -> (losses: [Float], table: [Float], keptAddress: Bool) {
      let layer = Embedding(inputDim: 30, outputDim: 5)
      try layer.build(inputShape: [nil, 3])
      let start = Tensor((0..<150).map { Float($0 % 17) / 10 - 0.8 }, shape: [30, 5])
      try layer.setWeights([start])
      let table = layer.trainableWeights[0]
      let adam = Adam(learningRate: 0.05)
      var losses: [Float] = []
      var address = table.unsettledValue.f32
      for step in 0..<25 {
        let ids = Tensor([step % 7, step * 5 % 30, 2].map(Int32.init), shape: [1, 3])
        let (loss, gradients) = try valueAndGradients(withRespectTo: [table]) {
          let rows = try layer.call(ids, training: true, mask: nil)
          return sum(rows * rows)
        }
        try adam.apply(gradients, to: [table])
        losses.append(loss.item)
        if readAll { _ = table.value }
        if step == 0 { address = table.unsettledValue.f32 }
      }
      return (losses, table.value.floats, table.value.f32 == address)
    }
    let (lazy, read) = (try train(readAll: false), try train(readAll: true))
    #expect(OptimizerGoldenTests.close(lazy.losses, read.losses) == nil)
    #expect(OptimizerGoldenTests.close(lazy.table, read.table) == nil)
    #expect(lazy.keptAddress && read.keptAddress)
  }

  @Test func anOptimizerThatIsGoneHasSettled() throws {
    func run(keep: Bool) throws -> [Float] {
      let table = Variable(Tensor(ones: [5, 4]), name: "table")
      var optimizer: Optimizer? = SGD(learningRate: 0.1, momentum: 0.9)
      for row in [0, 1, 2, 3] {
        let gradient = RowGradient(
          indices: Tensor([Int32(row)]), values: Tensor(ones: [1, 4]), shape: [5, 4])
        try optimizer?.apply([.rows(gradient)], to: [table])
      }
      if keep { return table.value.floats }
      optimizer = nil
      #expect(table.pending == nil)
      return table.value.floats
    }
    #expect(try run(keep: true) == run(keep: false))
  }

  @Test func steadyStepsAllocateNothing() throws {
    let table = Variable(Tensor(ones: [1000, 50]), name: "table")
    let kernel = Variable(Tensor(ones: [50, 50]), name: "kernel")
    let optimizer = RMSprop()
    let gradient = RowGradient(
      indices: Tensor((0..<400).map { Int32($0 * 7 % 500) }), values: Tensor(ones: [400, 50]),
      shape: [1000, 50])
    let dense = Tensor(ones: [50, 50])
    let addresses = (table.value.f32, kernel.value.f32)
    for _ in 0..<3 { try optimizer.apply([.rows(gradient), .dense(dense)], to: [table, kernel]) }
    #expect(table.value.f32 == addresses.0)
    #expect(kernel.value.f32 == addresses.1)
  }
}
