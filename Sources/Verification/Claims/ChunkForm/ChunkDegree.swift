import DeltaOperators

/// Bounds of the degrees of an operator's outputs as rational functions of its inputs, for either form (CLM-3).
///
/// The state's numerator and denominator grow by those of one write a token. A chunk form sums the same products along
/// chains of tokens, every decay between two links counted once, and so has the same bounds.
struct ChunkDegree {
  let axes: Axes
  let K: Int
  private var t = 0
  private var state = Fraction(top: 1, bottom: 0)

  /// Degrees of a numerator and a denominator.
  struct Fraction {
    var top, bottom: Int
    /// The degree of the difference of two such functions, multiplied out.
    var difference: Int { top + bottom }
    static func * (a: Fraction, b: Fraction) -> Fraction { Fraction(top: a.top + b.top, bottom: a.bottom + b.bottom) }
  }

  private init(_ axes: Axes, K: Int) { (self.axes, self.K) = (axes, K) }

  /// A bound of the degree of the difference of two forms of an operator after T tokens.
  static func bound(_ op: Operator, K: Int, T: Int) -> Int {
    var degree = ChunkDegree(op.axes, K: K)
    for _ in 0..<T { degree.advance() }
    return max(degree.state.difference, (degree.state * degree.query).difference)
  }

  /// S_t = D S + w (v − (D S)ᵀk)ᵀ, or D S + w vᵀ, over the product of the denominators of S and w.
  private mutating func advance() {
    t += 1
    let w = writeKey * gain
    let decayed = state.top + (axes.decay == .none ? 0 : 1)
    let written = axes.solve.erases ? max(1 + state.bottom, decayed + 1) : 1 + state.bottom
    // A gain of the erase that is not that of the write counts as one more factor, as the write's does.
    state = Fraction(top: max(decayed + w.bottom, w.top + written), bottom: state.bottom + w.bottom)
  }

  /// The degree of A_t, or of H_t, with the ridge: a decay multiplies it a token, β k kᵀ has three factors.
  private var preconditionerState: Int {
    switch axes.preconditioner.state {
    case .none: 0
    case .diagonal, .gramOfValueHead: t + 2
    case .gramOfKeyHead: 2
    }
  }

  /// (A + Λ)⁻¹x = adj(A + Λ)x / det(A + Λ).
  private var solution: Fraction { Fraction(top: (K - 1) * preconditionerState + 1, bottom: K * preconditionerState) }

  /// k̃.
  private var writeKey: Fraction {
    switch axes.preconditioner {
    case .squashedDiagonal: Fraction(top: 2 * preconditionerState + 1, bottom: 0)
    case .gramKey: solution
    case .none, .diagonalQuery, .gramQuery, .shiftedQuery: Fraction(top: 1, bottom: 0)
    }
  }

  /// β, 1, or β/(1 + β kᵀk̃), multiplied out with the denominator of k̃; a channel's gain is one factor a side, as β is.
  private var gain: Fraction {
    switch axes.gain {
    case .one: Fraction(top: 0, bottom: 0)
    case .beta, .normalised, .exponential, .split, .channel: Fraction(top: 1, bottom: 0)
    case .implicit: Fraction(top: 1 + writeKey.bottom, bottom: max(writeKey.bottom, 2 + writeKey.top))
    }
  }

  /// q̃; a diagonal is divided by as a diagonal matrix.
  private var query: Fraction {
    switch axes.preconditioner {
    case .none, .squashedDiagonal, .gramKey: Fraction(top: 1, bottom: 0)
    case .shiftedQuery: Fraction(top: 2, bottom: 0)
    case .diagonalQuery, .gramQuery: solution
    }
  }
}
