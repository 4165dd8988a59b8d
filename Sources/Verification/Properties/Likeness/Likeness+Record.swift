import DeltaOperators
import DeltaRecords
import DeltaScalars

extension LikenessRecord {
  /// Compares a subject with the built-in profiles and the declared one on some of the base requests.
  ///
  /// - Throws: what the subject throws, or ``Unanswered`` where an output is absent.
  public static func comparing(
    _ subject: any Subject, on sample: [Request], declared: Profile, progress: @escaping @Sendable () -> Void = {}
  ) throws -> LikenessRecord {
    let found = try Likeness(of: subject, on: sample, profiles: profiles(declared), progress: progress)
    guard let found else { return LikenessRecord(requests: 0, behavesLike: nil, profiles: []) }
    return LikenessRecord(
      requests: found.requests, behavesLike: found.behavesLike?.name,
      profiles: found.matches.map { match in
        Row(
          profile: match.profile.name, holds: match.holds, worstRatio: match.worstRatio,
          typicalRatio: match.interval?.median ?? match.typicalRatio,
          interval: match.interval.map { [$0.lower, $0.upper] }, onGrid: match.onGrid, fitsBySize: match.fitsBySize)
      })
  }

  /// The profiles with which a subject is compared that declares one.
  public static func profiles(_ declared: Profile) -> [Profile] {
    Profile.all.contains(declared) ? Profile.all : Profile.all + [declared]
  }
}

extension CaptureRow {
  /// Compares a recorded kernel's outputs with the profile of each oracle, finest first.
  ///
  /// - Throws: ``Unanswered`` where an output is absent.
  public init(
    kernel: String, declared: String, _ answered: [(request: Request, outputs: Outputs)], _ oracles: [Oracle]
  ) throws(Unanswered) {
    let likeness = try Likeness(answered, oracles)
    self.init(
      kernel: kernel, declared: declared, requests: answered.count,
      profiles: likeness.matches.map {
        Match(profile: $0.profile.name, holds: $0.holds, typicalRatio: $0.typicalRatio, worstRatio: $0.worstRatio)
      },
      behavesLike: likeness.behavesLike?.name, sameBySize: likeness.sameBySize.map(\.name),
      leavesFP32: likeness.firstViolation)
  }
}

extension GradientRow {
  /// The rows of a recorded kernel from its answers, one for each gradient that it returned anywhere.
  ///
  /// One that leaves the bounds is compared again as other legal forms have it (PAR-5).
  ///
  /// - Throws: ``Unanswered`` where a gradient has the wrong shape.
  public static func rows(
    kernel: String, profile: String, _ answered: [(request: Request, outputs: Outputs)], _ oracle: Oracle
  ) throws(Unanswered) -> [GradientRow] {
    var rows: [GradientRow] = []
    for name in GradientName.allCases {
      let usual = try agreement(name, kernel, answered, oracle)
      guard usual.requests > 0 else { continue }
      let other = usual.holds ? nil : try otherForm(usual, kernel, answered, oracle)
      rows.append(GradientRow(other?.agreement ?? usual, kernel, profile, other?.form.words))
    }
    return rows
  }

  /// The first other form under which a gradient holds that does not as declared.
  private static func otherForm(
    _ usual: GradientAgreement, _ kernel: String, _ answered: [(request: Request, outputs: Outputs)], _ oracle: Oracle
  ) throws(Unanswered) -> (agreement: GradientAgreement, form: FoundForm)? {
    let declared = oracle.tolerance.profile
    func agreement(_ form: Profile) throws(Unanswered) -> GradientAgreement {
      try self.agreement(usual.name, kernel, answered, oracle.alternatives.oracle(form, of: oracle.tolerance))
    }
    let isOfGates = GradientName.ofGates.contains(usual.name.rawValue)
    for form in GateGradientForm.summed where isOfGates && form.loses(moreThan: declared.gateGradients) {
      let summed = try agreement(declared.with(gateGradients: form))
      if summed.holds { return (summed, .gateGradients(form)) }
    }
    guard declared.solve == .substitution, answered.contains(where: { $0.request.problem.op.axes.solve.erases })
    else { return nil }
    let inverted = try agreement(declared.with(solve: .inverse))
    guard inverted.holds, let form = FoundForm.formedInverse(usual.largestRatio, now: inverted.largestRatio) else {
      return nil
    }
    return (inverted, form)
  }

  private static func agreement(
    _ name: GradientName, _ kernel: String, _ answered: [(request: Request, outputs: Outputs)], _ oracle: Oracle
  ) throws(Unanswered) -> GradientAgreement {
    var agreement = GradientAgreement(name)
    for (request, outputs) in answered {
      guard let found = outputs.gradients[name] else { continue }
      guard agreement.add(found, request, oracle.expectation(request, of: .gradients)) else {
        throw Unanswered(reason: "\(kernel), \(request.id): '\(name.rawValue)' has shape \(found.shape).")
      }
    }
    return agreement
  }

  private init(_ found: GradientAgreement, _ kernel: String, _ profile: String, _ trait: String?) {
    self.init(
      kernel: kernel, profile: profile, tensor: found.name.rawValue, requests: found.requests,
      elements: found.elements, violations: found.violations, nonzeros: found.nonzeros,
      largestNonzero: found.largestNonzero, trait: trait, holds: found.holdsWhereRounded, worstRatio: found.worstRatio,
      typicalRatio: found.typicalRatio, relativeError: found.relativeError.isNaN ? 0 : found.relativeError,
      worst: found.worst.map { "\($0.request) \($0.index)" } ?? "")
  }
}

extension Unanswered: CustomStringConvertible {
  /// Why, in one sentence.
  public var description: String { reason }
}
