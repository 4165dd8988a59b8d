import DeltaOperators
import DeltaRecords
import DeltaScalars

/// Which arithmetic an implementation's errors look like (`Specs/tolerances.md`, TOL-7).
public struct Likeness: Sendable {
  /// A profile and how the errors compare with what it does.
  public struct Match: Sendable {
    /// The profile.
    public let profile: Profile
    /// Root mean square of the errors of `o` in units of the profile's spread: 1 for an implementation like the model.
    public let typicalRatio: Double
    /// The same of one request after another, of which the interval is made; nil where they are too few for one.
    public let interval: MedianInterval?
    /// The largest ratio of an error, or of a group of errors, of any output to its bound.
    public let worstRatio: Double
    /// Whether the outputs lie where this profile would have written them: on its output's grid, and on no coarser one.
    public let onGrid: Bool
    /// Whether every error, and every group of errors, is within its bound.
    public var holds: Bool { worstRatio <= 1 }
    /// Whether the sizes of the errors could be this profile's: within its bounds, and typically within the allowance.
    public var fitsBySize: Bool { holds && isNotLarger && (interval?.upper ?? typicalRatio) >= 0.25 }
    /// Whether errors are not typically larger than the allowance has it.
    var isNotLarger: Bool { (interval?.lower ?? typicalRatio) <= 4 }
  }

  /// How many requests were compared.
  public let requests: Int
  /// The profiles in the order given, finest first.
  public let matches: [Match]
  /// Where the bounds of the finest profile are first left, in the order of requests and outputs.
  public let firstViolation: Location?

  /// The finest profile whose bounds hold, on whose grid the outputs lie, and whose errors are not typically smaller.
  public var behavesLike: Profile? { matches.first { $0.holds && $0.onGrid && $0.isNotLarger }?.profile }

  /// Profiles that the sizes of the errors alone cannot tell apart: those that hold, with a typical ratio near 1.
  public var sameBySize: [Profile] { matches.filter(\.fitsBySize).map(\.profile) }

  /// What was found of one profile.
  public func match(_ profile: Profile) -> Match? { matches.first { $0.profile == profile } }

  /// Compares answered requests with the profile of each oracle, finest first.
  ///
  /// - Throws: ``Unanswered`` where an output is absent.
  /// - Complexity: linear in the outputs, besides what the oracles have not computed yet.
  public init(_ answered: [(request: Request, outputs: Outputs)], _ oracles: [Oracle]) throws(Unanswered) {
    var answers = Answers()
    for (request, outputs) in answered { answers[request] = .ok(outputs) }
    let written = answered.flatMap { $0.outputs[.o]?.values ?? [] }.map(Double.init)
    var matches: [Match] = []
    var firstViolation: Location?
    for oracle in oracles {
      var (errors, worst) = (MeanSquare(), 0.0)
      var perRequest: [Double] = []
      for (request, _) in answered {
        let expected = oracle.expectation(request)
        for name in request.problem.tensors(of: .outputs) {
          let found = try answers.values(request, name)
          let (reference, spread) = (expected.reference[name]!, expected.spread[name]!)
          let deviation = Deviation(name, found: found, expected: reference, bound: expected.bound[name]!)
          worst = max(worst, deviation.worstRatio, expected.worstAggregate(name, found)?.ratio ?? 0)
          if matches.isEmpty, firstViolation == nil, !deviation.violations.isEmpty {
            firstViolation = request.problem.location(of: deviation, request: request.id)
          }
          guard name == .output(.o) else { continue }
          var own = MeanSquare()
          for i in found.indices where spread[i] > 0 { own.add((found[i] - reference[i]) / spread[i]) }
          errors.add(own)
          if !own.isEmpty { perRequest.append(own.root) }
        }
      }
      let profile = oracle.tolerance.profile
      matches.append(
        Match(
          profile: profile, typicalRatio: errors.root, interval: MedianInterval(perRequest), worstRatio: worst,
          onGrid: Self.lies(written, on: profile.output)))
    }
    (self.matches, self.firstViolation, requests) = (matches, firstViolation, answered.count)
  }

  /// Whether values lie on the grid of a format and not, all of them, on that of a narrower one.
  static func lies(_ values: [Double], on format: Format) -> Bool {
    let narrower = [Format.bf16, .fp16].filter { $0.precision < format.precision }
    return values.allSatisfy(format.contains) && !narrower.contains { grid in values.allSatisfy(grid.contains) }
  }
}

/// A running mean of squares.
struct MeanSquare {
  private var sum = 0.0
  private var count = 0

  mutating func add(_ x: Double) { (sum, count) = (sum + x * x, count + 1) }

  mutating func add(_ other: MeanSquare) { (sum, count) = (sum + other.sum, count + other.count) }

  var isEmpty: Bool { count == 0 }

  /// The root of the mean; 0 of nothing, infinite where something is not a number.
  var root: Double { count == 0 ? 0 : sum.isNaN ? .infinity : (sum / Double(count)).squareRoot() }
}
