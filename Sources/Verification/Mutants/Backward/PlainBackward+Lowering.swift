import DeltaOperators

/// GRAD-4, GRAD-12 and GRAD-13: back through scale, norms and gates to what was handed over.
extension PlainBackward {
  mutating func lower() {
    gradients[.q] = gradients[.q]?.map { fault == .queryGradientUnscaled ? $0 : F(p.scale) * $0 }
    for name in [InputName.q, .k] { gradients[name] = throughNorm(name) }
    lowerGates()
    for name in [InputName.v, .beta, .betaErase, .b, .w, .betaATK] {
      gradients[name] = gradients[name]?.map(arithmetic.output)
    }
  }

  private mutating func lowerGates() {
    switch p.op.axes.decay {
    case .none: return
    case .constant:
      var sums = [F](repeating: 0, count: s.HV)
      for i in logDecays.indices where fault != .constantGateOfLastToken || i / s.HV % s.T == s.T - 1 {
        sums[i % s.HV] += logDecays[i]
      }
      gradients[.g] = fault == .constantGateAveraged ? sums.map { $0 / F(max(s.T, 1)) } : sums
    case .scalar, .channel:
      gradients[.g] = logDecays
      if p.settings.gate != .log {
        let raw = PlainGates(p, run.inputs, run.variant).reverse(
          logDecays, byPairs: pairedLogDecays.isEmpty ? logDecays : pairedLogDecays,
          sumsRates: run.style.sumsRateGradients)
        for (name, values) in raw where gradients[name] != nil { gradients[name] = values }
      }
    }
  }

  /// y = x/ℓ:  dx = (dy − ⟨y, dy⟩ y)/ℓ; the projection is absent where ℓ is constant, below the floor of `max-eps`.
  private func throughNorm(_ name: InputName) -> [F] {
    let dy = (gradients[name] ?? []).map(arithmetic.normalised)
    guard p.settings.l2norm != .none else { return dy.map(arithmetic.output) }
    let (x, K) = (run.inputs[name], s.K)
    var dx = dy
    for row in 0..<dy.count / K {
      let base = row * K
      let squares = arithmetic.sum(K) { (x[base + $0], x[base + $0]) }
      let isFloored = p.settings.l2norm == .maxEps && squares.squareRoot() < 1e-12
      let length =
        p.settings.l2norm == .rsqrtEps
        ? (squares + (fault == .zeroRowGradientUnguarded ? 0 : 1e-6)).squareRoot()
        : fault == .zeroRowGradientUnguarded ? squares.squareRoot() : max(squares.squareRoot(), 1e-12)
      let y = (base..<base + K).map { c in
        run.style.keepsNormalised ? arithmetic.normalised(x[c] / length) : x[c] / length
      }
      let overlap = arithmetic.sum(K) { (y[$0], dy[base + $0]) }
      let isDropped = isFloored || fault == .projectionMissing || fault == .projectionOfQueryMissing && name == .q
      for c in base..<base + K {
        dx[c] = arithmetic.output((dy[c] - (isDropped ? 0 : overlap * y[c - base])) / length)
      }
    }
    return dx
  }
}
