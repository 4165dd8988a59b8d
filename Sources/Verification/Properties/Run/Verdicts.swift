import DeltaOperators
import DeltaRecords

extension Verdict {
  /// One verdict for each property and operator, from the findings of all base requests.
  ///
  /// A violation anywhere is a fail, unless all are expected; otherwise a missing answer is unable; a property that was
  /// judged on nothing is out of domain, never a pass. The requests, where they are given, lend a failing verdict the
  /// reason of its worst case, and what its cases have in common.
  public static func summarising(
    _ findings: [Finding], of requests: [Request] = [], expecting expected: ExpectedFailures = .none
  ) -> [Verdict] {
    let bases = Dictionary(requests.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var places: [PropertyOfOperator: Int] = [:]
    var groups: [[Finding]] = []
    for finding in findings {
      let key = PropertyOfOperator(property: finding.property.name, op: finding.op.name)
      if let place = places[key] {
        groups[place].append(finding)
      } else {
        places[key] = groups.count
        groups.append([finding])
      }
    }
    return groups.map { Verdict(of: $0, bases, expected) }
  }

  private init(of findings: [Finding], _ bases: [String: Request], _ expected: ExpectedFailures) {
    let property = findings[0].property
    self.init(
      property: property.name, clause: property.clause, op: findings[0].op.name, outcome: .outOfDomain, cases: 0)
    var tally = Tally()
    var found: [FoundForm] = []
    var silence = Silence()
    for finding in findings {
      switch finding.result {
      case .outOfDomain(let why): silence.add(why, from: property, on: bases[finding.request])
      case .silenced(let why): tally.silenced.append(why)
      case .unable(let why): tally.absences.append(why)
      case .judged(let judgement):
        cases += 1
        if let form = judgement.found { found.append(form) }
        if judgement.holds {
          tally.holding.append(finding.request)
        } else if expected.expects(finding) {
          tally.expected += 1
        } else {
          tally.failures.append(Failure(request: finding.request, judgement: judgement))
        }
        if let ratio = judgement.worstRatio, ratio >= worstRatio ?? 0 {
          (worstRatio, ratioIsCeiling) = (ratio, judgement.isCeiling ? true : nil)
        }
      }
    }
    if !found.isEmpty { traits = FoundForm.summary(found) }
    (notJudged, self.expected) = (nilIfZero(tally.silenced.count), nilIfZero(tally.expected))
    if !tally.failures.isEmpty {
      fail(tally, bases)
    } else if let first = tally.absences.first {
      let (absent, all) = (tally.absences.count, counted(tally.absences.count + cases, "case"))
      let holds = cases > 0 && tally.holding.count == cases
      let undecided = holds ? "\(cases) of \(all) hold, \(absent)" : counted(absent, "case")
      (outcome, reason) = (.unable, "\(undecided) undecided: \(first)")
    } else if tally.expected > 0 {
      (outcome, reason) = (.expected, "\(tally.expected) of \(counted(cases, "case")) violated, as expected")
    } else if cases > 0 {
      outcome = .pass
    } else {
      reason = silence.ofSubject ?? tally.silenced.first ?? silence.ofSuite ?? "no case"
    }
  }

  /// Describes the worst failing case, and names all.
  private mutating func fail(_ tally: Tally, _ bases: [String: Request]) {
    // A violation without a measurement is worse than any ratio; of equals the first is shown.
    let worst = tally.failures.worst
    outcome = .fail
    location = worst.judgement.location
    failing = tally.failures.map(\.request)
    reason = "\(tally.failures.count) of \(counted(cases, "case")): \(worst.sentence)"
    // One that cannot be measured must not hide one that can.
    let measured = tally.failures.filter { $0.rank.isFinite }
    if !worst.rank.isFinite, !measured.isEmpty {
      reason! += "; and where it can be measured, \(measured.worst.sentence)"
    }
    if let origin = bases[worst.request]?.origin {
      self.origin = Origin(regime: origin.regime, why: origin.why, guards: origin.guards)
    }
    explained = Diagnoses.sentences(tally.failures.compactMap(\.judgement.explanations))
    errors = worst.judgement.errors
    common = Commonality.sentence(
      failing: failing!.compactMap { bases[$0] }, holding: tally.holding.compactMap { bases[$0] })
  }
}

/// What has a verdict, by names.
private struct PropertyOfOperator: Hashable {
  let property: String
  let op: String
}

/// What became of the cases of one property and operator.
private struct Tally {
  var failures: [Failure] = []
  var holding: [String] = []
  var absences: [String] = []
  var silenced: [String] = []
  var expected = 0
}

private struct Failure {
  let request: String
  let judgement: Judgement

  var rank: Double { judgement.worstRatio ?? .infinity }
  var sentence: String { "\(judgement.reason ?? "violated") (\(request))" }
}

extension [Failure] {
  /// The first of the largest rank.
  fileprivate var worst: Failure { dropFirst().reduce(self[0]) { $1.rank > $0.rank ? $1 : $0 } }
}

private func nilIfZero(_ count: Int) -> Int? { count == 0 ? nil : count }

/// Why a property was judged on nothing: the subject's own reason before the suite's.
private struct Silence {
  private(set) var ofSuite: String?
  private(set) var ofSubject: String?

  mutating func add(_ why: String, from property: any Property, on base: Request?) {
    // Where the property has something to say about the request, it was the subject that had not.
    if let base, property.outOfDomain(base) == nil {
      ofSubject = ofSubject ?? why
    } else {
      ofSuite = ofSuite ?? why
    }
  }
}
