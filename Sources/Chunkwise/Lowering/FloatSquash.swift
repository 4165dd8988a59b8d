import DeltaOperators
import DeltaScalars

/// The squash in float32 (OP-A), with its derivatives.
struct FloatSquash: DifferentiableMap {
  let logBound: Float
  let eps: Float
  let centres: [Float]

  init(_ settings: Settings, centres: [Float]) {
    (logBound, eps, self.centres) = (Float(Double.log(settings.x)), Float(settings.eps), centres)
  }

  func preconditioner(_ a: Float, head: Int) -> Float {
    let r = Float.log(a + eps) - centres[head]
    return Float.exp(-logBound * (r / (1 + r.magnitude)))
  }

  /// ∂B/∂c = log x · B/(1+|r|)², and ∂B/∂A = −∂B/∂c/(A + ε) (GRAD-3).
  func differential(_ a: Float, head: Int) -> (state: Float, centre: Float) {
    let r = Float.log(a + eps) - centres[head]
    let denominator = 1 + r.magnitude
    let centre = logBound * Float.exp(-logBound * (r / denominator)) / (denominator * denominator)
    return (-centre / (a + eps), centre)
  }
}
