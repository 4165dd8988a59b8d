import DeltaChunkwise
import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaProperties

/// The suite does not refuse its own models, nor a right implementation for what rounding really does.
@Suite("TOL-9: own models hold") struct OwnModelTests {
  /// Small gradient problems of hard regimes.
  static func gradients(_ op: Operator) -> [Request] {
    Suite.gradientCases(.quick, for: op).map(\.request).filter { DraftTests.work($0) <= 6_000 }
  }

  @Test(
    "gradients of every operator, in both forms", arguments: Operator.all, [Profile.fp32, .tf32, .bf16, .fp16])
  func gradients(op: Operator, profile: Profile) throws {
    let requests = Self.gradients(op).enumerated().filter { $0.offset % 4 == 0 }.map(\.element)
    #expect(requests.count >= 2)
    for form in [StateForm.matrix, .deferred(chunk: 16)] {
      let found = try verdicts(ModelSubject(profile, form: form), profile, requests)
      let judged = found.values.filter { $0.property.hasPrefix("parity-d") && $0.outcome == .pass }
      #expect(!judged.isEmpty)
      let bad = found.values.filter { $0.outcome == .fail || $0.outcome == .unable || $0.traits != nil }
      #expect(bad.isEmpty, "\(bad)")
    }
  }

  /// A problem with the same numbers at every token.
  static func constant(_ op: Operator, T: Int, gate: Float, _ values: [InputName: Float]) -> Request {
    var p = Problem(op, Shape(T: T, H: 1, K: 1, V: 1), Settings(scale: 1, l2norm: .none), inputs: [:])
    for name in p.requiredInputs + [.h0] {
      p.inputs[name] = Tensor(p.expectedShape(of: name), repeating: name == .g ? gate : values[name] ?? 1)
    }
    return Request(id: "constant", problem: p)
  }

  static let subjects: [any Subject] = [
    ModelSubject(.fp32), ModelSubject(.fp32, form: .deferred(chunk: 64)),
    ModelSubject(.fp32, form: .deferred(chunk: 16)),
    ChunkwiseSubject(), ChunkwiseSubject(chunk: 16), FloatSubject(),
  ]

  @Test("a sum that swallows every summand", arguments: 0..<6) func stagnation(subject: Int) throws {
    let request = Self.constant(.linearAttention, T: 4096, gate: 0, [.h0: 0x1p24, .v: 0.5])
    let findings = try Checker(
      Self.subjects[subject], Tolerance(.fp32), properties: Parity.outputs
    ).check([request])
    #expect(findings.contains { if case .judged(let j) = $0.result { j.holds } else { false } })
    #expect(findings.filter(\.isViolation).isEmpty, "\(findings)")
  }

  @Test("equal slow gates: errors that add up as T", arguments: 0..<6, ["gla", "mamba2"])
  func slow(subject: Int, op: String) throws {
    let request = Self.constant(try .named(op), T: 8192, gate: -0x1p-12, [.v: 0.75, .h0: 100])
    let findings = try Checker(Self.subjects[subject], Tolerance(.fp32), properties: Parity.outputs).check([request])
    #expect(findings.filter(\.isViolation).isEmpty, "\(findings)")
  }

  @Test("GRAD-6: random gradient problems of the built-in form, slow gates and repeated keys", arguments: 0..<24)
  func pairs(seed: Int) throws {
    let op = seed % 2 == 0 ? Operator.gdn : .kda
    let (K, T) = ([1, 1, 2, 4][seed / 2 % 4], 40 + 11 * seed % 90)
    var p = sample(op, Shape(T: T, H: 1, K: K, V: 1 + seed % 2), seed: UInt64(seed))
    let width = K
    p[.k].values = p[.k].values.indices.map { p[.k].values[$0 % width] }
    p[.g].values = p[.g].values.map { $0 * 0.001 }
    for name in [CotangentName.o, .ht] {
      let extents = p.expectedShape(of: name.output)
      var stream = SplitMix64(seed: UInt64(seed))
      p.cotangents[name] = Tensor(extents, (0..<extents.reduce(1, *)).map { _ in Float(stream.nextSigned()) })
    }
    let found = try verdicts(ChunkwiseSubject(), [Request(id: "pairs-\(seed)", problem: p)])
    let bad = found.values.filter { $0.outcome == .fail || $0.traits != nil }
    #expect(bad.isEmpty && found["parity-dg"]?.outcome == .pass, "\(bad)")
  }

  @Test("TOL-2: an order of channels leaves the exact answer as it is", arguments: Operator.all, StateLayout.allCases)
  func orders(op: Operator, layout: StateLayout) throws {
    let problem = GradientTests.request(op, Shape(T: 5, H: 1, HV: 2, K: 5, V: 3), .rsqrtEps, layout).problem
    for part in ResponsePart.allCases {
      var exact = Exact<Lanes>()
      let expected = part.evaluated(problem, rounding: &exact, forms: [.matrix])
      for first in [0, 8, 16, 24] {
        let order = ChannelOrder(problem.shape, seed: 5, first: first)
        let found = order.undone(
          part.evaluated(order.applied(to: problem), rounding: &exact, forms: [.matrix]), of: problem)
        for (name, values) in expected[0] {
          let largest = values.map { $0[0].magnitude }.max() ?? 0
          let off = zip(values, found[0][name]!).map { ($0[0] - $1[0]).magnitude }.max() ?? 0
          #expect(off <= 1e-9 * max(largest, 1e-9), "\(op) \(name.name): \(off) of \(largest)")
        }
      }
    }
  }

  /// Sums over even channels, then over odd ones, of which each cancels the next.
  @Test("TOL-2: split sums whose parts are large hold") func split() throws {
    var p = sample(.linearAttention, Shape(T: 1, H: 1, K: 256, V: 3), Settings(l2norm: .none))
    for i in 0..<256 {
      p[.q].values[i] = 1
      for j in 0..<3 {
        let x = Float(1 + Double(i / 2 % 7) / 64 + Double(j) / 512)
        p[.h0].values[i * 3 + j] = i % 2 == 0 ? x : -x
      }
    }
    let request = Request(id: "split", problem: p)
    struct Split: Subject {
      let name = "split sums"
      func respond(to requests: [Request]) throws -> [Response] {
        requests.map { request in
          let p = request.problem
          let (K, V) = (p.shape.K, p.shape.V)
          var ht = p[.h0].values
          for i in 0..<K { for j in 0..<V { ht[i * V + j] += p[.k].values[i] * p[.v].values[j] } }
          let o = (0..<V).map { j in
            var parts: [Float] = [0, 0]
            for i in 0..<K { parts[i % 2] += p[.q].values[i] * Float(p.scale) * ht[i * V + j] }
            return parts[0] + parts[1]
          }
          return .ok(
            Outputs([
              .o: Tensor(p.expectedShape(of: .o), o), .ht: Tensor(p.expectedShape(of: .ht), ht),
            ]))
        }
      }
    }
    let findings = try Checker(Split(), Tolerance(.fp32), properties: Parity.outputs).check([request])
    #expect(findings.filter(\.isViolation).isEmpty, "\(findings)")
  }
}
