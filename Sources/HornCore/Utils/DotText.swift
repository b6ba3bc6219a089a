/// Writes a diagram in Graphviz's language.
struct DotText {
  private(set) var text: String

  init(_ diagram: ModelDiagram, rankdir: PlotDirection, dpi: Int, splines: PlotSplines) {
    text = """
      digraph G {
        rankdir=\(rankdir.rawValue); dpi=\(dpi); splines=\(splines.rawValue); concentrate=true;
        node [shape=plaintext, fontname="Helvetica", margin=0];
        edge [penwidth=2];

      """
    write(diagram, path: [], indent: "  ")
    text += "}\n"
  }

  private static func id(_ path: [Int]) -> String { "n" + path.map(String.init).joined(separator: "_") }

  private mutating func write(_ diagram: ModelDiagram, path: [Int], indent: String) {
    for (place, content) in diagram.contents.enumerated() {
      let path = path + [place]
      switch content {
      case .box(let box): text += "\(indent)\(Self.id(path)) [label=\(Self.label(box))];\n"
      case .nested(let inner):
        text += "\(indent)subgraph cluster_\(Self.id(path)) {\n"
        let name = PlotText.escaped(DiagramBox.shortened(inner.name, to: 64))
        text += "\(indent)  style=dashed; labeljust=l; label=<\(name)>;\n"
        write(inner, path: path, indent: indent + "  ")
        text += "\(indent)}\n"
      }
    }
    for edge in diagram.edges {
      text += "\(indent)\(Self.id(path + edge.from)) -> \(Self.id(path + edge.to));\n"
    }
  }

  private static func label(_ box: DiagramBox) -> String {
    var label = "<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"8\">"
    label += "<tr><td colspan=\"2\" bgcolor=\"\(DiagramDrawing.color(box.kind))\"><font color=\"white\">"
    label += "\(PlotText.escaped(box.title))</font></td></tr>"
    for row in box.rows {
      label +=
        "<tr><td align=\"left\">\(row.label)</td><td align=\"left\">\(PlotText.escaped(row.value))</td></tr>"
    }
    return label + "</table>>"
  }
}
