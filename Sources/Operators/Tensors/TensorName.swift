/// The tensors of a request, by their exchange names.
public enum InputName: String, Sendable, CaseIterable, Comparable {
  /// Queries `[B,T,H,K]`.
  case q
  /// Keys `[B,T,H,K]`.
  case k
  /// Values `[B,T,HV,V]`.
  case v
  /// Log decays or raw gates `[B,T,HV]`, `[B,T,HV,K]`, or `[HV]` where they are constant.
  case g
  /// Gains `[B,T,HV]`.
  case beta
  /// Log decays of A, `[B,T,H]`.
  case gATK = "g_atk"
  /// Gains of A, `[B,T,H]`.
  case betaATK = "beta_atk"
  /// Centres c of the squash, `[H]`.
  case logATKScale = "log_atk_scale"
  /// Initial state, `[N,HV,K,V]` or transposed; zero when absent.
  case h0
  /// Initial state of the preconditioner, `[N,H,K]`, or `[N,H,K,K]` or `[N,HV,K,K]` for a Gram matrix; zero when absent.
  case a0
  /// Gains of the erase, `[B,T,HV]`.
  case betaErase = "beta_erase"
  /// The ridge Λ, `[H,K]`.
  case lambda
  /// The share of the key that the query gives up, `[H]`.
  case shift = "d"
  /// Logarithms of the rates of raw gates, `[HV]`.
  case aLog = "A_log"
  /// What is added to raw gates, `[HV]`, or `[HV,K]` where they have channels; zero when absent.
  case dtBias = "dt_bias"

  /// Declaration order.
  public static func < (a: InputName, b: InputName) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}

/// The tensors of a response, by their exchange names.
public enum OutputName: String, Sendable, CaseIterable, Comparable {
  /// Outputs `[B,T,HV,V]`.
  case o
  /// Final state, laid out as `h0`.
  case ht
  /// Final state of the preconditioner, laid out as `a0`.
  case at

  /// Declaration order.
  public static func < (a: OutputName, b: OutputName) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}
