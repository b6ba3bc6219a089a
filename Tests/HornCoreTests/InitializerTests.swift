import HornTensor
import Testing

@testable import HornCore

@Suite struct InitializerTests {
  private var goldens: [GoldenJSON] { ChoicesGolden.cases("initializers").filter { $0["config"].isPresent } }

  @Test func configurationsAreThoseOfKeras() throws {
    for golden in goldens {
      let config = golden["config"].value
      let initializer = try Initializer(config: config)
      #expect(initializer.serialized.withPlainNumbers == config.withPlainNumbers)
    }
    let names = ChoicesGolden.all["names"]["initializer"].object
    #expect(names.count >= 36)
    for (name, config) in names {
      #expect(try Initializer.named(name).serialized.withPlainNumbers == config.withPlainNumbers, "\(name)")
    }
  }

  @Test func constantsAreThoseOfKeras() throws {
    for golden in goldens where golden["y"].isPresent {
      let values = try Initializer(config: golden["config"].value)(Shape(golden["shape"].ints))
      #expect(differences(values, golden["y"].tensor, tolerance: 0).isEmpty)
    }
    #expect(Initializer.constant(3)([2], dtype: .int32).ints == [3, 3])
    #expect(Initializer.ones([2], dtype: .bool).bools == [true, true])
    let double = Initializer.identity(gain: 2)
    #expect(double([2, 3], dtype: .int32).ints == [2, 0, 0, 0, 2, 0])
    #expect(try Initializer(config: double.serialized)([1, 1]).floats == [2])
  }

  @Test func fansAreThoseOfKeras() throws {
    for golden in ChoicesGolden.cases("initializers") where golden["fans"].isPresent {
      let fans = try Fans(Shape(golden["shape"].ints))
      #expect([fans.fanIn, fans.fanOut].map { Int($0) } == golden["fans"].ints)
    }
  }

  @Test func spreadsAreThoseOfKeras() throws {
    for golden in goldens {
      var config = golden["config"].value
      for spread in golden["spreads"].list {
        if case .object(var object) = config, case .object(var arguments)? = object["config"] {
          arguments["seed"] = 11
          object["config"] = .object(arguments)
          config = .object(object)
        }
        let values = try Initializer(config: config)(Shape(spread["shape"].ints))
        let deviation = Float(sqrt(mean(square(values))).item)
        let wanted = spread["std"].float
        #expect(Swift.abs(deviation / wanted - 1) < 0.05, "\(config): \(deviation) instead of \(wanted)")
        let most = abs(values).floats.max() ?? 0
        let text = "\(config)"
        if !text.contains("untruncated") {
          #expect(Swift.abs(most / spread["max"].float - 1) < 0.05, "\(config)")
        }
      }
    }
  }

  @Test func orthogonalMatricesAreOrthonormal() {
    for (shape, gain) in [
      ([7, 4], 1.0), ([4, 7], 1), ([5, 5], 2), ([64, 256], 1), ([3, 2, 8], 0.5), ([2, 3, 4], 1),
    ] {
      let w = Initializer.orthogonal(gain: gain, seed: 3)(Shape(shape))
      #expect(w.shape.dimensions == shape)
      let columns = shape[shape.count - 1]
      let rows = shape.dropLast().reduce(1, *)
      let flat = w.reshaped([rows, columns])
      let product = rows >= columns ? matmul(transpose(flat), flat) : matmul(flat, transpose(flat))
      let expected = eye(min(rows, columns)) * (gain * gain)
      #expect(differences(product, expected, tolerance: 1e-5).isEmpty, "\(shape)")
    }
    // With the signs of R's diagonal made positive all directions are as likely: the mean of an element is 0.
    let generator = SeedGenerator(seed: 4)
    let corners = (0..<400).map { _ in Initializer.orthogonal(seed: generator)([3, 3]).floats[0] }
    #expect(Swift.abs(corners.reduce(0, +) / 400) < 0.09)
    #expect(Initializer.orthogonal([0, 3]).elementCount == 0)
  }

  @Test func seedsDecideTheValues() {
    #expect(
      Initializer.glorotUniform(seed: 1)([4, 4]).floats == Initializer.glorotUniform(seed: 1)([4, 4]).floats)
    #expect(
      Initializer.glorotUniform(seed: 1)([4, 4]).floats != Initializer.glorotUniform(seed: 2)([4, 4]).floats)
    let unseeded = Initializer.heNormal
    #expect(unseeded([4, 4]).floats == unseeded([4, 4]).floats)
    #expect(unseeded([4, 4]).floats != Initializer.heNormal([4, 4]).floats)
    #expect(unseeded.config["seed"] == .null)
    let generator = SeedGenerator(seed: 1)
    let drawn = Initializer.randomNormal(seed: generator)
    #expect(drawn([4]).floats != drawn([4]).floats)
  }

  @Test func mistakesAreErrors() {
    for config: ConfigValue in [
      "glorot", ["class_name": "Constant", "config": ["value": "x"]],
      ["class_name": "VarianceScaling", "config": ["scale": 0]],
      ["class_name": "VarianceScaling", "config": ["scale": .double(.nan)]],
      ["class_name": "VarianceScaling", "config": ["mode": "fan_sum"]],
      ["class_name": "VarianceScaling", "config": ["distribution": "cauchy"]],
      ["class_name": "GlorotUniform", "config": ["seed": "x"]],
      ["class_name": "GlorotUniform", "config": ["seed": ["class_name": "Dense", "config": [:]]]],
      ["class_name": "GlorotUniform", "config": ["scale": 1]],
    ] {
      #expect(throws: HornError.self, "\(config)") { try Initializer(config: config) }
    }
    #expect(throws: HornError.self) { try Initializer.identity.values([2]) }
    #expect(throws: HornError.self) { try Initializer.orthogonal.values([2]) }
    #expect(throws: HornError.self) { try Initializer.glorotUniform.values([2], dtype: .int32) }
    #expect(throws: HornError.self) {
      try Initializer.glorotUniform(inputAxes: [5], outputAxes: [0]).values([2, 3])
    }
    #expect(throws: HornError.self) { try Initializer.constant(1e12).values([2], dtype: .int32) }
    #expect(throws: HornError.self) { try Initializer("Mine") { _, _ in Tensor(1) }.values([2]) }
    do { _ = try Initializer.named("glorot") } catch {
      #expect("\(error)".contains("glorot_normal, glorot_uniform, he_normal"))
    }
  }

  @Test func distributionNamesAreReadAsKerasDoes() throws {
    let config: ConfigValue = ["class_name": "VarianceScaling", "config": ["distribution": "Normal"]]
    #expect(try Initializer(config: config).config["distribution"] == "truncated_normal")
  }
}
