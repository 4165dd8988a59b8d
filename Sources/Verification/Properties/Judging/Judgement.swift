import DeltaOperators
import DeltaRecords

/// The judgement of one property on one base request.
public struct Judgement: Sendable {
  /// Whether it holds.
  public var holds: Bool
  /// The largest ratio of an error to its bound, where errors are measured.
  public var worstRatio: Double?
  /// Whether the ratio is one to a bound of fewer samples, which the ratio to the whole bound does not exceed (TOL-10).
  public var isCeiling = false
  /// Where it is violated worst; nil where it holds.
  public var location: Location?
  /// What is wrong, in one sentence.
  public var reason: String?
  /// Why it is not decided although nothing violates it.
  public var undecided: String?
  /// How many elements were compared, where they are counted.
  public var compared: Int?
  /// Which reference the comparisons with one needed.
  public var oracle = OracleCount()

  /// The conventions that explain all of it, by their place in the list of them; nil where none was tried (DIAG-1).
  var explanations: [Int]?
  /// How large the errors are, head by head, where single elements are violated.
  public var errors: ErrorMap?

  /// The legal form for which it holds, where that is not the declared one (PAR-5).
  public var found: FoundForm?

  /// Creates a judgement.
  public init(holds: Bool, worstRatio: Double? = nil, location: Location? = nil, reason: String? = nil) {
    (self.holds, self.worstRatio, self.location, self.reason) = (holds, worstRatio, location, reason)
  }

  /// Turns a deviation into a judgement, with a sentence about its worst element.
  init(_ deviation: Deviation, of request: Request, _ sentence: (Int) -> String) {
    holds = deviation.violations.isEmpty
    worstRatio = deviation.worstRatio
    guard !holds else { return }
    location = request.problem.location(of: deviation, request: request.id)
    reason = deviation.worst.map(sentence)
    errors = ErrorMap(deviation.ratios, of: deviation.tensor, request)
    location?.born = Birth(deviation.violations, in: deviation.tensor, request.problem)?.sentence
  }
}
