import Foundation
import HornTensor
import Testing

@testable import HornCore

/// Pictures of models.
@Suite struct PlotTests {
  static let models: [@Sendable () -> Model] = [
    PlottedModels.chain, PlottedModels.branching, PlottedModels.nested, PlottedModels.cyclic,
  ]
  static let directions = PlotDirection.allCases

  private static func svg(
    _ model: Model, _ direction: PlotDirection = .topToBottom, expandNested: Bool = true,
    splines: PlotSplines = .ortho
  ) throws -> String {
    try modelToSVG(
      model, showShapes: true, showDtype: true, rankdir: direction, expandNested: expandNested,
      showLayerActivations: true, showTrainable: true, splines: splines)
  }

  @Test(arguments: [0, 1, 2, 3], directions)
  func pictureIsXML(model: Int, direction: PlotDirection) throws {
    for splines in PlotSplines.allCases {
      let svg = try Self.svg(Self.models[model](), direction, splines: splines)
      let parser = XMLScan(svg)
      #expect(parser.problem == nil)
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }

  @Test(arguments: [0, 1, 2, 3], directions)
  func boxesKeepTheirDistanceAndStayInThePicture(model: Int, direction: PlotDirection) throws {
    let picture = try XMLScan(Self.svg(Self.models[model](), direction))
    let boxes = picture.boxes
    #expect(boxes.count >= 4)
    for (index, box) in boxes.enumerated() {
      #expect(box.minX >= 0 && box.minY >= 0 && box.maxX <= picture.width && box.maxY <= picture.height)
      for other in boxes[..<index] { #expect(!box.intersects(other)) }
    }
    for frame in picture.frames { #expect(frame.maxX <= picture.width && frame.maxY <= picture.height) }
  }

  @Test(arguments: [0, 1, 2, 3], directions)
  func textsFitIntoTheirBoxes(model: Int, direction: PlotDirection) throws {
    let picture = try XMLScan(Self.svg(Self.models[model](), direction))
    #expect(!picture.texts.isEmpty)
    for text in picture.texts {
      let inside = (picture.boxes + picture.frames).contains { $0.holds(text.extent) }
      #expect(inside, "\(text.text) at \(text.extent)")
    }
  }

  @Test(arguments: [1, 2], directions)
  func arrowsPassNoBox(model: Int, direction: PlotDirection) throws {
    let picture = try XMLScan(Self.svg(Self.models[model](), direction))
    #expect(picture.lines.count >= 8)
    for line in picture.lines {
      for (a, b) in zip(line, line.dropFirst()) {
        for box in picture.boxes {
          let inner = box.insetBy(dx: 3, dy: 3)
          for step in 0...40 {
            let t = Double(step) / 40
            let point = CGPoint(x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t)
            #expect(!inner.contains(point), "an arrow passes through a box at \(point)")
          }
        }
      }
    }
  }

  @Test func boxesSayWhatIsAsked() throws {
    let model = PlottedModels.chain()
    let plain = try modelToSVG(model)
    #expect(plain.contains(">embedding (Embedding)<") && !plain.contains("(None, 80, 50)"))
    let classes = try modelToSVG(model, showLayerNames: false)
    #expect(classes.contains(">Embedding<") && !classes.contains("embedding"))
    let full = try Self.svg(model)
    for text in [
      "(None, 80)", "(None, 80, 50)", "(None, 16)", "activation", "sigmoid", "tanh", "dtype", "float32",
      "trainable",
      "yes", "no",
    ] { #expect(full.contains(">\(text)<"), "\(text) is missing") }
    #expect(try modelToSVG(model, dpi: 192).contains("<svg"))
  }

  @Test func nestedModelsAreBoxesUnlessExpanded() throws {
    let model = PlottedModels.nested()
    let closed = try modelToDot(model)
    #expect(closed.contains("encoder_of_frames (Functional)") && !closed.contains("second (LSTM)"))
    #expect(closed.components(separatedBy: "->").count == 1 + 6)
    let open = try modelToDot(model, showShapes: true, expandNested: true)
    #expect(
      open.contains("subgraph cluster_") && open.contains("second (LSTM)") && open.contains("a (Dense)"))
    #expect(open.contains("(None, None, 8)"))
  }

  @Test func namesFromStrangersAreEscaped() throws {
    let name = "<script>\"&\u{1}\u{0}" + String(repeating: "w", count: 5000)
    let model = Sequential([Input(shape: [2]), Dense(2, name: name)], name: name)
    for text in [try modelToSVG(model), try modelToDot(model)] {
      #expect(!text.contains("<script") && text.contains("&lt;script&gt;&quot;&amp;\u{fffd}"))
      #expect(text.count < 6000)
    }
    #expect(XMLScan(try modelToSVG(model)).problem == nil)
  }

  @Test func whatCannotBeDrawnIsAnError() throws {
    #expect(throws: HornError.self) { try modelToSVG(Sequential([Dense(2)])) }
    for dpi in [0, 100_001, .max] {
      #expect(throws: HornError.self) { try modelToSVG(PlottedModels.chain(), dpi: dpi) }
      #expect(throws: HornError.self) { try modelToDot(PlottedModels.chain(), dpi: dpi) }
    }
    #expect(try XMLScan(modelToSVG(PlottedModels.chain(), dpi: 100_000)).problem == nil)
    #expect(throws: HornError.self) { try PlotDirection.named("UP") }
  }

  @Test func longChainsAreQuick() throws {
    var x = Input(shape: [4])
    let start = x
    for _ in 0..<150 { x = Add()([Activation(.relu)(x), start]) }
    let model = Model(inputs: start, outputs: x)
    let clock = ContinuousClock()
    let time = try clock.measure { _ = try modelToSVG(model, showShapes: true) }
    #expect(time < .seconds(30))
  }
}

extension CGRect {
  /// Whether the other is inside, but for what rounding does.
  fileprivate func holds(_ other: CGRect) -> Bool {
    other.minX > minX && other.maxX < maxX && other.minY > minY - 0.2 && other.maxY < maxY + 0.2
  }
}
