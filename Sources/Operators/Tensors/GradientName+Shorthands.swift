// The names that a derivation writes: `.dk` for the gradient with respect to `.k`.
extension GradientName {
  /// With respect to the queries as handed over.
  public static let dq = Self(of: .q)
  /// With respect to the keys as handed over.
  public static let dk = Self(of: .k)
  /// With respect to the values.
  public static let dv = Self(of: .v)
  /// With respect to the log decays or raw gates, whichever `g` holds.
  public static let dg = Self(of: .g)
  /// With respect to the gains.
  public static let dbeta = Self(of: .beta)
  /// With respect to the log decays of A.
  public static let dgATK = Self(of: .gATK)
  /// With respect to the gains of A.
  public static let dbetaATK = Self(of: .betaATK)
  /// With respect to the centres of the squash.
  public static let dlogATKScale = Self(of: .logATKScale)
  /// With respect to the initial state.
  public static let dh0 = Self(of: .h0)
  /// With respect to the initial state of the preconditioner.
  public static let da0 = Self(of: .a0)
  /// With respect to the gains of the erase.
  public static let dbetaErase = Self(of: .betaErase)
  /// With respect to the ridge.
  public static let dlambda = Self(of: .lambda)
  /// With respect to the share of the key that the query gives up.
  public static let dshift = Self(of: .shift)
  /// With respect to the logarithms of the rates of raw gates.
  public static let daLog = Self(of: .aLog)
  /// With respect to what is added to raw gates.
  public static let ddtBias = Self(of: .dtBias)
  /// With respect to the gains of the erase for each channel.
  public static let db = Self(of: .b)
  /// With respect to the gains of the write for each channel.
  public static let dw = Self(of: .w)
}

extension CotangentName {
  /// Of the outputs, laid out as `o`.
  public static let o = Self(of: .o)
  /// Of the final state, laid out as `ht`.
  public static let ht = Self(of: .ht)
  /// Of the final state of the preconditioner, laid out as `at`.
  public static let at = Self(of: .at)
}
