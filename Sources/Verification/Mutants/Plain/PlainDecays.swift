import DeltaOperators

/// The decays of a chunk: γ_i, Γ_im and γ_C for each channel.
struct PlainDecays<F: PlainFloat> {
  let gates: [[F]]
  let arithmetic: Arithmetic<F>
  let fault: Fault?
  /// Whether the erase reads the state before its decay.
  let erasesBefore: Bool
  let isPartial: Bool
  private let cumulative: [[F]]
  /// Of all ranges of tokens, channel by channel: the sum of their gates, and their decay where nothing is special about it.
  private let sums, decays: [F]
  private let width: Int

  /// Without a decay there is nothing here to get wrong, and a constant one is anchored nowhere.
  init(_ gates: [[F]], _ axes: Axes, _ arithmetic: Arithmetic<F>, _ fault: Fault?, isPartial: Bool) {
    let isIdle = axes.decay == .none || (axes.decay == .constant && fault == .anchoredOnFuture)
    (self.gates, self.arithmetic, self.fault) = (gates, arithmetic, isIdle ? nil : fault)
    self.isPartial = isPartial
    erasesBefore = (axes.solve == .onlineBeforeDecay) != (self.fault == .eraseBeforeDecay)
    let isNeeded = arithmetic.style.decays == .cumulative || fault == .maskBySign || fault == .cumulativeInBF16
    width = gates.first?.count ?? 0
    cumulative =
      fault == .maskBySign
      ? Self.inBlocks(gates, isNeeded ? width : 0)
      : Self.inOrder(gates, isNeeded ? width : 0) { sum in
        fault == .cumulativeInBF16 ? arithmetic.rounded(sum, .bf16) : sum
      }
    sums = Self.ofRanges(gates, width, from: 0, +)
    if arithmetic.style.decays == .products {
      decays = Self.ofRanges(gates.map { $0.map(arithmetic.exponential) }, width, from: 1, *)
    } else {
      decays = arithmetic.style.decays == .cumulative ? [] : sums.map(arithmetic.exponential)
    }
  }

  /// What is made of the elements of every range in their order, at (its first token, its end, the channel).
  private static func ofRanges(_ elements: [[F]], _ width: Int, from start: F, _ next: (F, F) -> F) -> [F] {
    let n = elements.count
    var made = [F](repeating: start, count: (n + 1) * (n + 1) * width)
    for first in 0..<n {
      for end in first + 1..<n + 1 {
        let place = (first * (n + 1) + end) * width
        for c in 0..<width { made[place + c] = next(made[place - width + c], elements[end - 1][c]) }
      }
    }
    return made
  }

  private func place(_ tokens: Range<Int>, _ c: Int) -> Int {
    (tokens.lowerBound * (gates.count + 1) + tokens.upperBound) * width + c
  }

  private static func inOrder(_ gates: [[F]], _ width: Int, _ rounded: (F) -> F) -> [[F]] {
    gates.reduce(into: [[F](repeating: 0, count: width)]) { sums, gate in
      let last = sums[sums.count - 1]
      sums.append((0..<width).map { rounded(last[$0] + gate[$0]) })
    }
  }

  /// In blocks of 8, whose totals are formed by halves: two equal sums need not be equal.
  private static func inBlocks(_ gates: [[F]], _ width: Int) -> [[F]] {
    func total(_ range: Range<Int>, _ c: Int) -> F {
      if range.count <= 1 { return range.isEmpty ? 0 : gates[range.lowerBound][c] }
      let middle = (range.lowerBound + range.upperBound) / 2
      return total(range.lowerBound..<middle, c) + total(middle..<range.upperBound, c)
    }
    return (0...gates.count).map { end in
      let start = max(end - 1, 0) / 8 * 8
      return (0..<width).map { c in
        (start..<end).reduce(total(0..<start, c)) { $0 + gates[$1][c] }
      }
    }
  }

  /// The decay over some tokens.
  private func over(_ tokens: Range<Int>, _ c: Int) -> F {
    if fault == .decayInBF16 { return arithmetic.rounded(arithmetic.exponential(sum(tokens, c)), .bf16) }
    if fault == .decayInFP16 { return arithmetic.rounded(arithmetic.exponential(sum(tokens, c)), .fp16) }
    if fault == .cumulativeInBF16 || arithmetic.style.decays == .cumulative {
      // Both ends of −∞: nothing is left, whatever their difference.
      if tokens.contains(where: { gates[$0][c] == -.infinity }) { return 0 }
      let before = cumulative[tokens.lowerBound][c]
      return before == -.infinity
        ? arithmetic.exponential(sum(tokens, c)) : arithmetic.exponential(cumulative[tokens.upperBound][c] - before)
    }
    return decays[place(tokens, c)]
  }

  /// The sum of the gates of some tokens; nothing is subtracted, so −∞ is harmless.
  func sum(_ tokens: Range<Int>, _ c: Int) -> F { sums[place(tokens, c)] }

  func sinceStart(_ i: Int, _ c: Int) -> F { over(0..<i + 1, c) }

  /// The factor of the start state in the prediction of token i.
  func predicting(_ i: Int, _ c: Int) -> F {
    switch fault {
    case .predictionWithoutGamma: 1
    case .predictionWithGammaTwice: over(0..<i + 1, c) * over(0..<i + 1, c)
    default: over(0..<(erasesBefore ? i : i + 1), c)
    }
  }

  /// Γ_im in the erase, m < i.
  func erasing(_ i: Int, _ m: Int, _ c: Int) -> F {
    fault == .eraseWithoutDecay ? 1 : between(erasesBefore ? i - 1 : i, m, c)
  }

  /// Γ_im in the scores, m ≤ i; above the diagonal what a kernel computes before it masks.
  func scoring(_ i: Int, _ m: Int, _ c: Int) -> F {
    if m > i { return F(Float(F.exponential(-sum(i + 1..<m + 1, c)))) }
    switch fault {
    case .scoresWithoutDecay: return 1
    case .scoresInBaseTwo: return F.powerOfTwo(sum(m + 1..<i + 1, c))
    case .anchoredOnFuture:
      let end = sum(i + 1..<gates.count, c)
      return end > -20 ? F.exponential(sum(m + 1..<gates.count, c)) * F.exponential(-end) : between(i, m, c)
    default: return between(i, m, c)
    }
  }

  func between(_ i: Int, _ m: Int, _ c: Int) -> F {
    switch fault {
    case .zeroGateDropped where i > m: return sum(m + 1..<i + 1, c) < 0 ? over(m + 1..<i + 1, c) : 0
    case .maskBySign where i > m:
      let difference = cumulative[i + 1][c] - cumulative[m + 1][c]
      return difference <= 0 ? F.exponential(difference) : 0
    case .decayByQuotient where i > m:
      return F(Float(F.exponential(sum(0..<i + 1, c)))) * F(Float(F.exponential(-sum(0..<m + 1, c))))
    case .anchorOffByOne where m < 8 && i >= 8: return over(m + 1..<8, c) * over(9..<max(i + 1, 9), c)
    default: return over(m + 1..<i + 1, c)
    }
  }

  /// γ_C.
  func wholeChunk(_ c: Int) -> F {
    switch fault {
    case .tailGateFromPadding where isPartial, .carryWithoutDecay: 1
    default: sinceStart(gates.count - 1, c)
    }
  }

  /// Γ_Cm.
  func toEnd(_ m: Int, _ c: Int) -> F {
    switch fault {
    case .tailGateFromPadding where isPartial: F(Float(F.exponential(-sum(0..<m + 1, c))))
    case .writesNotDecayed: 1
    case .writesDecayedFromOwn: over(m..<gates.count, c)
    default: over(m + 1..<gates.count, c)
    }
  }
}
