import DeltaConcurrent
import DeltaOperators

/// Asks a subject everything that the properties want to know about some base requests, and judges the answers.
public struct Checker: Sendable {
  /// The implementation under test.
  public private(set) var subject: any Subject
  /// How errors are judged.
  public let tolerance: Tolerance
  /// What is checked.
  public let properties: [any Property]
  /// Their places, causes before their consequences, in the order of stages (CAUSE-1).
  private let order: [Int]
  /// Expectations kept from one check to the next; nil forgets them after each base request.
  let shared: Oracle?
  /// Drafts kept from one subject to the next, as ``shared`` is.
  private var sharedDrafts: [Oracle]?
  /// Whether a ratio is wanted exactly also where a bound of fewer samples shows that the property holds (TOL-10).
  let wantsExactRatios: Bool
  /// Whether known conventions are tried on what fails (DIAG-1); each until a failing case of the property refutes it.
  public var diagnoses = false

  /// Creates a checker of the whole catalogue, unless told otherwise.
  ///
  /// Several subjects judged on the same requests can share an oracle of the same tolerance.
  public init(
    _ subject: any Subject, _ tolerance: Tolerance, properties: [any Property] = Catalogue.all,
    sharing: Oracle? = nil, exactRatios: Bool = false
  ) {
    (self.subject, self.tolerance, self.properties, shared) = (subject, tolerance, properties, sharing)
    order = properties.inOrderOfStages
    wantsExactRatios = exactRatios || sharing != nil
  }

  /// Creates a checker that shares what the answers should be, drafts of it included, with those of other subjects.
  package init(_ subject: any Subject, properties: [any Property], sharing oracle: Oracle, drafts: [Oracle]) {
    (self.subject, tolerance, self.properties, shared) = (subject, oracle.tolerance, properties, oracle)
    order = properties.inOrderOfStages
    (wantsExactRatios, sharedDrafts) = (false, drafts)
  }

  /// The same checker of another subject.
  package func asking(_ subject: any Subject) -> Checker {
    var other = self
    other.subject = subject
    return other
  }

  /// Findings for every property and base request, in that order of requests.
  ///
  /// A subject that prefers batches is called once a round; others once a base request, several at a time. The result
  /// does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - progress: told how many base requests are judged, after each.
  ///   - found: given the findings of each base request at once, from any thread, in no order.
  /// - Throws: what the subject throws when nothing can be run at all, or ``AmbiguousRequest``.
  public func check(
    _ bases: [Request], progress: @escaping @Sendable (Int) -> Void = { _ in },
    found: @escaping @Sendable ([Finding]) -> Void = { _ in }
  ) throws -> [Finding] {
    let refuted = diagnoses ? RefutedConventions() : nil
    if subject.prefersBatches {
      let answered = try answered(bases)
      return try concurrentMap(bases.indices, progress) { i in
        let findings = judge(bases[i], answered[i], answered.answers, refuted)
        found(findings)
        return findings
      }.together
    }
    _ = try bases.distinct()
    return try concurrentMap(bases.indices, progress) { i in
      let answered = try answered([bases[i]])
      let findings = judge(bases[i], answered[0], answered.answers, refuted)
      found(findings)
      return findings
    }.together
  }

  /// What is asked about some base requests, for callers who answer it themselves.
  ///
  /// - Throws: ``AmbiguousRequest`` where two different problems have one id.
  public func inquiries(about bases: [Request]) throws(AmbiguousRequest) -> Inquiries {
    try Inquiries(properties, about: bases)
  }

  /// Round after round until nothing more can be asked.
  func answered(_ bases: [Request]) throws -> Inquiries {
    var inquiries = try inquiries(about: bases)
    while !inquiries.open.isEmpty { try inquiries.record(try subject.respond(to: inquiries.open)) }
    return inquiries
  }

  /// The findings of each property about a base request; its inquiry is nil where it says nothing about it.
  func judge(
    _ base: Request, _ inquiries: [Inquiry?], _ answers: Answers, _ refuted: RefutedConventions? = nil
  ) -> [Finding] {
    let judge = RequestJudge(
      answers: answers, oracle: shared ?? Oracle(tolerance),
      drafts: wantsExactRatios ? [] : sharedDrafts ?? Oracle.drafts(for: tolerance),
      diagnoses: refuted.map(Diagnoses.init))
    var causes = Causes()
    var results: [Finding.Result?] = properties.map { _ in nil }
    for i in order {
      let property = properties[i]
      guard let inquiry = inquiries[i] else {
        results[i] = .outOfDomain(property.outOfDomain(base) ?? "it asks nothing")
        continue
      }
      let result = causes.reason(against: property).map(Finding.Result.silenced) ?? judge.result(property, inquiry)
      causes.note(property, result)
      results[i] = result
    }
    return properties.indices.map {
      Finding(property: properties[$0], op: base.problem.op, request: base.id, result: results[$0]!)
    }
  }
}

extension [any Property] {
  /// The places of all, by their stages; those of one stage in their own order.
  fileprivate var inOrderOfStages: [Int] { indices.sorted { (self[$0].stage, $0) < (self[$1].stage, $1) } }
}

extension [[Finding]] {
  /// All findings in one array of their number: they are large, and many.
  fileprivate var together: [Finding] {
    var all: [Finding] = []
    all.reserveCapacity(reduce(0) { $0 + $1.count })
    for some in self { all += some }
    return all
  }
}
