import Foundation
import HornTensor
import Testing

@testable import HornCore

/// The cases that Tests/Golden/make_losses.py wrote with real Keras.
struct LossGolden: Decodable {
  let losses: [LossCase]
  let metrics: [MetricCase]

  struct LossCase: Decodable {
    let loss: JSONValue
    let yTrue, yPred: Values
    let sampleWeight, mask: Values?
    let value, gradient: Values
  }

  struct MetricCase: Decodable {
    let metric: JSONValue
    let batches: [Batch]
  }

  struct Batch: Decodable {
    let yTrue, yPred: Values
    let sampleWeight, mask: Values?
    let result: Values
  }

  struct Values: Decodable {
    let shape: [Int]
    let dtype: String
    let values: [Number]

    var floats: [Float] { values.map(\.value) }

    var tensor: Tensor {
      switch dtype {
      case "int32": Tensor(floats.map { Int32($0) }, shape: Shape(shape))
      case "bool": Tensor(floats.map { $0 != 0 }, shape: Shape(shape))
      default: Tensor(floats, shape: Shape(shape))
      }
    }
  }

  struct Number: Decodable {
    let value: Float

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        value = text == "nan" ? .nan : text == "inf" ? .infinity : -.infinity
      } else {
        value = try container.decode(Float.self)
      }
    }
  }

  /// A JSON value as a configuration value.
  struct JSONValue: Decodable {
    let value: ConfigValue

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        value = .null
      } else if let flag = try? container.decode(Bool.self) {
        value = .bool(flag)
      } else if let number = try? container.decode(Int.self) {
        value = .int(number)
      } else if let number = try? container.decode(Double.self) {
        value = .double(number)
      } else if let text = try? container.decode(String.self) {
        value = .string(text)
      } else if let list = try? container.decode([JSONValue].self) {
        value = .array(list.map(\.value))
      } else {
        value = .object(try container.decode([String: JSONValue].self).mapValues(\.value))
      }
    }
  }

  static let all: LossGolden = {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/losses.json")
    return try! JSONDecoder().decode(LossGolden.self, from: Data(contentsOf: path))
  }()
}

/// Whether two numbers agree, absolutely or relatively; NaN agrees with NaN.
func agree(_ a: Float, _ b: Float, _ tolerance: Float) -> Bool {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  return a == b || abs(a - b) <= tolerance * max(1, abs(b))
}

@Suite struct LossGoldenTests {
  @Test func valuesAndGradientsAreThoseOfKeras() throws {
    var tested: [String: Int] = [:]
    for (index, golden) in LossGolden.all.losses.enumerated() {
      let loss = try Loss(config: golden.loss.value)
      let label = "case \(index), \(loss.className) \(loss.config)"
      let yPred = golden.yPred.tensor.tracked()
      let value = try loss(
        golden.yTrue.tensor, yPred.with(mask: golden.mask?.tensor),
        sampleWeight: golden.sampleWeight?.tensor)
      #expect(value.shape.dimensions == golden.value.shape, "\(label)")
      for (mine, theirs) in zip(value.floats, golden.value.floats) {
        #expect(agree(mine, theirs, 1e-5), "\(label): value \(mine), Keras \(theirs)")
      }
      let gradient = gradients(of: value, withRespectTo: [yPred])[0]
      #expect(gradient.shape == yPred.shape, "\(label)")
      for (mine, theirs) in zip(gradient.floats, golden.gradient.floats) {
        #expect(agree(mine, theirs, 1e-5), "\(label): gradient \(mine), Keras \(theirs)")
      }
      tested[loss.className, default: 0] += 1
    }
    #expect(tested.count == 21, "\(tested)")
  }

  @Test func configurationsComeBack() throws {
    for golden in LossGolden.all.losses {
      let loss = try Loss(config: golden.loss.value)
      #expect(withoutIntegers(loss.serialized) == withoutIntegers(golden.loss.value))
    }
  }
}

/// JSON does not tell 2 from 2.0.
func withoutIntegers(_ value: ConfigValue) -> ConfigValue {
  switch value {
  case .int(let number): .double(Double(number))
  case .array(let list): .array(list.map(withoutIntegers))
  case .object(let config): .object(config.mapValues(withoutIntegers))
  default: value
  }
}
