import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// An enclosure of what a stream does to the state in one period: `S ↦ M S` when every value is zero.
///
/// M is the final state of the suite's own recurrence from the identity. The diagonal state before the period is not a
/// number but everything in [0, 2¹⁰⁰]: when M comes out narrow nonetheless, it is the map of every later period too, and
/// no limit has to be taken.
struct PeriodMap {
  let n: Int
  private(set) var matrix: [Ball]

  /// A map given by its row-major matrix.
  init(n: Int, matrix: [Ball]) { (self.n, self.matrix) = (n, matrix) }

  /// Runs one period of a valid problem whose initial state is the identity.
  init(_ problem: Problem) {
    var exact = Exact<Ball>()
    var lowered = lower(problem, to: Ball.self, rounding: &exact)
    if problem.op.axes.preconditioner != .none {
      let anything = Ball(midpoint: 0x1p99, radius: 0x1p99, precision: Ball.workingPrecision)
      lowered.a0 = .init(repeating: anything, count: problem.shape.K)
    }
    self.init(n: problem.shape.K, matrix: recur(lowered, map: Squash<Ball>(problem)).ht)
  }

  /// The product of this map with itself.
  private var squared: PeriodMap {
    var product = [Ball](repeating: .zero, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        var sum = Ball.zero
        for l in 0..<n { sum.addProduct(matrix[i * n + l], matrix[l * n + j]) }
        product[i * n + j] = sum
      }
    }
    return PeriodMap(n: n, matrix: product)
  }

  /// The power whose exponent is 2 to the number of squarings.
  ///
  /// The relative radius doubles with every squaring: leave a bit for each.
  func power(squarings: Int) -> PeriodMap { (0..<squarings).reduce(self) { map, _ in map.squared } }

  /// The largest row sum of absolute values: an operator norm.
  var norm: Ball {
    (0..<n).map { i in (0..<n).reduce(Ball.zero) { $0 + Ball.abs(matrix[i * n + $1]) } }.reduce(.zero, Ball.max)
  }

  /// The characteristic polynomial det(zI − M).
  ///
  /// It tends to +∞ with z, so a negative value at z proves a real eigenvalue above z.
  func characteristic(at z: Ball) -> Ball {
    var shifted = matrix.map { -$0 }
    for i in 0..<n { shifted[i * (n + 1)] += z }
    return BallLinearAlgebra.determinant(shifted, n: n)
  }

  /// Whether the spectral radius exceeds z, so that ‖Mʲ‖ > zʲ for every j; `no` when ‖Mᴺ‖ < zᴺ for some N.
  ///
  /// Yes by the sign of the characteristic polynomial, no by a norm: neither answer needs eigenvectors.
  func outgrows(_ z: Ball) -> Ternary {
    if characteristic(at: z).isLess(than: .zero) == .yes { return .yes }
    return spectralBound(squarings: Self.squarings).isLess(than: z) == .yes ? .no : .unknown
  }

  /// Squarings that let a norm speak for the spectral radius to twelve digits.
  static let squarings = 48
  /// Bits that survive them.
  static let precision = 512

  /// A number that no eigenvalue exceeds in absolute value: ‖Mᴺ‖^(1/N) with N = 2^`squarings`.
  func spectralBound(squarings: Int) -> Ball {
    var root = Ball.log(power(squarings: squarings).norm)
    for _ in 0..<squarings { root *= Ball(0.5) }
    return Ball.exp(root)
  }
}
