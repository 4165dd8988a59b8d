/// Bounds of the degrees in an equivalence over F_p, at the first token where it would fail (CLM-3).
///
/// Until then P = adj G/det G and S = P C are identities, so the recursion's own nesting does not count: only its last
/// step does. g, c and δ bound the degrees of G, of C's numerator and of C's denominator.
struct EquivalenceDegree {
  let clause: Equivalence
  let K: Int
  private var (g, c, δ) = (1, 0, 0)

  init(_ clause: Equivalence, K: Int) { (self.clause, self.K) = (clause, K) }

  /// The largest degree of a difference that is compared at any of the tokens 1 … T.
  static func bound(_ clause: Equivalence, K: Int, T: Int) -> Int {
    var degree = EquivalenceDegree(clause, K: K)
    return (1...T).map { _ in degree.advance() }.max()!
  }

  private mutating func advance() -> Int {
    // k̃ = adj(G)k / (a·det G + b·kᵀadj(G)k).
    let writeKey = (top: (K - 1) * g + 1, bottom: K * g + 3)
    // D S, and v − (D S)ᵀk, over det(G)·C's denominator.
    let decayed = (top: 1 + (K - 1) * g + c, bottom: K * g + δ)
    let residual = max(1 + decayed.bottom, decayed.top + 1)
    // S_t = D S + b k̃ (v − (D S)ᵀk)ᵀ.
    let state = (
      top: max(decayed.top + writeKey.bottom, 1 + writeKey.top + residual), bottom: decayed.bottom + writeKey.bottom
    )
    // P_t = (P − b k̃ (P k)ᵀ) / a.
    let inverse = (top: max((K - 1) * g + writeKey.bottom, 2 * writeKey.top + 1), bottom: 1 + K * g + writeKey.bottom)
    absorb()
    // k̃ against adj(G_t)k/det G_t, and S_tᵀq against C_tᵀadj(G_t)q/det G_t, multiplied out. A random x adds one.
    let keys = max(writeKey.top + K * g, (K - 1) * g + 1 + writeKey.bottom)
    let outputs = max(state.top + 1 + K * g + δ, c + (K - 1) * g + 1 + state.bottom)
    let residuals = max(g + state.top + 1 + δ, c + 1 + state.bottom)
    let inverses = max(g + inverse.top + 1, 1 + inverse.bottom)
    return max(keys, outputs, residuals, inverses)
  }

  /// The degrees of G_t and C_t from those of G_{t−1} and C_{t−1}.
  private mutating func absorb() {
    switch clause {
    case .eq1, .eq2: (g, c) = (2, 2)
    case .eq3: (g, c) = (max(g + 1, 3), max(c + 1, 3))
    case .eq4: (g, c) = (max(g + 1, 3), max(c + 2, 3))
    case .eq5:
      // C ← a G D adj(G) C / det G + b k vᵀ.
      let bottom = δ + K * g
      (g, c, δ) = (max(g + 1, 3), max(1 + g + 1 + (K - 1) * g + c, 3 + bottom), bottom)
    }
  }
}
