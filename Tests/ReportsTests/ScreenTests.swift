import Testing

@testable import DeltaRecords
@testable import DeltaReports

/// The screens of the other commands: short, and the rest on request.
@Suite("short screens") struct ScreenTests {
  static let list = ListRecord(
    operators: [
      ListRecord.Operator(
        name: "gdn", clause: "OP-gdn", decay: "scalar", gain: "beta", preconditioner: "none", solve: "online",
        options: (0..<60).map { "option=\($0)" },
        applies: [
          ListRecord.Application(property: "split", reason: nil),
          ListRecord.Application(property: "parity-preconditioner", reason: "the preconditioner has no state"),
        ])
    ],
    properties: [
      ListRecord.Rule(name: "split", clause: "REL-1", summary: "cutting changes nothing"),
      ListRecord.Rule(
        name: "parity-preconditioner", clause: "PAR-3", summary: "the final state of the preconditioner agrees"),
    ], mutants: (0..<50).map { "mutant-\($0)" })

  @Test("a list says which properties apply to an operator, and why the others do not") func applies() {
    let text = Self.list.text(width: 200, explains: true)
    #expect(text.contains("gdn (OP-gdn): 1 of 2 properties apply"))
    #expect(text.contains("✓ REL-1 split: cutting changes nothing"))
    #expect(text.contains("– PAR-3 parity-preconditioner: not checked, the preconditioner has no state"))
    #expect(!Self.list.text(width: 200).contains("not checked"))
  }

  @Test("a list fits the screen", arguments: [40, 80, 200], [true, false]) func width(width: Int, explains: Bool) {
    let text = Self.list.text(width: width, explains: explains)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
    #expect(text.contains("mutant-49") && text.contains("option=59"))
  }

  static func proof(_ outcomes: [ClaimOutcome]) -> ProveRecord {
    ProveRecord(
      seed: 1,
      results: outcomes.enumerated().map {
        ProveRecord.Row(
          claim: "EQ-\($0 / 2)", strength: .exact, outcome: $1, statement: "statement \($0)", detail: "detail \($0)",
          evidence: [])
      })
  }

  @Test("claims are summed up by family; what does not hold is told in full") func claims() {
    let text = Self.proof([.holds, .holds, .refuted]).text(width: 80)
    #expect(text.contains("✗ EQ") && text.contains("2 of 3"))
    #expect(text.contains("statement 2") && text.contains("detail 2") && !text.contains("statement 0"))
    #expect(text.hasSuffix("FAIL: 2 hold, 1 refuted, 0 undecided (seed 1)"))
    #expect(Self.proof([.holds, .holds]).text(width: 80, details: true).contains("detail 0"))
  }

  @Test("a recording that is not as declared is marked, and a form that was found is told") func captures() {
    let record = CapturesRecord(
      machine: Machine(core: "", architecture: ""),
      results: [
        CaptureRow(
          kernel: "chunk.bf16", declared: "bf16", requests: 3,
          profiles: [CaptureRow.Match(profile: "bf16", holds: true, typicalRatio: 0.9, worstRatio: 0.2)],
          behavesLike: "bf16", sameBySize: ["bf16"], leavesFP32: nil)
      ],
      gradients: [true, false].map {
        GradientRow(
          kernel: "chunk.bf16", profile: "bf16", tensor: $0 ? "dg" : "dq", requests: 3, elements: 8, violations: 0,
          nonzeros: $0 ? 0 : 2, largestNonzero: 1e-8, trait: $0 ? "cumulative gate gradients" : nil, holds: true,
          worstRatio: 0.5, typicalRatio: 1, relativeError: 0, worst: "")
      })
    let text = record.text(width: 200)
    #expect(text.contains("✗ chunk.bf16") && text.contains("1 of 2"))
    #expect(text.contains("✓ chunk.bf16 dg: holds with cumulative gate gradients"))
    #expect(text.contains("✗ chunk.bf16 dq: 2 elements not 0 that must be, up to 1.0e-08"))
    #expect(text.hasSuffix("FAIL: 2 as declared, 1 not"))
    #expect(record.text(width: 200, details: true).contains("relative RMS"))
  }
}
