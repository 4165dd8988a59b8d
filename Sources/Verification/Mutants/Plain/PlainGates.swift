import DeltaOperators
import DeltaScalars

/// Raw gates (CONV-4), and their gradients (GRAD-13).
struct PlainGates<F: PlainFloat> {
  private let p: Problem
  private let variant: Variant
  /// x + dt_bias.
  private let shifted: [F]
  /// exp(A_log) of each head.
  private let rates: [F]

  init(_ p: Problem, _ inputs: PlainInputs<F>, _ variant: Variant) {
    (self.p, self.variant) = (p, variant)
    let (x, bias, width) = (inputs[.g], inputs[.dtBias], p.op.axes.decay == .channel ? p.shape.K : 1)
    shifted = x.indices.map { i in
      if bias.isEmpty || variant.fault == .rawBiasDropped { return x[i] }
      let head = i / width % p.shape.HV
      return x[i] + bias[variant.fault == .rawBiasByHead ? head * width : head * width + i % width]
    }
    let isLost = variant.fault == .rawRateNeedsBias && p.settings.gate == .lowerBound && bias.isEmpty
    rates = inputs[.aLog].map { isLost ? 1 : F.exponential($0) }
  }

  private var fault: Fault? { variant.fault }
  private var width: Int { p.op.axes.decay == .channel ? p.shape.K : 1 }
  private func head(_ i: Int) -> Int { fault == .rawRateOfHeadZero ? 0 : i / width % p.shape.HV }

  var logDecays: [F] { shifted.indices.map(logDecay) }

  private func logDecay(_ i: Int) -> F {
    let (y, rate) = (shifted[i], rates[head(i)])
    if p.settings.gate == .lowerBound {
      let own = p.settings.lowerBound
      let bound = fault == .rawBoundIgnored ? -5 : fault == .rawBoundInBF16 ? Format.bf16.rounded(own) : own
      return F(bound) * sigmoid(rate * y)
    }
    if fault == .rawClampBeforeSign { return -rate * min(softplus(y), -0.0001) }
    if fault == .rawRateNotExponentiated { return -F(p[.aLog].values[head(i)].magnitude) * softplus(y) }
    // Finite, so that its product with a gradient of zero is zero.
    return max(-rate * softplus(y), -F(Float.greatestFiniteMagnitude))
  }

  private func softplus(_ y: F) -> F {
    switch fault {
    case .softplusLinearFromTwo where y > 2, .softplusLinearFromFive where y > 5,
      .softplusLinearFromEight where y > 8:
      return y
    case .softplusOverflows: return F(F.logarithm(1 + F(Float(F.exponential(y)))))
    case .softplusVanishes where y < -8: return 0
    default: break
    }
    if let threshold = variant.style.softplusThreshold, y > F(threshold) { return y }
    let tail = F.exponential(-y.magnitude)
    let logarithm = variant.style.formsSoftplusSum ? F.logarithm(1 + tail) : F.logarithmOfOnePlus(tail)
    return max(y, 0) + logarithm + (fault == .softplusWithOffset ? F(0x1.4p-24) : 0)
  }

  private func sigmoid(_ z: F) -> F {
    if fault == .sigmoidAsQuotient { return F.exponential(z) / (1 + F.exponential(z)) }
    return F.exponential(min(z, 0)) / (1 + F.exponential(-z.magnitude))
  }

  /// From the gradients of log decays to those of x, dt_bias and A_log, by pairs unless rates are summed too.
  func reverse(_ dg: [F], byPairs: [F], sumsRates: Bool) -> [InputName: [F]] {
    var dx = dg
    var dRate = [F](repeating: 0, count: rates.count)
    var dBias = [F](repeating: 0, count: rates.count * width)
    let perRow = dg.count / max(p.shape.B, 1)
    for i in dg.indices {
      let (y, g, h) = (shifted[i], logDecay(i), head(i))
      // A threshold that is this kernel's own.
      let dgOfRate = sumsRates && g > -16 ? dg[i] : byPairs[i]
      var share: F
      if p.settings.gate == .softplus {
        share = g * dgOfRate
        dx[i] = -rates[h] * sigmoid(y) * dg[i]
      } else {
        let z = rates[h] * y
        let slope = g * (variant.style.subtractsSigmoid ? 1 - sigmoid(z) : sigmoid(-z)), dz = slope * dg[i],
          dzOfRate = slope * dgOfRate
        share = dzOfRate == 0 ? 0 : z * dzOfRate
        dx[i] = rates[h] * dz
        if fault == .rawSlopeWithoutRate { dx[i] = dz }
      }
      if fault == .rawGateNotReversed { dx[i] = dg[i] }
      if fault == .rawRateGradientOfRate { share /= rates[h] }
      if fault == .rawRateGradientResidue { share += g * F(0x1p-20) }
      let isLost = fault == .rawGradientsOfLastRow && i / max(perRow, 1) < p.shape.B - 1
      if !isLost { dRate[h] += share }
      if !isLost && fault != .biasGradientOfFirstToken || i < p.shape.HV * width {
        dBias[i % dBias.count] += dx[i]
      }
    }
    return [.g: dx, .aLog: dRate, .dtBias: dBias]
  }
}
