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

  /// The tokens of each request in turn; the first cut is a hash of the queries, so that a replay under another id cuts there too.
  func parts(_ base: Request) -> [Range<Int>] {
    let T = base.problem.shape.T
    let hash = base.problem[.q].values.reduce(UInt64(T)) { SplitMix64.mix($0 ^ UInt64($1.bitPattern)) }
    var draw = SplitMix64(seed: hash)
    let cut = 1 + Int(draw.next() % UInt64(T - 2))
    let resumed = min(cut + Self.steps, T - 1)
    return [0..<cut] + (cut..<resumed).map { $0..<$0 + 1 } + [resumed..<T]
  }

  /// The request of a part, which carries on from the answer to the one before.
  func request(_ base: Request, _ part: Int, _ answers: Answers) throws(Unanswered) -> Request {
    let tokens = parts(base)[part]
    var problem = base.problem.selecting(tokens: Array(tokens))
    if part > 0 { problem = try problem.carrying(from: request(base, part - 1, answers), answers) }
    return Request(id: base.id + "+decode\(tokens.lowerBound)", problem: problem)
  }

  func questions(_ base: Request) -> [Request] { (try? [request(base, 0, Answers())]) ?? [] }

  func followUps(_ base: Request, _ answers: Answers) throws(Unanswered) -> [Request] {
    var requests: [Request] = []
    for part in 1..<parts(base).count {
      // A part whose predecessor is not answered yet belongs to a later round.
      guard let next = try? request(base, part, answers) else { break }
      requests.append(next)
    }
    return requests
  }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (p, bounds) = (base.problem, oracle.expectation(base).bound)
    var equations: [Equation] = []
    for (part, tokens) in parts(base).enumerated() {
      let asked = try request(base, part, answers)
      func slice(_ values: [Double]) -> [Double] {
        gathered(values, shape: p.expectedShape(of: .o), axis: 1, Array(tokens))
      }
      equations.append(
        Equation(
          request: asked, tensor: .o, found: try answers.values(asked, .o),
          expected: slice(try answers.values(base, .o)), bound: doubled(slice(bounds[.o]!))))
      guard tokens.upperBound == p.shape.T else { continue }
      for name in p.outputNames where name != .o {
        equations.append(
          Equation(
            request: base, tensor: name, found: try answers.values(asked, name),
            expected: try answers.values(base, name), bound: doubled(bounds[name]!)))
      }
    }
    let cut = parts(base)[0].upperBound
    return .of(equations, "\(cut) tokens prefilled, then decoded and prefilled again, against the whole")
  }
}
