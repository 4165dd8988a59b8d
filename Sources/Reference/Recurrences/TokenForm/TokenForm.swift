import DeltaOperators
import DeltaScalars

/// How a recurrence keeps the state of a head: the same matrix, rounded in other places (TOL-2).
public enum StateForm: Hashable, Sendable {
  /// As a matrix that every token updates.
  case matrix
  /// The corrections of so many tokens apart from the matrix, as a chunk form keeps them.
  case deferred(chunk: Int)
}

/// Runs a recurrence token by token, exactly as `Specs/operators.md` writes it, with its rounding points named.
///
/// Shapes: CONV-1. Every sequence and value head is independent; the diagonal state belongs to a key head and is shared
/// by its value heads. A token form has no chunks, hence nothing to get wrong in a tail. The result holds the outputs
/// for each form of the state; what the preconditioner does is computed once for all of them.
///
/// - Complexity: O(T·HV·K·V) operations, O(K·V) memory besides the result; deferring C tokens adds O(T·HV·C·(K+V)).
///   Source: OP-1, OP-2, OP-A.
@inlinable public func recur<S, M: DiagonalMap, R: Rounding>(
  _ problem: Lowered<S>, map: M, rounding: inout R, forms: [StateForm]
) -> [LoweredOutputs<S>] where M.Value == S, R.Value == S {
  let shape = problem.shape
  var curvature = initialCurvature(problem)
  let empty = [S](repeating: .zero, count: shape.B * shape.T * shape.HV * shape.V)
  var (outputs, states) = (forms.map { _ in empty }, forms.map { _ in initialState(problem) })
  for sequence in shape.sequences where !sequence.tokens.isEmpty {
    for keyHead in 0..<shape.H {
      var streams = HeadStreams(problem, sequence, keyHead, map: map, curvature: &curvature, rounding: &rounding)
      for head in keyHead * shape.group..<(keyHead + 1) * shape.group {
        if problem.op.axes.preconditioner == .gramQuery {
          streams.queries = gramQueries(problem, sequence, head, gram: &curvature, rounding: &rounding)
        }
        let gains = headGains(problem, sequence, head, writeKeys: streams.writeKeys, rounding: &rounding)
        for (i, form) in forms.enumerated() {
          recurHead(
            problem, sequence, head, streams, gains, form: form, ht: &states[i], o: &outputs[i], rounding: &rounding)
        }
      }
    }
  }
  return zip(outputs, states).map { LoweredOutputs(o: $0, ht: $1, at: curvature) }
}

/// Runs a recurrence token by token under a rounding, its state a matrix.
///
/// - Complexity: O(T·HV·K·V). Source: OP-1, OP-2, OP-A.
@inlinable public func recur<S, M: DiagonalMap, R: Rounding>(
  _ problem: Lowered<S>, map: M, rounding: inout R
) -> LoweredOutputs<S> where M.Value == S, R.Value == S {
  recur(problem, map: map, rounding: &rounding, forms: [.matrix])[0]
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
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, _ streams: HeadStreams<S>, _ gains: [S],
  form: StateForm, ht: inout [S], o: inout [S], rounding: inout R
) where R.Value == S {
  let (K, V) = (p.shape.K, p.shape.V)
  ht.withUnsafeMutableBufferPointer { states in
    let start = states.baseAddress! + (sequence.index * p.shape.HV + head) * K * V
    var state = Matrix(start, rows: K, columns: V)
    guard case .deferred(let chunk) = form else {
      return recurHead(p, sequence, head, streams, gains, state: &state, o: &o, rounding: &rounding)
    }
    var deferred = DeferredState(state, chunk: chunk)
    recurHead(p, sequence, head, streams, gains, state: &deferred, o: &o, rounding: &rounding)
    deferred.fold(&rounding)
  }
}

@inlinable func initialState<S>(_ p: Lowered<S>) -> [S] {
  p.h0.isEmpty ? .init(repeating: .zero, count: p.shape.N * p.shape.HV * p.shape.K * p.shape.V) : p.h0
}

@inlinable func initialCurvature<S>(_ p: Lowered<S>) -> [S] {
  let count = p.shape.curvatureCount(p.op.axes.preconditioner.curvature)
  return p.a0.isEmpty ? .init(repeating: .zero, count: count) : p.a0
}
