import Foundation
import Horn
import Testing

@Suite struct PlotCommandTests {
  @Test func pictures() throws {
    let folder = try TestFolder()
    let (path, _) = try folder.tickets()
    try ProgramRun.horn("plot", path, "-o", folder["m.svg"]).expectSuccess()
    let svg = try folder.text("m.svg")
    #expect(svg.hasPrefix("<svg") && svg.contains("department (Dense)") && svg.contains("(None, 4, 4)"))
    try ProgramRun.horn(
      "plot", path, "-o", folder["m.dot"], "--no-show-shapes", "--no-show-layer-names", "--rankdir", "LR"
    ).expectSuccess()
    let dot = try folder.text("m.dot")
    #expect(
      dot.contains("rankdir=LR") && dot.contains("LSTM") && !dot.contains("None")
        && !dot.contains("department"))
    #expect(folder.files == ["m.dot", "m.svg", "tickets.keras"])
  }

  @Test func withoutGraphviz() throws {
    let folder = try TestFolder()
    let (path, _) = try folder.regression()
    try ProgramRun.horn("plot", path, "-o", folder["m.png"], environment: ["PATH": "/nowhere"])
      .expectError("m.png", "Graphviz")
    try ProgramRun.horn("plot", path, "-o", folder["m.bmp"]).expectError("bmp", "svg")
    try ProgramRun.horn("plot", path, "-o", folder["none/m.svg"]).expectError("none/m.svg")
    #expect(folder.files == ["regression.keras"])
  }

  @Test func withGraphviz() throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    guard
      path.split(separator: ":").contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/dot") }
      )
    else {
      print("skipped: Graphviz is not installed")
      return
    }
    let folder = try TestFolder()
    let (model, _) = try folder.tickets()
    try ProgramRun.horn("plot", model, "-o", folder["m.png"], "--dpi", "50", "--expand-nested")
      .expectSuccess()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder["m.png"]))
    #expect(bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    #expect(folder.files == ["m.png", "tickets.keras"])
  }
}
