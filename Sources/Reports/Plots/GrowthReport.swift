import Foundation

/// Norms of states against tokens: numbers as CSV and a picture that stands by itself.
public struct GrowthReport: Sendable {
  /// One stream's norms.
  public struct Curve: Sendable {
    let label: String
    let norms: [Double]

    /// Names the norms after tokens 1, 2, ….
    public init(label: String, norms: [Double]) { (self.label, self.norms) = (label, norms) }
  }

  let curves: [Curve]

  /// Creates the report of curves of equal length, most important first.
  public init(_ curves: [Curve]) { self.curves = curves }

  /// Writes `stability.csv` and, where gnuplot is installed, `stability.svg`; returns the files.
  ///
  /// - Throws: ``ReportError`` when the folder cannot be written or gnuplot fails.
  public func write(to folder: URL, gnuplotPath path: String? = ProcessInfo.processInfo.environment["PATH"]) throws
    -> [URL]
  {
    let output = try OutputFolder(folder)
    let table = try output.write(csv, as: "stability.csv")
    guard let gnuplot = try? Gnuplot(path: path) else { return [table] }
    return [table, try output.write(try picture(gnuplot), as: "stability.svg")]
  }

  var csv: String {
    var csv = CSV(header: ["token"] + curves.map(\.label))
    for t in 0..<(curves.map(\.norms.count).min() ?? 0) {
      csv.add(["\(t + 1)"] + curves.map { "\($0.norms[t])" })
    }
    return csv.text
  }

  private var plot: Plot {
    let decades = ClosedRange<Int>(decadesOf: curves.flatMap(\.norms))
    return Plot(
      id: "stability", description: "Norm of the state against tokens: " + curves.map(\.label).joined(separator: ", "),
      panels: [
        Plot.Panel(
          // What dies away may leave the frame.
          yLabel: "norm of S", decades: max(decades.lowerBound, -4)...decades.upperBound,
          curves: curves.enumerated().map { i, curve in
            Plot.Curve(
              color: color(i), style: i == 1 ? .dashed : .solid,
              points: curve.norms.enumerated().map { (Double($0 + 1), $1) })
          })
      ],
      tokens: curves.map(\.norms.count).max() ?? 1, hasLinearTokens: true)
  }

  private func color(_ i: Int) -> PlotColor { i == 0 ? .bad : .series(i - 1) }

  /// The drawing with its colours and a legend inside it, so that no page is needed around it.
  private func picture(_ gnuplot: Gnuplot) throws -> String {
    let drawing = try gnuplot.draw([plot])[0]
    let legend = curves.enumerated().map { i, curve in
      "<text x=\"66\" y=\"\(18 + 11 * i)\" font-size=\"9\" style=\"fill:var(\(color(i).property))\">"
        + "\(curve.label.escaped)</text>"
    }
    let style = "<style>\(HtmlStyle.palette) svg { font-family: sans-serif; color: var(--ink); }</style>"
    let paper = "<rect width=\"100%\" height=\"100%\" style=\"fill:var(--paper)\"/>"
    return drawing.replacingFirst(">", with: ">" + style + paper)
      .replacingLast("</svg>", with: legend.joined(separator: "\n") + "\n</svg>\n")
  }
}

extension String {
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    guard let range = range(of: part) else { return self }
    return replacingCharacters(in: range, with: other)
  }

  fileprivate func replacingLast(_ part: String, with other: String) -> String {
    guard let range = range(of: part, options: .backwards) else { return self }
    return replacingCharacters(in: range, with: other)
  }
}
