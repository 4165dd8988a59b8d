/// Edits a tape towards a smaller one on which something still happens (GEN-5).
///
/// Smaller means shorter, then lexicographically less. The result is a local minimum of the edits of ``sweeps``, or the best
/// found within the budget. Candidates are handed over many at a time, in order, so that whoever answers in rounds needs
/// few; the first of them on which it happens is taken, so the result does not depend on how many those are. One of a kind that
/// nothing was asked of before begins a group: it is asked only where it did not happen on any candidate before it.
public struct Shrinker {
  /// Evaluations that remain.
  public private(set) var budget: Int
  /// Whether no edit made the result any smaller; otherwise the budget ended.
  public private(set) var isMinimal = false
  private let batch: Int
  private let kind: ([UInt64]) -> AnyHashable
  private let firstThatHappens: ([[UInt64]]) -> Int?
  /// Candidates that are known not to do.
  private var refused: Set<[UInt64]> = []
  /// The kinds of what was handed over.
  private var kinds: Set<AnyHashable> = []

  /// Creates a shrinker that tries at most `budget` candidates, `batch` at a time.
  ///
  /// - Parameters:
  ///   - kind: candidates of one kind cost little once one of them was tried; by default all are of one.
  ///   - firstThatHappens: the place of the first candidate on which it happens, nil where it is none. To answer that there is none
  ///     of a batch ends nothing; the shrinker stops when its budget is spent.
  public init(
    budget: Int, batch: Int, kind: @escaping ([UInt64]) -> AnyHashable = { _ in 0 },
    firstThatHappens: @escaping ([[UInt64]]) -> Int?
  ) {
    (self.budget, self.batch, self.kind, self.firstThatHappens) = (budget, max(batch, 1), kind, firstThatHappens)
  }

  /// Creates a shrinker that tries one candidate after the other.
  public init(budget: Int, happens: @escaping ([UInt64]) -> Bool) {
    self.init(budget: budget, batch: 1) { happens($0[0]) ? 0 : nil }
  }

  /// The smallest tape found, starting from one on which it happens.
  public mutating func shrink(_ start: [UInt64]) -> [UInt64] {
    var best = Self.withoutTail(start)
    kinds.insert(kind(best))
    var before: [UInt64]
    repeat {
      before = best
      for sweep in Self.sweeps { self.sweep(&best, sweep) }
    } while best != before && budget > 0
    isMinimal = best == before && budget > 0
    return best
  }

  /// Tries the candidates of an edit in turn, going on where one was taken, until none is left.
  private mutating func sweep(_ best: inout [UInt64], _ edit: ([UInt64]) -> [[UInt64]]) {
    var candidates = edit(best)
    var place = 0
    while place < candidates.count, budget > 0 {
      let (tried, next) = group(candidates, from: place, smallerThan: best)
      guard let found = tried.isEmpty ? nil : firstThatHappens(tried.map(\.tape)) else {
        budget -= tried.count
        refused.formUnion(tried.map(\.tape))
        place = next
        continue
      }
      budget -= found + 1
      refused.formUnion(tried[..<found].map(\.tape))
      (best, place) = (tried[found].tape, tried[found].place)
      // The edits of what is left, from about the same place on; what that passes over is tried in the next round.
      candidates = edit(best)
    }
  }

  /// The next candidates that are worth a trial, with their places, and the place behind them.
  private mutating func group(
    _ candidates: [[UInt64]], from place: Int, smallerThan best: [UInt64]
  ) -> (tried: [(tape: [UInt64], place: Int)], next: Int) {
    var tried: [(tape: [UInt64], place: Int)] = []
    var next = place
    while next < candidates.count, tried.count < min(batch, budget) {
      let candidate = Self.withoutTail(candidates[next])
      let isKnown = refused.contains(candidate) || tried.contains { $0.tape == candidate }
      if Self.isSmaller(candidate, best), !isKnown {
        let kind = kind(candidate)
        if !tried.isEmpty, !kinds.contains(kind) { break }
        kinds.insert(kind)
        tried.append((candidate, next))
      }
      next += 1
    }
    return (tried, next)
  }

  /// What is cut off reads as zeros, so zeros at the end say nothing.
  private static func withoutTail(_ tape: [UInt64]) -> [UInt64] {
    Array(tape[..<(tape.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)])
  }

  private static func isSmaller(_ a: [UInt64], _ b: [UInt64]) -> Bool {
    a.count < b.count || (a.count == b.count && a.lexicographicallyPrecedes(b))
  }
}
