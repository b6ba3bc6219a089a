import Testing

@testable import HornTensor

private typealias Golden = ShapeOpsGolden

private func sample(_ shape: Int..., seed: Int = 0) -> Tensor { Golden.sample(Shape(shape), seed: seed) }

@Suite("Shape ops give what NumPy gives")
struct ShapeOpsGoldenTests {
  let x = sample(3, 4, 5)
  let m = sample(4, 6)
  let odd = Tensor(
    [
      [3, .nan, -1, .infinity, 0, -0.0, 3], [2, 2, 1, -.infinity, .nan, .nan, 1],
    ] as [[Float]])

  @Test func matrixProducts() {
    Golden.expect("matmul 2d", matmul(sample(3, 4), sample(4, 5, seed: 1)))
    Golden.expect("matmul batch", matmul(sample(2, 3, 4), sample(2, 4, 5, seed: 1)))
    Golden.expect("matmul shared right", matmul(sample(2, 3, 4), sample(4, 5, seed: 1)))
    Golden.expect("matmul shared left", matmul(sample(3, 4), sample(2, 4, 5, seed: 1)))
    Golden.expect("matmul broadcast", matmul(sample(2, 1, 3, 4), sample(1, 3, 4, 2, seed: 1)))
    Golden.expect("matmul vector left", matmul(sample(4), sample(2, 4, 5, seed: 1)))
    Golden.expect("matmul vector right", matmul(sample(2, 3, 4), sample(4, seed: 1)))
    Golden.expect("matmul vectors", matmul(sample(4), sample(4, seed: 1)))
    Golden.expect("matmul empty inner", matmul(Tensor(zeros: [2, 0]), Tensor(zeros: [0, 3])))
    Golden.expect("matmul empty batch", matmul(Tensor(zeros: [0, 2, 3]), sample(3, 4)))
    Golden.expect("matmul int", matmul(Golden.whole(3, 4), Golden.whole(4, 5, seed: 1)))
    let doubles = (cast(sample(3, 4), .float64), cast(sample(4, 5, seed: 1), .float64))
    Golden.expect("matmul float64", matmul(doubles.0, doubles.1))
    Golden.expect("matmul mixed", matmul(sample(3, 4), Golden.whole(4, 5, seed: 1)))
    Golden.expect("dot", dot(sample(2, 3, 4), sample(5, 4, 2, seed: 1)))
    Golden.expect("outer", outer(sample(2, 3), sample(4, seed: 1)))
    Golden.expect("tensordot 2", tensordot(sample(2, 3, 4), sample(3, 4, 5, seed: 1)))
    Golden.expect(
      "tensordot axes", tensordot(sample(2, 3, 4), sample(4, 5, 2, seed: 1), axes: ([0, 2], [2, 0])))
    Golden.expect("tensordot 0", tensordot(sample(2), sample(3, seed: 1), axes: 0))
  }

  @Test(arguments: [false, true], [false, true])
  func transposedProducts(_ tA: Bool, _ tB: Bool) {
    let a = tA ? swapaxes(sample(2, 3, 4), -1, -2) : sample(2, 3, 4)
    let b = sample(2, 4, 5, seed: 1)
    let product = matmul(a, tB ? swapaxes(b, -1, -2) : b, transposeA: tA, transposeB: tB)
    Golden.expect("matmul batch", product)
    let whole = Golden.whole(3, 4)
    let other = Golden.whole(4, 5, seed: 1)
    Golden.expect(
      "matmul int",
      matmul(tA ? transpose(whole) : whole, tB ? transpose(other) : other, transposeA: tA, transposeB: tB))
  }

  @Test func subscripts() {
    Golden.expect("x[0]", x[0])
    Golden.expect("x[-1]", x[-1])
    Golden.expect("x[1:3]", x[1..<3])
    Golden.expect("x[1:3]", x[1...2])
    Golden.expect("x[..., 0]", x[..., 0])
    Golden.expect("x[..., 0]", x[.ellipsis, 0])
    Golden.expect("x[0:, 2]", x[0..., 2])
    Golden.expect("x[0:, 2]", x[.all, 2])
    Golden.expect("x[0, ..., 1]", x[0, ..., 1])
    Golden.expect("x[:-1, -3:]", x[..<(-1), (-3)...])
    Golden.expect("x[::-1, ::-2]", x[.slice(by: -1), .slice(by: -2)])
    Golden.expect("x[::-1, ::-2]", x[stride(from: 2, through: 0, by: -1), stride(from: 3, to: 0, by: -2)])
    Golden.expect("x[:, 3:0:-1]", x[.all, .slice(from: 3, to: 0, by: -1)])
    Golden.expect("x[:, 10:, 1:100]", x[.all, 10..., 1..<100])
    Golden.expect("x[:, None, 1:3, None]", x[.all, .newAxis, 1..<3, .newAxis])
    Golden.expect("x[2, 3, 4]", x[2, 3, 4])
    Golden.expect("x[::-1][1:][0]", x[.slice(by: -1)][1...][0])
    Golden.expect("x[-2:-1]", x[-2 ..< -1])
    #expect(x[...].shape == x.shape)
  }

  @Test func movedElements() {
    Golden.expect("flip", flip(x))
    Golden.expect("flip 1", flip(x, axis: 1))
    Golden.expect("roll", roll(x, 7))
    Golden.expect("roll -1", roll(x, -4, axis: -1))
    Golden.expect("tile", tile(sample(2, 3), [2, 1, 3]))
    Golden.expect("tile short", tile(sample(2, 3, 2), [2, 2]))
    Golden.expect("repeat", repeatElements(sample(2, 3), 2))
    Golden.expect("repeat axis", repeatElements(sample(2, 3), 3, axis: 1))
    Golden.expect("repeat counts", repeatElements(sample(2, 3), [2, 0, 1], axis: 1))
    Golden.expect("broadcast", broadcastTo(sample(3, 1), [2, 3, 4]))
    Golden.expect("pad", pad(sample(2, 3), [(1, 2), (0, 1)], constantValues: 9))
    Golden.expect("pad edge", pad(sample(2, 3), [(1, 2), (3, 1)], mode: .edge))
    Golden.expect("pad reflect", pad(sample(2, 3), [(1, 2), (4, 5)], mode: .reflect))
    Golden.expect("pad symmetric", pad(sample(2, 3), [(1, 3), (4, 7)], mode: .symmetric))
    Golden.expect("tril", tril(x, k: 1))
    Golden.expect("triu", triu(x, k: -1))
    Golden.expect("triu far", triu(m, k: 9))
    Golden.expect("diag", diag(sample(3), k: -1))
    Golden.expect("diag of", diag(m, k: 2))
    Golden.expect("diagonal", diagonal(x, offset: 1, axis1: 2, axis2: 1))
    Golden.expect("trace", trace(x, offset: -1, axis1: 0, axis2: 2))
  }

  @Test func joinedAndReordered() {
    Golden.expect(
      "concatenate", concatenate([sample(2, 3, 2), sample(2, 1, 2, seed: 1), sample(2, 0, 2)], axis: 1))
    Golden.expect("concatenate mixed", concatenate([Golden.whole(2, 2), sample(1, 2)]))
    Golden.expect("stack", stack([sample(2, 3), sample(2, 3, seed: 1)], axis: -1))
    Golden.expect("stack 1", stack([sample(2, 3), sample(2, 3, seed: 1)], axis: 1))
    Golden.expect("transpose", transpose(x))
    Golden.expect("transpose 201", transpose(x, axes: [2, 0, 1]))
    Golden.expect("transpose large", transpose(sample(37, 2, 70)))
    Golden.expect("transpose double", transpose(cast(sample(9, 35), .float64)))
    Golden.expect("swapaxes", swapaxes(x, 0, -1))
    Golden.expect("moveaxis", moveaxis(x, source: 0, destination: -1))
    Golden.expect("moveaxis two", moveaxis(sample(2, 3, 4, 2), source: [0, 1], destination: [-1, 0]))
    Golden.expect("reshape", reshape(x, [5, -1, 2]))
    Golden.expect("squeeze", squeeze(sample(1, 3, 1)))
    Golden.expect("squeeze 0", squeeze(sample(1, 3, 1), axis: 0))
    Golden.expect("expand dims", expandDims(sample(2, 3), axis: [0, -1]))
  }

  @Test func gathered() {
    let indices = Golden.whole(2, 2).ints.map { ($0 % 5 + 5) % 5 }
    Golden.expect("take", take(x, Tensor(indices, shape: [2, 2]), axis: -1))
    Golden.expect("take flat", take(x, [0, -1, 7]))
    Golden.expect("take 0", take(x, Tensor([[2, -3], [1, 1]]), axis: 0))
    let along = Tensor([0, 3, -1, 2, 1, 1], shape: [3, 2, 1])
    Golden.expect("take along", takeAlongAxis(x, along, axis: 1))
  }

  @Test func sorted() {
    Golden.expect("sort", sort(x, axis: 1))
    Golden.expect("sort odd", sort(odd))
    Golden.expect("sort flat", sort(x, axis: nil))
    Golden.expect("sort long", sort(sample(3, 90)))
    Golden.expect("sort int", sort(Golden.whole(3, 70)))
    let third = Tensor(sample(2, 60).floats.map { Double($0) / 3 }, shape: [2, 60])
    Golden.expect("sort double", sort(third), tolerance: 0)
    Golden.expect("argsort", argsort(x, axis: 0))
    Golden.expect("argsort odd", argsort(odd))
    Golden.expect("argsort long", argsort(Golden.whole(2, 200)))
    Golden.expect("argmax", argmax(x))
    Golden.expect("argmax 1", argmax(x, axis: 1))
    Golden.expect("argmax odd", argmax(odd, axis: 1))
    Golden.expect("argmin odd", argmin(odd, axis: 1))
    Golden.expect("argmin keep", argmin(x, axis: -1, keepdims: true))
    let positive = Tensor(Golden.whole(3, 5).ints.map { $0 > 0 }, shape: [3, 5])
    Golden.expect("argmax bool", argmax(positive, axis: 1))
    Golden.expect("unique", unique(Golden.whole(5, 5)))
    Golden.expect("unique odd", unique(odd))
  }

  @Test func created() {
    Golden.expect("arange", arange(2, 11, 3))
    Golden.expect("arange down", arange(5, -3, -2))
    Golden.expect("arange float", arange(0.5, 2, 0.25))
    Golden.expect("linspace", linspace(-1, 2, num: 7), tolerance: 1e-6)
    Golden.expect("linspace open", linspace(0, 1, num: 4, endpoint: false))
    Golden.expect("eye", eye(3, 4, k: 1))
  }

  @Test func factorised() throws {
    let (q, r) = Linalg.qr(sample(5, 3))
    Golden.expect("qr r", Tensor(r.floats.map { abs($0) }, shape: r.shape), tolerance: 1e-4)
    #expect(near(matmul(q, r), sample(5, 3)))
    #expect(near(matmul(transpose(q), q), eye(3)))
    Golden.expect("solve", try Linalg.solve(shifted(4, 4), sample(4, 2, seed: 1)))
    Golden.expect("inv", try Linalg.inv(shifted(2, 3, 3)))
    Golden.expect("det", Linalg.det(cast(shifted(2, 3, 3), .float64)))
    let wide = cast(sample(3, 5), .float64)
    let (u, s, vh) = try Linalg.svd(wide, fullMatrices: false)
    Golden.expect("svd s", s)
    #expect(near(matmul(matmul(u, diag(s)), vh), wide))
    let square = try Linalg.svd(wide)
    #expect(square.vh.shape == [5, 5])
    let symmetric = sample(4, 4) + transpose(sample(4, 4))
    let (w, v) = try Linalg.eigh(cast(symmetric, .float64))
    Golden.expect("eigh w", w)
    #expect(near(matmul(matmul(v, diag(w)), transpose(v)), symmetric))
    let positive = matmul(sample(3, 5), transpose(sample(3, 5))) + eye(3)
    Golden.expect("cholesky", try Linalg.cholesky(cast(positive, .float64)))
  }

  private func shifted(_ shape: Int...) -> Tensor {
    let n = shape[shape.count - 1]
    let whole = Shape(shape)
    return sample2(whole) + broadcastTo(diag(Tensor(full: [n], 9)), whole)
  }

  private func sample2(_ shape: Shape) -> Tensor { Golden.sample(shape) }

  private func near(_ a: Tensor, _ b: Tensor) -> Bool {
    a.shape == b.shape && zip(a.floats, b.floats).allSatisfy { abs($0 - $1) < 1e-4 }
  }

  @Test(arguments: [
    ("bij,bjk->bik", [[2, 3, 4], [2, 4, 5]]), ("ij,jk", [[3, 4], [4, 5]]), ("ji,jk->ik", [[4, 3], [4, 5]]),
    ("ij,kj->ki", [[3, 4], [5, 4]]), ("bthd,bshd->bhts", [[2, 3, 2, 4], [2, 5, 2, 4]]),
    ("abc,cd->abd", [[2, 3, 4], [4, 5]]), ("ii", [[3, 3]]), ("ii->i", [[3, 3]]), ("ijk->kj", [[2, 3, 4]]),
    ("ba", [[2, 3]]), ("i,j->ij", [[3], [4]]), ("i,i->", [[3], [3]]), ("ij,ij->ij", [[3, 4], [3, 4]]),
    ("bi,bi->b", [[3, 4], [3, 4]]), ("ij,ij->j", [[3, 4], [3, 4]]),
    ("...ij,...jk->...ik", [[2, 1, 3, 4], [3, 4, 2]]), ("...i,i->...", [[2, 3, 4], [4]]),
    ("i...->...i", [[2, 3, 4]]), ("ij,jk,kl->il", [[2, 3], [3, 4], [4, 5]]),
    ("ij,i,j->", [[2, 3], [2], [3]]), ("iij,jk->ik", [[2, 2, 3], [3, 4]]), ("ij,jk->ik", [[2, 0], [0, 3]]),
    ("ij,ik->jk", [[1, 3], [4, 2]]), ("ijk,k->i", [[2, 3, 4], [4]]), (" b i , i -> b ", [[2, 3], [3]]),
  ])
  func einsums(_ equation: String, _ shapes: [[Int]]) {
    let operands = shapes.enumerated().map { Golden.sample(Shape($1), seed: $0) }
    let name = "einsum \(equation) " + shapes[0].map(String.init).joined(separator: "x")
    Golden.expect(name, einsum(equation, operands))
    checkGradients(operands) { einsum(equation, $0) }
  }
}
