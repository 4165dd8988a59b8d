import DeltaOperators

/// How one gradient of an implementation agrees with the reference's over all requests that it answers.
public struct GradientAgreement: Sendable {
  /// The gradient.
  public let name: GradientName
  /// Requests on which it was compared.
  public private(set) var requests = 0
  /// Elements compared.
  public private(set) var elements = 0
  /// Elements beyond their bound.
  public private(set) var violations = 0
  /// Elements that are exactly 0, on which no rounding acts, and are not returned as 0 (GRAD-5).
  public private(set) var nonzeros = 0
  /// The largest magnitude returned for one of these.
  public private(set) var largestNonzero = 0.0
  /// The largest ratio of an error to its bound elsewhere; infinite where a value is not finite or the bound is zero.
  public private(set) var worstRatio = 0.0
  /// The request and multi-index of the largest ratio.
  public private(set) var worst: (request: String, index: [Int])?
  /// The request and the group of elements that is off farthest together (TOL-13).
  private(set) var worstGroup: (request: String, aggregate: Aggregate)?
  private var (errors, magnitudes, ratios) = (MeanSquare(), MeanSquare(), MeanSquare())

  /// Root mean square of the errors in units of the profile's spread: 1 for an implementation like the model.
  public var typicalRatio: Double { ratios.root }
  /// Root mean square of the errors over that of the reference.
  public var relativeError: Double { errors.root / magnitudes.root }
  /// Whether every error is within its bound, of at least one, and what is exactly 0 is 0.
  public var holds: Bool { holdsWhereRounded && nonzeros == 0 }
  /// Whether every error is within its bound, of at least one, but for what is exactly 0.
  public var holdsWhereRounded: Bool { elements > 0 && worstRatio <= 1 && worstGroup?.aggregate.ratio ?? 0 <= 1 }

  /// The larger of the largest ratios of an element and of a group.
  var largestRatio: Double { max(worstRatio, worstGroup?.aggregate.ratio ?? 0) }

  /// Starts with nothing compared.
  public init(_ name: GradientName) { self.name = name }

  /// Compares one more request's gradient elementwise.
  ///
  /// - Returns: false, comparing nothing, if the shape is not that of the input.
  public mutating func add(_ found: Tensor, _ request: Request, _ expected: Expectation) -> Bool {
    let tensor = ResponseTensor.gradient(name)
    guard found.shape == request.problem.expectedShape(of: tensor) else { return false }
    let (reference, spread, bounds) = (expected.reference[tensor]!, expected.spread[tensor]!, expected.bound[tensor]!)
    requests += 1
    for i in found.values.indices {
      let (error, bound) = (Double(found.values[i]) - reference[i], bounds[i])
      elements += 1
      if reference[i] == 0, spread[i] == 0, error != 0, error.isFinite {
        nonzeros += 1
        largestNonzero = max(largestNonzero, error.magnitude)
        continue
      }
      // Written so that a NaN is a violation, and an exact zero on a zero bound is not.
      let ratio = error == 0 ? 0 : (error / bound).isNaN ? .infinity : (error / bound).magnitude
      if !(ratio <= 1) { violations += 1 }
      if worst == nil || ratio > worstRatio { (worstRatio, worst) = (ratio, (request.id, found.index(of: i))) }
      errors.add(error)
      magnitudes.add(reference[i])
      if spread[i] > 0 { ratios.add(error / spread[i]) }
    }
    if let group = expected.worstAggregate(tensor, found.values.map(Double.init)),
      group.ratio > worstGroup?.aggregate.ratio ?? 0
    {
      worstGroup = (request.id, group)
    }
    return true
  }
}
