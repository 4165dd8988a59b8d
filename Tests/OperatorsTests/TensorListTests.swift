import Foundation
import Testing

@testable import DeltaOperators

/// What is written about tensors outside Swift says what the table says.
@Suite("CONV-1, EX-3: lists of tensors outside the code") struct TensorListTests {
  static func text(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The rows of the first table below a heading, without its head.
  static func table(_ path: String, below heading: String) throws -> [String] {
    let lines = try text(path).components(separatedBy: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix(heading) })
    let rows = lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
    return Array(rows.dropFirst(2))
  }

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
      "| `\(row.name)` | \(Self.shape(row)) | \(row.meaning) | \(Self.words(row.domain, \.description)) |"
    }
    let written = try Self.table("Specs/conventions.md", below: "## CONV-1")
    #expect(written == rows)
  }

  @Test("EX-3 states the shape and the presence of every tensor of a request") func exchange() throws {
    let rows = TensorRow.all.filter { InputName(rawValue: $0.name.exchangeName) != nil }.map { row in
      "| `\(row.name)` | \(Self.shape(row)) | \(Self.presence(row)) |"
    }
    let written = try Self.table("Specs/exchange.md", below: "## EX-3")
    #expect(written == rows)
  }

  @Test("EX-4 states the shape and the presence of every tensor of a response") func responses() throws {
    let rows = TensorRow.all.filter { OutputName(rawValue: $0.name.exchangeName) != nil }.map { row in
      "| `\(row.name)` | \(Self.shape(row)) | \(Self.presence(row)) |"
    }
    let written = try Self.table("Specs/exchange.md", below: "## EX-4")
    #expect(written == rows)
  }

  @Test("GRAD-1 names every gradient and every cotangent") func gradients() throws {
    let text = try Self.text("Specs/gradients.md").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("`" + GradientName.allCases.map(\.rawValue).joined(separator: " ") + "`"))
    #expect(text.contains(CotangentName.allCases.map { "`\($0)`" }.joined(separator: ", ")))
  }

  @Test("the numpy client reads every input and returns every output, and knows no other tensor") func client() throws {
    let text = try Self.text("Clients/numpy_client.py")
    let read = text.matches(of: /\bt(?:\["|\.get\(")(\w+)"/).map { String($0.1) }
    #expect(Set(read) == Set(InputName.allCases.map(\.rawValue)))
    let returned = text.components(separatedBy: "\n").filter {
      $0.contains("outputs = {\"o\":") || $0.contains("return outputs |")
    }
    let written = returned.joined().matches(of: /"(\w+)":/).map { String($0.1) }
    #expect(written == OutputName.allCases.map(\.rawValue))
  }

  @Test("the numpy client's table of operators is that of the axes") func operators() throws {
    let text = try Self.text("Clients/numpy_client.py")
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
