/// The equivalences of exact online least squares, and a wrong version of each.
enum Equivalence: String, CaseIterable, Sendable {
  case eq1 = "EQ-1"
  case eq2 = "EQ-2"
  case eq3 = "EQ-3"
  case eq4 = "EQ-4"
  case eq5 = "EQ-5"

  var statement: String {
    switch self {
    case .eq1:
      "offline C_t(P_t q_t) equals the online delta rule with k̃_t = P_{t−1}k_t/(1 + k_tᵀP_{t−1}k_t), at every t"
    case .eq2: "the online write key P_{t−1}k_t/(1 + k_tᵀP_{t−1}k_t) is P_t k_t"
    case .eq3:
      "with forgetting a_t and weights b_t, S_t = S_{t−1} + b_t(v − S_{t−1}k)(P_t k)ᵀ is C_t P_t, undecayed"
    case .eq4: "with targets decayed by α_t too, S_t = α_t S_{t−1} + b_t(v − α_t S_{t−1}k)(P_t k)ᵀ is C_t P_t"
    case .eq5:
      "with D_t = diag(α_t), S_t = S_{t−1}D_t + b_t(v − S_{t−1}D_t k)(P_t k)ᵀ is C_t P_t for "
        + "C_t = a_t C_{t−1}P_{t−1}D_tG_{t−1} + b_t v kᵀ"
    }
  }

  /// A wrong formula in place of the clause's own.
  enum Fault: String, Sendable {
    case pastInverse = "the offline query is multiplied by P_{t−1}"
    case noDenominator = "the write key is P_{t−1}k without its denominator"
    case decayedState = "the state is decayed by a_t too"
    case undecayedTargets = "C_t forgets by a_t alone"
    case commutedDecay = "C_t = a_t C_{t−1}D_t + b_t v kᵀ, as if D and G commuted"
  }

  var fault: Fault {
    switch self {
    case .eq1: .pastInverse
    case .eq2: .noDenominator
    case .eq3: .decayedState
    case .eq4: .undecayedTargets
    case .eq5: .commutedDecay
    }
  }
}
