import DeltaRecords

/// The plots of a benchmark: speed and error over tokens, chunk and head size, and a roofline (PERF-6).
struct BenchFigures {
  let record: BenchRecord
  private let rows: [BenchRow]

  init(_ record: BenchRecord) { (self.record, rows) = (record, record.sweep ?? []) }

  /// The operators, in order.
  var operators: [String] { rows.reduce(into: []) { if !$0.contains($1.op) { $0.append($1.op) } } }

  /// The colour of an operator.
  func color(of op: String) -> PlotColor { .series(operators.firstIndex(of: op) ?? 0) }

  /// What is varied, as the page shows it.
  struct Axis: Sendable {
    let id: String
    let label: String
    let value: @Sendable (BenchRow) -> Int

    static let all = [
      Axis(id: "tokens", label: "tokens T", value: { $0.T }),
      Axis(id: "chunk", label: "tokens a chunk", value: { $0.chunk }),
      Axis(id: "head-size", label: "channels K = V", value: { $0.K }),
    ]
  }

  /// The rows in which only this axis differs from the row that most others share, in its order.
  func rows(along axis: Axis, of op: String) -> [BenchRow] {
    let own = rows.filter { $0.op == op }
    let others = Axis.all.filter { $0.id != axis.id }
    let usual = others.map { other in mode(own.map(other.value)) }
    return own.filter { row in zip(others, usual).allSatisfy { $0.value(row) == $1 } }
      .sorted { axis.value($0) < axis.value($1) }
  }

  /// A picture for each axis, and the roofline.
  var plots: [Plot] { rows.isEmpty ? [] : Axis.all.map(plot) + [roofline] }

  private func plot(_ axis: Axis) -> Plot {
    func curves(_ value: (BenchRow) -> Double) -> [Plot.Curve] {
      operators.map { op in
        Plot.Curve(
          color: color(of: op), points: rows(along: axis, of: op).map { (Double(axis.value($0)), value($0)) })
      }
    }
    return Plot(
      id: axis.id, description: "Useful work and relative error against \(axis.label)",
      panels: [
        Plot.Panel(
          yLabel: "useful GFLOP/s", decades: .init(decadesOf: rows.map(\.usefulGFLOPs)), curves: curves(\.usefulGFLOPs)),
        Plot.Panel(
          yLabel: "relative error of o", decades: .init(decadesOf: rows.map(\.relativeError)),
          curves: curves(\.relativeError)),
      ],
      tokens: rows.map(axis.value).max() ?? 1, xLabel: axis.label)
  }

  /// Useful flop for each byte of q, k, v and o, which is what has to pass through memory once.
  static func intensity(_ row: BenchRow) -> Double {
    6 * Double(row.K * row.V) / (4 * Double(2 * row.K + 2 * row.V))
  }

  private var roofline: Plot {
    let (peak, bandwidth) = (record.machine.fmaPeakGFLOPs, record.machine.memoryGBPerSecond)
    let end = max(rows.map(Self.intensity).max() ?? 1, peak / bandwidth) * 2
    let roof = [1, peak / bandwidth, end].map { (x: $0, y: min(peak, bandwidth * $0)) }
    let points = operators.map { op in
      Plot.Curve(
        color: color(of: op), style: .marks,
        points: rows(along: Axis.all[2], of: op).map { (Self.intensity($0), $0.usefulGFLOPs) })
    }
    return Plot(
      id: "roofline", description: "Useful work against flop for each byte, below the machine's limits",
      panels: [
        Plot.Panel(
          yLabel: "useful GFLOP/s", decades: .init(decadesOf: rows.map(\.usefulGFLOPs) + roof.map(\.y)),
          curves: [Plot.Curve(color: .exhibit, style: .dashed, points: roof)] + points)
      ],
      tokens: Int(end), xLabel: "flop a byte")
  }
}

/// The commonest of some numbers, the first of those that are equally common.
private func mode(_ values: [Int]) -> Int? {
  values.max { a, b in values.count { $0 == a } < values.count { $0 == b } }
}
