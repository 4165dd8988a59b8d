import DeltaExactScalars
import DeltaOperators

/// Tensors rounded from enclosures that decide every element, and what it took.
public struct Decided<F: Sendable>: Sendable {
  /// The tensors, in the exchange's layouts.
  public let values: [ResponseTensor: [F]]
  /// The precision in bits that decided the last of them.
  public let precision: Int
  /// How many precisions were tried.
  public let attempts: Int

  /// An output, if it was asked for.
  public subscript(name: OutputName) -> [F]? { values[.output(name)] }

  /// A gradient, if it was asked for.
  public subscript(name: GradientName) -> [F]? { values[.gradient(name)] }
}

/// Why a tensor could not be rounded.
public enum EnclosureError: Error, Hashable {
  /// The first element whose enclosure does not decide its rounding, at the highest precision tried.
  case undecided(tensor: String, position: Int, precision: Int, enclosure: String)
}

extension EnclosureError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .undecided(let tensor, let position, let precision, let enclosure):
      "Element \(position) of \(tensor) is known only as \(enclosure) at \(precision) bits, which does not decide its "
        + "rounding; look for an overflow, a key of norm zero or an input that is not finite."
    }
  }
}

extension EnclosedReference {
  /// Encloses at a precision that doubles until every element of every tensor rounds to one number (ENC-2).
  static func decide<F>(
    _ problem: Problem, _ part: ResponsePart, _ round: (Ball) -> F?
  ) throws(EnclosureError) -> Decided<F> {
    guard !problem.tensors(of: part).isEmpty else { return Decided(values: [:], precision: 0, attempts: 0) }
    var (precision, attempts) = (initialPrecision(problem), 1)
    while true {
      switch rounded(problem, part, precision, round) {
      case .success(let values): return Decided(values: values, precision: precision, attempts: attempts)
      case .failure(let failure):
        guard precision < precisionLimit else { throw failure }
        (precision, attempts) = (precision * 2, attempts + 1)
      }
    }
  }

  private static func rounded<F>(
    _ problem: Problem, _ part: ResponsePart, _ precision: Int, _ round: (Ball) -> F?
  ) -> Result<[ResponseTensor: [F]], EnclosureError> {
    let enclosed = enclose(problem, part, precision: precision)
    var decided: [ResponseTensor: [F]] = [:]
    for tensor in problem.tensors(of: part) {
      let (balls, name) = (enclosed[tensor] ?? [], "\(part.word) '\(tensor.name)'")
      let count = problem.expectedShape(of: tensor).reduce(1, *)
      // A tensor that is absent or short must not pass for one that is decided.
      precondition(balls.count == count, "\(name) has \(balls.count) elements, not \(count)")
      var values: [F] = []
      for (position, ball) in balls.enumerated() {
        guard let value = round(ball) else {
          return .failure(.undecided(tensor: name, position: position, precision: precision, enclosure: "\(ball)"))
        }
        values.append(value)
      }
      decided[tensor] = values
    }
    return .success(decided)
  }
}
