import DeltaChunkwise
import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaRecurrences
import Foundation
import Testing

@testable import DeltaGoldens

/// The goldens of gradients as they are stored, against two implementations that share no line with each other.
@Suite("FIX-5: goldens of gradients") struct GradientGoldenTests {
  /// A stored golden: what is asked, and the blessed gradients.
  struct Blessed {
    let recipe: GoldenRecipe
    let request: Request
    let gradients: [GradientName: [Double]]

    init(_ recipe: GoldenRecipe) throws {
      func file(_ folder: String) -> URL {
        GoldenTests.committed.appendingPathComponent("golden/\(folder)/\(recipe.id).safetensors")
      }
      let (request, response) = (
        try RequestFile.read(file("requests")), try SafetensorsFile(contentsOf: file("responses"))
      )
      (self.recipe, self.request) = (recipe, request)
      gradients = Dictionary(
        uniqueKeysWithValues: try request.problem.gradientNames.map { name in
          let tensor = try #require(response.doubles(name.rawValue), "\(recipe.id) \(name.rawValue)")
          #expect(tensor.shape == request.problem.expectedShape(of: name.input))
          return (name, tensor.values)
        })
    }

    /// The difficulty, without the operator's name.
    var theme: String { String(recipe.id.dropFirst(recipe.op.name.count + 1)) }
  }

  static func blessed(_ op: Operator) throws -> [Blessed] {
    try GoldenCatalogue.all.filter { $0.op == op && $0.asksForGradients }.map { try Blessed($0) }
  }

  /// The largest error in units of its bound; infinite for a NaN, and for any error where the bound is zero.
  static func worst(_ found: [Double], _ exact: [Double], _ bound: [Double]) -> Double {
    guard found.count == exact.count else { return .infinity }
    return exact.indices.map { i in
      let error = (found[i] - exact[i]).magnitude
      return error == 0 ? 0 : (error / bound[i]).isNaN ? .infinity : error / bound[i]
    }.max() ?? 0
  }

  @Test("every operator has them, and each asks for the gradient of every input", arguments: Operator.all)
  func complete(op: Operator) throws {
    let goldens = try Self.blessed(op)
    #expect(goldens.count >= 6)
    for golden in goldens {
      let problem = golden.request.problem
      let asked = golden.recipe.request.problem
      // A file writes out the scale that a recipe may leave open.
      #expect(problem.inputs == asked.inputs && problem.cotangents == asked.cotangents)
      #expect(golden.gradients.count == problem.inputs.count)
      let isFresh = golden.theme == "gradient-no-state"
      #expect(problem.cotangents.keys.sorted().map(\.output) == (isFresh ? [.o] : problem.outputNames))
      #expect(isFresh == (problem.inputs[.h0] == nil))
    }
  }

  @Test("each holds the difficulty that it is named after", arguments: Operator.all)
  func difficulties(op: Operator) throws {
    for golden in try Self.blessed(op) {
      let p = golden.request.problem
      func values(_ names: [InputName]) -> [Float] { names.flatMap { p.inputs[$0]?.values ?? [] } }
      let isThere =
        switch golden.theme {
        case "gradient-heads": p.shape.group == 2 && p.shape.H == 2 && p.shape.B == 2
        case "gradient-tail": p.shape.T == 33
        case "gradient-packed": p.shape.sequences.contains { $0.tokens.isEmpty }
        case "gradient-layout": p.settings.stateLayout == .vk && p.shape.K != p.shape.V
        case "gradient-zero-gates": values(GoldenTheme.gates + GoldenTheme.gainTensors).contains(0)
        case "gradient-minus-infinity": values(GoldenTheme.gates).contains(-.infinity)
        case "gradient-no-state": p.inputs[.a0] == nil
        case "gradient-zero-keys", "gradient-zero-keys-max":
          (0..<p.shape.T).contains { t in (0..<p.shape.K).allSatisfy { p[.k].values[t * p.shape.K + $0] == 0 } }
        case "gradient-softplus": p.settings.gate == .softplus && values([.g]).contains(64)
        case "gradient-lower-bound": p.settings.gate == .lowerBound && values([.g]).contains(-64)
        default: false
        }
      #expect(isThere, "\(golden.recipe.id)")
    }
  }

  @Test(
    "the chunkwise gradients in float32 lie within the bounds of GRAD-8", arguments: Operator.all, [4, 16])
  func chunkwise(op: Operator, chunk: Int) throws {
    for golden in try Self.blessed(op) {
      let bound = Expectation(golden.request, of: .gradients, Tolerance(.fp32)).bound
      let found = ChunkwiseSubject(chunk: chunk).evaluate(golden.request.problem).gradients
      for (name, exact) in golden.gradients {
        let ratio = Self.worst(found[name]?.values.map(Double.init) ?? [], exact, bound[.gradient(name)]!)
        #expect(ratio <= 1, "\(golden.recipe.id) \(name): \(ratio)")
      }
    }
  }

  /// ORA-1: doubles round where the model of the bound does, by 2⁻⁵³ where it rounds by 2⁻²⁴.
  @Test("the adjoint in doubles lies within 2⁻²⁹ of the bounds", arguments: Operator.all)
  func doubles(op: Operator) throws {
    for golden in try Self.blessed(op) {
      let expected = Expectation(golden.request, of: .gradients, Tolerance(.fp32))
      for (name, exact) in golden.gradients {
        let ratio = Self.worst(
          expected.reference[.gradient(name)]!, exact, expected.bound[.gradient(name)]!.map { 0x1p-29 * $0 })
        #expect(ratio <= 1, "\(golden.recipe.id) \(name): \(ratio)")
      }
    }
  }

  @Test("what is wrong lies beyond both bounds", arguments: Operator.all) func refuted(op: Operator) throws {
    var refuted = 0
    for golden in try Self.blessed(op) {
      let bound = Expectation(golden.request, of: .gradients, Tolerance(.fp32)).bound
      for (name, exact) in golden.gradients {
        // A sign, a channel's or head's shift, a factor, a NaN; each compared under the bound that it must exceed.
        for (share, wrong) in [
          (1, exact.map { -$0 }), (1, Array(exact.dropFirst() + exact.prefix(1))), (1, exact.map { $0 * 1.01 }),
          (1, exact.map { _ in .nan }), (0x1p-29, exact.map { $0 * (1 + 0x1p-36) }),
        ] where wrong != exact {
          #expect(
            Self.worst(wrong, exact, bound[.gradient(name)]!.map { share * $0 }) > 1, "\(golden.recipe.id) \(name)")
          refuted += 1
        }
      }
    }
    #expect(refuted > 100)
  }

  @Test("GRAD-5: blessed zeros are +0, at gates of −∞ and at first tokens of a zero state", arguments: Operator.all)
  func exactZeros(op: Operator) throws {
    for golden in try Self.blessed(op) {
      let p = golden.request.problem
      for name in golden.gradients.keys where GoldenTheme.gates.contains(name.input) {
        let (gates, values) = (p[name.input].values, golden.gradients[name]!)
        for i in values.indices where gates[i] == -.infinity { #expect(values[i].bitPattern == 0) }
        guard golden.theme == "gradient-no-state", p.op.axes.decay != .constant || name != .dg else { continue }
        let width = values.count / p.shape.T
        for i in values.indices {
          #expect((values[i].bitPattern == 0) == (i < width), "\(golden.recipe.id) \(name) \(i)")
        }
      }
    }
  }

  @Test("ENC-3: the precision that is tried first decided every element") func precision() throws {
    let ids = Set(GoldenCatalogue.all.filter(\.asksForGradients).map(\.id))
    let entries = try GoldenStore(GoldenTests.committed).manifest().goldens.filter { ids.contains($0.id) }
    #expect(!ids.isEmpty && entries.count == ids.count)
    // 128 bits, and 64 more for up to 128 tokens (ENC-2).
    #expect(entries.allSatisfy { $0.precision == 192 })
  }

  @Test("the Specs state every theme of gradients, and no other") func stated() throws {
    let specs = try String(
      contentsOf: GoldenTests.committed.appendingPathComponent("../Specs/goldens.md"), encoding: .utf8)
    let rows = specs.split(separator: "\n").filter { $0.hasPrefix("| `gradient-") }
    #expect(
      rows.flatMap { $0.split(separator: "`").map(String.init).filter { $0.hasPrefix("gradient-") } }
        == GoldenCatalogue.gradients.map(\.name))
  }
}
