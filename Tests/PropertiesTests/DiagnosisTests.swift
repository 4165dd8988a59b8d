import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaProperties

/// DIAG-1: a mutant that follows another convention is told by it, and its neighbours are not.
@Suite("DIAG-1: known conventions") struct DiagnosisTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let mutant: String
    let op: Operator
    let regimes: Set<String>
    /// The beginning of the convention's words; nil where no convention explains it.
    let words: String?
    var testDescription: String { "\(mutant) on \(op)" }

    init(_ mutant: String, _ op: Operator, _ regimes: Set<String>, _ words: String?) {
      (self.mutant, self.op, self.regimes, self.words) = (mutant, op, regimes, words)
    }
  }

  static let cases: [Case] = [
    Case("heads-tiled", .gdn, ["heads"], "value heads are tiled"),
    Case("heads-tiled", .mesanet, ["heads"], "value heads are tiled"),
    Case("groups-beyond-3", .gdn, ["heads"], nil),
    Case("gain-by-key-head", .gdn, ["heads"], nil),
    Case("scale-ignored", .pgdn, ["settings"], "the scale is K^(−1/2)"),
    Case("scale-twice", .gdn, ["tail", "settings"], "the scale is applied twice"),
    Case("scale-of-value-size", .gdn, ["tail", "settings"], "the usual scale is V^(−1/2)"),
    Case("scale-on-scores-only", .gdn, ["tail", "settings"], nil),
    Case("norm-epsilon-outside", .gdn, ["keys-tiny"], "the norm's ε is added to the length"),
    Case("norm-epsilon-larger", .gdn, ["keys-tiny"], "the norm's ε is 1e-5"),
    Case("norms-exchanged", .gdn, ["keys-tiny"], "of the two norms the other one"),
    Case("state-transposed", .gdn, ["extents"], "the final state is returned with its last two axes"),
    Case("layout-ignored-on-output", .kda, ["settings"], "the final state is returned with its last two axes"),
    Case("erase-before-decay", .gdn, ["tail", "settings"], "the erase reads the state before its decay"),
    Case("erase-before-decay", .pgdn, ["settings"], "the erase reads the state before its decay"),
    Case("erase-without-decay", .gdn, ["tail", "settings"], nil),
    Case("centre-negated", .pgdn, ["settings"], "the squash's centre has the other sign"),
    Case("centre-exponentiated", .pkda, ["settings"], "the squash's centre c is taken"),
    Case("squash-inverted", .pgdn, ["settings"], nil),
    Case("epsilon-ignored", .pgdn, ["settings"], "the squash's ε is 1e-6"),
    Case("bound-ignored", .pdn, ["settings"], "the squash's bound x is 1.5"),
    Case("initial-a-ignored", .pgdn, ["settings"], "the preconditioner's initial state is ignored"),
    Case("initial-state-twice", .gdn, ["tail"], nil),
  ]

  /// The conventions that explain all that fails of a subject's outputs.
  private func explained(_ subject: any Subject, _ op: Operator, _ regimes: Set<String>) throws -> [Verdict] {
    let bases = Suite.allCases(.quick, for: op).filter { regimes.contains($0.regime) && $0.problem.cotangents.isEmpty }
      .map(\.request)
    var checker = Checker(subject, Tolerance(.fp32), properties: Parity.outputs)
    checker.diagnoses = true
    return Verdict.summarising(try checker.check(bases), of: bases).filter { $0.outcome == .fail }
  }

  @Test("a mutant is told by its convention, and one that follows none by none", arguments: cases) func told(c: Case)
    throws
  {
    let failures = try explained(Mutant.named(c.mutant).subject, c.op, c.regimes)
    try #require(!failures.isEmpty)
    for failure in failures {
      if let words = c.words {
        #expect(failure.explained?.contains { $0.hasPrefix(words) } == true, "\(failure.explained ?? [])")
      } else {
        #expect(failure.explained == nil)
      }
    }
  }

  /// A sound implementation of another question.
  struct OtherQuestion: Subject {
    let name = "other question"
    let edit: @Sendable (inout Problem) -> Void

    func respond(to requests: [Request]) throws -> [Response] {
      VariantSubject().respond(
        to: requests.map { request in
          var problem = request.problem
          edit(&problem)
          return Request(id: request.id, problem: problem)
        })
    }
  }

  @Test("gates to base 2 are told, and gates that are halved are not", arguments: [(0.6931472, true), (0.5, false)])
  func bases(factor: Float, isTold: Bool) throws {
    let subject = OtherQuestion { p in
      if let g = p.inputs[.g], p.settings.gate == .log {
        p.inputs[.g] = Tensor(g.shape, g.values.map { factor * $0 })
      }
    }
    let failures = try explained(subject, .gdn, ["tail", "settings"])
    try #require(!failures.isEmpty)
    for failure in failures {
      #expect((failure.explained == ["log gates are taken to base 2: a token decays by 2^g"]) == isTold)
    }
  }

  @Test("what is right is not explained, and costs nothing") func right() throws {
    #expect(try explained(VariantSubject(), .gdn, ["tail"]).isEmpty)
  }
}

/// PAR-6: what wrong elements of a tensor have in common.
@Suite("PAR-6: where errors begin") struct BirthTests {
  private static let shape = Shape(T: 40, H: 1, HV: 2, K: 2, V: 1)

  /// The sentence of errors at some tokens of some value heads of `o`.
  private func sentence(_ places: [(token: Int, head: Int)]) -> String? {
    let problem = Problem(.gdn, Self.shape, inputs: [:])
    return Birth(places.map { $0.token * 2 + $0.head }, in: .output(.o), problem)?.sentence
  }

  @Test("edges of chunks, tails, starts and heads are told, and what shares nothing is not") func told() {
    #expect(sentence((16..<40).flatMap { [($0, 0), ($0, 1)] }) == "wrong elements begin at the edge of a chunk of 16")
    #expect(
      sentence((34..<40).flatMap { [($0, 0), ($0, 1)] })
        == "wrong elements lie in the tail behind the last whole chunk of 16")
    #expect(
      sentence([(5, 1), (6, 1)]) == "wrong elements lie in value heads 1 of each group alone")
    #expect(sentence([(0, 0), (0, 1)]) == "wrong elements are those of first tokens alone")
    #expect(sentence([(5, 0), (6, 1)]) == nil)
    #expect(Birth([], in: .output(.o), Problem(.gdn, Self.shape, inputs: [:])) == nil)
  }
}
