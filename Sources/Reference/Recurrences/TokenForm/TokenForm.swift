import DeltaOperators
import DeltaScalars

/// Runs a recurrence token by token, exactly as `Specs/operators.md` writes it, with its rounding points named.
///
/// Shapes: CONV-1. Every sequence and value head is independent; the diagonal state belongs to a key head and is shared
/// by its value heads. A token form has no chunks, hence nothing to get wrong in a tail. The result holds the outputs
/// for each form of the state; what the preconditioner does is computed once for all of them.
///
/// - Complexity: O(T·HV·K·V) operations, O(T·HV·K) memory; deferring C tokens adds O(T·HV·C·(K+V)).
///   Source: OP-1, OP-2, OP-A.
@inlinable public func recur<S, M: DiagonalMap, R: Rounding>(
  _ problem: Lowered<S>, map: M, rounding r: inout R, forms: [StateForm]
) -> [LoweredOutputs<S>] where M.Value == S, R.Value == S {
  problem.op.axes.preconditioner.run(TokenForm(problem: problem, map: map, forms: forms), &r)
}

/// The recurrence of every sequence and head, for any form of the preconditioner.
@usableFromInline struct TokenForm<S, M: DiagonalMap, R: Rounding>: PreconditionerWork
where M.Value == S, R.Value == S {
  @usableFromInline let problem: Lowered<S>
  @usableFromInline let map: M
  @usableFromInline let forms: [StateForm]

  @inlinable init(problem: Lowered<S>, map: M, forms: [StateForm]) {
    (self.problem, self.map, self.forms) = (problem, map, forms)
  }

  @inlinable func run<P: PreconditionerForm>(with form: P.Type, _ r: inout R) -> [LoweredOutputs<S>]
  where P.S == S {
    let shape = problem.shape
    var at = initialPreconditionerState(problem)
    var heads: [HeadSlice<S>] = []
    for sequence in shape.sequences where !sequence.tokens.isEmpty {
      for keyHead in 0..<shape.H {
        var shared = HeadSlice(problem, sequence, keyHead * shape.group)
        if !P.isPerValueHead { at.replaceSubrange(shared.preconditionerState, with: shared.apply(P.self, map, &r)) }
        for head in keyHead * shape.group..<(keyHead + 1) * shape.group {
          var own = shared
          own.head = head
          if P.isPerValueHead { at.replaceSubrange(own.preconditionerState, with: own.apply(P.self, map, &r)) }
          own.applyGains(&r)
          heads.append(own)
        }
      }
    }
    // Form after form, so that what is drawn for one does not depend on those after it (TOL-10).
    return forms.map { form in
      var o = [S](repeating: .zero, count: shape.B * shape.T * shape.HV * shape.V), ht = initialState(problem)
      for head in heads { recurHead(head, form, ht: &ht, o: &o, &r) }
      return LoweredOutputs(o: o, ht: ht, at: at)
    }
  }
}

/// Runs a recurrence token by token under a rounding, its state a matrix.
///
/// - Complexity: O(T·HV·K·V). Source: OP-1, OP-2, OP-A.
@inlinable public func recur<S, M: DiagonalMap, R: Rounding>(
  _ problem: Lowered<S>, map: M, rounding r: inout R
) -> LoweredOutputs<S> where M.Value == S, R.Value == S {
  recur(problem, map: map, rounding: &r, forms: [.matrix])[0]
}

/// Runs a recurrence token by token with no rounding but that of the scalar.
///
/// - Complexity: O(T·HV·K·V). Source: OP-1, OP-2, OP-A.
@inlinable public func recur<S, M: DiagonalMap>(_ problem: Lowered<S>, map: M) -> LoweredOutputs<S>
where M.Value == S {
  var exact = Exact<S>()
  return recur(problem, map: map, rounding: &exact)
}

/// Runs one value head with its state in the given form.
@inlinable func recurHead<S, R: Rounding>(
  _ head: HeadSlice<S>, _ form: StateForm, ht: inout [S], o: inout [S], _ r: inout R
) where R.Value == S {
  ht.withUnsafeMutableBufferPointer { states in
    var state = Matrix(states.baseAddress! + head.state, rows: head.K, columns: head.V)
    guard let chunk = form.chunk else { return recurHead(head, state: &state, o: &o, &r) }
    var deferred = DeferredState(state, chunk: chunk, formsInverse: head.kept(in: form).formsInverse)
    recurHead(head, state: &deferred, o: &o, &r)
    deferred.fold(&r)
  }
}

@inlinable func initialState<S>(_ p: Lowered<S>) -> [S] {
  p.h0.isEmpty ? .init(repeating: .zero, count: p.shape.N * p.shape.HV * p.shape.K * p.shape.V) : p.h0
}

@inlinable func initialPreconditionerState<S>(_ p: Lowered<S>) -> [S] {
  let count = p.shape.preconditionerStateCount(p.op.axes.preconditioner.state)
  return p.a0.isEmpty ? .init(repeating: .zero, count: count) : p.a0
}
