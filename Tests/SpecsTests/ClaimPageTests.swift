import DeltaOperators
import Testing

@testable import DeltaClaims

/// Specs/claims.md and Specs/stability.md against what is proved.
@Suite("CLM: pages of claims") struct ClaimPageTests {
  @Test("every claim stands under its clause, and every clause has a claim") func clauses() throws {
    let headings = try SpecPage("claims").sections.dropFirst().map(\.heading).filter { !$0.hasPrefix("CLM-") }
    let stated = headings.flatMap { heading -> [String] in
      let ids = heading.split { " ,".contains($0) }.map(String.init).filter {
        $0.contains("-") && $0.first!.isUppercase
      }
      guard heading.contains("…"), let (first, last) = Optional((ids[0], ids[1])) else { return ids }
      let family = first.prefix { $0 != "-" }
      return (Int(first.drop { $0 != "-" }.dropFirst())!...Int(last.drop { $0 != "-" }.dropFirst())!)
        .map { "\(family)-\($0)" }
    }
    #expect(Set(stated) == Set(Claim.all.map { String($0.id.prefix { $0 != " " }) }))
  }

  @Test("READ: every disagreement of paper and kernels has a row") func readings() throws {
    let rows = try SpecPage("claims").section("READ-1").rows.map { $0[0] }
    #expect(Set(rows) == Set(Claim.all.map { String($0.id.prefix { $0 != " " }) }.filter { $0.hasPrefix("READ-") }))
  }

  @Test("STAB-1: the streams of the table are the ones proved") func streams() throws {
    let rows = try SpecPage("stability").section("STAB-1").rows
    #expect(rows.map { $0[0].replacing("*", with: "") } == StabilityWitness.all.map(\.name))
    for (row, witness) in zip(rows, StabilityWitness.all) {
      #expect(row[1] == "\(witness.K), \(witness.period)")
      for (cell, token) in zip(row[2...4], witness.tokens) {
        let text = cell.replacing("−", with: "-").replacing("*", with: "")
        let key = "(" + token.key.map(String.init).joined(separator: ", ") + ")"
        #expect(text == (token.marks ? key + ", β=\(Int(token.beta))" : key))
      }
      #expect(Float(row[5].replacing("−", with: "-")) == witness.centre)
    }
  }

  @Test("STAB-2: the gates of the table are the ones proved") func gates() throws {
    let rows = try SpecPage("stability").section("STAB-2").rows
    #expect(rows.map { $0[0] } == StabilityWitness.all.map(\.name))
    for (row, witness) in zip(rows, StabilityWitness.all) {
      let gate = try witness.thresholdGate(.maxEps)
      #expect(row[1...2].map { $0.replacing("−", with: "-") } == ["\(gate.grows)", "\(gate.dies)"])
    }
  }

  @Test("STAB-4: the streams of the table are the ones proved, and its ceilings are those of STAB-3") func bounds()
    throws
  {
    func plain(_ cell: String) -> String { cell.replacing("−", with: "-") }
    func key(_ token: StabilityWitness.Token) -> String {
      "(" + token.key.map(String.init).joined(separator: ", ") + ")"
    }
    let rows = try SpecPage("stability").section("STAB-4").rows
    #expect(rows.map { $0[0] } == StabilityWitness.otherBounds.map(\.name))
    for (row, witness) in zip(rows, StabilityWitness.otherBounds) {
      let block = witness.tokens.prefix(witness.period / witness.K)
      #expect(row[1] == "\(witness.period)" && plain(row[2]) == key(block[0]))
      #expect(plain(row[3]) == block.dropFirst().map(key).joined(separator: ", "))
      #expect(Float(plain(row[4])) == witness.centre && Double(row[5]) == Double(witness.claimed) / 10_000)
      let ceiling = witness.squaredCeiling.squareRoot()
      #expect(abs(try #require(Double(row[6])) - ceiling) <= 5.01e-5 && ceiling * 10_000 > Double(witness.claimed))
    }
  }
}
