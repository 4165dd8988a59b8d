import DeltaOperators
import DeltaScalars

/// The adjoint of ``recur(_:map:rounding:)``: the gradient of `⟨o, ō⟩ + ⟨S_T, S̄_T⟩ + ⟨A_T, Ā_T⟩` for given ō, S̄_T and Ā_T.
///
/// Every line reverses one line of the recurrence, last first. An empty S̄_T or Ā_T in `cotangents` means zero. Decays
/// are differentiated as decays: a caller that holds logarithms multiplies by α, so that nothing is divided by a decay of
/// zero. States are recomputed from checkpoints.
///
/// - Complexity: O(T·HV·K·V) operations, O(√T·K·V) memory besides the result. Source: GRAD-1 to GRAD-3, GRAD-10 to GRAD-12.
@inlinable public func adjoint<S, M: DifferentiableMap, R: Rounding>(
  of problem: Lowered<S>, map: M, cotangents: LoweredOutputs<S>, rounding r: inout R, form: StateForm = .matrix
) -> LoweredGradients<S> where M.Value == S, R.Value == S {
  precondition(problem.options == .standard, "adjoint: only the standard options have one here")
  return problem.op.axes.preconditioner.run(
    Adjoint(problem: problem, map: map, cotangents: cotangents, form: form), &r)
}

/// The adjoint of every sequence and head, for any form of the preconditioner.
@usableFromInline struct Adjoint<S, M: DifferentiableMap, R: Rounding>: PreconditionerWork
where M.Value == S, R.Value == S {
  @usableFromInline let problem: Lowered<S>
  @usableFromInline let map: M
  @usableFromInline let cotangents: LoweredOutputs<S>
  @usableFromInline let form: StateForm

  @inlinable init(problem: Lowered<S>, map: M, cotangents: LoweredOutputs<S>, form: StateForm) {
    (self.problem, self.map, self.cotangents, self.form) = (problem, map, cotangents, form)
  }

  @inlinable func run<P: PreconditionerForm>(with preconditioner: P.Type, _ r: inout R) -> LoweredGradients<S>
  where P.S == S {
    let shape = problem.shape
    var gradients = LoweredGradients<S>(zerosLike: problem)
    if r.gateGradients.isSummed {
      (gradients.logDecay, gradients.logDecayATK) = (gradients.decay, gradients.decayATK)
    }
    for sequence in shape.sequences {
      for keyHead in 0..<shape.H {
        var shared = HeadSlice(problem, sequence, keyHead * shape.group)
        shared.chunk = form.chunk
        if !P.isPerValueHead { _ = shared.apply(P.self, map, &r) }
        // The value heads of a group read the same rows, so their gradients add up.
        var flow = RowGradients<S>(count: shared.writeKeys.count)
        for head in keyHead * shape.group..<(keyHead + 1) * shape.group {
          var own = shared
          own.head = head
          if P.isPerValueHead { _ = own.apply(P.self, map, &r) }
          own.applyGains(&r)
          reverseHead(own, cotangents, into: &gradients, &flow, form, &r)
          if problem.op.axes.gain.readsWriteKey { own.reverseImplicitGains(into: &gradients, &flow, &r) }
          if P.isPerValueHead {
            own.reverse(P.self, flow, map, cotangents, into: &gradients, &r)
            // The read queries are this head's own.
            flow.queries = .init(repeating: .zero, count: flow.queries.count)
          }
        }
        if P.passesWriteKeys { shared.add(flow.writeKeys, to: &gradients.k, &r) }
        if P.passesQueries { shared.add(flow.queries, to: &gradients.q, &r) }
        if !P.isPerValueHead {
          shared.reverse(P.self, flow, map, cotangents, into: &gradients, &r)
          shared.takeFromWhole(&gradients.logDecayATK, rows: 1, at: { t, _ in shared.keyGate(t) }, &r)
        }
      }
    }
    return gradients
  }
}

/// The adjoint with no rounding but that of the scalar.
///
/// - Complexity: O(T·HV·K·V) operations, O(√T·K·V) memory besides the result. Source: GRAD-1 to GRAD-3, GRAD-10 to GRAD-12.
@inlinable public func adjoint<S, M: DifferentiableMap>(
  of problem: Lowered<S>, map: M, cotangents: LoweredOutputs<S>
) -> LoweredGradients<S> where M.Value == S {
  var exact = Exact<S>()
  return adjoint(of: problem, map: map, cotangents: cotangents, rounding: &exact)
}
