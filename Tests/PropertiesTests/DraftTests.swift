import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaProperties

/// A check that draws few samples where they are enough says what one says that draws all.
@Suite("TOL-10: drafts of bounds") struct DraftTests {
  static func work(_ base: Request) -> Int {
    let s = base.problem.shape
    return s.B * s.T * s.HV * s.K * max(s.K, s.V)
  }

  /// Small problems of every kind, some with gradients.
  static func bases(_ op: Operator) -> [Request] {
    (Suite.cases(.quick, for: op) + Suite.gradientCases(.quick, for: op)).map(\.request)
      .filter { work($0) <= 4_000 }.sorted { (work($0), $0.id) < (work($1), $1.id) }
      .enumerated().filter { $0.offset % 5 == 0 }.map(\.element)
  }

  @Test("no bound of a draft exceeds the whole one", arguments: [Operator.gdn, .pkda, .mesanet], Profile.all)
  func isBelow(op: Operator, profile: Profile) {
    let tolerance = Tolerance(profile)
    let steps = zip(Sampling.allCases, Sampling.allCases.dropFirst())
    for base in Self.bases(op).prefix(6) {
      for part in [ResponsePart.outputs, .gradients] where !base.problem.tensors(of: part).isEmpty {
        for (less, more) in steps {
          let draft = Oracle(tolerance, drawing: less).expectation(base, of: part)
          let whole = Oracle(tolerance, drawing: more).expectation(base, of: part)
          for (name, bound) in whole.bound {
            #expect(zip(draft.bound[name]!, bound).allSatisfy(<=), "\(base.id), \(name.name), \(less)")
            #expect(zip(draft.spread[name]!, whole.spread[name]!).allSatisfy(<=), "\(base.id), \(name.name)")
          }
        }
      }
    }
  }

  @Test("a sketch goes without the bounds that a relation adds, and nothing else does", arguments: Sampling.allCases)
  func added(sampling: Sampling) throws {
    let base = try #require(Self.bases(.gdn).first)
    let oracle = Oracle(Tolerance(.fp32), drawing: sampling)
    let (added, own) = (oracle.addedBounds { base }, oracle.expectation(base).bound)
    #expect(added == (sampling == .sketch ? nil : own) && own.values.contains { $0.contains { $0 > 0 } })
  }

  static let subjects: [any Subject] = [
    VariantSubject(), try! Mutant.named("erase-before-decay").subject, try! Mutant.named("tail-token-lost").subject,
    FloatSubject(),
  ]

  @Test("verdicts are those of all samples, and their ratios are limits", arguments: Operator.all, 0..<4)
  func same(op: Operator, subject: Int) throws {
    let (subject, bases) = (Self.subjects[subject], Self.bases(op))
    let tolerance = Tolerance(.fp32)
    let drafted = try Checker(subject, tolerance).check(bases)
    let whole = try Checker(subject, tolerance, exactRatios: true).check(bases)
    #expect(drafted.count == whole.count && !whole.isEmpty)
    var (cases, ceilings) = (0, 0)
    for (a, b) in zip(drafted, whole) {
      guard case .judged(let a) = a.result, case .judged(let b) = b.result else {
        #expect("\(a.result)" == "\(b.result)", "\(a.property.name), \(a.request)")
        continue
      }
      cases += 1
      #expect(a.holds == b.holds && a.reason == b.reason, "\(b)")
      #expect(!b.isCeiling)
      if a.isCeiling { ceilings += 1 }
      #expect(a.isCeiling ? a.worstRatio! >= b.worstRatio! : a.worstRatio == b.worstRatio)
    }
    // A mutant may have nothing to say of an operator that its fault cannot touch.
    if !whole.contains(where: \.isViolation) && cases > 0 {
      #expect(ceilings > 0, "no draft was enough for any property of \(op)")
    }
  }
}
