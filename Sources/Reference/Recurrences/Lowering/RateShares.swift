import DeltaOperators
import DeltaScalars

/// What the gradient of a head's `A_log` takes of the gradient of one raw gate (GRAD-14).
public struct RateShare: Sendable {
  /// The value head.
  public let head: Int
  /// y, the raw gate with its bias.
  public let gate: Double
  /// The log decay that it stands for.
  public let logDecay: Double
  /// (∂g/∂a)/(∂g/∂y): log(1 + e^y)/σ(y) for softplus, y with a lower bound.
  public let factor: Double

  /// The weakest log decay of which float32 tells from nothing, beside one, what is left of a state.
  public static let weakest = -Double(Float.significandBitCount + 1) * Double.log(2)
}

extension Reference {
  /// The shares of all raw gates of a problem, laid out as `g`; nil where gates are log decays.
  ///
  /// Linear in the gates. Source: GRAD-13, GRAD-14.
  public static func rateShares(_ problem: Problem) -> [RateShare]? {
    guard problem.settings.gate != .log, problem.inputs[.g] != nil else { return nil }
    var exact = Exact<Double>()
    let raw = RawGates<Double>(problem, &exact)
    return raw.shifted.indices.map { i in
      let y = raw.shifted[i]
      var factor = y
      if raw.form == .softplus {
        // Both vanish with e^y; their quotient goes to one.
        let slope = raw.sigmoid(y, &exact)
        factor = slope > 0 ? raw.softplus(y, &exact) / slope : 1
      }
      return RateShare(head: raw.head(i), gate: y, logDecay: raw.logGate(i, &exact), factor: factor)
    }
  }
}
