/// gnuplot's SVG made fit to stand in a page: no prolog, colours by role, names of its own.
struct InlineSVG {
  let text: String

  /// Takes the text of a file that gnuplot wrote.
  init(_ file: String, _ plot: Plot) {
    var body = file.from("viewBox")
    for color in PlotColor.all {
      // Strokes are written in columns, fills are not.
      for code in ["rgb(  0,   0, \(color.placeholder))", "rgb(0,0,\(color.placeholder))"] {
        body = body.replacing(code, with: "var(\(color.property))")
      }
    }
    for name in ["gpDot", "gpPt", "textbox", "greybox", "gnuplot_"] {
      for (before, after) in [("id='", "id='"), ("id=\"", "id=\""), ("href='#", "href='#"), ("url(#", "url(#")] {
        body = body.replacing(before + name, with: after + plot.id + "-" + name)
      }
    }
    body = body.replacing("<title>Gnuplot</title>", with: "<title>\(plot.description.escaped)</title>")
    body = body.replacing("fill=\"black\"", with: "fill=\"currentColor\"")
      .replacing("font-family=\"sans-serif\"", with: "").replacing("font-family=\"Arial\"", with: "")
    text = "<svg class=\"plot\" role=\"img\" aria-label=\"\(plot.description.escaped)\" " + Self.compacted(body)
  }

  /// Drops groups that hold nothing, of which gnuplot writes many, and blank lines.
  private static func compacted(_ body: String) -> String {
    var lines: [Substring] = []
    for line in body.split(separator: "\n") where !line.allSatisfy(\.isWhitespace) {
      if line == "</g>", let last = lines.last, last.hasPrefix("<g "), last.hasSuffix("\">") {
        lines.removeLast()
      } else {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// The part that begins with a word, or nothing.
  fileprivate func from(_ word: String) -> String {
    var rest = self[...]
    while !rest.isEmpty, !rest.hasPrefix(word) { rest = rest.dropFirst() }
    return String(rest)
  }

  /// The text as it may stand in HTML, between tags or within a quoted attribute.
  var escaped: String {
    var result = ""
    for character in self {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
