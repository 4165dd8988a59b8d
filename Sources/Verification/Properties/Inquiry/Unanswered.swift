/// A judgement that cannot be made because an answer is absent.
public struct Unanswered: Error, Hashable, Sendable {
  /// Why, in one sentence.
  public let reason: String
  /// Whether the subject itself says that it does not implement the request.
  public let unsupported: Bool

  /// Says what is absent; `unsupported` if that is no fault, as the subject does not claim to have it.
  public init(reason: String, unsupported: Bool = false) { (self.reason, self.unsupported) = (reason, unsupported) }
}
