/// L2 normalisation of queries and keys (`Specs/conventions.md`, CONV-3).
public enum L2Norm: String, Sendable, CaseIterable, Codable {
  /// Used as handed over.
  case none
  /// `x·(Σx² + 1e-6)^(−1/2)`: the kernels' form.
  case rsqrtEps = "rsqrt-eps"
  /// `x / max(‖x‖, 1e-12)`: the reference Python code's form.
  case maxEps = "max-eps"
}

/// What the tensor `g` holds (`Specs/conventions.md`, CONV-4).
public enum GateForm: String, Sendable, CaseIterable, Codable {
  /// Natural-log decays, at most 0.
  case log
  /// Raw gates x: `g = −exp(A_log)·softplus(x + dt_bias)`.
  case softplus
  /// Raw gates x: `g = lower_bound·sigmoid(exp(A_log)·(x + dt_bias))`.
  case lowerBound = "lower-bound"
}

/// Order of the last two axes of a state handed in or out.
public enum StateLayout: String, Sendable, CaseIterable, Codable {
  /// `[N,HV,K,V]`.
  case kv
  /// `[N,HV,V,K]`.
  case vk
}

/// The scalars and conventions of a problem.
public struct Settings: Hashable, Sendable {
  /// Multiplies the query; nil means `K^(−1/2)`.
  public var scale: Double?
  /// Normalisation of q and k.
  public var l2norm: L2Norm
  /// Bound of the squash: B lies in (1/x, x).
  public var x: Double
  /// Added to A before the logarithm.
  public var eps: Double
  /// What `g` holds.
  public var gate: GateForm
  /// The least log decay that the form `lower-bound` gives, in [−5, 0); no other form reads it.
  public var lowerBound: Double
  /// Layout of `h0` and `ht`.
  public var stateLayout: StateLayout
  /// Variants of the preconditioner.
  public var options: Options

  /// Creates settings; the defaults are the kernels'.
  public init(
    scale: Double? = nil, l2norm: L2Norm = .rsqrtEps, x: Double = 1.5, eps: Double = 1e-6, gate: GateForm = .log,
    lowerBound: Double = -5, stateLayout: StateLayout = .kv, options: Options = .standard
  ) {
    (self.scale, self.l2norm, self.x, self.eps) = (scale, l2norm, x, eps)
    (self.gate, self.lowerBound) = (gate, lowerBound)
    (self.stateLayout, self.options) = (stateLayout, options)
  }
}
