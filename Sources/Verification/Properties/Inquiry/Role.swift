/// The part that a derived request plays in a relation, such as `times-2`; the request is named after its base and its role.
public struct Role: Hashable, Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// The role's name, a file name's part: letters, digits and hyphens.
  public let description: String

  /// Names a role.
  public init(stringLiteral name: String) { description = name }
}
