import DeltaOperators
import DeltaScalars

/// REL-12: prefilling up to any token, decoding a few and prefilling the rest gives what one run gives.
///
/// REL-1 cuts at two places that hurt chunks; this one anywhere, and joins the two ways of computing both ways round.
struct DecodeInvariance: Property {
  let name = "decode"
  let clause = "REL-12"
  let summary = "prefill to any token, decode, prefill the rest: equal to one run"
  /// Tokens decoded one at a time, at most: each costs a round.
  static let steps = 3

  func outOfDomain(_ problem: Problem) -> String? {
    if problem.shape.cuSeqlens != nil { return "sequences are packed; they are cut by REL-4" }
    return problem.shape.T < 3 ? "fewer than three tokens leave nothing to prefill, decode and prefill" : nil
  }

  /// How many tokens are prefilled first: a hash of the queries, so that a replay under another id cuts there too.
  func cut(_ problem: Problem) -> Int {
    let T = problem.shape.T
    let hash = problem[.q].values.reduce(UInt64(T)) { SplitMix64.mix($0 ^ UInt64($1.bitPattern)) }
    var draw = SplitMix64(seed: hash)
    return 1 + Int(draw.next() % UInt64(T - 2))
  }

  /// The tokens of each request in turn.
  func parts(_ T: Int, cut: Int) -> [Range<Int>] {
    let resumed = min(cut + Self.steps, T - 1)
    return [0..<cut] + (cut..<resumed).map { $0..<$0 + 1 } + [resumed..<T]
  }

  /// The tokens of each request of an inquiry, whose first knows the cut.
  private func parts(_ inquiry: Inquiry) throws(Unanswered) -> [Range<Int>] {
    parts(inquiry.base.problem.shape.T, cut: try inquiry.request(role(0..<0)).problem.shape.T)
  }

  private func role(_ tokens: Range<Int>) -> Role { "decode\(tokens.lowerBound)" }

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    inquiry.ask(role(0..<0), base.problem.selecting(tokens: Array(0..<cut(base.problem))))
    return inquiry
  }

  /// Each part carries on from the answer to the one before, so that each belongs to a later round.
  func next(_ inquiry: inout Inquiry, _ answers: Answers) throws(Unanswered) {
    let parts = try parts(inquiry)
    for (before, tokens) in zip(parts, parts.dropFirst()) where !inquiry.has(role(tokens)) {
      let states = try answers.statesToResume(try inquiry.request(role(before)))
      inquiry.ask(role(tokens), inquiry.base.problem.selecting(tokens: Array(tokens)).resuming(states))
    }
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, p, bounds) = (inquiry.base, inquiry.base.problem, oracle.expectation(inquiry.base).bound)
    let parts = try parts(inquiry)
    var equations: [Equation] = []
    for tokens in parts {
      let asked = try inquiry.request(role(tokens))
      for name in p.tensors(of: .outputs) {
        func equate(_ request: Request, _ slice: ([Double]) -> [Double]) throws(Unanswered) {
          equations.append(
            Equation(
              request: request, tensor: name, found: try answers.values(asked, name),
              expected: slice(try answers.values(base, name)), bound: doubled(slice(bounds[name]!))))
        }
        if p.hasTokens(name) {
          try equate(asked) { gathered($0, shape: p.expectedShape(of: name), axis: 1, Array(tokens)) }
        } else if tokens.upperBound == p.shape.T {
          try equate(base) { $0 }
        }
      }
    }
    return .worst(
      of: equations,
      saying: "\(parts[0].upperBound) tokens prefilled, then decoded and prefilled again, against the whole")
  }
}
