/// An answer about numbers that are known only to lie in an enclosure.
public enum Ternary: String, Sendable, CaseIterable {
  /// It holds for every pair of numbers that the enclosures admit.
  case yes
  /// It holds for no pair.
  case no
  /// It holds for some pairs and not for others, or an enclosure is infinite: more precision may decide.
  case unknown

  /// The opposite answer.
  public static prefix func ! (answer: Ternary) -> Ternary {
    switch answer {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}
