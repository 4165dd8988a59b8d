/// The Gram matrix `G_t = a_t G_{t−1} + b_t k kᵀ` and `C_t = α_t a_t C_{t−1} + b_t k vᵀ`, each element rounded once.
struct NormalEquations {
  let K: Int
  let V: Int
  private(set) var tokens = 0
  /// Column-major K×K, lower triangle.
  private var gram: [DoubleDouble]
  /// Column-major K×V.
  private var cross: [DoubleDouble]
  /// Σ w·v², the scale of a column of `cross`.
  private var energy: [Double]

  init(_ history: KeyValueHistory) {
    (K, V) = (history.K, history.V)
    gram = .init(repeating: DoubleDouble(), count: K * K)
    cross = .init(repeating: DoubleDouble(), count: K * V)
    energy = .init(repeating: 0, count: V)
    for i in 0..<K { gram[i * K + i].high = history.ridge }
  }

  /// Takes in the next token of the history.
  mutating func absorb(_ history: KeyValueHistory) {
    let (t, b, a, decay) = (
      tokens, history.weight(tokens), history.forgetting(tokens), history.targetDecay(tokens)
    )
    for j in 0..<K {
      for i in j..<K {
        gram[j * K + i].scale(by: a)
        gram[j * K + i].addProduct(b, history.keys[t * K + i], history.keys[t * K + j])
      }
    }
    for j in 0..<V {
      let value = history.values[t * V + j]
      energy[j] = decay * decay * a * energy[j] + b * value * value
      for i in 0..<K {
        cross[j * K + i].scale(by: a)
        cross[j * K + i].scale(by: decay)
        cross[j * K + i].addProduct(b, history.keys[t * K + i], value)
      }
    }
    tokens += 1
  }

  /// G as doubles, column-major, both triangles.
  var gramMatrix: [Double] {
    (0..<K * K).map { p in
      let (i, j) = (p % K, p / K)
      return gram[Swift.min(i, j) * K + Swift.max(i, j)].rounded
    }
  }

  /// C as doubles, column-major.
  var crossMatrix: [Double] { cross.map(\.rounded) }

  /// Bounds on what rounding did to `gramMatrix` (largest row sum) and to each column of `crossMatrix` (largest element).
  ///
  /// One rounding of the exact element, plus the second-order error of the compensated sum, whose terms are at most
  /// √(G_ii G_jj) together by Cauchy–Schwarz (clause LS-4).
  var formationError: (gram: Double, cross: [Double]) {
    let u = 0x1p-53
    let secondOrder = (4 * Double(tokens + 1) * u) * (4 * Double(tokens + 1) * u)
    let norms = (0..<K).map { gram[$0 * K + $0].rounded.squareRoot() }
    let matrix = gramMatrix
    let total = norms.reduce(0, +)
    let rows = (0..<K).map { i in
      (0..<K).reduce(0.0) { $0 + u * matrix[$1 * K + i].magnitude } + secondOrder * norms[i] * total
    }
    let columns = (0..<V).map { j in
      (0..<K).map { i in
        u * cross[j * K + i].rounded.magnitude + secondOrder * norms[i] * energy[j].squareRoot()
      }.max()!
    }
    return (rows.max()!, columns)
  }
}
