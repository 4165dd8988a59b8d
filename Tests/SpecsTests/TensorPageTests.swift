import Foundation
import Testing

@testable import DeltaOperators

/// What is written about tensors outside Swift says what the table says.
@Suite("CONV-1, EX-9: lists of tensors outside the code") struct TensorListTests {
  /// The numpy client.
  static let client: String = {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try! String(contentsOf: root.appendingPathComponent("Clients/numpy_client.py"), encoding: .utf8)
  }()

  /// A choice in words: the usual value, then each exception with its condition.
  static func words<V>(_ choice: Choice<V>, _ word: (V) -> String) -> String {
    ([word(choice.usual)] + choice.exceptions.map { "\(word($0.value)) \($0.when.words)" }).joined(separator: "; ")
  }

  static func shape(_ row: TensorRow) -> String {
    words(row.extents) { "[" + $0.map(\.rawValue).joined(separator: ",") + "]" }
  }

  static func presence(_ row: TensorRow) -> String {
    guard row.presence.usual == .absent else { return row.presence.usual == .required ? "always" : "optional" }
    return row.presence.exceptions.map { ($0.value == .optional ? "optional " : "") + $0.when.words }.joined(
      separator: "; ")
  }

  @Test("CONV-1 states the shape, the meaning and the domain of every tensor") func conventions() throws {
    let rows = TensorRow.all.map { row in
      ["`\(row.name)`", Self.shape(row), row.meaning, Self.words(row.domain, \.description)]
    }
    let stated = try SpecPage("conventions").section("CONV-1").rows
    #expect(stated == rows)
  }

  @Test("EX-9 states the shape and the presence of every tensor") func exchange() throws {
    let rows = TensorRow.all.map { ["`\($0.name)`", Self.shape($0), Self.presence($0)] }
    let stated = try SpecPage("exchange").section("EX-9").rows
    #expect(stated == rows)
  }

  @Test("GRAD-1 names every gradient and every cotangent") func gradients() throws {
    let text = try SpecPage("gradients").section("GRAD-1").lines.joined(separator: " ")
    #expect(text.contains("`" + GradientName.allCases.map(\.rawValue).joined(separator: " ") + "`"))
    #expect(text.contains(CotangentName.allCases.map { "`\($0)`" }.joined(separator: ", ")))
  }

  @Test("the numpy client reads every input and returns every output, and knows no other tensor") func client() throws {
    let text = Self.client
    let read = text.matches(of: /\bt(?:\["|\.get\(")(\w+)"/).map { String($0.1) }
    #expect(Set(read) == Set(InputName.allCases.map(\.rawValue)))
    let returned = text.components(separatedBy: "\n").filter {
      $0.contains("outputs = {\"o\":") || $0.contains("return outputs |")
    }
    let written = returned.joined().matches(of: /"(\w+)":/).map { String($0.1) }
    #expect(written == OutputName.allCases.map(\.rawValue))
  }

  @Test("the numpy client's table of operators is that of the axes") func operators() throws {
    let text = Self.client
    var found: [String: [String]] = [:]
    for match in text.matches(of: /"([a-z0-9-]+)": \("([a-z ]+)", "([a-z ]+)", "([a-z ]+)"\)/) {
      found[String(match.1)] = [match.2, match.3, match.4].map(String.init)
    }
    let preconditioners: [Preconditioner: String] = [
      .none: "none", .squashedDiagonal: "squashed key", .diagonalQuery: "diagonal query", .gramQuery: "gram query",
      .gramKey: "gram key", .shiftedQuery: "shifted query",
    ]
    let erased: [Solve: String] = [.offline: "nothing", .online: "decayed", .onlineBeforeDecay: "undecayed"]
    let expected = Operator.all.map { op in
      (op.name, [op.axes.gain.rawValue, preconditioners[op.axes.preconditioner]!, erased[op.axes.solve]!])
    }
    #expect(found == Dictionary(uniqueKeysWithValues: expected))
  }
}
