import Foundation
import Testing

@testable import DeltaOperators

/// OP-V: which points of the four axes are recurrences; and the clauses of the written specification.
@Suite("OP-V: combinations") struct CombinationTests {
  @Test("every operator is a valid point, and no two are the same", arguments: Operator.all) func valid(op: Operator) {
    #expect(op.axes.invalidity == nil)
    #expect(Operator.all.filter { $0.axes == op.axes }.count == 1)
  }

  @Test("every refused point has its reason, and every reason refuses something") func reasons() {
    let refused = Axes.all.compactMap(\.invalidity)
    #expect(Axes.all.count == 4 * 7 * 6 * 3 && refused.count < Axes.all.count)
    #expect(Set(refused).count == 7 && !refused.contains(""))
  }

  @Test(
    "points that are refused",
    arguments: [
      (Axes(decay: .none, gain: .implicit, preconditioner: .none, solve: .offline), "step to limit"),
      (Axes(decay: .channel, gain: .channel, preconditioner: .none, solve: .offline), "step to limit"),
      (Axes(decay: .none, gain: .beta, preconditioner: .none, solve: .onlineBeforeDecay), "state before it"),
      (Axes(decay: .scalar, gain: .beta, preconditioner: .diagonalQuery, solve: .online), "already solved"),
      (Axes(decay: .channel, gain: .beta, preconditioner: .gramQuery, solve: .offline), "one decay"),
    ])
  func refused(axes: Axes, part: String) { #expect(axes.invalidity?.contains(part) == true) }

  @Test("OP-V: every option fits some operator, and every rule on options refuses something") func options() {
    #expect(Options.tried[0] == .standard && Set(Options.tried).count == Options.tried.count)
    for option in Options.tried { #expect(Operator.all.contains { option.refusal(for: $0.axes) == nil }) }
    let all = WriteKey.allCases.flatMap { key in
      KeyFactor.allCases.flatMap { factor in
        [GramSolve.exact, .conjugateGradient(iterations: 1)].flatMap { solve in
          QueryShift.allCases.map { Options(writeKey: key, factor: factor, gramSolve: solve, queryShift: $0) }
        }
      }
    }
    let refusals = Set(all.flatMap { option in Axes.all.compactMap { option.refusal(for: $0) } })
    #expect(refusals.count == Options.rules.count)
    #expect(Operator.all.allSatisfy { Options.standard.refusal(for: $0.axes) == nil })
  }

  @Test(
    "OP-V: options that are refused",
    arguments: [
      (Options(writeKey: .shermanMorrison), "gdn", "squashed diagonal"),
      (Options(factor: .damped), "key-precond-mamba2", "step to limit"),
      (Options(factor: .reciprocal), "p-longhorn", "already divides"),
      (Options(factor: .weighted), "pkda", "one decay"),
      (Options(gramSolve: .conjugateGradient(iterations: 2)), "least-squares", "step by step"),
    ])
  func refusedOption(option: Options, name: String, part: String) throws {
    #expect(option.refusal(for: try Operator.named(name).axes)?.reason.contains(part) == true)
  }

  @Test("the contract's names are the operators") func names() {
    let contract = """
      linear-attention retnet mamba2 gla deltanet gdn kda longhorn nlms efla comba mesanet pdn pgdn pkda pla p-mamba2 \
      pgla p-longhorn key-precond-mamba2 least-squares gdn2
      """
    #expect(Set(contract.split(separator: " ").map(String.init)) == Set(Operator.all.map(\.name)))
  }

  @Test("Specs/operators.md states each operator under its clause, and no other") func clauses() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Specs/operators.md")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| OP-") }
    let stated = rows.map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    #expect(Set(stated.map { $0[0] }) == Set(Operator.all.map(\.clause)))
    #expect(rows.count == Operator.all.count)
    for row in stated { #expect(row[0] == "OP-" + row[1].replacingOccurrences(of: "`", with: "")) }
  }

  @Test("the fixtures hold goldens of each operator, and of no other, under its name") func fixtures() throws {
    struct Manifest: Decodable {
      struct Golden: Decodable { let id, `operator`: String }
      let goldens: [Golden]
    }
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/manifest.json")
    let goldens = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: file)).goldens
    #expect(Set(goldens.map(\.operator)) == Set(Operator.all.map(\.name)))
    for golden in goldens { #expect(golden.id.hasPrefix(golden.operator + "-")) }
  }
}
