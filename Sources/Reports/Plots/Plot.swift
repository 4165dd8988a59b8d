/// A picture of one or more panels stacked over a common axis, of tokens unless it says otherwise; other axes are logarithmic.
struct Plot {
  /// Unique on its page; names the elements of the picture.
  let id: String
  /// What it shows, for those who do not see it.
  let description: String
  /// Top to bottom.
  let panels: [Panel]
  /// Tokens, or what else the axis counts, at the right end.
  let tokens: Int
  /// What the axis counts.
  var xLabel = "tokens t"
  /// Whether tokens are spaced evenly: a constant growth per token is then a straight line.
  var hasLinearTokens = false

  /// One set of axes.
  struct Panel {
    let yLabel: String
    /// Powers of ten at the bottom and the top.
    let decades: ClosedRange<Int>
    /// An area that curves are compared with.
    var band: [(x: Double, low: Double, high: Double)] = []
    let curves: [Curve]
  }

  /// A line through points, or the points alone.
  struct Curve {
    let color: PlotColor
    var style = Style.solid
    let points: [(x: Double, y: Double)]

    enum Style { case solid, dashed, marks }

    /// The points that a logarithmic axis can show.
    var visible: [(x: Double, y: Double)] { points.filter { $0.y > 0 && $0.y.isFinite } }
  }
}

/// The colours of plots, by role: the page's style sheet decides what they look like, in light and in dark.
enum PlotColor: Hashable {
  case ink, muted, grid, band, bad, exhibit
  case series(Int)

  /// How many series have a colour of their own.
  static let seriesCount = 6
  static let all: [PlotColor] =
    [.ink, .muted, .grid, .band, .bad, .exhibit] + (0..<seriesCount).map(PlotColor.series)

  /// The custom property of the style sheet.
  var property: String {
    switch self {
    case .ink: "--ink"
    case .muted: "--muted"
    case .grid: "--grid"
    case .band: "--band"
    case .bad: "--bad"
    case .exhibit: "--exhibit"
    case .series(let i): "--s\(i % Self.seriesCount)"
    }
  }

  /// A colour that stands for the role while gnuplot draws, and that nothing else uses.
  var placeholder: Int { 240 + Self.all.firstIndex(of: normalised)! }

  private var normalised: PlotColor {
    if case .series(let i) = self { .series(i % Self.seriesCount) } else { self }
  }
}

extension ClosedRange<Int> {
  /// The decades that hold all positive finite numbers of some values.
  init(decadesOf values: [Double]) {
    let exponents = values.filter { $0 > 0 && $0.isFinite }.map(\.decade)
    let (low, high) = (exponents.min() ?? -1, exponents.max() ?? 0)
    self = low...(high + 1)
  }
}

extension Double {
  /// The largest power of ten that is not above this positive number, whatever the rounding of logarithms.
  var decade: Int {
    var (x, e) = (self, 0)
    while x >= 10 { (x, e) = (x / 10, e + 1) }
    while x < 1 { (x, e) = (x * 10, e - 1) }
    return e
  }
}
