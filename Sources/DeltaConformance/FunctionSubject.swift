import DeltaOperators

/// An implementation that is a function of this program: a kernel of one's own, judged without files.
///
/// The function gets a legal problem and returns its outputs. It throws ``Declined`` where it does not implement what
/// the problem asks, which is out of domain, and any other error where it fails.
public struct FunctionSubject: Subject {
  /// The name that reports show.
  public let name: String
  /// Whether the function is called from one thread at a time, with many problems in a row.
  public let prefersBatches: Bool
  private let outputs: @Sendable (Problem) throws -> Outputs

  /// Takes the name and the function, which several threads call at once unless `serially` is true.
  public init(_ name: String, serially: Bool = false, outputs: @escaping @Sendable (Problem) throws -> Outputs) {
    (self.name, prefersBatches, self.outputs) = (name, serially, outputs)
  }

  /// Calls the function for each request.
  ///
  /// A problem that is not legal, as when it starts from the function's own broken state, is not handed over.
  public func respond(to requests: [Request]) -> [Response] {
    requests.map { request in
      do { try request.validate() } catch { return .missing("the request is not a legal problem: \(error)") }
      do {
        return .ok(try outputs(request.problem))
      } catch let declined as Declined {
        return .unsupported(declined.reason)
      } catch {
        return .error("\(error)")
      }
    }
  }
}

/// What an implementation throws that does not do what a problem asks: out of domain, not a failure.
public struct Declined: Error, Sendable {
  /// What it does not do, in a few words.
  public let reason: String

  /// Declines for a reason.
  public init(_ reason: String) { self.reason = reason }
}
