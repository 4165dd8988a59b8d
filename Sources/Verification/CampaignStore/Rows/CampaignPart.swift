/// Which cases of a campaign are wanted: those below a number, or each so-manieth of them.
public struct CampaignPart: Hashable, Sendable {
  /// Which of the shares, from 1.
  public let shard: Int
  /// How many shares there are.
  public let shards: Int
  /// The number below which cases are wanted.
  public let cases: Int

  /// Share `shard` of `shards`: the cases n below `cases` with n mod `shards` = `shard` − 1 (CAMP-4).
  public init(shard: Int = 1, of shards: Int = 1, cases: Int) {
    precondition(shards > 0 && (1...shards).contains(shard), "CampaignPart: shard \(shard) of \(shards)")
    (self.shard, self.shards, self.cases) = (shard, shards, cases)
  }

  /// The numbers of its cases, in order.
  public var numbers: [Int] { Array(stride(from: shard - 1, to: cases, by: shards)) }

  /// The numbers of the cases of several parts.
  public static func numbers(of parts: [CampaignPart]) -> Set<Int> {
    parts.reduce(into: []) { $0.formUnion($1.numbers) }
  }
}
