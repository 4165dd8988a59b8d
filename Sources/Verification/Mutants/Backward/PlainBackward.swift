import DeltaOperators

/// The gradients of one problem, token by token, last first (GRAD-2): kept apart from shipping code and reference alike.
struct PlainBackward<F: PlainFloat> {
  let run: PlainRun<F>
  /// Gradients in the layout of the inputs; those of q and k with respect to what norm and scale have made of them.
  var gradients: [InputName: [F]] = [:]
  /// Gradients of log decays, in the layout of `g`, or of one a token where the decay is constant.
  var logDecays: [F] = []
  /// The same by pairs, for the rate's gradient, where others are suffix sums.
  var pairedLogDecays: [F] = []

  init(_ run: PlainRun<F>) {
    self.run = run
    for (name, tensor) in run.p.inputs { gradients[name] = .init(repeating: 0, count: tensor.count) }
    let isConstant = run.p.op.axes.decay == .constant
    logDecays = .init(repeating: 0, count: isConstant ? s.B * s.T * s.HV : run.inputs.logDecays.count)
    if run.style.sumsGateGradients { pairedLogDecays = logDecays }
  }

  var p: Problem { run.p }
  var s: Shape { run.s }
  var fault: Fault? { run.fault }
  var arithmetic: Arithmetic<F> { run.arithmetic }

  /// Runs all groups of heads of all sequences, then back through norms, scale and gates.
  mutating func reverse() {
    for sequence in s.sequences where !(fault == .sharedOfLastSequenceOnly && sequence.index < s.N - 1) {
      for keyHead in 0..<s.H { reverse(sequence, keyHead) }
    }
    lower()
  }

  /// A key head with its value heads.
  private mutating func reverse(_ sequence: Shape.Sequence, _ keyHead: Int) {
    let group = s.HV / s.H
    let zeros = [[F]](repeating: .init(repeating: 0, count: s.K), count: sequence.tokens.count)
    var flow = KeyFlow(writeKeys: zeros, queries: zeros)
    var trace: PlainTrace<F>!
    for head in keyHead * group..<(keyHead + 1) * group {
      trace = PlainTrace(run, sequence, head)
      var own = KeyFlow(writeKeys: zeros, queries: zeros)
      reverse(trace, &own)
      if p.op.axes.preconditioner == .gramQuery { reverseGram(trace, own.queries, isQuery: true) }
      let isLost = fault == .groupNotSummed && head % group > 0
      if !isLost { flow.add(own, fault == .groupAveraged ? 1 / F(group) : 1) }
    }
    reversePreconditioner(trace, flow)
  }

  /// Adds to a few consecutive elements of a gradient.
  mutating func add(_ values: [F], to name: InputName, at base: Int, times factor: F = 1) {
    for i in values.indices { gradients[name]?[base + i] += factor * values[i] }
  }

  /// The first element of a token's row of q or k.
  func keyRow(_ at: PlainPlace) -> Int { (at.row * s.H + at.keyHead) * s.K }
}

/// What flows back to the write keys and read queries of a key head, token by token, from all its value heads.
struct KeyFlow<F: PlainFloat> {
  var writeKeys, queries: [[F]]

  mutating func add(_ other: KeyFlow, _ factor: F) {
    for t in writeKeys.indices {
      for i in writeKeys[t].indices {
        writeKeys[t][i] += factor * other.writeKeys[t][i]
        queries[t][i] += factor * other.queries[t][i]
      }
    }
  }
}

/// What a value head computed on the way forwards: tokens, states before and after each, preconditioner's states.
struct PlainTrace<F: PlainFloat> {
  /// The head, at no token.
  let owner: PlainPlace
  let places: [PlainPlace]
  var tokens: [PlainToken<F>] = []
  /// S_0 … S_T.
  var states: [[F]] = []
  /// A_0 … A_T.
  var preconditioners: [[F]] = []

  init(_ run: PlainRun<F>, _ sequence: Shape.Sequence, _ head: Int) {
    owner = run.place(sequence, -1, head)
    places = sequence.tokens.map { run.place(sequence, $0, head) }
    var (state, A) = (run.initialState(sequence, head), run.initialPreconditionerState(sequence, head))
    (states, preconditioners) = ([state], [A])
    for (i, at) in places.enumerated() {
      tokens.append(run.token(at, &A))
      if run.style.recomputesStates, i > 0, i % 16 == 0 {
        var (chunk, read) = (run, states[i - 16])
        state = states[i - 16]
        chunk.advance(
          Array(tokens[i - 16..<i]), run.outputRow(sequence, places[i - 16].t, head), &state, reading: &read,
          isPartial: false)
      }
      if run.fault == .statesOfPreviousChunk, i > 0, i % 16 == 0 { state = states[i - 16] }
      run.advanceToken(tokens[i], columns: run.s.V, &state)
      if run.fault == .recomputedStatesInBF16 { state = state.map { run.arithmetic.rounded($0, .bf16) } }
      states.append(state)
      preconditioners.append(A)
    }
  }
}
