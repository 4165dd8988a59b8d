/// Edits a tape towards a smaller one on which something still happens (GEN-5).
///
/// Smaller means shorter, then lexicographically less. The result is a local minimum of the edits below, or the best found
/// within the budget.
public struct Shrinker {
  /// Evaluations that remain.
  public private(set) var budget: Int
  private let happens: ([UInt64]) -> Bool

  /// Creates a shrinker that calls `happens` at most `budget` times.
  public init(budget: Int, happens: @escaping ([UInt64]) -> Bool) {
    (self.budget, self.happens) = (budget, happens)
  }

  /// The smallest tape found, starting from one on which it happens.
  public mutating func shrink(_ start: [UInt64]) -> [UInt64] {
    var best = start
    while budget > 0 {
      let before = best
      truncate(&best)
      zeroBlocks(&best)
      lowerChoices(&best)
      lowerEqualPairs(&best)
      moveLater(&best)
      deleteBlocks(&best)
      if best == before { break }
    }
    return best
  }

  /// Tries a candidate; keeps it if it is smaller and it still happens.
  private mutating func attempt(_ candidate: [UInt64], _ best: inout [UInt64]) -> Bool {
    let isSmaller =
      candidate.count < best.count || (candidate.count == best.count && candidate.lexicographicallyPrecedes(best))
    guard isSmaller, budget > 0 else { return false }
    budget -= 1
    guard happens(candidate) else { return false }
    best = candidate
    return true
  }

  /// Halves the length as often as possible: what is cut off reads as zeros.
  private mutating func truncate(_ best: inout [UInt64]) {
    var cut = best.count / 2
    while cut > 0 {
      if cut > best.count || !attempt(Array(best.dropLast(cut)), &best) { cut /= 2 }
    }
  }

  /// Sets blocks of choices to zero, large blocks first.
  private mutating func zeroBlocks(_ best: inout [UInt64]) {
    for size in [8, 4, 2, 1] {
      for start in stride(from: 0, to: best.count, by: size) where start < best.count {
        var candidate = best
        for i in start..<min(start + size, best.count) { candidate[i] = 0 }
        _ = attempt(candidate, &best)
      }
    }
  }

  /// Lowers each choice to the least value that a binary search finds.
  private mutating func lowerChoices(_ best: inout [UInt64]) {
    for i in best.indices {
      var (low, high) = (UInt64(0), best[i])
      while low < high, budget > 0 {
        let middle = low + (high - low) / 2
        var candidate = best
        candidate[i] = middle
        if attempt(candidate, &best) { high = middle } else { low = middle + 1 }
      }
    }
  }

  /// Lowers two equal choices together: what must stay equal shrinks no other way.
  private mutating func lowerEqualPairs(_ best: inout [UInt64]) {
    for i in best.indices {
      for j in best.indices.dropFirst(i + 1) where best[i] == best[j] && best[i] > 0 {
        var (low, high) = (UInt64(0), best[i])
        while low < high, budget > 0 {
          let middle = low + (high - low) / 2
          var candidate = best
          (candidate[i], candidate[j]) = (middle, middle)
          if attempt(candidate, &best) { high = middle } else { low = middle + 1 }
        }
      }
    }
  }

  /// Moves a choice's whole value to its successor, after which it may be deleted.
  private mutating func moveLater(_ best: inout [UInt64]) {
    for i in best.indices.dropLast() where best[i] > 0 {
      var candidate = best
      candidate[i + 1] = candidate[i + 1] &+ candidate[i]
      candidate[i] = 0
      _ = attempt(candidate, &best)
    }
  }

  /// Removes blocks of choices, large blocks first.
  private mutating func deleteBlocks(_ best: inout [UInt64]) {
    for size in [4, 2, 1] {
      var start = 0
      while start + size <= best.count {
        var candidate = best
        candidate.removeSubrange(start..<start + size)
        if !attempt(candidate, &best) { start += size }
      }
    }
  }
}
