import DeltaOperators

/// A place in a problem: a token of a sequence, seen from a value head and the key head that it reads.
struct PlainPlace {
  let sequence: Shape.Sequence
  let t: Int
  /// Row of `[B·T]` tensors.
  let row: Int
  let head, keyHead: Int
}

/// What one token brings to one head, after norms, gates and preconditioner.
struct PlainToken<F: PlainFloat> {
  /// Query and key after norm and scale, before the preconditioner and the gains of channels.
  var query, key: [F]
  /// The value as handed over.
  var value: [F]
  /// What reads, erases, writes, and is written.
  var q, k, writeKey, v: [F]
  /// Gain of the write.
  var gain: F
  /// β as handed over; 1 where there is none.
  var beta: F
  /// Gain of the erase, where it is not that of the write.
  var eraseGain: F?
  /// What multiplies each channel of the prediction, where a fault says so.
  var predictionGains: [F]?
  /// Log decays a channel; one repeated value for a scalar or a constant gate.
  var logDecay: [F]
}

extension PlainRun {
  /// Reads a token and advances the preconditioner's state.
  func token(_ at: PlainPlace, _ A: inout [F]) -> PlainToken<F> {
    let value = (at.row * s.HV + at.head) * s.V
    let v = Array(inputs[.v][value..<value + s.V])
    let key = normalised(.k, at)
    let query = normalised(.q, at).map { scale * $0 }
    let beta = gains(.beta, at)?[0] ?? 1
    var x = PlainToken(
      query: query, key: key, value: v, q: query, k: key, writeKey: key, v: v, gain: beta, beta: beta,
      eraseGain: gains(.betaErase, at)?[0], logDecay: logDecay(at))
    applyPreconditioner(&x, at, &A)
    applyGains(&x, at)
    if fault == .eraseWithWriteKey { x.k = x.writeKey }
    if fault == .gainZeroStopsDecay, beta == 0 { x.logDecay = x.logDecay.map { _ in 0 } }
    return x
  }

  /// Whether the scale multiplies the output: a fixed number of steps with an ε is not linear in the query that it is given.
  var scalesOutput: Bool { style.scalesOutput && p.settings.options.gramSolve == .exact }

  /// What multiplies the query.
  var scale: F {
    switch fault {
    case .scaleIgnored: 1 / F(s.K).squareRoot()
    case .scaleOfValueSize: p.settings.scale.map { F($0) } ?? 1 / F(s.V).squareRoot()
    case .scaleNeedsRoot where p.settings.l2norm != .rsqrtEps: 1 / F(s.K).squareRoot()
    case .scaleTwice: F(p.scale) * F(p.scale)
    default: scalesOutput ? 1 : F(p.scale)
    }
  }

  /// A row of q or k, divided by its length (CONV-3).
  func normalised(_ name: InputName, _ at: PlainPlace) -> [F] {
    let base = (at.row * s.H + at.keyHead) * s.K
    let x = Array(inputs[name][base..<base + s.K])
    guard p.settings.l2norm != .none, !(fault == .queryNotNormalised && name == .q) else { return x }
    let squares = squares(x, name, base)
    let rooted = squares.squareRoot()
    let y: [F]
    switch (p.settings.l2norm, fault) {
    case (.rsqrtEps, .normEpsilonOutside): y = x.map { $0 / (rooted + 1e-6) }
    case (.rsqrtEps, .normEpsilonLarger): y = x.map { $0 / (squares + 1e-5).squareRoot() }
    case (.rsqrtEps, .normsExchanged), (.maxEps, nil): y = x.map { $0 / max(rooted, 1e-12) }
    case (.maxEps, .normFloorLarger): y = x.map { $0 / max(rooted, 1e-8) }
    case (.maxEps, .normUnguarded): y = x.map { $0 / rooted }
    case (.maxEps, .normsExchanged): y = x.map { $0 / (squares + 1e-6).squareRoot() }
    case (.maxEps, _): y = x.map { $0 / max(rooted, 1e-12) }
    default: y = style.usesReciprocalRoot ? scaled(x, squares + 1e-6) : x.map { $0 / (squares + 1e-6).squareRoot() }
    }
    return y.map(arithmetic.normalised)
  }

  private func squares(_ x: [F], _ name: InputName, _ base: Int) -> F {
    switch fault {
    case .normOverHeads:
      let first = base / (s.H * s.K) * s.H * s.K
      return inputs[name][first..<first + s.H * s.K].reduce(0) { $0 + $1 * $1 }
    case .normOverPaddedLanes:
      let lanes = (0..<Int.bitWidth).lazy.map { 1 << $0 }.first { $0 >= s.K }!
      return inputs[name][base..<min(base + lanes, inputs[name].count)].reduce(0) { $0 + $1 * $1 }
    case .normSquaresInBF16: return x.reduce(0) { arithmetic.rounded($0 + $1 * $1, .bf16) }
    default: return arithmetic.sum(s.K) { (x[$0], x[$0]) }
    }
  }

  /// x·m^(−1/2) by an estimate of 12 bits and a step of Newton's, as hardware has it.
  private func scaled(_ x: [F], _ m: F) -> [F] {
    var root = arithmetic.rounded(1 / m.squareRoot(), Self.estimate)
    root = root * (1.5 - 0.5 * m * root * root)
    return x.map { $0 * root }
  }

  /// The gains of a token and head: one, or one a channel; nil where there is no such tensor.
  func gains(_ name: InputName, _ at: PlainPlace) -> [F]? {
    guard let channels = p.inputs[name]?.shape.dropFirst(3).reduce(1, *) else { return nil }
    let source =
      switch fault {
      case .gainByKeyHead: at.row * s.HV + at.head / (s.HV / s.H)
      case .gainOfRowZero: at.t * s.HV + at.head
      case .gainOfPreviousToken: max(at.row - 1, 0) * s.HV + at.head
      case .gainTransposed: at.head * s.B * s.T + at.row
      default: at.row * s.HV + at.head
      }
    let gains = inputs[name][source * channels..<(source + 1) * channels]
    switch fault {
    case .gainClamped, .gainClampedAtUsualBound: return gains.map { min($0, 1) }
    case .gainInBF16Computed: return gains.map { arithmetic.rounded($0 * F(1.1), .bf16) / F(1.1) }
    case .gainDoubled: return gains.map { 2 * $0 }
    default: return Array(gains)
    }
  }

  /// The log decays of a token's channels.
  func logDecay(_ at: PlainPlace) -> [F] {
    guard p.op.axes.decay != .none else { return .init(repeating: 0, count: s.K) }
    var row = at.row
    if fault == .packedGateOffset && s.cuSeqlens != nil { row = at.t - at.sequence.tokens.lowerBound }
    if fault == .gateOfPreviousToken { row = max(at.row - 1, 0) }
    if fault == .gateOfRowZero { row = at.t }
    let head =
      switch fault {
      case .gateOfHeadZero: 0
      case .gateByKeyHead: at.head / (s.HV / s.H)
      default: at.head
      }
    var gates: [F]
    switch p.op.axes.decay {
    case .none: gates = []
    case .constant: gates = .init(repeating: inputs.logDecays[head], count: s.K)
    case .scalar: gates = .init(repeating: inputs.logDecays[row * s.HV + head], count: s.K)
    case .channel:
      let first = (row * s.HV + head) * s.K
      gates = Array(inputs.logDecays[first..<first + s.K])
      if fault == .gateOfChannelZero { gates = .init(repeating: gates[0], count: s.K) }
    }
    if fault == .decodeInBaseTwo && at.sequence.tokens.count == 1 { gates = gates.map { $0 * F(0.6931472) } }
    if fault == .gateTakenForDecay { gates = gates.map { F.logarithm(min($0.magnitude, 1)) } }
    return gates
  }
}
