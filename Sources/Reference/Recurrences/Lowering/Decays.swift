import DeltaOperators
import DeltaScalars

/// Log decays of the tokens and heads of a problem, as handed over or made from raw gates.
@usableFromInline struct LogDecays<S: AnalyticScalar> {
  /// Gates a token.
  @usableFromInline let width: Int
  /// Equal for gates of which everything is equal.
  @usableFromInline let keys: [UInt64]
  /// Their sizes as doubles, by which errors grow.
  @usableFromInline let sizes: [Double]
  @usableFromInline let values: [S]

  /// Log decays as handed over.
  @inlinable init(_ gates: [Float], width: Int) {
    self.width = width
    (keys, sizes) = (gates.map { UInt64($0.bitPattern) }, gates.map(Double.init))
    values = sizes.map { S($0) }
  }

  /// Those of raw gates (CONV-4); equal gates of a head with equal parameters are computed once.
  @inlinable init<R: Rounding>(raw problem: Problem, _ r: inout R) where R.Value == S {
    var exact = Exact<Double>()
    let (raw, plain) = (RawGates<S>(problem, &r), RawGates<Double>(problem, &exact))
    let (gates, bias) = (problem[.g].values, problem.inputs[.dtBias]?.values ?? [])
    let (rates, columns) = (problem[.aLog].values, raw.heads * raw.width)
    let parameters = firstEqual(
      (0..<columns).map { i in
        UInt64(rates[i / raw.width].bitPattern) << 32 | UInt64(bias.isEmpty ? 0 : bias[i].bitPattern)
      })
    width = columns
    keys = gates.indices.map { UInt64(parameters[$0 % columns]) << 32 | UInt64(gates[$0].bitPattern) }
    let firsts = firstEqual(keys)
    values = mapFirst(firsts) { raw.logGate($0, &r) }
    sizes = mapFirst(firsts) { plain.logGate($0, &exact) }
  }

  /// α = e^g of every token.
  @inlinable func decays<R: Rounding>(_ shape: Shape, _ r: inout R) -> [S] where R.Value == S {
    guard r.decays == .products else { return cumulativeDecays(shape, &r) }
    return mapFirst(firstEqual(keys)) { r.decay(S.exp(values[$0]), logDecay: sizes[$0]) }
  }

  /// α_t = exp(G_t − G_{t−1}) with the cumulative sum G_t = G_{t−1} + g_t, begun anew with every chunk (TOL-11).
  ///
  /// Over tokens j+1 … i they multiply to exp(G_i − G_j), the rounding of each sum in between taken back by the next. A
  /// decay of 0 is one of the sum's own; there it is left alone. Chunks that hold equal gates up to a token have one sum.
  @inlinable func cumulativeDecays<R: Rounding>(_ shape: Shape, _ r: inout R) -> [S] where R.Value == S {
    var result = [S](repeating: .zero, count: keys.count)
    // A beginning of a chunk is known by the beginning one token shorter and the gate that follows; 0 is the empty one.
    var beginnings: [Beginning: Int] = [:]
    var (sums, known) = ([S.zero], [S.one])
    for sequence in shape.sequences {
      for column in 0..<width {
        var node = 0
        for t in sequence.tokens {
          if (t - sequence.tokens.lowerBound) % r.decayChunk == 0 { node = 0 }
          let i = (sequence.row * shape.T + t) * width + column
          guard sizes[i] > -.infinity else {
            result[i] = r.decay(S.exp(values[i]), logDecay: sizes[i])
            continue
          }
          let step = Beginning(shorter: node, gate: keys[i])
          if let found = beginnings[step] {
            node = found
          } else {
            let sum = r(sums[node] + values[i])
            known.append(r.decay(S.exp(sum - sums[node]), logDecay: sizes[i]))
            sums.append(sum)
            node = sums.count - 1
            beginnings[step] = node
          }
          result[i] = known[node]
        }
      }
    }
    return result
  }

  @usableFromInline struct Beginning: Hashable {
    @usableFromInline let shorter: Int
    @usableFromInline let gate: UInt64
    @inlinable init(shorter: Int, gate: UInt64) { (self.shorter, self.gate) = (shorter, gate) }
  }
}

/// The decays α = e^g of the state, from log gates or raw ones (CONV-4).
///
/// A constant decay multiplies by itself and has no cumulative sum of its own to round: it is exp(γ) of a token.
@inlinable func lowerDecays<S: AnalyticScalar, R: Rounding>(_ problem: Problem, to scalar: S.Type, _ r: inout R)
  -> [S] where R.Value == S
{
  guard let gates = problem.inputs[.g] else { return [] }
  let s = problem.shape
  if problem.op.axes.decay == .constant {
    let gates = LogDecays<S>(gates.values, width: s.HV)
    return mapFirst(firstEqual(gates.keys)) { r.decay(S.exp(gates.values[$0]), logDecay: gates.sizes[$0]) }
  }
  let width = problem.op.axes.decay.isPerChannel ? s.HV * s.K : s.HV
  let gated = problem.settings.gate == .log ? LogDecays<S>(gates.values, width: width) : LogDecays(raw: problem, &r)
  return gated.decays(s, &r)
}

/// The decays of A.
@inlinable func lowerDecaysOfA<S: AnalyticScalar, R: Rounding>(_ problem: Problem, to scalar: S.Type, _ r: inout R)
  -> [S] where R.Value == S
{
  guard let gates = problem.inputs[.gATK] else { return [] }
  return LogDecays<S>(gates.values, width: problem.shape.H).decays(problem.shape, &r)
}
