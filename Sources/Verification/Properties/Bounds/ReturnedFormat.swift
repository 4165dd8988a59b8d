import DeltaOperators
import DeltaScalars

extension Profile {
  /// The format in which a tensor of a response comes back: tokens, and gradients of tokens and gains, as outputs are, states and
  /// their gradients as they are carried, gradients of gates and parameters as they are summed (TOL-6).
  func returned(_ tensor: ResponseTensor) -> Format {
    switch tensor {
    case .output(.o): return output
    case .output(.ht): return state
    case .output(.at): return preconditionerState
    case .gradient(let gradient):
      switch gradient.input {
      case .q, .k, .v, .beta, .betaATK, .betaErase, .b, .w: return output
      case .h0: return state
      case .a0: return preconditionerState
      default: return accumulator
      }
    }
  }
}
