import DeltaOperators

/// An implementation that says of every answer that a conversion was made for it.
struct AdaptedSubject: Subject {
  let subject: any Subject
  var name: String { subject.name }

  func respond(to requests: [Request]) throws -> [Response] {
    try subject.respond(to: requests).map { response in
      guard case .ok(var outputs) = response else { return response }
      outputs.adapted = ["unpack"]
      return .ok(outputs)
    }
  }
}
