import DeltaExactScalars
import DeltaRecurrences
import DeltaScalars

/// Readings of the squashed diagonal, each on both sides of an enclosure: READ-1, 2, 3 and 7.
extension Claim {
  static let centre = reading(
    "READ-1", .enclosed, "`log_atk_scale` is the centre itself (kernels), or the centre is its exponential (paper)"
  ) { fault, tally in
    let (x, eps, parameter) = (Ball(1.5), Ball(1e-6), Ball(-0.2))
    let paper = fault == nil ? Ball.exp(parameter) : parameter
    let squash = { (c: Ball) in Squash(x: x, eps: eps, centres: [c]).preconditioner(.one, head: 0) }
    apart(squash(parameter), squash(paper), by: 0.1, "B at A=1 for the parameter −0.2, kernels against paper", &tally)
    return "by enclosure at A=1; the paper's centre is positive, so the kernels' default −0.2 is out of its reach"
  }

  static let logarithm = reading(
    "READ-2", .enclosed, "r = log(A + ε) − c with ε = 1e-6 (kernels), or log A − c (paper)"
  ) { fault, tally in
    let kernels = Squash<Ball>.kernelDefaults
    let paper = fault == nil ? Squash(x: Ball(1.5), eps: .zero, centres: [Ball(-0.2)]) : kernels
    let small = Ball(0x1p-20)
    apart(
      kernels.preconditioner(small, head: 0), paper.preconditioner(small, head: 0), by: 1e-3,
      "B at A=2⁻²⁰, kernels against paper", &tally)
    tally.expect(kernels.preconditioner(.zero, head: 0).isFinite, "B(0) is not finite with ε")
    tally.expect(!paper.preconditioner(.zero, head: 0).isFinite, "B(0) is finite without ε")
    return "by enclosure at A=2⁻²⁰; at A=0, every sequence's start, the paper's logarithm does not exist"
  }

  static let range = reading(
    "READ-3", .enclosed,
    "B lies in the open interval and, because of ε, at most at x^(ρ/(1+ρ)) (kernels), or in [1/x, x] (paper)"
  ) { fault, tally in
    let squash = Squash<Ball>.kernelDefaults
    let reached = fault == nil ? squash.preconditioner(.zero, head: 0) : Ball(1.5)
    apart(reached, Ball(1.5), by: 0.04, "largest B, reached at A=0, against x", &tally)
    let largest = squash.preconditioner(Ball(0x1p127), head: 0)
    apart(largest, .one / Ball(1.5), by: 2e-3, "B at A=2¹²⁷, the end of float32, against 1/x", &tally)
    return "by enclosure at both ends of A's range in float32"
  }

  static let doubledGain = reading(
    "READ-7", .enclosed,
    "the \"[−1,1]\" rows double β; with a preconditioner that needs βx ≤ 2, and β = 2 leaves the unit disk"
  ) { fault, tally in
    let B = fault == nil ? Squash<Ball>.kernelDefaults.preconditioner(.zero, head: 0) : .one
    let eigenvalue = { (β: Double) in Ball.one - Ball(β) * B }
    tally.expect(eigenvalue(2).isLess(than: Ball(-1)), "β=2: the eigenvalue is \(eigenvalue(2))")
    tally.expect(Ball(-1).isAtMost(eigenvalue(1.25)), "β=5/4: the eigenvalue is \(eigenvalue(1.25))")
    tally.evidence = [
      "1 − βkᵀk̃ at A=0: β=2 gives \(short(eigenvalue(2))) (−1 without preconditioner), "
        + "β=5/4 gives \(short(eigenvalue(1.25)))"
    ]
    return "by enclosure at A=0, where B is largest, x=1.5"
  }
}
