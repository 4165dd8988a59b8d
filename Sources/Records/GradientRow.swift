/// One gradient of one recorded kernel, judged under the profile that the recording declares (GRAD-9).
public struct GradientRow: Hashable, Sendable, Codable {
  /// The recording.
  public let kernel: String
  /// The profile that it declares.
  public let profile: String
  /// The gradient.
  public let tensor: String
  /// Requests on which it was compared.
  public let requests: Int
  /// Elements compared.
  public let elements: Int
  /// Elements beyond their bound.
  public let violations: Int
  /// Elements that are exactly 0 and were not returned as 0.
  public let nonzeros: Int
  /// The largest of them.
  public let largestNonzero: Double
  /// The legal form for which it holds, where that is not the usual one (PAR-5).
  public let trait: String?
  /// Whether every other element is within its bound.
  public let holds: Bool
  /// The largest error as a share of its bound.
  public let worstRatio: Double
  /// Root mean square of the errors in units of the profile's spread.
  public let typicalRatio: Double
  /// Root mean square of the errors over that of the reference; 0 where both are 0.
  public let relativeError: Double
  /// The request and index of the worst element; empty where nothing was compared.
  public let worst: String
  /// A pass where every element is within its bound and what is exactly 0 is 0.
  public let outcome: Outcome

  package init(
    kernel: String, profile: String, tensor: String, requests: Int, elements: Int, violations: Int, nonzeros: Int,
    largestNonzero: Double, trait: String? = nil, holds: Bool, worstRatio: Double, typicalRatio: Double,
    relativeError: Double, worst: String
  ) {
    (self.kernel, self.profile, self.tensor, self.requests) = (kernel, profile, tensor, requests)
    (self.elements, self.violations, self.nonzeros) = (elements, violations, nonzeros)
    (self.largestNonzero, self.trait, self.holds) = (largestNonzero, trait, holds)
    (self.worstRatio, self.typicalRatio, self.relativeError) = (worstRatio, typicalRatio, relativeError)
    self.worst = worst
    outcome = holds && nonzeros == 0 ? .pass : .fail
  }
}
