import DeltaOperators
import DeltaRecurrences

/// `dA_log` held against the `dg` that it was made of (GRAD-14).
extension Answers {
  /// The answers with each `dA_log` freed of what the `dg` beside it is off at gates that leave something of a state.
  ///
  /// What cumulative sums leave there is in both; of a `dg` that holds in none of the forms nothing is taken. What a decay of
  /// nothing multiplies is never taken. Nil where nothing is. Costs an expectation for each form and request.
  func freeingRates(of requests: [Request], forms: [Oracle]) -> Answers? {
    var (result, changes) = (self, false)
    for request in requests {
      guard case .ok(var outputs) = self[request], let rates = outputs[.daLog], let found = outputs[.dg],
        let shares = Reference.rateShares(request.problem), shares.count == found.count,
        rates.count == request.problem.shape.HV,
        let exact = forms.lazy.compactMap({ $0.reference(of: request, near: found.values) }).first
      else { continue }
      var residue = [Double](repeating: 0, count: rates.count)
      for (i, head) in Reference.headsOfGates(request.problem).enumerated() where shares[i] != 0 {
        residue[head] += shares[i] * (Double(found.values[i]) - exact[i])
      }
      outputs[.daLog] = Tensor(rates.shape, zip(rates.values, residue).map { Float(Double($0) - $1) })
      result[request] = .ok(outputs)
      changes = changes || residue.contains { $0 != 0 }
    }
    return changes ? result : nil
  }
}

extension Oracle {
  /// The exact `dg` of a request, if what was found is within its bounds.
  fileprivate func reference(of request: Request, near found: [Float]) -> [Double]? {
    let expectation = expectation(request, of: .gradients)
    guard let exact = expectation.reference[.gradient(.dg)], let bound = expectation.bound[.gradient(.dg)],
      found.indices.allSatisfy({ (Double(found[$0]) - exact[$0]).magnitude <= bound[$0] })
    else { return nil }
    return exact
  }
}
