/// Another implementation of an operator, timed beside ours and not judged.
public struct BenchPeer: Hashable, Sendable, Codable {
  /// Its name and version.
  public let name: String
  /// Contract name of the operator.
  public let op: String
  /// Threads.
  public let threads: Int
  /// Tokens a second, all heads of a token together, in the median.
  public let tokensPerSecond: Double
  /// Its useful work as a share of the multiply-adds that this process did just before and after.
  public let shareOfFMAPeak: Double
  /// How many times as long as ours it took, in the median of the turns.
  public let timesOurs: Double
  /// The quartiles of that.
  public let timesOursQuartiles: [Double]

  /// Records a measurement.
  public init(
    name: String, op: String, threads: Int, tokensPerSecond: Double, shareOfFMAPeak: Double, timesOurs: Double,
    timesOursQuartiles: [Double]
  ) {
    (self.name, self.op, self.threads, self.tokensPerSecond) = (name, op, threads, tokensPerSecond)
    (self.shareOfFMAPeak, self.timesOurs, self.timesOursQuartiles) = (shareOfFMAPeak, timesOurs, timesOursQuartiles)
  }

  private enum CodingKeys: String, CodingKey {
    case name
    case op = "operator"
    case threads, tokensPerSecond, shareOfFMAPeak, timesOurs, timesOursQuartiles
  }
}
