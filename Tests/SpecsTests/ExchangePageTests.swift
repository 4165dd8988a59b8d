import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

/// The tables of Specs/exchange.md against the files that are written.
@Suite("EX-3: the table of members") struct ExchangePageTests {
  /// A request of one token; the values do not matter, only whether bf16 holds them.
  static func members(_ name: String, _ settings: Settings = Settings(), value: Float = 0.5, isSpoiled: Bool = false)
    throws -> Set<String>
  {
    var problem = Problem(try .named(name), Shape(T: 1, H: 1, K: 1, V: 1), settings, inputs: [:])
    problem.inputs[.v] = Tensor([1, 1, 1, 1], [value])
    return Set(RequestDescription.encode(Request(id: "page", problem: problem, isSpoiled: isSpoiled)).object!.keys)
  }

  @Test("every member that is written is listed, and no other") func members() throws {
    let rows = try SpecPage("exchange").section("EX-3").rows
    let first: [String] = rows.flatMap { row in
      SpecPage.Section.names(row[0]).flatMap { $0.components(separatedBy: " ") }
    }
    // The members that come with a solver stand in its row.
    let companions: Set = ["iterations", "cg_start", "cg_eps"]
    let solver = try #require(rows.first { $0[0] == "`solver`" })
    let stated = Set(first).union(companions.intersection(SpecPage.Section.names(solver[1])))
    let options = [
      ("mesanet", Options(gramSolve: .conjugateGradient(iterations: 1))),
      ("pgdn", Options(writeKey: .shermanMorrison)), ("pgdn", Options(factor: .damped)),
      ("comba", Options(queryShift: .raw)),
    ]
    // A third is no bf16 number.
    let written = try options.reduce(into: Self.members("gdn", value: 1 / 3, isSpoiled: true)) { written, option in
      written.formUnion(try Self.members(option.0, Settings(options: option.1)))
    }
    #expect(stated == written)
  }

  @Test(
    "the values of a member are the ones listed",
    arguments: [
      ("l2norm", L2Norm.allCases.map(\.rawValue)), ("gate", GateForm.allCases.map(\.rawValue)),
      ("state_layout", StateLayout.allCases.map(\.rawValue)), ("write_key", WriteKey.allCases.map(\.rawValue)),
      ("write_key_factor", KeyFactor.allCases.map(\.rawValue)),
    ])
  func values(member: String, values: [String]) throws {
    let row = try #require(SpecPage("exchange").section("EX-3").rows.first { $0[0] == "`\(member)`" })
    let stated = SpecPage.Section.names(row[1]).filter { $0 != "g" && !["h0", "ht"].contains($0) }
    #expect(Set(stated) == Set(values))
  }
}
