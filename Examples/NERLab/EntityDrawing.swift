import Foundation
import Horn

/// A sentence with its names in colour, on a terminal and as HTML.
struct EntityDrawing {
  let words: [String]
  let spans: [EntitySpan]

  /// Background colours by kind of name, as 256 terminal colours and for HTML.
  private static let colours: [String: (terminal: Int, html: String)] = [
    "PER": (153, "#aecbfa"), "LOC": (157, "#a8dab5"), "ORG": (223, "#fdd663"), "MISC": (225, "#d7aefb"),
  ]

  /// For kinds of one's own.
  private static let otherColours: [(terminal: Int, html: String)] = [
    (252, "#dadce0"), (217, "#f6aea9"), (159, "#a1e4f2"), (229, "#fff3b0"), (183, "#c5b3f2"),
    (193, "#d4eab0"),
  ]

  private static func colour(_ kind: String) -> (terminal: Int, html: String) {
    colours[kind] ?? otherColours[kind.utf8.reduce(0) { $0 &+ Int($1) } % otherColours.count]
  }

  /// Whether a page can be put there: the folder is there and can be written.
  static func canWrite(_ path: String) -> Bool {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return false }
    let folder = (path as NSString).deletingLastPathComponent
    return files.isWritableFile(atPath: folder.isEmpty ? "." : folder)
  }

  /// The words in their order, those of a name in one piece with its kind.
  private var pieces: [(text: String, kind: String?)] {
    var pieces: [(String, String?)] = []
    var place = 0
    for span in spans.sorted(by: { $0.words.lowerBound < $1.words.lowerBound }) {
      pieces += words[place..<span.words.lowerBound].map { ($0, nil) }
      pieces.append((words[span.words].joined(separator: " "), span.kind))
      place = span.words.upperBound
    }
    return pieces + words[place...].map { ($0, nil) }
  }

  var terminal: String {
    pieces.map { text, kind in
      guard let kind else { return text }
      return "\u{1B}[48;5;\(Self.colour(kind).terminal)m\u{1B}[30m \(text) \u{1B}[1m\(kind)\u{1B}[0m"
    }.joined(separator: " ")
  }

  private var html: String {
    pieces.map { text, kind in
      guard let kind else { return Self.escaped(text) }
      return
        "<mark style=\"background:\(Self.colour(kind).html)\">\(Self.escaped(text)) <b>\(Self.escaped(kind))</b></mark>"
    }.joined(separator: " ")
  }

  static func page(_ drawings: [EntityDrawing]) -> String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Named entities</title>
    <style>
    body { font: 18px/2 system-ui, sans-serif; max-width: 45em; margin: 2em auto; }
    mark { padding: .2em .4em; border-radius: .3em; }
    mark b { font-size: .65em; vertical-align: middle; }
    </style></head><body>
    \(drawings.map { "<p>\($0.html)</p>" }.joined(separator: "\n"))
    </body></html>

    """
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
