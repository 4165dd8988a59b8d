import DeltaOperators
import DeltaScalars

extension Squash: DifferentiableMap {
  /// ∂B/∂A and ∂B/∂c.
  ///
  ///     ds/dr = 1/(1+|r|)²,   ∂B/∂c = log x · ds/dr · B,   ∂B/∂A = −∂B/∂c / (A + ε)
  ///
  /// The squash is continuously differentiable: at r = 0 both one-sided derivatives are 1. Source: GRAD-3.
  @inlinable public func differential(_ a: S, head: Int) -> (state: S, centre: S) {
    let shifted = a + eps
    let r = S.log(shifted) - centres[head]
    let denominator = S.one + S.abs(r)
    let weight = S.exp(-(logBound * (r / denominator)))
    let centre = logBound * weight / (denominator * denominator)
    return (-(centre / shifted), centre)
  }
}
