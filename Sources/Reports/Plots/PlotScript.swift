/// The gnuplot commands that draw plots as SVG files named by their ids.
struct PlotScript {
  private(set) var text = """
    set encoding utf8
    set logscale y 10
    set border 3 linecolor rgb "\(hex(.muted))" linewidth 0.7
    set grid xtics ytics linecolor rgb "\(hex(.grid))" linewidth 0.6 dashtype solid
    set tics nomirror scale 0.4,0 textcolor rgb "\(hex(.muted))"
    set format y "10^{%L}"
    unset key

    """

  /// Points of the picture, in the units of the SVG's view box.
  static let width = 290.0
  static let panelHeight = 164.0
  static let singleHeight = 210.0
  private static let (left, right, top, bottom) = (56.0, 8.0, 6.0, 12.0)
  private static let axisHeight = 30.0

  private static func hex(_ color: PlotColor) -> String {
    let digits = String(color.placeholder, radix: 16)
    return "#0000" + (digits.count < 2 ? "0" : "") + digits
  }

  /// Adds the commands of one plot.
  mutating func add(_ plot: Plot) {
    let each = plot.panels.count == 1 ? Self.singleHeight : Self.panelHeight
    let height = Double(plot.panels.count) * each + Self.axisHeight
    text += """
      set terminal svg size \(Int(Self.width)),\(Int(height)) dynamic enhanced fontscale 0.92
      set output "\(plot.id).svg"
      set multiplot
      \(plot.hasLinearTokens ? "unset logscale x" : "set logscale x 2")
      set xrange [\(plot.hasLinearTokens ? "0:\(plot.tokens)" : plot.tokens > 1 ? "1:\(plot.tokens)" : "0.5:2")]
      set lmargin at screen \(Self.left / Self.width)
      set rmargin at screen \(1 - Self.right / Self.width)

      """
    for (i, panel) in plot.panels.enumerated() {
      let above = Double(i) * each
      add(
        panel, plot, isLast: i == plot.panels.count - 1,
        top: 1 - (above + Self.top) / height, bottom: 1 - (above + each - Self.bottom) / height)
    }
    text += "unset multiplot\nunset output\n"
  }

  private mutating func add(_ panel: Plot.Panel, _ plot: Plot, isLast: Bool, top: Double, bottom: Double) {
    let decades = panel.decades
    // At most five labels: more would touch.
    let step = max(1, (decades.count + 4) / 5)
    text += """
      set tmargin at screen \(top)
      set bmargin at screen \(bottom)
      set yrange [1e\(decades.lowerBound):1e\(decades.upperBound)]
      set ytics 1e\(decades.lowerBound), 1e\(step)
      set ylabel "\(panel.yLabel)" offset 1.6,0 textcolor rgb "\(Self.hex(.ink))"
      set xtics (\(ticks(plot, labelled: isLast)))
      \(isLast ? "set xlabel \"\(plot.xLabel)\" offset 0,0.6 textcolor rgb \"\(Self.hex(.ink))\"" : "unset xlabel")

      """
    var drawn: [String] = []
    if !panel.band.isEmpty {
      block("band", panel.band.map { "\($0.x) \($0.low) \($0.high)" })
      drawn.append("$band using 1:2:3 with filledcurves linecolor rgb \"\(Self.hex(.band))\"")
    }
    for (i, curve) in panel.curves.enumerated() where !curve.visible.isEmpty {
      block("c\(i)", curve.visible.map { "\($0.x) \($0.y)" })
      drawn.append("$c\(i) using 1:2 " + appearance(curve))
    }
    // Axes are drawn even where there is nothing to show on them.
    text += "plot " + (drawn.isEmpty ? "NaN" : drawn.joined(separator: ", ")) + "\n"
  }

  private func appearance(_ curve: Plot.Curve) -> String {
    let color = "linecolor rgb \"\(Self.hex(curve.color))\""
    return switch curve.style {
    case .solid: "with lines linewidth 1.6 \(color)"
    case .dashed: "with lines linewidth 1.3 dashtype (6,4) \(color)"
    case .marks: "with points pointtype 7 pointsize 0.4 \(color)"
    }
  }

  /// 1, 16, 256, 4096 for long axes, 1, 4, 16, 64 for short ones, four even steps for linear ones.
  private func ticks(_ plot: Plot, labelled: Bool) -> String {
    let (tokens, factor) = (plot.tokens, plot.tokens > 512 ? 16 : 4)
    let places =
      plot.hasLinearTokens
      ? Array(stride(from: 0, through: tokens, by: max(1, tokens / 4)))
      : Array(sequence(first: 1) { $0 * factor }.prefix { $0 <= tokens })
    return places.map { "\"\(labelled ? "\($0)" : "")\" \($0)" }.joined(separator: ", ")
  }

  private mutating func block(_ name: String, _ lines: [String]) {
    text += "$\(name) << EOD\n" + lines.joined(separator: "\n") + "\nEOD\n"
  }
}
