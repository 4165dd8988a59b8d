import DeltaOperators

/// An implementation under the name that its author gives it.
struct NamedSubject: Subject {
  let name: String
  let subject: any Subject

  var prefersBatches: Bool { subject.prefersBatches }
  var round: RoundProgress? { subject.round }

  func respond(to requests: [Request]) throws -> [Response] { try subject.respond(to: requests) }
}
