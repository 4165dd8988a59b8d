import DeltaOperators

/// The responses to requests.
public struct Answers: Sendable {
  private var responses: [RequestKey: Response] = [:]

  /// Creates an empty collection.
  public init() {}

  /// The response to a request, nil where it was not asked.
  public subscript(request: Request) -> Response? {
    get { responses[RequestKey(request)] }
    set { responses[RequestKey(request)] = newValue }
  }

  /// The outputs of a request.
  ///
  /// - Throws: ``Unanswered`` where the subject declined, failed or said nothing.
  public func outputs(_ request: Request) throws(Unanswered) -> Outputs {
    switch self[request] {
    case .ok(let outputs): return outputs
    case .unsupported(let why): throw Unanswered(reason: "the subject does not support it: \(why)", unsupported: true)
    case .error(let why): throw Unanswered(reason: "the subject failed on \(request.id): \(why)")
    case .missing(let why): throw Unanswered(reason: why)
    case nil: throw Unanswered(reason: "no response to \(request.id)")
    }
  }

  /// One part of the response to a request.
  ///
  /// - Throws: ``Unanswered`` where there is none. A subject that returns no gradient at all does not support them.
  func outputs(_ request: Request, with part: ResponsePart) throws(Unanswered) -> Outputs {
    let outputs = try outputs(request)
    guard part == .outputs || !outputs.gradients.isEmpty else {
      throw Unanswered(reason: "it returns no gradients", unsupported: true)
    }
    return outputs
  }

  /// One tensor of the response to a request, as doubles, if it is there in the right shape.
  ///
  /// - Throws: ``Unanswered`` where it is not; WELL-1 and WELL-5 report that as a failure of their own.
  public func values(_ request: Request, _ name: ResponseTensor) throws(Unanswered) -> [Double] {
    let tensor = try outputs(request, with: name.part).tensor(name)
    guard let tensor, tensor.shape == request.problem.expectedShape(of: name) else {
      throw Unanswered(reason: "'\(name.name)' of \(request.id) is absent or has the wrong shape")
    }
    // In place: these are most of what relations look at, and mapping appends them one by one.
    return .init(unsafeUninitializedCapacity: tensor.count) { doubles, filled in
      for value in tensor.values {
        doubles[filled] = Double(value)
        filled += 1
      }
    }
  }
}
