import DeltaOperators
import DeltaRecords
import DeltaScalars
import Foundation
import Testing

@testable import DeltaProperties

/// Every property holds of a sound implementation, and fails of one that breaks just what it guards.
@Suite("Properties") struct PropertyTests {
  static let shapes: [Shape] = [
    Shape(B: 2, T: 7, H: 2, HV: 4, K: 3, V: 2),
    Shape(T: 9, H: 2, HV: 2, K: 4, V: 3, cuSeqlens: [0, 4, 4, 5, 9]),
  ]

  static func verdicts(
    _ subject: FloatSubject, _ operators: [Operator], _ options: Options = .standard,
    properties: [any Property] = Catalogue.all
  ) throws -> [Verdict] {
    let bases = operators.flatMap { op in
      shapes.enumerated().map {
        Request(id: "\(op)-\($0.offset)", problem: sample(op, $0.element, Settings(options: options)))
      }
    }
    return Verdict.summarising(try Checker(subject, Tolerance(.fp32), properties: properties).check(bases))
  }

  @Test("a sound implementation passes all that applies", arguments: Operator.all) func sound(op: Operator) throws {
    let verdicts = try Self.verdicts(FloatSubject(), [op])
    #expect(verdicts.count == Catalogue.all.count)
    for verdict in verdicts {
      let property = Catalogue.all.first { $0.name == verdict.property }!
      // These requests ask for no gradients.
      let applies = property.outOfDomain(op) == nil && !property.judgesGradients
      #expect(verdict.outcome == (applies ? .pass : .outOfDomain), "\(verdict)")
      #expect(verdict.cases > 0 || !applies)
    }
  }

  static let variants: [(Operator, Options)] = Operator.all.flatMap { op in
    Options.tried(for: op.axes).filter { $0 != .standard }.map { (op, $0) }
  }

  @Test("OP-K, OP-N, OP-S: with an option too; and who ignores it is found out", arguments: variants)
  func options(op: Operator, options: Options) throws {
    for verdict in try Self.verdicts(FloatSubject(), [op], options) {
      let property = Catalogue.all.first { $0.name == verdict.property }!
      let applies = property.outOfDomain(op) == nil && !property.judgesGradients
      #expect(verdict.outcome == (applies ? .pass : .outOfDomain), "\(verdict)")
    }
    let deaf = FloatSubject(before: { p in
      if p.settings.options.writeKey == .shermanMorrison {
        p.inputs[.logATKScale] = Tensor([p.shape.H], repeating: -0.2)
      }
      p.settings.options = .standard
    })
    let failed = try Self.verdicts(deaf, [op], options).filter { $0.outcome == .fail }
    #expect(failed.contains { $0.clause == "PAR-1" }, "\(failed)")
  }

  struct Fault: CustomTestStringConvertible, Sendable {
    let clause: String
    let what: String
    let subject: FloatSubject
    var testDescription: String { "\(clause): \(what)" }
  }

  /// One fault a clause; the clause must be among those that report it.
  static let faults: [Fault] = [
    Fault(clause: "WELL-1", what: "no final state", subject: FloatSubject(spoil: { $1[.ht] = nil })),
    Fault(
      clause: "WELL-1", what: "an output of the wrong shape",
      subject: FloatSubject(spoil: { $1[.o] = Tensor([1], [0]) })),
    Fault(
      clause: "WELL-2", what: "a NaN at the last token",
      subject: FloatSubject(spoil: { if !$1[.o]!.values.isEmpty { $1[.o]!.values[$1[.o]!.count - 1] = .nan } })),
    Fault(
      clause: "PAR-1", what: "one element off by 3e-5",
      subject: FloatSubject(spoil: {
        if $1[.o]!.count > 20 { $1[.o]!.values[20] *= 1.00003; $1[.o]!.values[20] += 1e-5 }
      })),
    Fault(
      clause: "PAR-2", what: "a state not decayed to the end",
      subject: FloatSubject(spoil: { $1[.ht]!.values[0] += 1e-4 })),
    Fault(
      clause: "PAR-3", what: "a state of the preconditioner off by 1e-4",
      subject: FloatSubject(spoil: { $1[.at]!.values[0] *= 1.0001 })),
    Fault(
      clause: "REL-1", what: "an initial state that is ignored", subject: FloatSubject(before: { $0.inputs[.h0] = nil })
    ),
    Fault(
      clause: "REL-2", what: "an output that knows the future",
      subject: FloatSubject(spoil: { p, out in
        if let last = p[.v].values.last, !out[.o]!.values.isEmpty { out[.o]!.values[0] += last * 1e-7 }
      })),
    Fault(
      clause: "REL-3", what: "an output with an offset",
      subject: FloatSubject(spoil: { p, out in
        out[.o]!.values = out[.o]!.values.map { $0 + 1e-3 }
      })),
    Fault(
      clause: "REL-4", what: "packed sequences taken for one",
      subject: FloatSubject(before: { p in
        guard let cu = p.shape.cuSeqlens else { return }
        let s = p.shape
        // Every boundary but the ends moves to the end: the later sequences come out empty.
        p.shape = Shape(
          T: s.T, H: s.H, HV: s.HV, K: s.K, V: s.V, cuSeqlens: [0] + cu.dropFirst().map { _ in s.T })
      })),
    Fault(
      clause: "REL-5", what: "the gate of head 0 for all heads",
      subject: FloatSubject(before: { p in
        let heads = p.shape.HV
        if let g = p.inputs[.g] { p[.g].values = g.values.indices.map { g.values[$0 / heads * heads] } }
      })),
    Fault(
      clause: "REL-6", what: "row 0's values for all rows",
      subject: FloatSubject(before: { p in
        let row = p.shape.T * p.shape.HV * p.shape.V
        if p.shape.B > 1 { p[.v].values = p[.v].values.indices.map { p[.v].values[$0 % row] } }
      })),
    Fault(
      clause: "REL-7", what: "a token with β = 0 that still decays",
      subject: FloatSubject(before: { p in
        if let beta = p.inputs[.beta] {
          for i in beta.values.indices where beta.values[i] == 0 { p[.g].values[i] = -0.5 }
        }
      })),
    Fault(
      clause: "REL-8", what: "a gate of zero taken for one of −∞",
      subject: FloatSubject(before: { p in
        if let g = p.inputs[.g] { p[.g].values = g.values.map { $0 == 0 ? -.infinity : $0 } }
      })),
    Fault(
      clause: "REL-12", what: "a state that is read transposed when one token is decoded",
      subject: FloatSubject(before: { p in
        guard p.shape.T == 1, let h0 = p.inputs[.h0] else { return }
        p.inputs[.h0] = Tensor(h0.shape, h0.transposingLastAxes().values)
      })),
    Fault(
      clause: "REL-13", what: "NaN in one row or head spoils the first element of all",
      subject: FloatSubject(spoil: { p, out in
        if p[.v].values.contains(where: { !$0.isFinite }) { out[.o]!.values[0] = .nan }
      })),
    Fault(
      clause: "REL-9", what: "a transposed layout that is ignored on the way out",
      subject: FloatSubject(spoil: { p, out in
        if p.settings.stateLayout == .vk {
          let t = out[.ht]!.transposingLastAxes()
          out[.ht] = Tensor(out[.ht]!.shape, t.values)
        }
      })),
  ]

  @Test("Specs/properties.md states each property under its clause, and no other") func stated() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Specs/properties.md")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let stated = rows.filter { $0.count == 3 && $0[0].contains("-") && $0[0].last!.isNumber }
    #expect(stated.count == Set(Catalogue.all.map(\.clause)).count)
    for property in Catalogue.all {
      // PAR-4 is one row for all gradients.
      let row = try #require(stated.first { $0[0] == property.clause }, "\(property.clause) is not stated")
      #expect(property.clause == "PAR-4" || row[1] == property.name)
    }
    let clauses = Catalogue.all.filter { !$0.judgesGradients }.map(\.clause)
    #expect(Set(clauses).isSubset(of: Self.faults.map(\.clause) + ["WELL-3", "WELL-4"]))
  }

  @Test("REL-12: a prefix is cut anywhere, also where REL-1 never cuts") func anyCut() throws {
    let shape = Shape(T: 24, H: 1, K: 3, V: 2)
    let requests = (0..<40).map {
      Request(id: "base-\($0)", problem: sample(.pgdn, shape, seed: UInt64($0)))
    }
    let cuts = requests.map { DecodeInvariance().cut($0.problem) }
    #expect(Set(cuts).count > 12 && cuts.allSatisfy { (1...22).contains($0) })
    // Lengths that REL-1 asks for: 13 and 11, 23 and 1.
    let (base, cut) = try #require(zip(requests, cuts).first { ![1, 11, 13, 23].contains($1) })
    #expect(SplitInvariance().cuts(base.problem) == [13, 23])
    let parts = DecodeInvariance().parts(24, cut: cut)
    #expect(parts.count == min(5, 25 - cut) && parts.flatMap(Array.init) == Array(0..<24))
    // Only a prefix of just this length hands back a wrong state.
    let subject = FloatSubject(spoil: { p, out in if p.shape.T == cut { out[.ht]!.values[0] += 0.5 } })
    let findings = try Checker(subject, Tolerance(.fp32)).check([base])
    #expect(findings.filter(\.isViolation).map(\.property.clause) == ["REL-12"])
  }

  @Test("a fault is reported by the clause that guards it", arguments: faults) func reported(fault: Fault) throws {
    // A relation is judged where parity holds, or is not asked about.
    let guarding = Catalogue.all.filter { $0.clause == fault.clause }
    let failed = try Self.verdicts(fault.subject, [.pgdn], properties: guarding).filter { $0.outcome == .fail }
    #expect(failed.contains { $0.clause == fault.clause }, "failed: \(failed.map(\.clause))")
    #expect(try Self.verdicts(fault.subject, [.pgdn]).contains { $0.outcome == .fail })
    for verdict in failed { #expect(verdict.reason != nil && verdict.location != nil) }
  }

  @Test("WELL-3: a modified input is reported") func modified() throws {
    struct Scribbler: Subject {
      let name = "scribbler"
      func respond(to requests: [Request]) throws -> [Response] {
        try FloatSubject().respond(to: requests).map { response in
          guard case .ok(var outputs) = response else { return response }
          outputs.modifiedInputs = [.input(.k)]
          return .ok(outputs)
        }
      }
    }
    let base = Request(id: "base", problem: sample(.gdn, Self.shapes[0]))
    let findings = try Checker(Scribbler(), Tolerance(.fp32)).check([base])
    #expect(findings.filter(\.isViolation).map(\.property.clause) == ["WELL-3"])
  }

  @Test("WELL-4: an answer that differs in one bit the second time is reported") func unrepeatable() throws {
    struct Wavering: Subject {
      let name = "wavering"
      func respond(to requests: [Request]) throws -> [Response] {
        try zip(requests, FloatSubject().respond(to: requests)).map { request, response in
          guard request.id.hasSuffix("+again"), case .ok(var outputs) = response else { return response }
          outputs[.o]!.values[3] = outputs[.o]!.values[3].nextUp
          return .ok(outputs)
        }
      }
    }
    let base = Request(id: "base", problem: sample(.gdn, Self.shapes[0]))
    let findings = try Checker(Wavering(), Tolerance(.fp32)).check([base])
    #expect(findings.filter(\.isViolation).map(\.property.clause) == ["WELL-4"])
  }

  @Test("an absent answer is unable, and an unsupported one out of domain", arguments: [true, false])
  func absent(unsupported: Bool) throws {
    struct Silent: Subject {
      let name = "silent"
      let unsupported: Bool
      func respond(to requests: [Request]) throws -> [Response] {
        requests.map { _ in unsupported ? .unsupported("not yet") : .missing("no file") }
      }
    }
    let base = Request(id: "base", problem: sample(.gdn, Self.shapes[0]))
    let verdicts = Verdict.summarising(try Checker(Silent(unsupported: unsupported), Tolerance(.fp32)).check([base]))
    let outcomes = Set(verdicts.map(\.outcome))
    #expect(outcomes == (unsupported ? [.outOfDomain] : [.unable, .outOfDomain]))
  }

  @Test("the first bad token is named") func firstToken() throws {
    let subject = FloatSubject(spoil: { p, out in
      let width = p.shape.HV * p.shape.V
      for i in out[.o]!.values.indices where i / width % p.shape.T >= 4 { out[.o]!.values[i] += 1 }
    })
    let verdict = try #require(
      try Self.verdicts(subject, [.gdn]).first { $0.clause == "PAR-1" && $0.outcome == .fail })
    #expect(verdict.location?.firstToken == 4)
  }
}
