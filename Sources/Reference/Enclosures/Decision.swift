import DeltaExactScalars

/// Tensors rounded from enclosures that decide every element, and what it took.
public struct Decided<Name: Hashable & Sendable, F: Sendable>: Sendable {
  /// The tensors, in the exchange's layouts.
  public let values: [Name: [F]]
  /// The precision in bits that decided the last of them.
  public let precision: Int
  /// How many precisions were tried.
  public let attempts: Int
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

/// A tensor that an enclosure has to give: its name, the name in a sentence, and its number of elements.
struct ExpectedTensor<Name: Hashable & Sendable> {
  let name: Name
  let inWords: String
  let count: Int

  init(_ name: Name, inWords: String, shape: [Int]) {
    (self.name, self.inWords, count) = (name, inWords, shape.reduce(1, *))
  }
}

extension EnclosedReference {
  /// Encloses at a precision that doubles until every element of every tensor rounds to one number (ENC-2).
  static func decide<Name, F>(
    _ expected: [ExpectedTensor<Name>], from initial: Int, enclosing: (Int) -> [Name: [Ball]], rounding: (Ball) -> F?
  ) throws(EnclosureError) -> Decided<Name, F> {
    var (precision, attempts) = (initial, 1)
    while true {
      switch round(expected, enclosing(precision), precision, rounding) {
      case .success(let values): return Decided(values: values, precision: precision, attempts: attempts)
      case .failure(let failure):
        guard precision < precisionLimit else { throw failure }
        (precision, attempts) = (precision * 2, attempts + 1)
      }
    }
  }

  private static func round<Name, F>(
    _ expected: [ExpectedTensor<Name>], _ enclosed: [Name: [Ball]], _ precision: Int, _ rounding: (Ball) -> F?
  ) -> Result<[Name: [F]], EnclosureError> {
    var decided: [Name: [F]] = [:]
    for tensor in expected {
      let balls = enclosed[tensor.name] ?? []
      // A tensor that is absent or short must not pass for one that is decided.
      precondition(balls.count == tensor.count, "\(tensor.inWords) has \(balls.count) elements, not \(tensor.count)")
      var values: [F] = []
      for (position, ball) in balls.enumerated() {
        guard let value = rounding(ball) else {
          return .failure(
            .undecided(tensor: tensor.inWords, position: position, precision: precision, enclosure: "\(ball)"))
        }
        values.append(value)
      }
      decided[tensor.name] = values
    }
    return .success(decided)
  }
}
