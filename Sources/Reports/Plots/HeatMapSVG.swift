import DeltaRecords

/// A map of errors as a picture: a row a head, a column a token, a cell the darker the larger its share of the bound.
struct HeatMapSVG {
  let map: ErrorMap
  private static let (width, left, top, bottom) = (640.0, 84.0, 4.0, 30.0)

  private var rowHeight: Double { max(4, min(18, 220 / Double(max(map.ratios.count, 1)))) }

  /// The SVG element.
  var text: String {
    let height = Self.top + rowHeight * Double(map.ratios.count) + Self.bottom
    let name = "errors of \(map.tensor) as a share of their bounds, by head and \(map.axis.rawValue)".escaped
    let cells = map.ratios.indices.map(row).joined(separator: "\n")
    return "<svg class=\"plot\" role=\"img\" aria-label=\"\(name)\" viewBox=\"0 0 \(Int(Self.width)) \(svg(height))\" "
      + "xmlns=\"http://www.w3.org/2000/svg\"><title>\(name)</title>\n\(cells)\n\(axis(height))\n</svg>"
  }

  private var each: Double { (Self.width - Self.left - 8) / Double(max(map.columns.count, 1)) }

  /// One head: neighbours that look alike are one rectangle.
  private func row(_ i: Int) -> String {
    let shades = map.ratios[i].map(Shade.init)
    var parts: [String] = []
    var start = 0
    for column in shades.indices where column + 1 == shades.count || shades[column + 1] != shades[start] {
      let x = Self.left + Double(start) * each
      parts.append(
        "<rect x=\"\(svg(x))\" y=\"\(svg(Self.top + Double(i) * rowHeight))\" width=\"\(svg(Double(column + 1 - start) * each))\" "
          + "height=\"\(svg(rowHeight - 0.5))\" \(shades[start].fill)/>")
      start = column + 1
    }
    // Rows that are too thin for a name of their own share every so many.
    let step = max(1, Int((10 / rowHeight).rounded(.up)))
    if i % step == 0 {
      parts.append(label(title(i), Self.left - 4, Self.top + (Double(i) + 0.5) * rowHeight + 3, "end"))
    }
    return parts.joined()
  }

  private func title(_ i: Int) -> String {
    let head = "head \(i % max(map.heads, 1))"
    return map.ratios.count > map.heads ? "row \(i / max(map.heads, 1)), \(head)" : head
  }

  private func axis(_ height: Double) -> String {
    let y = height - Self.bottom + 12
    guard map.axis != .all else { return "" }
    let step = max(1, map.columns.count / 8)
    let ticks = stride(from: 0, to: map.columns.count, by: step).map {
      label("\(map.columns[$0])", Self.left + (Double($0) + 0.5) * each, y, "middle")
    }
    return ticks.joined()
      + label(map.axis == .token ? "token" : "sequence", (Self.left + Self.width) / 2, y + 13, "middle")
  }

  private func label(_ words: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
    "<text x=\"\(svg(x))\" y=\"\(svg(y))\" text-anchor=\"\(anchor)\" font-size=\"9\" fill=\"var(--muted)\">\(words)</text>"
  }

  /// How a ratio looks: within its bound in one colour, beyond it in another, each darker by decades.
  enum Shade: Hashable {
    case exact
    case within(decade: Int)
    case beyond(decade: Int)

    init(_ ratio: Double) {
      if !ratio.isFinite {
        self = .beyond(decade: 4)
      } else if ratio > 1 {
        self = .beyond(decade: min(ratio.decade, 4))
      } else if ratio > 0 {
        self = .within(decade: max(ratio.decade, -4))
      } else {
        self = .exact
      }
    }

    /// What the legend shows, the smallest first.
    static let shown: [(shade: Shade, words: String)] = [
      (.within(decade: -3), "less than 1 % of the bound"), (.within(decade: -2), "less than 10 %"),
      (.within(decade: -1), "within it"), (.beyond(decade: 0), "beyond it"), (.beyond(decade: 1), "more than 10 times"),
      (.beyond(decade: 3), "more than 1000 times"),
    ]

    var fill: String {
      switch self {
      case .exact: "fill=\"var(--grid)\" fill-opacity=\"0.4\""
      case .within(let decade): "fill=\"var(--s0)\" fill-opacity=\"\(svg(0.6 + 0.12 * Double(decade)))\""
      case .beyond(let decade): "fill=\"var(--bad)\" fill-opacity=\"\(svg(0.45 + 0.14 * Double(decade)))\""
      }
    }
  }
}

/// A number to two places, as short as it can be written.
private func svg(_ value: Double) -> String {
  let hundredths = Int((100 * value).rounded())
  let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
  let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
  return "\(hundredths < 0 ? "-" : "")\(whole)\(fraction)"
}
