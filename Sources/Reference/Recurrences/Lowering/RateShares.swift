import DeltaOperators
import DeltaScalars

extension Reference {
  /// What the gradient of `A_log` takes of each element of the gradient of raw gates: (∂g/∂a)/(∂g/∂y), laid out as `g`.
  ///
  /// softplus: log(1 + e^y)/σ(y); lower-bound: y. Zero at a gate of which the decay is less than float32 tells from nothing
  /// beside one. Nil where gates are log decays. Linear in the gates. Source: GRAD-13, GRAD-14.
  public static func rateShares(_ problem: Problem) -> [Double]? {
    guard problem.settings.gate != .log, problem.inputs[.g] != nil else { return nil }
    var exact = Exact<Double>()
    let raw = RawGates<Double>(problem, &exact)
    return raw.shifted.indices.map { i in
      guard raw.logGate(i, &exact) >= -Double(Float.significandBitCount + 1) * Double.log(2) else { return 0 }
      let y = raw.shifted[i]
      guard raw.form == .softplus else { return y }
      // Both vanish with e^y; their quotient goes to one.
      let slope = raw.sigmoid(y, &exact)
      return slope > 0 ? raw.softplus(y, &exact) / slope : 1
    }
  }

  /// The head of `A_log` that each of those elements belongs to.
  public static func headsOfGates(_ problem: Problem) -> [Int] {
    let width = problem.op.axes.decay.isPerChannel ? problem.shape.K : 1
    return problem.inputs[.g].map { g in g.values.indices.map { $0 / width % problem.shape.HV } } ?? []
  }
}
