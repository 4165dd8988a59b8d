import DeltaRecords

/// The plots of a drift campaign: one for each operator and regime, and one for each ridge and kind of keys.
struct DriftFigures {
  let result: DriftRecord
  private let errorDecades: ClosedRange<Int>
  private let ratioDecades: ClosedRange<Int>
  private let recursionDecades: ClosedRange<Int>

  /// Prepares axes that all plots of a kind share, so that they can be compared by eye.
  init(_ result: DriftRecord) {
    self.result = result
    errorDecades = .init(decadesOf: result.rows.flatMap { [$0.relativeError, $0.modelError] })
    // The scale of what is judged: an exhibit may leave the frame, and how far below a tenth a ratio is tells nothing.
    let judged = result.rows.filter { !result.exhibits.contains($0.subject) }
    ratioDecades = .init(
      decadesOf: (judged.isEmpty ? result.rows : judged).map { max($0.typicalRatio, 0.1) } + [0.1, 9])
    recursionDecades = .init(decadesOf: result.recursion.flatMap { [$0.relativeError, $0.directBound] })
  }

  /// The colour of a subject: series in order, exhibits apart.
  func color(of subject: String) -> PlotColor {
    if result.exhibits.contains(subject) { return .exhibit }
    return .series(result.subjects.filter { !result.exhibits.contains($0) }.firstIndex(of: subject) ?? 0)
  }

  /// Error and ratio of all subjects on one long problem.
  func plot(_ op: String, _ regime: String) -> Plot {
    let rows = result.rows.filter { $0.op == op && $0.regime == regime }
    let model = rows.filter { $0.subject == rows[0].subject }.map { (Double($0.tokens), $0.modelError) }
    let allowance = result.allowance
    // Where the model predicts no error there is no band to draw.
    let expected = model.filter { $0.1 > 0 }.map { (x: $0.0, low: $0.1 / allowance, high: $0.1 * allowance) }
    let level = [1, Double(result.tokens)].map { (x: $0, low: 1 / allowance, high: allowance) }
    return Plot(
      id: "\(op)-\(regime)", description: "\(op), \(regime): relative error and ratio to the model against tokens",
      panels: [
        Plot.Panel(
          yLabel: "relative error of o", decades: errorDecades, band: expected,
          curves: curves(rows) { $0.relativeError }),
        Plot.Panel(
          yLabel: "error / \(result.profile) model", decades: ratioDecades, band: level,
          curves: curves(rows) { $0.typicalRatio }),
      ],
      tokens: result.tokens)
  }

  private func curves(_ rows: [DriftRow], _ value: (DriftRow) -> Double) -> [Plot.Curve] {
    // Exhibits first: what is judged is drawn on top.
    let order = result.exhibits + result.subjects.filter { !result.exhibits.contains($0) }
    return order.flatMap { subject -> [Plot.Curve] in
      let own = rows.filter { $0.subject == subject }
      let isExhibit = result.exhibits.contains(subject)
      let line = Plot.Curve(
        color: color(of: subject), style: isExhibit ? .dashed : .solid,
        points: own.map { (Double($0.tokens), value($0)) })
      let violations = own.filter { $0.worstRatio > 1 }.map { (Double($0.tokens), value($0)) }
      return isExhibit ? [line] : [line, Plot.Curve(color: .bad, style: .marks, points: violations)]
    }
  }

  /// The scalars in which the recursion ran, in order.
  var scalars: [String] { unique(result.recursion.map(\.scalar)) }

  /// The kinds of keys and ridges that were compared, in order.
  var recursions: [(keys: String, ridge: Double)] {
    unique(result.recursion.map(\.keys)).flatMap { keys in
      unique(result.recursion.filter { $0.keys == keys }.map(\.ridge)).map { (keys, $0) }
    }
  }

  /// The recursion against the direct solution for one kind of keys and one ridge.
  func plot(keys: String, ridge: Double) -> Plot {
    let rows = result.recursion.filter { $0.keys == keys && $0.ridge == ridge }
    let lines = scalars.enumerated().map { i, scalar in
      Plot.Curve(
        color: .series(i),
        points: rows.filter { $0.scalar == scalar }.map { (Double($0.tokens), $0.relativeError) })
    }
    let bound = Plot.Curve(
      color: .exhibit, style: .dashed,
      points: rows.filter { $0.scalar == scalars[0] }.map { (Double($0.tokens), $0.directBound) })
    return Plot(
      id: "recursion-\(keys)-\(ridge)".replacing(" ", with: "-"),
      description: "Sherman–Morrison recursion, \(keys) keys, ridge \(ridge): relative error of S against tokens",
      panels: [Plot.Panel(yLabel: "relative error of S", decades: recursionDecades, curves: [bound] + lines)],
      tokens: rows.map(\.tokens).max() ?? 1)
  }
}
