import Testing

@testable import HornTensor

/// Values of elementwise operations and reductions against NumPy, in float64 and float32.
@Suite struct OpsGoldenTests {
  @Test func unary() {
    for (name, function) in OpsGolden.unary {
      let x = OpsGolden.unaryArgument(name)
      OpsGolden.expect(name, function(x))
      // Near a zero, tan and the like lose digits of the argument, not of the function.
      OpsGolden.expect(name, function(cast(x, .float32)), tolerance: 2e-6)
    }
  }

  @Test func binary() {
    let values: [Double] = [.nan, .infinity, -.infinity, 0, -0.0, 1, -1, 0.5, -2.5, 3, 7.25, -7, 2]
    let a = Tensor(values.flatMap { Array(repeating: $0, count: values.count) })
    let b = Tensor(values.flatMap { _ in values })
    for (name, function) in OpsGolden.binary {
      OpsGolden.expect(name, function(a, b))
      OpsGolden.expect(name, function(cast(a, .float32), cast(b, .float32)))
      let column = Tensor(values, shape: [values.count, 1])
      OpsGolden.expect(name, ravel(function(column, Tensor(values))))
    }
  }

  @Test func integers() {
    let values = [0, 1, -1, 2, 7, -7, 100, Int(Int32.max), Int(Int32.min)]
    let a = Tensor(values.flatMap { Array(repeating: $0, count: values.count) })
    let b = Tensor(values.flatMap { _ in values })
    let names = ["add", "subtract", "multiply", "maximum", "minimum", "floorDivide", "mod"]
    for (name, function) in OpsGolden.binary where names.contains(name) {
      OpsGolden.expect(name + " int", function(a, b))
    }
    OpsGolden.expect("power int", power(Tensor(Array(-4..<5), shape: [9, 1]), Tensor(Array(0..<6))))
  }

  @Test func broadcasting() {
    let t = OpsGolden.sample(2, 3, 4)
    let others: [(String, Tensor)] = [
      ("row", OpsGolden.sample(4, seed: 1)), ("column", OpsGolden.sample(3, 1, seed: 1)),
      ("middle", OpsGolden.sample(2, 1, 4, seed: 1)), ("outer", OpsGolden.sample(2, 1, 1, seed: 1)),
      ("more axes", OpsGolden.sample(2, 1, 1, 1, seed: 1)),
    ]
    for (name, other) in others {
      OpsGolden.expect("subtract " + name, t - other)
      OpsGolden.expect("subtract " + name + " first", cast(other, .float32) - cast(t, .float32))
    }
  }

  private static let axes: [(String, [Int]?)] = [
    ("all", nil), ("0", [0]), ("1", [1]), ("2", [2]), ("(0, 1)", [0, 1]), ("(0, 2)", [0, 2]),
    ("(1, 2)", [1, 2]), ("(0, 1, 2)", [0, 1, 2]), ("(-1,)", [-1]),
  ]

  @Test(arguments: [DType.float64, .float32]) func reductions(_ dtype: DType) {
    let v = cast(OpsGolden.sample(3, 4, 5) / 3, dtype)
    let n = OpsGolden.whole(3, 4, 5)
    for (label, axes) in Self.axes {
      func check(_ name: String, _ x: Tensor, _ all: (Tensor) -> Tensor, _ some: (Tensor, [Int]) -> Tensor) {
        OpsGolden.expect("\(name) \(label)", axes.map { some(x, $0) } ?? all(x))
      }
      check("sum", v, { sum($0) }, { sum($0, axis: $1) })
      check("sum int", n, { sum($0) }, { sum($0, axis: $1) })
      check("mean", v, { mean($0) }, { mean($0, axis: $1) })
      check("prod", v, { prod($0) }, { prod($0, axis: $1) })
      check("max", v, { max($0) }, { max($0, axis: $1) })
      check("min", v, { min($0) }, { min($0, axis: $1) })
      check("variance", v, { variance($0) }, { variance($0, axis: $1) })
      check("std", v, { std($0) }, { std($0, axis: $1) })
      check("any", v .> 3.9, { any($0) }, { any($0, axis: $1) })
      check("all", v .> -3.9, { all($0) }, { all($0, axis: $1) })
      check("countNonzero", n, { countNonzero($0) }, { countNonzero($0, axis: $1) })
      check("logsumexp", v, { logsumexp($0) }, { logsumexp($0, axis: $1) })
      if let axes {
        OpsGolden.expect("softmax \(label)", softmax(v, axis: axes))
        OpsGolden.expect("logSoftmax \(label)", logSoftmax(v, axis: axes))
        #expect(sum(v, axis: axes, keepdims: true).rank == 3)
      }
      guard axes == nil || label.count == 1 else { continue }
      OpsGolden.expect("cumsum \(label)", cumsum(v, axis: axes?[0]))
      OpsGolden.expect("cumprod \(label)", cumprod(v / 3, axis: axes?[0]))
      if let axis = axes?[0] {
        OpsGolden.expect("softmax \(label)", softmax(v, axis: axis))
        OpsGolden.expect("logSoftmax \(label)", logSoftmax(v, axis: axis - 3))
        OpsGolden.expect("max \(label)", max(v, axis: axis - 3))
      }
    }
  }

  @Test func norms() {
    let (vector, matrix, t) = (OpsGolden.sample(7), OpsGolden.sample(4, 5), OpsGolden.sample(2, 3, 4))
    let orders: [(String, NormOrder?)] = [
      ("None", nil), ("0", 0), ("1", 1), ("2", 2), ("3", 3), ("2.5", 2.5), ("inf", .infinity),
      ("-inf", .negativeInfinity),
    ]
    for (name, order) in orders {
      OpsGolden.expect("norm vector \(name)", norm(vector, ord: order))
      OpsGolden.expect("norm axis \(name)", norm(matrix, ord: order, axis: 1))
    }
    let matrixOrders: [(String, NormOrder?)] = [
      ("None", nil), ("fro", "fro"), ("1", 1), ("-1", -1), ("inf", .infinity), ("-inf", .negativeInfinity),
    ]
    for (name, order) in matrixOrders {
      OpsGolden.expect("norm matrix \(name)", norm(matrix, ord: order))
      OpsGolden.expect("norm axes \(name)", norm(t, ord: order, axis: [2, 0]))
    }
  }

  @Test func rounding() {
    let x = OpsGolden.sample(40)
    OpsGolden.expect("round 2", round(x / 7, decimals: 2))
    OpsGolden.expect("round -1", round(x * 9, decimals: -1))
    #expect(round(Tensor([14, 15, 25, -15] as [Int]), decimals: -1).ints == [10, 20, 20, -20])
  }
}
