/// An implementation under test: the built-in one, a mutant, or somebody else's behind the exchange protocol.
public protocol Subject: Sendable {
  /// The name that reports show.
  var name: String { get }
  /// Whether problems should be handed over many at a time, because each call is costly.
  var prefersBatches: Bool { get }
  /// The round that is being answered; nil between rounds, and where nobody can tell how far it is.
  var round: RoundProgress? { get }
  /// Evaluates valid problems and answers each in turn.
  ///
  /// - Throws: only when nothing at all could be run (a missing program, an unwritable folder).
  func respond(to requests: [Request]) throws -> [Response]
}

extension Subject {
  /// One problem at a time.
  public var prefersBatches: Bool { false }
  /// What answers within this process, or has answered already, has no rounds.
  public var round: RoundProgress? { nil }
}

/// How far a round of requests is.
public struct RoundProgress: Hashable, Sendable {
  /// Requests that have an answer.
  public let answered: Int
  /// Requests that were handed over.
  public let asked: Int

  /// Counts a round.
  public init(answered: Int, asked: Int) { (self.answered, self.asked) = (answered, asked) }
}

/// A problem with the name by which files and reports know it.
public struct Request: Hashable, Sendable {
  /// Unique within a run; also the file name.
  public let id: String
  /// What is asked.
  public let problem: Problem
  /// Why it exists, where it was built for a reason; no file carries this.
  public let origin: Origin?
  /// Whether some queries, keys and values are not finite on purpose, to see whom they reach (REL-13).
  public let isSpoiled: Bool

  /// Names a problem.
  public init(id: String, problem: Problem, origin: Origin? = nil, isSpoiled: Bool = false) {
    (self.id, self.problem, self.origin, self.isSpoiled) = (id, problem, origin, isSpoiled)
  }

  /// Checks the problem; one that is spoiled on purpose, as if its queries, keys and values were finite.
  ///
  /// - Throws: ``ProblemError``, as ``Problem/validate()`` does.
  public func validate() throws(ProblemError) {
    guard isSpoiled else { return try problem.validate() }
    var problem = problem
    for name in [InputName.q, .k, .v] {
      if let values = problem.inputs[name]?.values { problem[name].values = values.map { $0.isFinite ? $0 : 0 } }
    }
    try problem.validate()
  }

  /// Whether the same is asked under the same name, for whatever reason.
  public static func == (a: Request, b: Request) -> Bool { a.id == b.id && a.problem == b.problem }

  /// Hashes what is asked and its name.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(problem)
  }

  /// Why a request exists: what a verdict says of a case that fails.
  public struct Origin: Hashable, Sendable {
    /// The regime of `Specs/generators.md` that built it.
    public let regime: String
    /// What it guards against, in words.
    public let why: String
    /// The known defects that it guards against, by their ids.
    public let guards: [String]

    /// Records a reason.
    public init(regime: String, why: String, guards: [String]) {
      (self.regime, self.why, self.guards) = (regime, why, guards)
    }
  }
}

/// What a subject makes of a request.
public enum Response: Sendable {
  /// The outputs, not yet looked at.
  case ok(Outputs)
  /// The subject says that it does not implement this.
  case unsupported(String)
  /// The subject ran and failed.
  case error(String)
  /// There is no answer.
  case missing(String)
}

/// The tensors of a response.
public struct Outputs: Hashable, Sendable {
  /// Outputs and gradients; no gradients where none were asked for or the subject has none.
  public var tensors: [TensorName: Tensor]
  /// What was handed over and differs after the call; nil where nobody can tell, as of answers made earlier.
  public var modifiedInputs: [TensorName]?
  /// The conversions that were made for the implementation, by name: what they do is not judged (EX-4).
  public var adapted: [String] = []

  /// Creates outputs from their tensors.
  public init(
    _ tensors: [OutputName: Tensor], gradients: [GradientName: Tensor] = [:], modifiedInputs: [TensorName]? = []
  ) {
    self.tensors = Dictionary(uniqueKeysWithValues: tensors.map { (.output($0.key), $0.value) })
    self.modifiedInputs = modifiedInputs
    self.gradients = gradients
  }

  /// An output, if the subject returned it.
  public subscript(name: OutputName) -> Tensor? {
    get { tensors[.output(name)] }
    set { tensors[.output(name)] = newValue }
  }

  /// A gradient, if the subject returned it.
  public subscript(name: GradientName) -> Tensor? {
    get { tensors[.gradient(name.input)] }
    set { tensors[.gradient(name.input)] = newValue }
  }

  /// The gradients alone.
  public var gradients: [GradientName: Tensor] {
    get {
      var result: [GradientName: Tensor] = [:]
      for case (.gradient(let input), let tensor) in tensors { result[GradientName(of: input)] = tensor }
      return result
    }
    set {
      for case .gradient(let input) in tensors.keys { tensors[.gradient(input)] = nil }
      for (name, tensor) in newValue { self[name] = tensor }
    }
  }
}
