import DeltaOperators

/// What multiplies the write and the erase (OP-G).
extension PlainRun {
  /// Puts the gains in place, once keys and write keys are known.
  func applyGains(_ x: inout PlainToken<F>, _ at: PlainPlace) {
    let square = arithmetic.sum(s.K) { (x.key[$0], x.key[$0]) }
    switch p.op.axes.gain {
    case .one, .beta, .split: break
    case .implicit: x.gain = implicitGain(x, square)
    case .normalised: x.gain = projection(x, square)
    case .exponential: x.gain = flow(x, square)
    case .channel: applyChannelGains(&x, at)
    }
    if p.settings.options.factor == .weighted { x.gain = weightedGain(x) }
    if fault == .writeGainOnErase { x.eraseGain = nil }
    if fault == .gainsExchanged, let erase = x.eraseGain { (x.gain, x.eraseGain) = (erase, x.gain) }
    if style.foldsGain, x.predictionGains == nil {
      x.v = x.v.map { x.gain * $0 }
      x.k = x.k.map { (x.eraseGain ?? x.gain) * $0 }
      (x.gain, x.eraseGain) = (1, nil)
    }
  }

  private func implicitGain(_ x: PlainToken<F>, _ square: F) -> F {
    let overlap = fault == .implicitWithPlainKey ? square : arithmetic.sum(s.K) { (x.key[$0], x.writeKey[$0]) }
    switch fault {
    case .implicitWithoutLength: return x.beta / (1 + x.beta)
    case .implicitWithoutGain: return x.beta / (1 + overlap)
    default: return x.beta / (1 + x.beta * overlap)
    }
  }

  /// 1/λ; nothing is written with a key of zero.
  private func projection(_ x: PlainToken<F>, _ square: F) -> F {
    if fault == .projectionWithEpsilon { return 1 / (square + 1e-6) }
    if fault == .projectionWithFaintEpsilon { return 1 / (square + 1e-10) }
    return square == 0 && fault != .zeroKeyDivided ? 0 : 1 / square
  }

  /// (1 − e^{−βλ})/λ, whose limit for a key of zero is β.
  private func flow(_ x: PlainToken<F>, _ square: F) -> F {
    let time = x.beta * square
    switch fault {
    case .flowOfFirstOrder: return x.beta
    case .flowOfSecondOrder: return x.beta * (1 - time / 2)
    case .flowByShortSeries where time < 0.05: return x.beta * (1 - time / 2 * (1 - time / 3))
    case .flowByDifference where time != 0: return (1 - F(Float(F.exponential(-time)))) / square
    default: break
    }
    if style.flowsBySeries, time < 0.25 { return x.beta * series(time) }
    return time == 0 && fault != .zeroKeyDivided ? x.beta : -F.exponentialLessOne(-time) / square
  }

  /// (1 − e^{−z})/z to eight terms.
  private func series(_ z: F) -> F { (2...8).reversed().reduce(1) { 1 - z / F($1) * $0 } }

  /// β/(α + β kᵀk̃); a key or a gain of zero writes nothing (OP-N).
  private func weightedGain(_ x: PlainToken<F>) -> F {
    if x.beta == 0 || x.key.allSatisfy({ $0 == 0 }) { return fault == .weightedUnguarded ? x.beta / 0 * 0 : 0 }
    let overlap = arithmetic.sum(s.K) { (x.key[$0], x.writeKey[$0]) }
    let decay = p.op.axes.decay == .none || fault == .weightedWithoutDecay ? 1 : arithmetic.exponential(x.logDecay[0])
    let gain = x.beta / (decay + x.beta * overlap)
    return fault == .weightedTwice ? x.beta * gain : gain
  }

  /// b multiplies the key that erases, w the value that is written.
  private func applyChannelGains(_ x: inout PlainToken<F>, _ at: PlainPlace) {
    guard let b = gains(.b, at), var w = gains(.w, at) else { return }
    if fault == .writeGainAveraged { w = w.map { _ in w.reduce(0, +) / F(s.V) } }
    if fault == .writeGainOnPrediction { x.predictionGains = w }
    if fault == .eraseGainOnWriteKey { for i in 0..<s.K { x.writeKey[i] *= b[i] } }
    for j in 0..<s.V { x.v[j] *= w[j] }
    if fault != .eraseGainForgotten { for i in 0..<s.K { x.k[i] *= b[i] } }
  }
}
