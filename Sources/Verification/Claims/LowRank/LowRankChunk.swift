import DeltaExactScalars
import DeltaScalars

/// One chunk of a general diagonal-plus-low-rank transition, states K×V.
///
///     S_t = D_t S_{t−1} + a_t e_tᵀ + w_t (β_t v_t)ᵀ        e_t = −β_t (D_t S_{t−1})ᵀ c_t        o_t = S_tᵀ q_t
///
/// c is read by the erase, a is where it writes, w is where the value is written. Four interaction matrices: c or q
/// against a or w.
struct LowRankChunk {
  let K, V, C: Int
  var q, c, a, w, v, decay: [[Rational]]
  var gain: [Rational]
  var initial: [Rational]

  /// `x_iᵀ Γ_ij y_j` for i > j, and for i = j where the diagonal is asked for; zero elsewhere.
  func interactions(_ x: [[Rational]], _ y: [[Rational]], diagonal: Bool) -> [[Rational]] {
    (0..<C).map { i in
      (0..<C).map { j in
        guard j < i || (j == i && diagonal) else { return 0 }
        return (0..<K).reduce(Rational.zero) { sum, channel in
          sum + (j + 1..<max(i + 1, j + 1)).reduce(x[i][channel] * y[j][channel]) { $0 * decay[$1][channel] }
        }
      }
    }
  }

  /// Erase against erase, erase against write, read against erase, read against write.
  var four: [[[Rational]]] {
    [
      interactions(c, a, diagonal: false), interactions(c, w, diagonal: false), interactions(q, a, diagonal: true),
      interactions(q, w, diagonal: true),
    ]
  }

  /// Outputs from the four matrices.
  func outputs(_ m: [[[Rational]]]) -> [[Rational]] {
    let written = (0..<C).map { i in v[i].map { gain[i] * $0 } }
    var (erased, result): ([[Rational]], [[Rational]]) = ([], [])
    for i in 0..<C {
      var e = transposedProduct(initial, fromStart(c[i], i))
      for j in 0..<i { for n in 0..<V { e[n] = e[n] + m[0][i][j] * erased[j][n] + m[1][i][j] * written[j][n] } }
      erased.append(e.map { -(gain[i] * $0) })
      var o = transposedProduct(initial, fromStart(q[i], i))
      for j in 0...i { for n in 0..<V { o[n] = o[n] + m[2][i][j] * erased[j][n] + m[3][i][j] * written[j][n] } }
      result.append(o)
    }
    return result
  }

  /// γ_i∘x.
  private func fromStart(_ x: [Rational], _ i: Int) -> [Rational] {
    (0..<K).map { channel in (0...i).reduce(x[channel]) { $0 * decay[$1][channel] } }
  }

  /// Outputs token by token.
  var tokenForm: [[Rational]] {
    var S = initial
    return (0..<C).map { t in
      S = S.indices.map { decay[t][$0 / V] * S[$0] }
      let e = transposedProduct(S, c[t]).map { -(gain[t] * $0) }
      let (erase, write) = (outer(a[t], e), outer(w[t], v[t].map { gain[t] * $0 }))
      S = S.indices.map { S[$0] + erase[$0] + write[$0] }
      return transposedProduct(S, q[t])
    }
  }
}
