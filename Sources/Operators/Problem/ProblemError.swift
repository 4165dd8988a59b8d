/// Why a problem is not one: each case prints as one sentence that names the thing and the remedy.
public enum ProblemError: Error, Hashable {
  /// A name that no operator has.
  case unknownOperator(String)
  /// An extent or a grouping that is not legal.
  case extent(String)
  /// `cu_seqlens` that do not divide the tokens.
  case sequences(String)
  /// A scalar setting out of its range.
  case setting(String)
  /// A tensor that the operator needs and that is absent.
  case missing(InputName, Operator)
  /// A tensor that the operator does not have.
  case unexpected(InputName, Operator)
  /// A tensor of the wrong shape.
  case shape(InputName, expected: [Int], found: [Int])
  /// The first value out of its range, and where.
  case value(InputName, index: [Int], found: Float, allowed: String)
  /// The first element of a Gram matrix that differs from its mirror image.
  case asymmetric(InputName, index: [Int], found: Float, mirrored: Float)
  /// A gradient handed in that does not fit, and why.
  case cotangent(CotangentName, String)
}

extension ProblemError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .unknownOperator(let name):
      "Unknown operator '\(name)'\(Spelling.hint(name, among: Operator.all.map(\.name))); the operators are "
        + "\(Operator.all.map(\.name).joined(separator: ", "))."
    case .extent(let text), .sequences(let text), .setting(let text): text
    case .missing(let name, let op): "Tensor '\(name.rawValue)' is missing; operator \(op) needs it."
    case .unexpected(let name, let op):
      "Tensor '\(name.rawValue)' was given, but operator \(op) has no such input; remove it."
    case .shape(let name, let expected, let found):
      "Tensor '\(name.rawValue)' has shape \(found); expected \(expected)."
    case .value(let name, let index, let found, let allowed):
      "Tensor '\(name.rawValue)' holds \(found) at \(index); allowed is \(allowed)."
    case .asymmetric(let name, let index, let found, let mirrored):
      "Tensor '\(name.rawValue)' holds \(found) at \(index) and \(mirrored) at its mirror image; a Gram matrix is "
        + "symmetric: hand over the mean of both."
    case .cotangent(let name, let why): "Tensor '\(name.rawValue)' \(why)."
    }
  }
}
