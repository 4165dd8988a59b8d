import DeltaOperators
import DeltaRecurrences

/// `dA_log` held against the `dg` that it was made of (GRAD-14).
extension Answers {
  /// The answers with each `dA_log` freed of what the `dg` beside it is off at gates that leave something of a state.
  ///
  /// What cumulative sums leave there is in both; of a `dg` that holds in none of the forms nothing is taken. Nil where nothing
  /// is. Costs an expectation for each form and request.
  func freeingRates(of requests: [Request], forms: [Oracle]) -> Answers? {
    var (result, changes) = (self, false)
    for request in requests {
      guard case .ok(var outputs) = self[request], let rates = outputs[.daLog], let found = outputs[.dg],
        let shares = Reference.rateShares(request.problem), shares.count == found.count,
        rates.count == request.problem.shape.HV,
        let exact = forms.lazy.compactMap({ $0.reference(of: request, near: found.values) }).first
      else { continue }
      let residues = found.values.indices.map { i in
        let own = Double(found.values[i])
        // What lies between zero and the right number has lost, and is nothing that a large gate could make into another one.
        let isLoss = own * exact[i] >= 0 && own.magnitude < exact[i].magnitude
        return Residue(size: shares[i].factor * (own - exact[i]), isLoss: isLoss)
      }
      let expectation = forms[0].expectation(request, of: .gradients)
      let freed = rates.values.map(Double.init).freed(
        of: residues, shares, reference: expectation.reference[.gradient(.daLog)]!,
        bound: expectation.bound[.gradient(.daLog)]!)
      outputs[.daLog] = Tensor(rates.shape, freed.map { Float($0) })
      changes = changes || outputs[.daLog] != rates
      result[request] = .ok(outputs)
    }
    return changes ? result : nil
  }
}

/// What a `dg` is off, as a part of its head's `dA_log`.
private struct Residue {
  let size: Double
  /// Whether it only takes away from the right number.
  let isLoss: Bool
}

extension [Double] {
  /// Gradients of rates without the residues at gates down to one that is the same for all heads, and no stronger than float32
  /// can tell from −∞, but where they are losses: a kernel takes what stronger gates give by pairs, or leaves it out.
  ///
  /// Down to the strongest such gate for which everything is within its bound, or else to the strongest of all. What rounding does to
  /// residues on their way into a sum of so many is taken too.
  fileprivate func freed(
    of residues: [Residue], _ shares: [RateShare], reference: [Double], bound: [Double]
  ) -> [Double] {
    let order = shares.indices.filter { shares[$0].logDecay >= RateShare.weakest || residues[$0].isLoss }
      .sorted { shares[$0].logDecay > shares[$1].logDecay }
    let terms = Double(shares.count / Swift.max(count, 1))
    var (rates, slack, best) = (self, [Double](repeating: 0, count: count), [Double]?.none)
    // Within the slack nothing is left, to the last bit.
    func settled() -> [Double] {
      indices.map { i in
        let left = rates[i] - reference[i]
        guard left.magnitude > slack[i] else { return reference[i] }
        return rates[i] - (left > 0 ? slack[i] : -slack[i])
      }
    }
    for (place, i) in order.enumerated() {
      let share = shares[i]
      rates[share.head] -= residues[i].size
      // Beyond 104 an exponential of y is nothing.
      let steps = terms + 16 + 2 * Swift.min(share.gate.magnitude, 104)
      slack[share.head] += steps * 0x1p-24 * residues[i].size.magnitude
      guard place + 1 == order.count || shares[order[place + 1]].logDecay < share.logDecay else { continue }
      let left = settled()
      if indices.allSatisfy({ (left[$0] - reference[$0]).magnitude <= bound[$0] }) { best = left }
    }
    return best ?? settled()
  }
}

extension Oracle {
  /// The exact `dg` of a request, if what was found is within its bounds and all of these are finite.
  fileprivate func reference(of request: Request, near found: [Float]) -> [Double]? {
    let expectation = expectation(request, of: .gradients)
    guard let exact = expectation.reference[.gradient(.dg)], let bound = expectation.bound[.gradient(.dg)],
      found.indices.allSatisfy({ bound[$0].isFinite && (Double(found[$0]) - exact[$0]).magnitude <= bound[$0] })
    else { return nil }
    return exact
  }
}
