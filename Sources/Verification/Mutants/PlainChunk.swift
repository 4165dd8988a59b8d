import DeltaOperators
import DeltaScalars
import Foundation

extension PlainRun {
  /// One chunk: D by forward substitution, then outputs, then the state (K×V).
  mutating func advance(
    _ x: [PlainToken], _ sequence: Shape.Sequence, _ range: Range<Int>, _ head: Int, _ state: inout [Float]
  ) {
    let (K, V, C) = (s.K, s.V, x.count)
    let decays = PlainDecays(x.map(\.logDecay), p.op.axes, fault, isPartial: C < chunk)
    var d = [[Float]]()
    for i in 0..<C {
      var prediction = [Float](repeating: 0, count: V)
      if p.op.axes.solve.erases {
        let read = (0..<K).map { x[i].k[$0] * decays.predicting(i, $0) }
        for j in 0..<V { for c in 0..<K { prediction[j] += read[c] * state[c * V + j] } }
        for m in 0..<i where !(fault == .truncatedSeries && i - m > 3) {
          let overlap = (0..<K).reduce(Float(0)) { $0 + x[i].k[$1] * decays.erasing(i, m, $1) * x[m].writeKey[$1] }
          for j in 0..<V { prediction[j] += overlap * d[m][j] }
        }
      }
      d.append(
        (0..<V).map { j in
          if let gains = x[i].predictionGains { return x[i].v[j] - gains[j] * prediction[j] }
          guard let eraseGain = x[i].eraseGain else { return x[i].gain * (x[i].v[j] - prediction[j]) }
          return x[i].gain * x[i].v[j] - eraseGain * prediction[j]
        })
    }
    for i in 0..<C {
      var out = [Float](repeating: 0, count: V)
      for c in 0..<K {
        let weight = x[i].q[c] * decays.sinceStart(i, c)
        for j in 0..<V {
          let source = fault == .outputReadsTransposed && K == V ? j * V + c : c * V + j
          out[j] += weight * state[source]
        }
      }
      for m in 0..<C {
        guard m <= i || fault == .maskByMultiplying else { continue }
        var score = (0..<K).reduce(Float(0)) { $0 + x[i].q[$1] * decays.scoring(i, m, $1) * x[m].writeKey[$1] }
        if m > i { score *= 0 }
        if m == i && fault == .diagonalScoresTwice { score *= 2 }
        for j in 0..<V { out[j] += score * d[m][j] }
      }
      let base = ((sequence.row * s.T + range.lowerBound + i) * s.HV + head) * V
      o.replaceSubrange(base..<base + V, with: out)
    }
    let written = fault == .tailTokenLost && C < chunk ? C - 1 : C
    for c in 0..<K {
      for j in 0..<V {
        var sum = decays.wholeChunk(c) * state[c * V + j]
        for m in 0..<written { sum += decays.toEnd(m, c) * x[m].writeKey[c] * d[m][j] }
        state[c * V + j] = fault == .stateInBF16 ? Float(Format.bf16.rounded(Double(sum))) : sum
      }
    }
  }
}

/// The decays of a chunk: exponentials of sums of gates, each sum taken afresh.
struct PlainDecays {
  let gates: [[Float]]
  let fault: OutputFault?
  /// Whether the erase reads the state before its decay.
  let erasesBefore: Bool
  let isPartial: Bool

  /// Without a decay there is nothing here to get wrong, and a constant one is anchored nowhere.
  init(_ gates: [[Float]], _ axes: Axes, _ fault: OutputFault?, isPartial: Bool) {
    let isIdle = axes.decay == .none || (axes.decay == .constant && fault == .anchoredOnFuture)
    (self.gates, self.fault, self.isPartial) = (gates, isIdle ? nil : fault, isPartial)
    erasesBefore = (axes.solve == .onlineBeforeDecay) != (self.fault == .eraseBeforeDecay)
  }

  /// The sum of the gates of some tokens; nothing is subtracted, so −∞ is harmless.
  func sum(_ tokens: Range<Int>, _ channel: Int) -> Float { tokens.reduce(0) { $0 + gates[$1][channel] } }

  func sinceStart(_ i: Int, _ c: Int) -> Float { expf(sum(0..<i + 1, c)) }

  /// The factor of the start state in the prediction of token i.
  func predicting(_ i: Int, _ c: Int) -> Float {
    fault == .predictionWithoutGamma ? 1 : expf(sum(0..<(erasesBefore ? i : i + 1), c))
  }

  /// Γ_im in the erase, m < i.
  func erasing(_ i: Int, _ m: Int, _ c: Int) -> Float {
    between(erasesBefore ? i - 1 : i, m, c)
  }

  /// Γ_im in the scores, m ≤ i; above the diagonal what a kernel computes before it masks.
  func scoring(_ i: Int, _ m: Int, _ c: Int) -> Float {
    if m > i { return expf(-sum(i + 1..<m + 1, c)) }
    switch fault {
    case .scoresWithoutDecay: return 1
    case .scoresInBaseTwo: return exp2f(sum(m + 1..<i + 1, c))
    case .anchoredOnFuture:
      let end = sum(i + 1..<gates.count, c)
      return end > -20 ? expf(sum(m + 1..<gates.count, c)) * expf(-end) : between(i, m, c)
    default: return between(i, m, c)
    }
  }

  func between(_ i: Int, _ m: Int, _ c: Int) -> Float {
    let gate = sum(m + 1..<i + 1, c)
    switch fault {
    case .zeroGateDropped where i > m: return gate < 0 ? expf(gate) : 0
    case .decayByQuotient where i > m: return expf(sum(0..<i + 1, c)) * expf(-sum(0..<m + 1, c))
    case .anchorOffByOne where m < 8 && i >= 8: return expf(sum(m + 1..<8, c)) * expf(sum(9..<max(i + 1, 9), c))
    default: return expf(gate)
    }
  }

  /// γ_C.
  func wholeChunk(_ c: Int) -> Float {
    fault == .tailGateFromPadding && isPartial ? 1 : sinceStart(gates.count - 1, c)
  }

  /// Γ_Cm.
  func toEnd(_ m: Int, _ c: Int) -> Float {
    if fault == .tailGateFromPadding && isPartial { return expf(-sum(0..<m + 1, c)) }
    return expf(sum(m + 1..<gates.count, c))
  }
}
