import DeltaScalars
import Foundation
import Testing

@testable import DeltaExchange

@Suite("TOL-1: profiles that a user writes") struct ProfileFileTests {
  static let sound: [String: String] = [
    "name": "\"mine\"", "input": "\"bf16\"", "operand": "\"tf32\"", "accumulator": "\"fp32\"", "state": "\"bf16\"",
    "output": "\"bf16\"",
  ]

  static func parse(_ changes: [String: String?]) throws -> Profile {
    let members = sound.merging(changes.mapValues { $0 ?? "" }) { $1 }.filter { !$0.value.isEmpty }
    let text = "{" + members.map { "\"\($0.key)\": \($0.value)" }.sorted().joined(separator: ", ") + "}"
    return try ProfileFile.profile(Array(text.utf8), file: "mine.json")
  }

  @Test("formats by name, each with its own rounding or another") func names() throws {
    let profile = try Self.parse(["state": "\"bf16:stochastic\"", "output": "\"fp16:truncate\""])
    #expect(
      profile
        == Profile(
          name: "mine", input: .bf16, operand: .tf32, accumulator: .fp32, state: .bf16.rounding(.stochastic),
          output: .fp16.rounding(.truncate)))
    #expect(try Self.parse(["operand": "\"tf32:nearest\""]).operand == .tf32.rounding(.nearest))
  }

  @Test("A in a format of its own, and the forms of decays, gate gradients and the solve") func forms() throws {
    let plain = try Self.parse([:])
    #expect(plain.preconditionerState == .bf16 && plain.decays == .products && plain.gateGradients == .pairs)
    let other = try Self.parse([
      "preconditionerState": "\"fp16\"", "decay": "\"cumulative\"", "gateGradients": "\"cumulative\"",
      "solve": "\"inverse\"",
    ])
    #expect(plain.solve == .substitution && other.solve == .inverse)
    #expect(other.preconditionerState == .fp16 && other.decays == .cumulative && other.gateGradients == .cumulative)
  }

  @Test("a format spelled out") func spelledOut() throws {
    let e4m3 = try Self.parse([
      "operand": "{\"precision\": 4, \"minimumExponent\": -6, \"maximumExponent\": 8, \"rounding\": \"stochastic\"}"
    ]).operand
    #expect(e4m3.precision == 4 && e4m3.rounding == .stochastic && e4m3.leastSubnormal == 0x1p-9)
    #expect(e4m3.rounded(1.06) == 1 && e4m3.rounded(1.07) == 1.125 && e4m3.greatest == 480)
  }

  @Test(
    "a mistake is one sentence that names the member and the remedy",
    arguments: [
      (["state": nil], "'state' is missing; add it; it is a format"), (["name": nil], "'name' is missing; add it"),
      (["state": "\"bf17\""], "'state' is 'bf17'; the formats with a name are fp32, tf32, bf16, fp16"),
      (["state": "\"bf16:up\""], "'state' is 'bf16:up'; the roundings are nearest, truncate, stochastic"),
      (["state": "\"bf16:\""], "the roundings are"), (["state": "16"], "'state' is 16; it is a format"),
      (["states": "\"bf16\""], "'states' is not known; the members are name, input"),
      (["name": "\"bf16\""], "'name' is 'bf16', a built-in profile; choose another name"),
      (["name": "\"\""], "'name' is empty"),
      (["input": "\"bf16:stochastic\""], "'input' is stochastic; a kernel is handed one definite tensor"),
      (["operand": "{\"precision\": 4}"], "format 'operand' whose member 'minimumExponent' is missing"),
      (
        ["operand": "{\"precision\": 40, \"minimumExponent\": -6, \"maximumExponent\": 8}"],
        "'precision' is 40; it must be within 1…24"
      ),
      (
        ["operand": "{\"precision\": 4, \"minimumExponent\": 6, \"maximumExponent\": -8}"],
        "'maximumExponent' is -8; it must be within 6…127"
      ),
      (
        ["operand": "{\"precision\": 4, \"minimumExponent\": -6, \"maximumExponent\": 8, \"rounding\": \"up\"}"],
        "'rounding' is 'up'; it must be one of nearest, truncate, stochastic"
      ),
      (["decay": "\"differences\""], "'decay' is 'differences'; it must be one of products, cumulative"),
      (["gateGradients": "\"both\""], "'gateGradients' is 'both'; it must be one of pairs, cumulative, differences"),
      (["solve": "\"both\""], "'solve' is 'both'; it must be one of substitution, inverse"),
      (["preconditionerState": "\"bf17\""], "'preconditionerState' is 'bf17'; the formats with a name are"),
      (["operand": "{\"bits\": 8}"], "'bits' is not known"), (["operand": "}"], "is not JSON"),
    ] as [([String: String?], String)])
  func mistakes(changes: [String: String?], sentence: String) {
    do {
      let profile = try Self.parse(changes)
      Issue.record("accepted: \(profile)")
    } catch {
      let text = String(describing: error)
      #expect(text.contains(sentence) && text.hasPrefix("'mine.json' ") && text.hasSuffix("."), "\(text)")
      #expect(!text.contains("\n"))
    }
  }

  @Test("the example is a profile") func example() throws {
    let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Examples/bf16-state.json").standardized
    #expect(try ProfileFile.read(file).state == .bf16.rounding(.stochastic))
    #expect(throws: ExchangeError.self) { try ProfileFile.read(file.appendingPathExtension("none")) }
  }
}
