/// The tensors of a request, by their exchange names; shapes and domains are in ``TensorRow/all``.
public enum InputName: String, Sendable, CaseIterable, Comparable {
  /// Queries.
  case q
  /// Keys.
  case k
  /// Values.
  case v
  /// Log decays or raw gates.
  case g
  /// Gains.
  case beta
  /// Log decays of A.
  case gATK = "g_atk"
  /// Gains of A.
  case betaATK = "beta_atk"
  /// Centres c of the squash.
  case logATKScale = "log_atk_scale"
  /// Initial state; zero when absent.
  case h0
  /// Initial state of the preconditioner; zero when absent.
  case a0
  /// Gains of the erase.
  case betaErase = "beta_erase"
  /// The ridge Λ.
  case lambda
  /// The share of the key that the query gives up.
  case shift = "d"
  /// Logarithms of the rates of raw gates.
  case aLog = "A_log"
  /// What is added to raw gates; zero when absent.
  case dtBias = "dt_bias"
  /// Gains of the erase for each channel.
  case b
  /// Gains of the write for each channel.
  case w

  /// Declaration order: that in which complaints are made and gradients are listed.
  public static func < (a: InputName, b: InputName) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}

/// The tensors of a response, by their exchange names; shapes are in ``TensorRow/all``.
public enum OutputName: String, Sendable, CaseIterable, Comparable {
  /// Outputs.
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
