import Foundation

/// A plot drawn without gnuplot, for machines that have none: the same axes, curves and colours, in plain SVG.
struct PlainSVG {
  private let plot: Plot
  private let each: Double
  private static let (left, right, top, bottom) = (56.0, 8.0, 6.0, 12.0)
  private static let axisHeight = 30.0

  /// Takes a plot.
  init(_ plot: Plot) {
    self.plot = plot
    each = plot.panels.count == 1 ? PlotScript.singleHeight : PlotScript.panelHeight
  }

  /// The SVG element.
  var text: String {
    let height = Double(plot.panels.count) * each + Self.axisHeight
    let name = plot.description.escaped
    let panels = plot.panels.enumerated().map {
      panel($1, above: Double($0) * each, isLast: $0 == plot.panels.count - 1)
    }
    return "<svg class=\"plot\" role=\"img\" aria-label=\"\(name)\" viewBox=\"0 0 \(Self.text(PlotScript.width)) "
      + "\(Self.text(height))\" xmlns=\"http://www.w3.org/2000/svg\"><title>\(name)</title>\n"
      + panels.joined(separator: "\n") + "\n</svg>"
  }

  private func panel(_ panel: Plot.Panel, above: Double, isLast: Bool) -> String {
    let (top, bottom) = (above + Self.top, above + each - Self.bottom)
    func y(_ value: Double) -> Double {
      let share = (log10(value) - Double(panel.decades.lowerBound)) / Double(max(panel.decades.count - 1, 1))
      return bottom - min(max(share, 0), 1) * (bottom - top)
    }
    var lines = [Self.line(Self.left, bottom, PlotScript.width - Self.right, bottom, .muted)]
    lines.append(Self.line(Self.left, top, Self.left, bottom, .muted))
    let step = max(1, (panel.decades.count + 4) / 5)
    for decade in stride(from: panel.decades.lowerBound, through: panel.decades.upperBound, by: step) {
      let at = y(power(decade))
      lines.append(Self.line(Self.left, at, PlotScript.width - Self.right, at, .grid))
      lines.append(Self.label("10<tspan dy=\"-4\" font-size=\"7\">\(decade)</tspan>", Self.left - 4, at + 3, "end"))
    }
    for tick in plot.ticks {
      lines.append(Self.line(x(tick), top, x(tick), bottom, .grid))
      if isLast { lines.append(Self.label(Self.text(tick), x(tick), bottom + 12, "middle")) }
    }
    let middle = (top + bottom) / 2
    lines.append(
      "<text transform=\"rotate(-90)\" x=\"\(Self.text(-middle))\" y=\"10\" text-anchor=\"middle\" font-size=\"9\" "
        + "fill=\"var(--ink)\">\(panel.yLabel.escaped)</text>")
    if isLast {
      lines.append(Self.label(plot.xLabel.escaped, (Self.left + PlotScript.width) / 2, bottom + 26, "middle"))
    }
    if !panel.band.isEmpty {
      let edge = panel.band.map { (x($0.x), y($0.high)) } + panel.band.reversed().map { (x($0.x), y($0.low)) }
      lines.append("<polygon points=\"\(Self.points(edge))\" fill=\"var(\(PlotColor.band.property))\"/>")
    }
    lines += panel.curves.map { drawn($0, y) }
    return lines.joined(separator: "\n")
  }

  private func drawn(_ curve: Plot.Curve, _ y: (Double) -> Double) -> String {
    let (places, color) = (curve.visible.map { (x($0.x), y($0.y)) }, "var(\(curve.color.property))")
    if curve.style == .marks {
      return places.map { "<circle cx=\"\(Self.text($0.0))\" cy=\"\(Self.text($0.1))\" r=\"1.6\" fill=\"\(color)\"/>" }
        .joined()
    }
    let dashes = curve.style == .dashed ? " stroke-dasharray=\"6 4\"" : ""
    return
      "<polyline points=\"\(Self.points(places))\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.5\"\(dashes)/>"
  }

  private func x(_ token: Double) -> Double {
    let (end, width) = (Double(max(plot.tokens, 2)), PlotScript.width - Self.left - Self.right)
    return Self.left + width * (plot.hasLinearTokens ? token / end : log10(max(token, 1)) / log10(end))
  }

  private static func line(_ x: Double, _ y: Double, _ x2: Double, _ y2: Double, _ color: PlotColor) -> String {
    "<line x1=\"\(text(x))\" y1=\"\(text(y))\" x2=\"\(text(x2))\" y2=\"\(text(y2))\" stroke=\"var(\(color.property))\" "
      + "stroke-width=\"0.6\"/>"
  }

  private static func label(_ words: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
    "<text x=\"\(text(x))\" y=\"\(text(y))\" text-anchor=\"\(anchor)\" font-size=\"9\" fill=\"var(--muted)\">\(words)</text>"
  }

  private static func points(_ places: [(Double, Double)]) -> String {
    places.map { "\(text($0.0)),\(text($0.1))" }.joined(separator: " ")
  }

  /// A length to a tenth, as short as it can be written.
  private static func text(_ value: Double) -> String {
    let tenths = Int((10 * value).rounded())
    let fraction = tenths.magnitude % 10
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10)" + (fraction == 0 ? "" : ".\(fraction)")
  }
}

extension Plot {
  /// Tokens that the axis names: 1, 16, 256 … on long axes, 1, 4, 16 … on short ones, four even steps on linear ones.
  fileprivate var ticks: [Double] {
    if hasLinearTokens { return stride(from: 0, through: tokens, by: max(1, tokens / 4)).map(Double.init) }
    return Array(sequence(first: 1) { $0 * (tokens > 512 ? 16 : 4) }.prefix { $0 <= tokens }).map(Double.init)
  }
}

private func power(_ decade: Int) -> Double { Double("1e\(decade)")! }
