/// The gradients handed in, one for each output, by their exchange names.
///
/// They are no inputs: an operator does not have them, a question about its derivative does. Source: GRAD-1.
public enum CotangentName: String, Sendable, CaseIterable, Comparable {
  /// Of the outputs, laid out as `o`.
  case o = "do"
  /// Of the final state, laid out as `ht`.
  case ht = "dht"
  /// Of the final diagonal state, laid out as `at`.
  case at = "dat"

  /// The output that it belongs to.
  public var output: OutputName {
    switch self {
    case .o: .o
    case .ht: .ht
    case .at: .at
    }
  }

  /// Declaration order.
  public static func < (a: CotangentName, b: CotangentName) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}

/// The gradients asked for, one for each input, by their exchange names; each has the shape of its input.
public enum GradientName: String, Sendable, CaseIterable, Comparable {
  /// With respect to the queries as handed over.
  case dq
  /// With respect to the keys as handed over.
  case dk
  /// With respect to the values.
  case dv
  /// With respect to the log decays or raw gates, whichever `g` holds.
  case dg
  /// With respect to the gains.
  case dbeta
  /// With respect to the log decays of A.
  case dgATK = "dg_atk"
  /// With respect to the gains of A.
  case dbetaATK = "dbeta_atk"
  /// With respect to the centres of the squash.
  case dlogATKScale = "dlog_atk_scale"
  /// With respect to the initial state.
  case dh0
  /// With respect to the initial state of the preconditioner.
  case da0
  /// With respect to the gains of the erase.
  case dbetaErase = "dbeta_erase"
  /// With respect to the ridge.
  case dlambda
  /// With respect to the share of the key that the query gives up.
  case dshift = "dd"
  /// With respect to the logarithms of the rates of raw gates.
  case daLog = "dA_log"
  /// With respect to what is added to raw gates.
  case ddtBias = "ddt_bias"

  /// The input that it belongs to.
  public var input: InputName {
    switch self {
    case .dq: .q
    case .dk: .k
    case .dv: .v
    case .dg: .g
    case .dbeta: .beta
    case .dgATK: .gATK
    case .dbetaATK: .betaATK
    case .dlogATKScale: .logATKScale
    case .dh0: .h0
    case .da0: .a0
    case .dbetaErase: .betaErase
    case .dlambda: .lambda
    case .dshift: .shift
    case .daLog: .aLog
    case .ddtBias: .dtBias
    }
  }

  /// Declaration order.
  public static func < (a: GradientName, b: GradientName) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}

extension Problem {
  /// The gradients that this problem asks for: of every input that it holds, or none without cotangents.
  public var gradientNames: [GradientName] {
    cotangents.isEmpty ? [] : GradientName.allCases.filter { inputs[$0.input] != nil }
  }

  /// Checks the gradients handed in: each of an output that the operator has, of its shape, and finite.
  ///
  /// - Throws: ``ProblemError/cotangent(_:_:)``.
  func validateCotangents() throws(ProblemError) {
    if let name = cotangents.keys.min(), settings.options != .standard {
      throw .cotangent(name, "was given, but gradients are defined for the standard options alone; remove it")
    }
    for (name, tensor) in cotangents.sorted(by: { $0.key < $1.key }) {
      guard outputNames.contains(name.output) else {
        throw .cotangent(name, "was given, but operator \(op) has no output '\(name.output.rawValue)'; remove it")
      }
      let expected = expectedShape(of: name.output)
      guard tensor.shape == expected else {
        throw .cotangent(name, "has shape \(tensor.shape); expected \(expected)")
      }
      guard let bad = tensor.values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw .cotangent(name, "holds \(tensor.values[bad]) at \(tensor.index(of: bad)); it must be finite")
    }
  }
}
