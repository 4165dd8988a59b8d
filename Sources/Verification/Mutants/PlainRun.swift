import DeltaOperators

/// One problem, evaluated by plain loops over float32 arrays.
struct PlainRun {
  let p: Problem
  let fault: OutputFault?
  let chunk: Int
  let s: Shape
  var o: [Float]
  var ht: [Float]
  var at: [Float]

  init(_ problem: Problem, _ fault: OutputFault?, chunk: Int) {
    (p, self.fault, self.chunk, s) = (problem.takingLogarithms(fault), fault, chunk, problem.shape)
    o = .init(repeating: 0, count: s.B * s.T * s.HV * s.V)
    ht = .init(repeating: 0, count: s.N * s.HV * s.K * s.V)
    at = p.outputNames.contains(.at) ? .init(repeating: 0, count: p.expectedShape(of: .at).reduce(1, *)) : []
  }

  mutating func outputs() -> Outputs {
    for sequence in sequences {
      for head in 0..<s.HV { run(sequence, head) }
    }
    if fault == .lastUnwritten, !o.isEmpty { o[o.count - 1] = .nan }
    if fault == .diagonalNotReturned { at = p.inputs[.a0]?.values ?? at.map { _ in 0 } }
    let transposed = (p.settings.stateLayout == .vk) != (fault == .stateTransposed && s.K == s.V)
    var result = Outputs([
      .o: Tensor(p.expectedShape(of: .o), o),
      .ht: Tensor(p.expectedShape(of: .ht), transposed ? ht.transposingBlocks(s.K, s.V) : ht),
    ])
    if p.outputNames.contains(.at) { result[.at] = Tensor(p.expectedShape(of: .at), at) }
    return result
  }

  var sequences: [Shape.Sequence] {
    guard fault == .packedAsOne, s.cuSeqlens != nil else { return s.sequences }
    return s.sequences.map { .init(index: $0.index, row: 0, tokens: 0..<$0.tokens.upperBound) }
  }

  /// One value head of one sequence: state in, chunks, state out.
  mutating func run(_ sequence: Shape.Sequence, _ head: Int) {
    let group = s.HV / s.H
    let keyHead = fault == .headsTiled ? head % s.H : head / group
    var state = initialState(sequence, head)
    var A = initialPreconditionerState(sequence, head, keyHead)
    let isSkipped = fault == .singleTokenSkipped && sequence.tokens.count == 1
    if !isSkipped {
      for start in stride(from: sequence.tokens.lowerBound, to: sequence.tokens.upperBound, by: chunk) {
        let range = start..<min(start + chunk, sequence.tokens.upperBound)
        if fault == .diagonalNotCarried { A = A.map { _ in 0 } }
        let tokens = range.map { t in
          let row = sequence.row * s.T + t
          return token(PlainPlace(sequence: sequence, t: t, row: row, head: head, keyHead: keyHead), &A)
        }
        advance(tokens, sequence, range, head, &state)
      }
    }
    let size = s.K * s.V
    let base = (sequence.index * s.HV + head) * size
    ht.replaceSubrange(base..<base + size, with: state)
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

  func initialState(_ sequence: Shape.Sequence, _ head: Int) -> [Float] {
    let size = s.K * s.V
    let isLost =
      (fault == .initialStateIgnored && sequence.tokens.count > 1)
      || (fault == .emptyLosesState && sequence.tokens.isEmpty)
    guard let h0 = p.inputs[.h0], !isLost else { return .init(repeating: 0, count: size) }
    let base = (sequence.index * s.HV + head) * size
    let block = Array(h0.values[base..<base + size])
    return p.settings.stateLayout == .kv ? block : block.transposingBlocks(s.V, s.K)
  }

  func initialPreconditionerState(_ sequence: Shape.Sequence, _ head: Int, _ keyHead: Int) -> [Float] {
    let kind = p.op.axes.preconditioner.state
    let size = kind.isGram ? s.K * s.K : kind == .diagonal ? s.K : 0
    guard size > 0, let a0 = p.inputs[.a0] else { return .init(repeating: 0, count: size) }
    let base = slot(sequence, head, keyHead) * size
    return Array(a0.values[base..<base + size])
  }
}

extension [Float] {
  /// Each rows×columns block transposed.
  func transposingBlocks(_ rows: Int, _ columns: Int) -> [Float] {
    indices.map { i in
      let (block, within) = (i / (rows * columns), i % (rows * columns))
      return self[block * rows * columns + within % rows * columns + within / rows]
    }
  }
}
