/// One operator in one direction, timed.
///
/// What counts as work, and how it is measured: PERF-1, PERF-2.
public struct BenchRow: Hashable, Sendable, Codable {
  /// Contract name.
  public let op: String
  /// `forward`, or `backward`: a request with gradients, which runs forwards too.
  public let pass: String
  /// The extents: batch rows, tokens, heads, channels of keys and of values.
  public let B, T, H, K, V: Int
  /// Tokens a chunk.
  public let chunk: Int
  /// Threads.
  public let threads: Int
  /// The engine.
  public let engine: String
  /// Timed runs, of which the numbers below are medians.
  public let repetitions: Int
  /// Tokens a second, all heads of a token together.
  public let tokensPerSecond: Double
  /// 6·K·V flop for each token and head forwards, three times that with gradients.
  public let usefulGFLOPs: Double
  /// Useful work as a share of the multiply-adds that the same threads did just before and after.
  public let shareOfFMAPeak: Double
  /// The quartiles of that share.
  public let shareQuartiles: [Double]
  /// Those multiply-adds.
  public let fmaPeakGFLOPs: Double
  /// Time of the gradients alone over that of the forward, timed beside it.
  public let timesForward: Double?
  /// Of the part of the timed output that is judged: ‖error‖/‖reference‖.
  public let relativeError: Double
  /// The judgement of that part.
  public let gate: Gate
  /// Whether the multiply-adds varied by more than a tenth between quartiles: then the machine did something else.
  public let disturbed: Bool

  /// Records a measurement.
  public init(
    op: String, pass: String, extents: [Int], chunk: Int, threads: Int, engine: String, repetitions: Int,
    tokensPerSecond: Double, usefulGFLOPs: Double, shareOfFMAPeak: Double, shareQuartiles: [Double],
    fmaPeakGFLOPs: Double, timesForward: Double?, relativeError: Double, gate: Gate, disturbed: Bool
  ) {
    (self.op, self.pass, self.chunk, self.threads, self.engine) = (op, pass, chunk, threads, engine)
    (B, T, H, K, V) = (extents[0], extents[1], extents[2], extents[3], extents[4])
    (self.repetitions, self.tokensPerSecond, self.usefulGFLOPs) = (repetitions, tokensPerSecond, usefulGFLOPs)
    (self.shareOfFMAPeak, self.shareQuartiles) = (shareOfFMAPeak, shareQuartiles)
    (self.fmaPeakGFLOPs, self.timesForward, self.relativeError) = (fmaPeakGFLOPs, timesForward, relativeError)
    (self.gate, self.disturbed) = (gate, disturbed)
  }

  private enum CodingKeys: String, CodingKey {
    case op = "operator"
    case pass, B, T, H, K, V, chunk, threads, engine, repetitions, tokensPerSecond, usefulGFLOPs, shareOfFMAPeak
    case shareQuartiles, fmaPeakGFLOPs, timesForward, relativeError, gate, disturbed
  }

  /// The judgement of what was timed.
  public struct Gate: Hashable, Sendable, Codable {
    /// The largest error as a share of its bound.
    public let ratio: Double
    /// A pass where no error exceeds its bound.
    public let outcome: Outcome

    /// Judges a ratio.
    public init(ratio: Double) { (self.ratio, outcome) = (ratio, ratio <= 1 ? .pass : .fail) }
  }
}
