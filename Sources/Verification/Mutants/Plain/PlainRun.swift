import DeltaOperators

/// One problem, evaluated by plain loops: what every variant is a small edit of.
///
/// It shares no code with the reference or the built-in implementation.
struct PlainRun<F: PlainFloat> {
  let p: Problem
  let s: Shape
  let variant: Variant
  let style: Style
  let fault: Fault?
  let arithmetic: Arithmetic<F>
  let inputs: PlainInputs<F>
  var o, ht, at: [F]

  init(_ problem: Problem, _ variant: Variant) {
    (p, s, self.variant, style, fault) = (problem, problem.shape, variant, variant.style, variant.fault)
    arithmetic = Arithmetic(variant.style)
    inputs = PlainInputs(problem, variant)
    o = .init(repeating: 0, count: s.B * s.T * s.HV * s.V)
    ht = .init(repeating: 0, count: s.N * s.HV * s.K * s.V)
    at =
      problem.outputNames.contains(.at) ? .init(repeating: 0, count: problem.expectedShape(of: .at).reduce(1, *)) : []
  }

  /// Runs all heads of all sequences.
  mutating func run() {
    let heads = Array(0..<s.HV)
    for sequence in sequences {
      for head in style.reordersHeads ? heads.reversed() : heads { run(sequence, head) }
    }
  }

  /// The sequences, as a fault may see them.
  var sequences: [Shape.Sequence] {
    guard let cu = s.cuSeqlens else { return s.sequences }
    switch fault {
    case .packedAsOne:
      return s.sequences.map { .init(index: $0.index, row: 0, tokens: 0..<$0.tokens.upperBound) }
    case .boundariesHalved:
      return s.sequences.map { .init(index: $0.index, row: 0, tokens: cu[$0.index] / 2..<cu[$0.index + 1] / 2) }
    case .boundaryTokenTwice:
      return s.sequences.map {
        .init(index: $0.index, row: 0, tokens: max($0.tokens.lowerBound - 1, 0)..<$0.tokens.upperBound)
      }
    default: return s.sequences
    }
  }

  /// The key head of a value head.
  func keyHead(of head: Int) -> Int {
    switch fault {
    case .headsTiled: head % s.H
    case .groupsBeyondThree: s.HV / s.H > 3 ? min(head / 3, s.H - 1) : head / (s.HV / s.H)
    case .groupsRoundedUp: head / powerOfTwo(notBelow: s.HV / s.H)
    default: head / (s.HV / s.H)
    }
  }

  private func powerOfTwo(notBelow n: Int) -> Int { 1 << (Int.bitWidth - max(n - 1, 0).leadingZeroBitCount) }

  /// The place of a token, seen from a value head.
  func place(_ sequence: Shape.Sequence, _ t: Int, _ head: Int) -> PlainPlace {
    PlainPlace(sequence: sequence, t: t, row: sequence.row * s.T + t, head: head, keyHead: keyHead(of: head))
  }

  /// One value head of one sequence: state in, tokens, state out.
  mutating func run(_ sequence: Shape.Sequence, _ head: Int) {
    var state = initialState(sequence, head)
    var A = initialPreconditionerState(sequence, head)
    if !isSkipped(sequence, head) {
      switch style.form {
      case .pieces: runPieces(sequence, head, &state, &A)
      default: runChunks(sequence, head, &state, &A)
      }
    }
    if fault == .shortPrefillStateLost, (1...3).contains(sequence.tokens.count) { state = initialState(sequence, head) }
    write(state, A, sequence, head)
  }

  private func isSkipped(_ sequence: Shape.Sequence, _ head: Int) -> Bool {
    switch fault {
    case .singleTokenSkipped: sequence.tokens.count == 1
    case .headsBeyondEight: head >= 8
    case .headsBeyondTwo: head >= 2
    case .rowsBeyondTwo: sequence.row >= 2
    case .lastSequenceSkipped: s.N > 1 && sequence.index == s.N - 1
    default: false
    }
  }

  private mutating func write(_ state: [F], _ A: [F], _ sequence: Shape.Sequence, _ head: Int) {
    let size = s.K * s.V
    let base = (sequence.index * s.HV + head) * size
    let isLost = fault == .statesBeyondSixteen && sequence.index >= 16
    ht.replaceSubrange(base..<base + size, with: isLost ? state.map { _ in 0 } : state)
    let group = s.HV / s.H
    if isPerValueHead || head % group == 0 {
      let base = slot(sequence, head, head / group) * A.count
      at.replaceSubrange(base..<base + A.count, with: A)
    }
  }

  /// Whether every value head has a preconditioner's state of its own.
  var isPerValueHead: Bool { p.op.axes.preconditioner.state == .gramOfValueHead }

  func slot(_ sequence: Shape.Sequence, _ head: Int, _ keyHead: Int) -> Int {
    isPerValueHead ? sequence.index * s.HV + head : sequence.index * s.H + keyHead
  }

  func initialState(_ sequence: Shape.Sequence, _ head: Int) -> [F] {
    let size = s.K * s.V
    let zero = [F](repeating: 0, count: size)
    guard inputs.has(.h0) else { return zero }
    switch fault {
    case .initialStateIgnored where sequence.tokens.count > 1, .emptyLosesState where sequence.tokens.isEmpty,
      .initialStateNeedsDiagonal where p.outputNames.contains(.at) && !inputs.has(.a0):
      return zero
    default: break
    }
    let owner = fault == .initialStateOfSequenceZero ? 0 : sequence.index
    let base = (owner * s.HV + (fault == .initialStateByKeyHead ? head / (s.HV / s.H) : head)) * size
    let block = Array(inputs[.h0][base..<base + size])
    return p.settings.stateLayout == .kv || fault == .layoutIgnoredOnInput && s.K == s.V
      ? block : block.transposingBlocks(s.V, s.K)
  }

  func initialPreconditionerState(_ sequence: Shape.Sequence, _ head: Int) -> [F] {
    let kind = p.op.axes.preconditioner.state
    let size = kind.isGram ? s.K * s.K : kind == .diagonal ? s.K : 0
    guard size > 0, inputs.has(.a0), fault != .initialDiagonalIgnored else { return .init(repeating: 0, count: size) }
    var keyHead = keyHead(of: head)
    if fault == .initialDiagonalOfHeadZero { keyHead = 0 }
    let base = slot(sequence, head, keyHead) * size
    return Array(inputs[.a0][base..<base + size])
  }
}

extension Array {
  /// Each rows×columns block transposed.
  func transposingBlocks(_ rows: Int, _ columns: Int) -> [Element] {
    indices.map { i in
      let (block, within) = (i / (rows * columns), i % (rows * columns))
      return self[block * rows * columns + within % rows * columns + within / rows]
    }
  }
}
