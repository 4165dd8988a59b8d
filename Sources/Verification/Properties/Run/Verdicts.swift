import DeltaOperators
import DeltaRecords

extension Verdict {
  /// One verdict for each property and operator, from the findings of all base requests.
  ///
  /// A violation anywhere is a fail; otherwise a missing answer is unable; a property that was judged on nothing is out
  /// of domain, never a pass. The requests, where they are given, lend a failing verdict the reason of its worst case.
  public static func summarising(_ findings: [Finding], of requests: [Request] = []) -> [Verdict] {
    let bases = Dictionary(requests.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var order: [String] = []
    var groups: [String: [Finding]] = [:]
    for finding in findings {
      let key = "\(finding.property.name) \(finding.op.name)"
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(finding)
    }
    return order.map { Verdict(of: groups[$0]!, bases) }
  }

  private init(of findings: [Finding], _ bases: [String: Request]) {
    let property = findings[0].property
    self.init(
      property: property.name, clause: property.clause, op: findings[0].op.name, outcome: .outOfDomain, cases: 0)
    var failures: [(request: String, judgement: Judgement)] = []
    var absences: [String] = []
    var found: [FoundForm] = []
    var silence = Silence()
    for finding in findings {
      switch finding.result {
      case .outOfDomain(let why): silence.add(why, from: property, on: bases[finding.request])
      case .unable(let why): absences.append(why)
      case .judged(let judgement):
        cases += 1
        if !judgement.holds { failures.append((finding.request, judgement)) }
        if let form = judgement.found { found.append(form) }
        if let ratio = judgement.worstRatio, ratio >= worstRatio ?? 0 {
          (worstRatio, ratioIsCeiling) = (ratio, judgement.isCeiling ? true : nil)
        }
      }
    }
    if !found.isEmpty { traits = FoundForm.summary(found) }
    if !failures.isEmpty {
      fail(failures, bases)
    } else if let first = absences.first {
      (outcome, reason) = (.unable, "\(counted(absences.count, "case")) undecided: \(first)")
    } else if cases > 0 {
      outcome = .pass
    } else {
      reason = silence.reason ?? "no case"
    }
  }

  /// Describes the worst failing case, and names all.
  private mutating func fail(_ failures: [(request: String, judgement: Judgement)], _ bases: [String: Request]) {
    // A violation without a measurement is worse than any ratio; of equals the first is shown.
    var worst = failures[0]
    for failure in failures.dropFirst() where rank(failure.judgement) > rank(worst.judgement) { worst = failure }
    outcome = .fail
    location = worst.judgement.location
    failing = failures.map(\.request)
    let sentence = worst.judgement.reason ?? "violated"
    reason = "\(failures.count) of \(counted(cases, "case")): \(sentence) (\(worst.request))"
    origin = bases[worst.request]?.origin.map { Origin(regime: $0.regime, why: $0.why, guards: $0.guards) }
  }

  private func rank(_ judgement: Judgement) -> Double { judgement.worstRatio ?? .infinity }
}

/// Why a property was judged on nothing: the subject's own reason before the suite's.
private struct Silence {
  private var ofSuite: String?
  private var ofSubject: String?

  var reason: String? { ofSubject ?? ofSuite }

  mutating func add(_ why: String, from property: any Property, on base: Request?) {
    // Where the property has something to say about the request, it was the subject that had not.
    if let base, property.outOfDomain(base) == nil {
      ofSubject = ofSubject ?? why
    } else {
      ofSuite = ofSuite ?? why
    }
  }
}
