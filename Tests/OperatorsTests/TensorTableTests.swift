import Testing

@testable import DeltaOperators

/// CONV-1: one row a tensor, and everything that is said about tensors follows from the rows.
@Suite("CONV-1: the table of tensors") struct TensorTableTests {
  @Test("every input and every output has exactly one row, and there is no other row") func complete() {
    #expect(
      TensorRow.all.map(\.name.exchangeName).sorted()
        == (InputName.allCases.map(\.rawValue) + OutputName.allCases.map(\.rawValue)).sorted())
    for name in TensorName.all { #expect(!name.row.meaning.isEmpty) }
    for row in TensorRow.all where InputName(rawValue: row.name.exchangeName) != nil {
      // A problem of some operator can hold it.
      #expect(Self.problems.contains { $0.presence(of: row.name) != .absent }, "\(row.name)")
    }
  }

  @Test("no two tensors share an exchange name, and each is found by its own") func names() {
    #expect(TensorName.all.count == 2 * (17 + 3))
    #expect(Set(TensorName.all.map(\.exchangeName)).count == TensorName.all.count)
    for name in TensorName.all { #expect(TensorName(exchangeName: name.exchangeName) == name) }
    for name in GradientName.allCases { #expect(GradientName(rawValue: name.rawValue) == name) }
    for name in CotangentName.allCases { #expect(CotangentName(rawValue: name.rawValue) == name) }
    #expect(GradientName.dshift.rawValue == "dd" && CotangentName.at.rawValue == "dat")
    #expect(TensorName(exchangeName: "dd") == .gradient(.shift) && TensorName(exchangeName: "do") == .cotangent(.o))
    #expect(GradientName(rawValue: "do") == nil && CotangentName(rawValue: "dd") == nil)
    #expect(TensorName(exchangeName: "d") == .input(.shift) && TensorName(exchangeName: "x") == nil)
  }

  /// Every operator under every gate, layout and option that it has; all extents differ, packed or not.
  static let problems: [Problem] = Operator.all.flatMap { op in
    let isGated = op.axes.decay == .scalar || op.axes.decay == .channel
    let gates = isGated ? GateForm.allCases : [.log]
    return gates.flatMap { gate in
      StateLayout.allCases.flatMap { layout in
        // The shift of raw queries came later, and no tensor with it.
        Options.tried(for: op.axes).filter { $0.queryShift == .normalised }.map { options in
          let shape =
            layout == .kv
            ? Shape(B: 2, T: 3, H: 5, HV: 10, K: 7, V: 11)
            : Shape(T: 3, H: 5, HV: 10, K: 7, V: 11, cuSeqlens: [0, 1, 1, 2, 3])
          return Problem(op, shape, Settings(gate: gate, stateLayout: layout, options: options), inputs: [:])
        }
      }
    }
  }

  /// What a problem says about each of its tensors, a line a tensor.
  static func lines(_ p: Problem) -> [String] {
    let (required, optional) = (p.requiredInputs, p.optionalInputs)
    let head = "\(p.op) \(p.settings.gate.rawValue) \(p.settings.stateLayout.rawValue) \(p.settings.options)"
    let inputs = (required + optional).map { name in
      let axes = "\(p.hasTokens(name)) \(p.isState(name)) \(p.headAxis(name)) \(p.isPerValueHead(name))"
      return "\(head) \(name.rawValue) \(p.expectedShape(of: name)) \(axes) \(required.contains(name)) "
        + limits(p.domain(of: name))
    }
    let outputs = p.outputNames.map { name in
      "\(head) \(name.rawValue) \(p.expectedShape(of: name)) \(p.headAxis(name)) \(p.isPerValueHead(name))"
    }
    return inputs + outputs
  }

  /// The ends of a domain, and the words that refuse what lies outside it.
  static func limits(_ domain: Domain) -> String {
    let most = Float.greatestFiniteMagnitude
    return switch domain {
    case .finite, .symmetric: "\(-most) \(most) any finite number"
    case .logGate: "-inf 0.0 a natural log gate, at most 0 (−∞ is legal)"
    case .logRate: "-80.0 80.0 a number in [−80, 80], whose exponential is finite in float32"
    case .gain: "0.0 2.0 a gain in [0, 2]"
    case .nonNegative: "0.0 \(most) a finite number that is not negative"
    case .positive: "\(Float.leastNonzeroMagnitude) \(most) a finite number above 0"
    }
  }

  /// The digest was taken from the seven hand-written switches, before the table took their place; later operators are not
  /// in it.
  @Test("the rows say of all 1,854 tensors what was said before there was a table") func snapshot() {
    let lines = Self.problems.filter { $0.op != .gdn2 }.flatMap(Self.lines)
    #expect(lines.count == 1854)
    let digest = lines.joined(separator: "\n").utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    #expect(digest == 16_585_464_562_354_295_726)
  }

  @Test(
    "the ends of each domain are in it, and what lies beyond is not",
    arguments: [
      (Domain.finite, [-1e38, 0, 1e38], [.infinity, -.infinity, .nan]),
      (.symmetric, [-1, 1], [.infinity, .nan]), (.logGate, [-.infinity, -0.0, 0], [0x1p-149, .nan]),
      (.logRate, [-80, 80], [80.00001, -.infinity, .nan]), (.gain, [0, 2], [-0x1p-149, 2.0000002, .nan]),
      (.nonNegative, [0, 1e38], [-0x1p-149, .infinity, .nan]),
      (.positive, [0x1p-149, 1e38], [0, -1, .infinity, .nan]),
    ] as [(Domain, [Float], [Float])])
  func domains(domain: Domain, inside: [Float], outside: [Float]) {
    for x in inside { #expect(domain.contains(x), "\(x)") }
    for x in outside { #expect(!domain.contains(x), "\(x)") }
  }

  /// Written by hand from OP-1 to OP-P, not from the table.
  @Test(
    "a sample of operators has the tensors that its equation names",
    arguments: [
      ("linear-attention", "q k v", "h0", "o ht"), ("retnet", "q k v g", "h0", "o ht"),
      ("gdn", "q k v g beta", "h0", "o ht"), ("nlms", "q k v", "h0", "o ht"),
      ("pkda", "q k v g beta g_atk beta_atk log_atk_scale", "h0 a0", "o ht at"),
      ("pla", "q k v g_atk beta_atk lambda", "h0 a0", "o ht at"),
      ("comba", "q k v g beta beta_erase d", "h0", "o ht"), ("mesanet", "q k v g beta lambda", "h0 a0", "o ht at"),
      ("least-squares", "q k v lambda", "h0 a0", "o ht at"), ("gdn2", "q k v g b w", "h0", "o ht"),
    ])
  func sample(op: String, required: String, optional: String, outputs: String) throws {
    let p = Problem(try .named(op), Shape(T: 1, K: 1, V: 1), inputs: [:])
    #expect(p.requiredInputs.map(\.rawValue).joined(separator: " ") == required)
    #expect(p.optionalInputs.map(\.rawValue).joined(separator: " ") == optional)
    #expect(p.outputNames.map(\.rawValue).joined(separator: " ") == outputs)
  }

  @Test(
    "a sample of shapes, written by hand",
    arguments: [
      ("gdn", "g", [2, 3, 10]), ("kda", "g", [2, 3, 10, 7]), ("retnet", "g", [10]), ("kda", "dt_bias", [10, 7]),
      ("gdn", "dt_bias", [10]), ("gdn", "dh0", [2, 10, 7, 11]), ("pgdn", "a0", [2, 5, 7]),
      ("mesanet", "at", [2, 10, 7, 7]), ("least-squares", "dat", [2, 5, 7, 7]), ("comba", "dd", [5]),
      ("pla", "dlambda", [5, 7]), ("pgdn", "do", [2, 3, 10, 11]), ("pgdn", "dg_atk", [2, 3, 5]),
      ("gdn2", "b", [2, 3, 10, 7]), ("gdn2", "dw", [2, 3, 10, 11]),
    ])
  func shapes(op: String, tensor: String, extents: [Int]) throws {
    let p = Problem(try .named(op), Shape(B: 2, T: 3, H: 5, HV: 10, K: 7, V: 11), inputs: [:])
    let name = try #require(TensorName(exchangeName: tensor))
    #expect(p.expectedShape(of: name) == extents)
  }

  @Test("REL-7: what is zero at a masked token, written by hand", arguments: Operator.all) func masked(op: Operator) {
    let expected: [String: Set<InputName>] = [
      "linear-attention": [.v], "mamba2": [.g, .v], "gla": [.g, .v], "deltanet": [.beta], "gdn": [.g, .beta],
      "kda": [.g, .beta], "pdn": [.gATK, .betaATK, .beta], "pgdn": [.g, .gATK, .betaATK, .beta],
      "pkda": [.g, .gATK, .betaATK, .beta], "longhorn": [.beta], "nlms": [.k], "efla": [.beta],
      "p-longhorn": [.gATK, .betaATK, .beta], "key-precond-mamba2": [.g, .gATK, .betaATK, .v],
      "pla": [.gATK, .betaATK, .v], "p-mamba2": [.g, .gATK, .betaATK, .v], "pgla": [.g, .gATK, .betaATK, .v],
      "comba": [.g, .beta, .betaErase], "mesanet": [.g, .beta], "least-squares": [.k],
      "gdn2": [.g, .b, .w],
    ]
    #expect(op.maskedInputs.map(Set.init) == expected[op.name])
    #expect((op.maskedInputs == nil) == (op.name == "retnet"))
  }
}
