import DeltaOperators
import Foundation

/// A sound implementation with one fault planted in its gradients.
///
/// The faults are made from outside: by asking the implementation a slightly different question, or by spoiling its answer.
public struct GradientMutant: Subject {
  /// The fault.
  public let fault: GradientFault
  let sound: any Subject

  /// Plants a fault in an implementation that is sound.
  public init(_ fault: GradientFault, in sound: any Subject) { (self.fault, self.sound) = (fault, sound) }

  /// The name that reports show.
  public var name: String { "mutant \(fault.rawValue) of \(sound.name)" }

  /// Answers valid requests.
  ///
  /// - Throws: what the sound implementation throws.
  public func respond(to requests: [Request]) throws -> [Response] {
    try requests.map { request in
      let response = try ask(request.problem)
      guard case .ok(var outputs) = response, !request.problem.cotangents.isEmpty else { return response }
      let p = request.problem
      switch fault {
      case .stateIgnored: outputs.gradients = try gradients(p) { $0.cotangents[.ht] = nil }
      case .preconditionerStateIgnored: outputs.gradients = try gradients(p) { $0.cotangents[.at] = nil }
      case .groupNotSummed:
        let first = try gradients(p) { $0.keepFirstOfGroups() }
        for name in [GradientName.dq, .dk] { outputs.gradients[name] = first[name] }
      case .normProjectionMissing: outputs.gradients = try withoutProjection(p, outputs.gradients)
      case .sharedNotSummed: outputs.gradients = try ofLastSequence(p, outputs.gradients)
      case .rawGateNotReversed:
        outputs.gradients[.dg] = try gradients(p) { $0 = $0.takingLogarithms(nil) }[.dg]
      case .chunkCut: outputs.gradients = try cut(p, at: 16) ?? outputs.gradients
      default: spoil(&outputs.gradients, p)
      }
      return .ok(outputs)
    }
  }

  private func ask(_ problem: Problem) throws -> Response {
    try sound.respond(to: [Request(id: "mutant", problem: problem)])[0]
  }

  /// The gradients of an altered problem; none if nothing is left to differentiate.
  func gradients(_ p: Problem, _ alter: (inout Problem) -> Void) throws -> [GradientName: Tensor] {
    var problem = p
    alter(&problem)
    if problem.cotangents.isEmpty { problem.cotangents[.o] = Tensor(p.expectedShape(of: .o), repeating: 0) }
    guard case .ok(let outputs) = try ask(problem) else { return [:] }
    return outputs.gradients
  }

  /// The outputs of an altered problem.
  func outputs(_ problem: Problem) throws -> Outputs? {
    guard case .ok(let outputs) = try ask(problem) else { return nil }
    return outputs
  }

  private func spoil(_ d: inout [GradientName: Tensor], _ p: Problem) {
    let s = p.shape
    for name in [GradientName.dg, .dgATK] where d[name] != nil && p.hasTokens(name.input) {
      let (gates, width) = (p[name.input].values, d[name]!.shape[2...].reduce(1, *))
      for i in gates.indices {
        let isFirst = s.sequences.contains { $0.row == i / width / s.T && $0.tokens.first == i / width % s.T }
        switch fault {
        case .gateAtInfinity where gates[i] == -.infinity: d[name]!.values[i] = .nan
        case .gateZeroMasked where gates[i] == 0: d[name]!.values[i] = 0
        case .gateOfFirstToken where isFirst: d[name]!.values[i] += 0x1p-24
        case .gateOfNextToken where i + width < gates.count: d[name]!.values[i] = d[name]!.values[i + width]
        default: break
        }
      }
    }
    if fault == .queryUnscaled { d.replace(.dq) { $0.values.map { $0 / Float(p.scale) } } }
    if fault == .rateNotReversed {
      d.replace(.daLog) { tensor in tensor.values.indices.map { tensor.values[$0] / exp(p[.aLog].values[$0]) } }
    }
    if fault == .stateAbsent { d[.dh0] = nil }
    if fault == .clipped {
      for name in d.keys { d.replace(name) { $0.values.map { min(max($0, -0.25), 0.25) } } }
    }
    if fault == .stateTransposed { d.replace(.dh0, with: transposed) }
    if fault == .stateOfFirstSequence {
      d.replace(.dh0) { tensor in tensor.values.indices.map { tensor.values[$0 % (tensor.count / s.N)] } }
    }
  }

  /// The elements as they lie when rows are taken for columns.
  private func transposed(_ tensor: Tensor) -> [Float] {
    let (rows, columns) = (tensor.shape[2], tensor.shape[3])
    return tensor.values.indices.map { i in
      let (block, within) = (i / (rows * columns), i % (rows * columns))
      return tensor.values[block * rows * columns + within % rows * columns + within / rows]
    }
  }
}

extension [GradientName: Tensor] {
  /// Replaces the elements of a gradient, if it is there.
  fileprivate mutating func replace(_ name: GradientName, with elements: (Tensor) -> [Float]) {
    if let tensor = self[name] { self[name] = Tensor(tensor.shape, elements(tensor)) }
  }
}
