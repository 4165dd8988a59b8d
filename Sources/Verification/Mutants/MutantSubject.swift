import DeltaOperators

/// A plain implementation of the chunk form of every operator, with at most one fault planted in it.
///
/// It shares no code with the reference or the built-in implementation; without a fault it is a third formulation, in
/// float32 loops, that passes every check.
public struct MutantSubject: Subject {
  /// The fault, if any.
  public let fault: OutputFault?
  /// Tokens a chunk.
  let chunk = 16

  /// Creates an implementation with a fault, or a sound one.
  public init(_ fault: OutputFault?) { self.fault = fault }

  /// Creates the mutant of a name; `none` is the sound one.
  ///
  /// - Throws: ``UnknownMutant`` naming the known ones.
  public init(named name: String) throws(UnknownMutant) {
    guard name == "none" || OutputFault(rawValue: name) != nil else { throw UnknownMutant(name: name) }
    self.init(OutputFault(rawValue: name))
  }

  /// The names of all mutants.
  public static var names: [String] {
    ["none"] + OutputFault.allCases.map(\.rawValue) + GradientFault.allCases.map(\.rawValue)
  }

  /// The name that reports show.
  public var name: String { "mutant " + (fault?.rawValue ?? "none") }

  /// Answers valid requests, unless the fault cannot matter to the operator of the first, which is the one that is judged.
  ///
  /// A relation may ask for another operator besides: that is answered, with the fault or without.
  public func respond(to requests: [Request]) -> [Response] {
    if let fault, let op = requests.first?.problem.op, let reason = fault.irrelevance(to: op) {
      return requests.map { _ in .unsupported("the fault cannot matter: \(reason)") }
    }
    return requests.map { request in
      guard request.problem.settings.options == .standard else {
        return .unsupported("the mutants know no options of the preconditioner")
      }
      var run = PlainRun(request.problem, fault, chunk: chunk)
      return .ok(run.outputs())
    }
  }
}

/// A mutant that is not in the collection.
public struct UnknownMutant: Error, CustomStringConvertible {
  let name: String

  /// One sentence.
  public var description: String {
    "Unknown mutant '\(name)'; the mutants are \(MutantSubject.names.joined(separator: ", "))."
  }
}
