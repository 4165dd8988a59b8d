import Operators
import Scalars

/// Runs a recurrence token by token, exactly as `Specs/operators.md` writes it, with its rounding points named.
///
/// Shapes: CONV-1. Every sequence and value head is independent; the diagonal state belongs to a key head and is shared
/// by its value heads. A token form has no chunks, hence nothing to get wrong in a tail. With `deferring` the corrections
/// of so many tokens are kept apart from the state before they are added: the same outputs, rounded as a chunk form
/// rounds them (TOL-2).
///
/// - Complexity: O(T·HV·K·V) operations, O(K·V) memory besides the result; deferring C tokens adds O(T·HV·C·(K+V)).
///   Source: OP-1, OP-2, OP-A.
@inlinable public func recur<S, M: DiagonalMap, R: Rounding>(
  _ problem: Lowered<S>, map: M, rounding: inout R, deferring chunk: Int? = nil
) -> LoweredOutputs<S> where M.Value == S, R.Value == S {
  let shape = problem.shape
  let size = shape.K * shape.V
  var result = LoweredOutputs<S>(
    o: .init(repeating: .zero, count: shape.B * shape.T * shape.HV * shape.V),
    ht: initialState(problem), at: initialCurvature(problem))
  for sequence in shape.sequences where !sequence.tokens.isEmpty {
    for keyHead in 0..<shape.H {
      var streams = HeadStreams(
        problem, sequence, keyHead, map: map, curvature: &result.at, rounding: &rounding)
      for head in keyHead * shape.group..<(keyHead + 1) * shape.group {
        if problem.op.axes.preconditioner == .gramQuery {
          streams.queries = gramQueries(problem, sequence, head, gram: &result.at, rounding: &rounding)
        }
        let gains = headGains(problem, sequence, head, writeKeys: streams.writeKeys, rounding: &rounding)
        result.ht.withUnsafeMutableBufferPointer { states in
          let start = states.baseAddress! + (sequence.index * shape.HV + head) * size
          var state = Matrix(start, rows: shape.K, columns: shape.V)
          guard let chunk else {
            return recurHead(
              problem, sequence, head, streams, gains, state: &state, o: &result.o, rounding: &rounding)
          }
          var deferred = DeferredState(state, chunk: chunk)
          recurHead(
            problem, sequence, head, streams, gains, state: &deferred, o: &result.o, rounding: &rounding)
          deferred.fold(&rounding)
        }
      }
    }
  }
  return result
}

/// Runs a recurrence token by token with no rounding but that of the scalar.
///
/// - Complexity: O(T·HV·K·V). Source: OP-1, OP-2, OP-A.
@inlinable public func recur<S, M: DiagonalMap>(_ problem: Lowered<S>, map: M) -> LoweredOutputs<S>
where M.Value == S {
  var exact = Exact<S>()
  return recur(problem, map: map, rounding: &exact)
}

@inlinable func initialState<S>(_ p: Lowered<S>) -> [S] {
  p.h0.isEmpty ? .init(repeating: .zero, count: p.shape.N * p.shape.HV * p.shape.K * p.shape.V) : p.h0
}

@inlinable func initialCurvature<S>(_ p: Lowered<S>) -> [S] {
  let count = p.shape.curvatureCount(p.op.axes.preconditioner.curvature)
  return p.a0.isEmpty ? .init(repeating: .zero, count: count) : p.a0
}
