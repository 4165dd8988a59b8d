import DeltaChunkwise
import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaProperties

/// Legal forms of an implementation hold, and the verdict names them; what is wrong in them still fails.
@Suite("PAR-5: forms that are found") struct FoundFormTests {
  static func cases(_ op: String, _ regime: String, gradients: Bool = false) throws -> [Request] {
    let op = try Operator.named(op)
    let all = gradients ? Suite.gradientCases(.quick, for: op) : Suite.cases(.quick, for: op)
    return all.map(\.request).filter { $0.id.contains(".\(regime)") }
  }

  @Test("TOL-11: cumulative decays hold at huge gates, and cost bits", arguments: ["kda"])
  func decays(op: String) throws {
    let requests = try Self.cases(op, "gate-huge")
    #expect(!requests.isEmpty)
    let found = try verdicts(SummedSubject(decays: .cumulative), requests)
    let state = try #require(found["parity-state"])
    #expect(state.outcome == .pass, "\(state)")
    let trait = try #require(state.traits?.first, "\(state)")
    #expect(trait.contains("cumulative decays, which lose") && trait.contains("bits at gates of -3.2e2"), "\(trait)")
    #expect(!found.values.contains { $0.outcome == .fail || $0.outcome == .unable }, "\(found)")
    // Declared, it is a pass like any other; products of decays lose nothing.
    let declared = try verdicts(SummedSubject(decays: .cumulative), .fp32.with(decays: .cumulative), requests)
    #expect(declared["parity-state"]?.outcome == .pass && declared["parity-state"]?.traits == nil)
    let products = try verdicts(SummedSubject(), requests)
    #expect(products["parity-state"]?.outcome == .pass && products["parity-state"]?.traits == nil)
    // A state that is off by a thousandth is no sum's rounding.
    let wrong = SummedSubject(decays: .cumulative) { problem, outputs in
      outputs[.ht]!.values = outputs[.ht]!.values.map { $0 * 1.001 }
    }
    #expect(try verdicts(wrong, requests)["parity-state"]?.outcome == .fail)
  }

  static let summed = ["gdn", "kda", "pgdn", "pkda", "comba", "mamba2", "gla", "mesanet", "p-mamba2", "gdn2", "retnet"]

  @Test(
    "GRAD-6: cumulative gate gradients hold where they cancel, begun anew or not, and as differences",
    arguments: summed,
    [
      (StateForm.matrix, GateGradientForm.cumulative), (.deferred(chunk: 16), .cumulative),
      (.deferred(chunk: 16), .differences),
    ])
  func gradients(op: String, way: (form: StateForm, sums: GateGradientForm)) throws {
    let (form, sums) = way
    let requests = try ["ordinary-a", "gate-minus-infinity", "keys-one-hot", "tail-17"].flatMap {
      try Self.cases(op, $0, gradients: true)
    }
    #expect(requests.count >= 2)
    let subject = SummedSubject(gateGradients: sums, form: form)
    let found = try verdicts(subject, requests)
    #expect(!found.values.contains { $0.outcome == .fail || $0.outcome == .unable }, "\(found.values)")
    let declared = try verdicts(subject, .fp32.with(gateGradients: sums), requests)
    #expect(!declared.values.contains { $0.outcome == .fail || $0.traits != nil }, "\(declared.values)")
    // First tokens of a zero state: theory says 0, a sum that cancels leaves its rounding.
    if op != "retnet" {
      let zeros = try #require(found["gradient-zeros"])
      #expect(zeros.outcome == .pass && zeros.traits?.first?.contains("cumulative gate gradients") == true, "\(zeros)")
    }
    let wrong = SummedSubject(gateGradients: sums, form: form) { problem, outputs in
      if outputs[.dg] != nil { outputs[.dg]!.values = outputs[.dg]!.values.map { $0 * 1.01 } }
    }
    #expect(try verdicts(wrong, requests)["parity-dg"]?.outcome == .fail)
  }

  /// verdicts.md: the residue of a cancelled sum, multiplied by a gate of hundreds.
  @Test("GRAD-14: dA_log of saturated raw gates is judged on its own", arguments: ["gdn"])
  func rates(op: String) throws {
    let requests = try Self.cases(op, "gate-raw-saturated", gradients: true).filter { $0.id.contains("softplus") }
    #expect(!requests.isEmpty)
    // A kernel in TF32 that sums cumulatively and multiplies whatever is left by g.
    let wrong = try verdicts(ResidueSubject(), .tf32, requests)
    #expect(wrong["parity-dA_log"]?.outcome == .fail, "\(wrong["parity-dA_log"]!)")
    // Where it leaves out what no decay has left, dA_log holds, and dg still names the form.
    let right = try verdicts(
      ModelSubject(.tf32.with(gateGradients: .cumulative), form: .deferred(chunk: 64)), .tf32, requests)
    #expect(right["parity-dA_log"]?.outcome == .pass, "\(right["parity-dA_log"]!)")
    #expect(right["parity-dg"]?.outcome == .pass, "\(right["parity-dg"]!)")
  }

  @Test("GRAD-14: a dA_log may have lost what its own dg lost, at any gate, and nothing else") func losses() throws {
    let requests = try Self.cases("gdn", "far-softplus", gradients: true)
    #expect(!requests.isEmpty)
    func outcome(dg: Float, rate: Float?) throws -> Verdict? {
      // The first head alone: the others' gates leave more.
      let subject = SummedSubject(gateGradients: .cumulative) { problem, outputs in
        guard var rates = outputs[.daLog] else { return }
        let heads = problem.shape.HV
        outputs[.dg]!.values = outputs[.dg]!.values.enumerated().map { $0 % heads == 0 ? dg * $1 : $1 }
        rates.values[0] = rate ?? rates.values[0]
        outputs[.daLog] = rates
      }
      return try verdicts(subject, requests)["parity-dA_log"]
    }
    // 7.5e-9 of one decay of e^−17.6, below what float32 tells from nothing: gone in both, in one alone, and another number.
    let lost = try outcome(dg: 0, rate: 0)
    #expect(
      lost?.outcome == .pass && lost?.traits?.first?.contains("its own 'dg'") == true, "\(String(describing: lost))")
    #expect(try outcome(dg: 1, rate: nil)?.traits == nil)
    #expect(try outcome(dg: 1, rate: 0)?.outcome == .fail)
    #expect(try outcome(dg: 0, rate: 1.8e-5)?.outcome == .fail)
  }

  /// Takes dA_log from a dg that was summed cumulatively, wherever the gates are.
  struct ResidueSubject: Subject {
    let name = "residue"
    func respond(to requests: [Request]) throws -> [Response] {
      let model = ModelSubject(.tf32.with(gateGradients: .cumulative), form: .deferred(chunk: 64))
      return zip(requests, model.respond(to: requests)).map { request, response in
        guard case .ok(var outputs) = response else { return response }
        // g dg of the log decay from dx = −e^a σ(y) dg: σ is 1 where the gates are saturated.
        let p = request.problem
        let (heads, width) = (p.shape.HV, p[.dtBias].count / p.shape.HV)
        var sums = [Double](repeating: 0, count: heads)
        for (i, dx) in outputs[.dg]!.values.enumerated() {
          let y = Double(p[.g].values[i]) + Double(p[.dtBias].values[i % (heads * width)])
          guard y > -20 else { continue }
          sums[i / width % heads] +=
            Double(dx) * Double.log1p(Double.exp(min(y, 30))) * (max(y, 30) / 30)
            * (1 + Double.exp(-y))
        }
        outputs[.daLog]!.values = sums.map { Float($0) }
        return .ok(outputs)
      }
    }
  }

  @Test("GRAD-1: a gradient of a Gram matrix that is right once symmetrised", arguments: ["mesanet", "least-squares"])
  func unsymmetrised(op: String) throws {
    let requests = try Self.cases(op, "ordinary", gradients: true)
    func spoilt(_ share: Float) -> SummedSubject {
      SummedSubject { problem, outputs in
        guard let tensor = outputs[.da0] else { return }
        let K = problem.shape.K
        outputs[.da0]!.values = tensor.values.indices.map { i in
          let (row, column) = (i / K % K, i % K)
          return tensor.values[i] * (1 + (row < column ? share : row > column ? -share : 0))
        }
      }
    }
    let found = try #require(try verdicts(spoilt(0.5), requests)["parity-da0"])
    #expect(found.outcome == .pass && found.traits?.first?.contains("right once symmetrised") == true, "\(found)")
    let sound = try #require(try verdicts(SummedSubject(), requests)["parity-da0"])
    #expect(sound.outcome == .pass && sound.traits == nil, "\(sound)")
    let wrong = SummedSubject { problem, outputs in
      if outputs[.da0] != nil { outputs[.da0]!.values = outputs[.da0]!.values.enumerated().map { $1 + Float($0) } }
    }
    #expect(try verdicts(wrong, requests)["parity-da0"]?.outcome == .fail)
  }

  @Test(
    "GRAD-1: over no token automatic differentiation returns dat as it was handed in",
    arguments: ["mesanet", "least-squares"])
  func unsymmetrisedOverNothing(op: String) throws {
    let empty = try Self.cases(op, "tail", gradients: true).filter { $0.problem.shape.T == 0 }
    #expect(empty.count == 1)
    var problem = empty[0].problem
    // Nothing but what is not symmetric.
    let K = problem.shape.K
    let at = try #require(problem.cotangents[.at])
    problem.cotangents[.at]!.values = at.values.indices.map { i in
      let (row, column) = (i / K % K, i % K)
      return row < column ? Float(row + column) : row > column ? -Float(row + column) : 0
    }
    let subject = SummedSubject { problem, outputs in outputs[.da0] = problem.cotangents[.at] }
    let found = try #require(try verdicts(subject, [Request(id: "base", problem: problem)])["parity-da0"])
    #expect(found.outcome == .pass && found.traits?.first?.contains("right once symmetrised") == true, "\(found)")
  }
}
