import Operators
import Scalars

/// The adjoint of ``recur(_:map:rounding:)``: the gradient of `⟨o, ō⟩ + ⟨S_T, S̄_T⟩ + ⟨A_T, Ā_T⟩` for given ō, S̄_T and Ā_T.
///
/// Every line reverses one line of the recurrence, last first. An empty S̄_T or Ā_T in `cotangents` means zero. Decays
/// are differentiated as decays: a caller that holds logarithms multiplies by α, so that nothing is divided by a decay of
/// zero. States are recomputed from checkpoints.
///
/// - Precondition: the operator is one of ``Operator/differentiated``.
/// - Complexity: O(T·HV·K·V) operations, O(√T·K·V) memory besides the result. Source: GRAD-1 to GRAD-3.
@inlinable public func adjoint<S, M: DifferentiableMap, R: Rounding>(
  of problem: Lowered<S>, map: M, cotangents: LoweredOutputs<S>, rounding: inout R
) -> LoweredGradients<S> where M.Value == S, R.Value == S {
  precondition(Operator.differentiated.contains(problem.op), "adjoint: \(problem.op) has no adjoint here")
  precondition(problem.options == .standard, "adjoint: only the standard options have one here")
  let shape = problem.shape
  var gradients = LoweredGradients<S>(zerosLike: problem)
  for sequence in shape.sequences {
    for keyHead in 0..<shape.H {
      let keys = KeyTrace(problem, sequence, keyHead, map: map, rounding: &rounding)
      // The value heads of a group read the same write keys, so their gradients add up.
      var writeKeys = [S](repeating: .zero, count: keys.writeKeys.count)
      for head in keyHead * shape.group..<(keyHead + 1) * shape.group {
        reverseHead(
          HeadSlice(problem, sequence, head), keys.writeKeys, cotangents, into: &gradients,
          writeKeyGradients: &writeKeys, rounding: &rounding)
      }
      reverseKeys(
        problem, keys, writeKeyGradients: writeKeys, map: map, cotangents, into: &gradients, rounding: &rounding)
    }
  }
  return gradients
}

/// The adjoint with no rounding but that of the scalar.
///
/// - Complexity: O(T·HV·K·V) operations, O(√T·K·V) memory besides the result. Source: GRAD-1 to GRAD-3.
@inlinable public func adjoint<S, M: DifferentiableMap>(
  of problem: Lowered<S>, map: M, cotangents: LoweredOutputs<S>
) -> LoweredGradients<S> where M.Value == S {
  var exact = Exact<S>()
  return adjoint(of: problem, map: map, cotangents: cotangents, rounding: &exact)
}

extension Operator {
  /// The operators whose adjoint is written: linear attention, the delta rule and their gated and preconditioned forms.
  public static let differentiated: [Operator] = all.filter {
    ["linear-attention", "mamba2", "deltanet", "gdn", "kda", "pdn", "pgdn", "pkda"].contains($0.name)
  }
}
