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
  of problem: Lowered<S>, map: M, cotangents: LoweredOutputs<S>, rounding: inout R, form: StateForm = .matrix
) -> LoweredGradients<S> where M.Value == S, R.Value == S {
  precondition(problem.options == .standard, "adjoint: only the standard options have one here")
  let shape = problem.shape
  var gradients = LoweredGradients<S>(zerosLike: problem)
  var (curvature, diagonal) = (initialCurvature(problem), initialCurvature(problem))
  for sequence in shape.sequences {
    for keyHead in 0..<shape.H {
      var streams = HeadStreams(
        problem, sequence, keyHead, map: map, curvature: &curvature, rounding: &rounding)
      // The value heads of a group read the same streams, so their gradients add up.
      var dStreams = StreamGradients<S>(count: streams.writeKeys.count)
      for head in keyHead * shape.group..<(keyHead + 1) * shape.group {
        if problem.op.axes.preconditioner == .gramQuery {
          streams.queries = gramQueries(problem, sequence, head, gram: &curvature, rounding: &rounding)
        }
        let gains = headGains(problem, sequence, head, writeKeys: streams.writeKeys, rounding: &rounding)
        let slice = HeadSlice(problem, sequence, head, streams, gains: gains)
        reverseHead(slice, cotangents, into: &gradients, &dStreams, form: form, rounding: &rounding)
        if problem.op.axes.gain == .implicit {
          reverseImplicitGains(slice, into: &gradients, &dStreams, rounding: &rounding)
        }
        if problem.op.axes.preconditioner == .gramQuery {
          // The read queries are this head's own.
          let dq = reverseGram(
            slice, solutions: streams.queries, gradients: dStreams.queries, cotangents, into: &gradients,
            rounding: &rounding)
          slice.add(dq, to: &gradients.q, &rounding)
          dStreams.queries = .init(repeating: .zero, count: dq.count)
        }
      }
      let slice = HeadSlice(problem, sequence, keyHead * shape.group, streams, gains: [])
      reverseStreams(
        slice, dStreams, map: map, diagonal: &diagonal, cotangents, into: &gradients, rounding: &rounding)
    }
  }
  return gradients
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
