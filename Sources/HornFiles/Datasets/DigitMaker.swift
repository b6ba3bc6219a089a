import HornTensor

/// Draws digits on the grid of ``MNISTDataset``.
struct DigitMaker {
  private static let side = 28
  private var random: MadeUp

  init(seed: UInt32) { random = MadeUp(seed: seed) }

  mutating func digits(_ count: Int) -> Datasets.LabeledTensors {
    var images = [Int32](repeating: 0, count: count * Self.side * Self.side)
    var labels: [Int32] = []
    for index in 0..<count {
      let digit = random.number(below: Self.shapes.count)
      draw(Self.shapes[digit], into: &images, at: index * Self.side * Self.side)
      labels.append(Int32(digit))
    }
    return (Tensor(images, shape: [count, Self.side, Self.side]), Tensor(labels, shape: [count]))
  }

  /// Draws a shape of 5 × 7 squares, each of 3 × 3 pixels, moved by up to three.
  private mutating func draw(_ shape: [String], into images: inout [Int32], at start: Int) {
    let top = 1 + random.number(below: 6)
    let left = 4 + random.number(below: 7)
    let lean = random.number(below: 3) - 1
    for (row, line) in shape.enumerated() {
      for (column, mark) in line.utf8.enumerated() where mark == UInt8(ascii: "#") {
        for pixel in 0..<9 {
          let y = top + row * 3 + pixel / 3
          let x = left + column * 3 + pixel % 3 + lean * (3 - row) / 3
          if (0..<Self.side).contains(x), (0..<Self.side).contains(y) {
            images[start + y * Self.side + x] = Int32(160 + random.number(below: 96))
          }
        }
      }
    }
    for _ in 0..<20 {
      images[start + random.number(below: Self.side * Self.side)] = Int32(random.number(below: 256))
    }
  }

  private static let shapes = [
    [" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "],
    ["  #  ", " ##  ", "  #  ", "  #  ", "  #  ", "  #  ", " ### "],
    [" ### ", "#   #", "    #", "   # ", "  #  ", " #   ", "#####"],
    [" ### ", "#   #", "    #", "  ## ", "    #", "#   #", " ### "],
    ["   # ", "  ## ", " # # ", "#  # ", "#####", "   # ", "   # "],
    ["#####", "#    ", "#### ", "    #", "    #", "#   #", " ### "],
    ["  ## ", " #   ", "#    ", "#### ", "#   #", "#   #", " ### "],
    ["#####", "    #", "   # ", "   # ", "  #  ", "  #  ", "  #  "],
    [" ### ", "#   #", "#   #", " ### ", "#   #", "#   #", " ### "],
    [" ### ", "#   #", "#   #", " ####", "    #", "   # ", " ##  "],
  ]
}
