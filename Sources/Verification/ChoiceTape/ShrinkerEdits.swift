extension Shrinker {
  /// Edits, in the order in which they are tried: each gives all candidates that it can make of a tape.
  ///
  /// What makes a problem cheaper to judge goes first. A choice that says how many follow goes with those that follow, before
  /// anything finer: packing hides everything else.
  static let sweeps: [@Sendable ([UInt64]) -> [[UInt64]]] = [
    truncated, blocksZeroed, lowered, withoutCounted, equalPairsLowered, movedLater, blocksDeleted,
  ]

  /// Halves of the length, then less and less cut off.
  private static func truncated(_ tape: [UInt64]) -> [[UInt64]] {
    sequence(first: tape.count / 2) { $0 > 1 ? $0 / 2 : nil }.filter { $0 > 0 }.map { Array(tape.dropLast($0)) }
  }

  /// A choice lowered, and what stood behind it deleted: one that counts the choices that follow.
  private static func withoutCounted(_ tape: [UInt64]) -> [[UInt64]] {
    tape.indices.filter { tape[$0] > 0 }.flatMap { i in
      // None of them, or one less.
      let edits = (1...6).map { (value: UInt64(0), count: $0) } + [(value: tape[i] - 1, count: 1)]
      return edits.filter { i + $0.count < tape.count }.map { value, count in
        var candidate = tape
        candidate.removeSubrange(i + 1...i + count)
        candidate[i] = value
        return candidate
      }
    }
  }

  /// Blocks of choices set to zero, large blocks first.
  private static func blocksZeroed(_ tape: [UInt64]) -> [[UInt64]] {
    [8, 4, 2, 1].flatMap { size in
      stride(from: 0, to: tape.count, by: size).map { start in
        var candidate = tape
        for i in start..<min(start + size, tape.count) { candidate[i] = 0 }
        return candidate
      }
    }
  }

  /// Each choice with the values of ``lowerValues(than:)``.
  private static func lowered(_ tape: [UInt64]) -> [[UInt64]] {
    tape.indices.flatMap { i in
      lowerValues(than: tape[i]).map { value in
        var candidate = tape
        candidate[i] = value
        return candidate
      }
    }
  }

  /// Two equal choices lowered together: what must stay equal shrinks no other way.
  private static func equalPairsLowered(_ tape: [UInt64]) -> [[UInt64]] {
    tape.indices.flatMap { i in
      tape.indices.dropFirst(i + 1).filter { tape[$0] == tape[i] }.flatMap { j in
        lowerValues(than: tape[i]).map { value in
          var candidate = tape
          (candidate[i], candidate[j]) = (value, value)
          return candidate
        }
      }
    }
  }

  /// A choice's whole value moved to its successor, after which it may be deleted.
  private static func movedLater(_ tape: [UInt64]) -> [[UInt64]] {
    tape.indices.dropLast().filter { tape[$0] > 0 }.map { i in
      var candidate = tape
      candidate[i + 1] = candidate[i + 1] &+ candidate[i]
      candidate[i] = 0
      return candidate
    }
  }

  /// Blocks of choices removed, large blocks first.
  private static func blocksDeleted(_ tape: [UInt64]) -> [[UInt64]] {
    [4, 2, 1].flatMap { size in
      tape.indices.filter { $0 + size <= tape.count }.map { start in
        var candidate = tape
        candidate.removeSubrange(start..<start + size)
        return candidate
      }
    }
  }

  /// Smaller values, least first: 0, then halves down from the value, then ever nearer to it, last the one below.
  ///
  /// So a threshold anywhere is reached in as many rounds as the value has bits.
  static func lowerValues(than value: UInt64) -> [UInt64] {
    guard value > 0 else { return [] }
    let shifts = UInt64(64 - value.leadingZeroBitCount)
    let low = (1...shifts).reversed().map { value >> $0 }
    let high = (2...max(shifts, 2)).map { value - (value >> $0) }.filter { $0 < value }
    return (low + high + [value - 1]).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
