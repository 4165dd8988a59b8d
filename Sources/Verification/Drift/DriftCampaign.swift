import DeltaConcurrent
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaScalars

/// Measures how errors grow over long sequences: one long problem for each operator and gate regime.
///
/// Every subject is handed the same problems. Source: DRIFT-1 to DRIFT-6.
public struct DriftCampaign: Sendable {
  /// The seed of the problems.
  public let seed: UInt64
  /// The arithmetic by which errors are judged.
  public let tolerance: Tolerance
  /// The extents of each problem.
  public let shape: Shape
  let problems: [LongProblem]

  /// Creates a campaign of 16,384 tokens, or of 2,048 when quick, over the given operators in every regime they have.
  public init(
    quick: Bool = false, seed: UInt64 = 1, operators: [Operator] = Operator.core, profile: Profile = .fp32
  ) {
    self.init(tokens: quick ? 2048 : 16384, seed: seed, operators: operators, profile: profile)
  }

  /// Creates a campaign of any length; regimes that an operator lacks are left out.
  ///
  /// The columns of a state do not see each other, so few value channels lose nothing but averaging.
  public init(
    tokens: Int, keyChannels: Int = 32, valueChannels: Int = 16, seed: UInt64 = 1,
    operators: [Operator] = Operator.core,
    regimes: [DriftRegime] = DriftRegime.allCases, profile: Profile = .fp32
  ) {
    precondition(tokens > 0, "DriftCampaign: \(tokens) tokens")
    let shape = Shape(T: tokens, K: keyChannels, V: valueChannels)
    (self.seed, self.shape, tolerance) = (seed, shape, Tolerance(profile))
    problems = operators.flatMap { op in
      regimes.filter { $0.applies(to: op) }.map { LongProblem(op: op, regime: $0, shape: shape) }
    }
  }

  /// The long problems as requests, for implementations that answer files.
  ///
  /// - Complexity: O(T·(K+V)) memory for each operator and regime, some 240 MB for the full campaign.
  public func requests() -> [Request] { problems.map(request) }

  /// What `progress` of ``run(_:progress:)`` counts up to: long problems, recursions and solvers.
  public var count: Int { problems.count + recursions.count + solvers.count }

  private var recursions: [RecursionDrift] { RecursionDrift.all(tokens: shape.T, seed: seed) }
  private var solvers: [SolverDrift] { SolverDrift.all(tokens: shape.T, seed: seed) }

  /// Measures subjects on every long problem, the Sherman–Morrison recursion and conjugate gradients.
  ///
  /// A subject that prefers batches is called once; others once a problem, from several threads. The result does not
  /// depend on the number of threads.
  ///
  /// - Throws: what a subject throws when nothing can be run at all.
  /// - Complexity: 33 evaluations of the reference for each problem.
  public func run(_ subjects: [DriftSubject], progress: @escaping @Sendable (Int) -> Void = { _ in }) throws
    -> DriftRecord
  {
    var recorded: [Int: [Response]] = [:]
    for (i, subject) in subjects.enumerated() where subject.subject.prefersBatches {
      recorded[i] = try subject.subject.respond(to: requests())
    }
    let answers = recorded
    var result = DriftRecord(
      profile: tolerance.profile.name, allowance: tolerance.allowance, seed: seed, tokens: shape.T,
      keyChannels: shape.K, valueChannels: shape.V,
      subjects: subjects.map(\.label), exhibits: subjects.filter(\.isExhibit).map(\.label))
    let parts = try concurrentMap(problems.indices, progress) { i in
      let request = request(problems[i])
      let expectation = Expectation(request.problem, tolerance, seed: SplitMix64.mix(seed))
      return try subjects.indices.map { j in
        let response = try answers[j].map { $0[i] } ?? subjects[j].subject.respond(to: [request])[0]
        return measure(response, subjects[j].label, problems[i], expectation)
      }
    }
    let (recursions, done) = (recursions, problems.count)
    result.recursion = try concurrentMap(recursions.indices, { progress(done + $0) }) { try recursions[$0].rows() }
      .flatMap(\.self)
    let (solvers, begun) = (solvers, problems.count + recursions.count)
    result.solver = try concurrentMap(solvers.indices, { progress(begun + $0) }) { solvers[$0].rows() }
      .flatMap(\.self)
    for part in parts.joined() {
      switch part {
      case .success(let rows):
        result.rows += rows
        result.series.append(DriftSeries(rows))
      case .failure(let gap): result.gaps.append(gap)
      }
    }
    return result
  }

  private func request(_ long: LongProblem) -> Request { Request(id: long.id, problem: long.problem(seed: seed)) }

  private enum Part { case success([DriftRow]), failure(DriftGap) }

  private func measure(_ response: Response, _ label: String, _ long: LongProblem, _ expectation: Expectation) -> Part {
    let found: Tensor
    switch values(of: response, shape: [shape.B, shape.T, shape.HV, shape.V]) {
    case .success(let tensor): found = tensor
    case .failure(let absence):
      return .failure(
        DriftGap(op: long.op.name, regime: long.regime.rawValue, subject: label, reason: absence.reason))
    }
    let measurement = Measurement(
      found: found.values.map(Double.init), expectation: expectation, stride: shape.HV * shape.V)
    return .success(
      Windows.ranges(upTo: shape.T).map { window in
        let errors = measurement.errors(window)
        return DriftRow(
          op: long.op.name, regime: long.regime.rawValue, subject: label, tokens: window.upperBound,
          relativeError: errors.relative, modelError: errors.model, typicalRatio: errors.typical,
          worstRatio: errors.worst)
      })
  }

  private func values(of response: Response, shape: [Int]) -> Result<Tensor, Absence> {
    switch response {
    case .ok(let outputs):
      guard let tensor = outputs[.o] else { return .failure(Absence("the response holds no tensor 'o'")) }
      guard tensor.shape == shape else { return .failure(Absence("'o' has shape \(tensor.shape), expected \(shape)")) }
      return .success(tensor)
    case .unsupported(let why): return .failure(Absence("not supported: \(why)"))
    case .error(let why): return .failure(Absence("the subject failed: \(why)"))
    case .missing(let why): return .failure(Absence(why))
    }
  }

  private struct Absence: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }
}

/// A subject with the label that curves and tables show.
public struct DriftSubject: Sendable {
  /// The label, unique in a campaign.
  public let label: String
  /// The implementation.
  public let subject: any Subject
  /// Whether it is known to be wrong and only there to be compared with.
  public let isExhibit: Bool

  /// Labels a subject, by its own name unless told otherwise.
  public init(_ subject: any Subject, label: String? = nil, isExhibit: Bool = false) {
    (self.subject, self.isExhibit) = (subject, isExhibit)
    self.label = label ?? subject.name
  }
}

extension DriftSubject {
  /// The token form in float32, which has no chunks: the curve to compare a chunkwise implementation with.
  public static let token = DriftSubject(TokenSubject())
  /// The token form with its state in bf16: what drift looks like when it is real.
  public static let bf16State = DriftSubject(TokenSubject(state: .bf16), isExhibit: true)
}
