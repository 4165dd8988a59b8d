import DeltaChunkwise
import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaProperties

/// GEN-6: a kernel that narrows a tensor when it reads it is found, and told by the tensor and the format.
@Suite("GEN-6: narrowed inputs") struct NarrowingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let op: Operator
    let name: TensorName
    let format: Format
    var testDescription: String { "\(op) \(name) \(format.name)" }
  }

  static let operators: [Operator] = [.pkda, .comba, .mesanet, .gdn2, .retnet]

  /// Every tensor that an operator is handed, forward or backward, in bf16 and fp16.
  static let cases: [Case] = operators.flatMap { op in
    let requests = Suite.allCases(.quick, for: op).filter { $0.regime == "float32" }
    let names = Set(requests.flatMap { $0.problem.tensors.keys }).sorted { $0.exchangeName < $1.exchangeName }
    return names.flatMap { name in [Format.bf16, .fp16].map { Case(op: op, name: name, format: $0) } }
  }

  /// The reference in float32, of inputs of which one has been rounded to a format.
  struct NarrowingSubject: Subject {
    let name = "narrowing"
    let tensor: TensorName
    let format: Format

    func respond(to requests: [Request]) throws -> [Response] {
      let narrowed = requests.map { request in
        var problem = request.problem
        func short(_ x: Tensor) -> Tensor { Tensor(x.shape, x.values.map { Float(format.rounded(Double($0))) }) }
        switch tensor {
        case .input(let name): problem.inputs[name] = problem.inputs[name].map(short)
        case .cotangent(let name):
          let name = CotangentName(of: name)
          problem.cotangents[name] = problem.cotangents[name].map(short)
        case .output, .gradient: break
        }
        return Request(id: request.id, problem: problem)
      }
      return ChunkwiseSubject().respond(to: narrowed)
    }
  }

  @Test("every tensor narrowed to bf16 or fp16 on load fails, and the verdict names it", arguments: cases)
  func found(narrowed: Case) throws {
    let bases = Suite.allCases(.quick, for: narrowed.op).filter {
      $0.regime == "float32" && $0.problem.tensors[narrowed.name] != nil
    }
    let subject = NarrowingSubject(tensor: narrowed.name, format: narrowed.format)
    let checker = Checker(subject, Tolerance(.fp32), properties: Catalogue.withoutRelations)
    var told = false
    for base in bases.map(\.request) where !told {
      let reasons = try checker.check([base]).filter(\.isViolation).compactMap { $0.judgement?.reason }
      told = reasons.contains { $0.contains("'\(narrowed.name.exchangeName)' rounded to \(narrowed.format.name)") }
    }
    #expect(told, "it was not found, or not told")
  }

  @Test("it passes as a kernel of a profile whose inputs have that format", arguments: [Operator.pkda, .gdn])
  func declared(op: Operator) throws {
    let subject = NarrowingSubject(tensor: .input(.q), format: .bf16)
    let bases = Suite.allCases(.quick, for: op).filter { $0.regime == "float32" }.map(\.request)
    let findings = try Checker(subject, Tolerance(.bf16), properties: Catalogue.withoutRelations).check(bases)
    #expect(findings.filter(\.isViolation).isEmpty && findings.contains { $0.judgement != nil })
  }

  @Test("a wrong answer all of whose values are bf16 numbers is told to have them") func grid() {
    #expect(
      Narrowing.grid(of: [0.5, 0.25, 1, 0, 3], expected: [0.51, 0.251, 1.01, 0, 3])
        == "every value found is a bf16 number")
    #expect(Narrowing.grid(of: [0.5, 0.25, 1, 0, 3], expected: [0.5, 0.25, 1, 0, 3]) == nil)
    #expect(Narrowing.grid(of: [0.1, 0.25, 1, 0, 3], expected: [0.51, 0.251, 1.01, 0, 3]) == nil)
  }
}

/// Numbers of a shorter format than any that is declared (TOL-15).
@Suite("TOL-15: short formats") struct ShortFormatTests {
  static let right: [Double] = (0..<64).map { 1 + Double($0 * $0 % 2039) / 2048 }
  static let none = right.map { _ in 0.0 }
  static func rounded(to format: Format) -> [Double] { right.map(format.rounded) }

  @Test("numbers of bf16 are seen under fp16, tf32 and fp32", arguments: [Profile.fp16, .tf32, .fp32])
  func seen(profile: Profile) {
    let found = ShortFormat.found(
      in: Self.rounded(to: .bf16), expected: Self.right, spread: Self.none, Tolerance(profile))
    #expect(found?.name == "bf16")
  }

  @Test("numbers of a declared format are none", arguments: Profile.all) func declared(profile: Profile) {
    for format in profile.formats.map(\.format) {
      let values = Self.rounded(to: format)
      #expect(
        ShortFormat.found(in: values, expected: Self.right, spread: Self.none, Tolerance(profile)) == nil,
        "\(format.name)")
    }
  }

  /// What remains when large numbers cancel has lost its last bits, in any format.
  @Test("numbers whose honest errors reach the shorter grid tell nothing") func cancelled() {
    func found(_ spread: Double) -> Format? {
      let spreads = Self.right.map { $0 * spread }
      return ShortFormat.found(
        in: Self.rounded(to: .tf32), expected: Self.right.map { $0 + 0x1p-20 }, spread: spreads, Tolerance(.fp32))
    }
    #expect(found(0x1p-23)?.name == "tf32")
    #expect(found(0x1p-12) == nil)
    #expect(found(0x1p-11) == nil)
  }

  @Test("a single longer number, or too few that tell, and nothing is said") func doubtful() {
    var values = Self.rounded(to: .bf16)
    values[3] = 1.0009765625
    #expect(ShortFormat.found(in: values, expected: Self.right, spread: Self.none, Tolerance(.fp16)) == nil)
    let few = Array(Self.rounded(to: .bf16).prefix(16))
    #expect(
      ShortFormat.found(in: few, expected: Array(Self.right.prefix(16)), spread: Self.none, Tolerance(.fp16)) == nil)
    #expect(ShortFormat.found(in: few, expected: few, spread: Self.none, Tolerance(.fp32)) == nil)
  }
}
