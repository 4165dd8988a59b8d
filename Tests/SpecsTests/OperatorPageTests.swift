import DeltaOperators
import Testing

/// Specs/operators.md against the axes and options that code knows.
@Suite("OP: the page of operators") struct OperatorPageTests {
  /// The table's words for values of the axes.
  static let words = [
    "1": "one", "β": "beta", "squashed diagonal": "squashedDiagonal", "diagonal, on the query": "diagonalQuery",
    "shifted query": "shiftedQuery", "Gram, on the query": "gramQuery", "Gram, on the key": "gramKey",
    "online before decay": "online-before-decay",
  ]

  @Test("each row of the table has the axes of its operator, in the order of the catalogue") func table() throws {
    let rows = try SpecPage("operators").section("The table").rows.map { row in
      row.dropFirst().map { cell in Self.words[cell] ?? cell.replacing("`", with: "") }
    }
    let listed = Operator.all.map { op in
      [op.name, op.axes.decay.rawValue, op.axes.gain.rawValue, op.axes.preconditioner.rawValue, op.axes.solve.rawValue]
    }
    #expect(rows == listed)
  }

  @Test(
    "every value of an axis or option is stated under its clause",
    arguments: [
      ("OP-D", Decay.allCases.map(\.rawValue)), ("OP-G", Gain.allCases.map(\.rawValue)),
      ("OP-S", GramSolve.Start.allCases.map(\.rawValue) + ["exact", "conjugate-gradient"]),
      ("OP-R", QueryShift.allCases.map(\.rawValue)),
    ])
  func stated(clause: String, values: [String]) throws {
    let names = try SpecPage("operators").section(clause).lines.flatMap(SpecPage.Section.names)
    #expect(Set(values).subtracting(names) == [])
  }

  @Test("preconditioners, write keys and factors are the ones listed, and no other") func listed() throws {
    let page = try SpecPage("operators")
    #expect(Set(page.section("OP-P").points) == Set(Preconditioner.allCases.map(\.rawValue)).subtracting(["none"]))
    #expect(page.section("OP-K").points == WriteKey.allCases.map(\.rawValue))
    let factors = page.section("OP-N").rows.flatMap { SpecPage.Section.names($0[0]) }
    #expect(factors == KeyFactor.allCases.map(\.rawValue))
  }
}
