import DeltaOperators

/// GRAD-2 and GRAD-11: from du to the values, the gains and what the erase predicted.
extension PlainBackward {
  /// Returns ds, the gradient of the prediction.
  mutating func reverseWrite(
    _ x: PlainToken<F>, _ at: PlainPlace, _ s_: [F], _ du: [F], _ i: Int, _ flow: inout KeyFlow<F>
  ) -> [F] {
    let row = at.row * s.HV + at.head
    switch p.op.axes.gain {
    case .channel:
      // u = w∘v − s.
      let w = run.gains(.w, at) ?? []
      add(
        (0..<s.V).map { (fault == .writeGainGradientOfError ? x.value[$0] - s_[$0] : x.value[$0]) * du[$0] }, to: .w,
        at: row * s.V)
      writeValue((0..<s.V).map { fault == .valueWithoutWriteGain ? du[$0] : w[$0] * du[$0] }, at)
      return du.map { -$0 }
    case .split:
      // u = β v − β̃ s.
      let erase = run.gains(.betaErase, at)?[0] ?? 0
      add([arithmetic.sum(s.V) { (x.value[$0], du[$0]) }], to: .beta, at: row)
      let sign: F = fault == .eraseGainGradientNegated ? 1 : -1
      add([sign * arithmetic.sum(s.V) { (s_[$0], du[$0]) }], to: .betaErase, at: row)
      writeValue(du.map { x.beta * $0 }, at)
      return du.map { -erase * $0 }
    case .one, .beta, .implicit, .normalised, .exponential:
      // u = gain e,  e = v − s online, v offline.
      let erases = p.op.axes.solve.erases
      let gain = x.gain
      let e = (0..<s.V).map { erases && fault != .gainGradientWithoutErase ? x.value[$0] - s_[$0] : x.value[$0] }
      var dgain = arithmetic.sum(s.V) { (e[$0], du[$0]) }
      if fault == .gainGradientByDividing { dgain = gain == 0 ? 0 : dgain / gain * gain }
      let de = du.map { gain * $0 }
      writeValue(fault == .valueGradientUngained ? du : de, at)
      reverseGain(gain, dgain, x, at, i, &flow)
      return erases ? de.map { -$0 } : []
    }
  }

  private mutating func writeValue(_ dv: [F], _ at: PlainPlace) {
    add(dv, to: .v, at: (at.row * s.HV + at.head) * s.V)
  }

  /// From the gradient of the gain to those of β, k and k̃.
  private mutating func reverseGain(
    _ gain: F, _ dgain: F, _ x: PlainToken<F>, _ at: PlainPlace, _ i: Int, _ flow: inout KeyFlow<F>
  ) {
    let row = at.row * s.HV + at.head
    let square = arithmetic.sum(s.K) { (x.key[$0], x.key[$0]) }
    switch p.op.axes.gain {
    case .one, .split, .channel: break
    case .beta: add([dgain], to: .beta, at: row)
    case .implicit:
      // gain = β/m,  m = 1 + β kᵀk̃:  dβ = dgain/m²,  d(kᵀk̃) = −gain² dgain.
      let m = 1 + x.beta * arithmetic.sum(s.K) { (x.key[$0], x.writeKey[$0]) }
      add([fault == .implicitGradientOnce ? dgain / m : dgain / m / m], to: .beta, at: row)
      let dOverlap = -gain * (gain * dgain)
      if fault == .stepConstant { return }
      add(x.writeKey.map { dOverlap * $0 }, to: .k, at: keyRow(at))
      for c in 0..<s.K { flow.writeKeys[i][c] += dOverlap * x.key[c] }
    case .normalised:
      // 1/λ:  dλ = −gain² dgain.
      addLength(-gain * (gain * dgain), x, at)
    case .exponential:
      // (1 − e^{−βλ})/λ:  dβ = e^{−βλ} dgain,  dλ = (β e^{−βλ} − gain)/λ · dgain.
      let left = arithmetic.exponential(-x.beta * square)
      add([(fault == .flowGradientUndamped ? 1 : left) * dgain], to: .beta, at: row)
      if square > 0 { addLength((x.beta * left - gain) / square * dgain, x, at) }
      if square == 0, fault == .zeroKeyGradientDivided { addLength((x.beta * left - gain) / square * dgain, x, at) }
    }
  }

  /// λ = ‖k‖²:  dk += 2 dλ k.
  private mutating func addLength(_ dSquare: F, _ x: PlainToken<F>, _ at: PlainPlace) {
    if fault == .stepConstant { return }
    add(x.key.map { (fault == .lengthGradientHalved ? 1 : 2) * dSquare * $0 }, to: .k, at: keyRow(at))
  }
}
