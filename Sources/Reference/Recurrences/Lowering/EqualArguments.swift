import DeltaScalars

/// Functions of the elements as handed over: equal arguments give equal results, their rounding included (TOL-2).
///
/// An exponential that is off by half a unit for one token is off by as much for every token with the same gate, and errors
/// add up as T, not as √T. What is drawn at random for one argument is therefore drawn once.

/// For each of some keys the position of the first that equals it: its own, where it is new.
///
/// - Complexity: O(n), by a table with open addressing; no result depends on the hash.
@inlinable func firstEqual(_ count: Int, hash: (Int) -> UInt64, areEqual: (Int, Int) -> Bool) -> [Int] {
  var size = 16
  while size < 2 * count { size *= 2 }
  var (table, firsts) = ([Int](repeating: -1, count: size), [Int]())
  firsts.reserveCapacity(count)
  for i in 0..<count {
    var slot = Int(truncatingIfNeeded: SplitMix64.mix(hash(i))) & (size - 1)
    while table[slot] >= 0, !areEqual(table[slot], i) { slot = (slot + 1) & (size - 1) }
    if table[slot] < 0 { table[slot] = i }
    firsts.append(table[slot])
  }
  return firsts
}

/// The same for keys of 64 bits.
@inlinable func firstEqual(_ keys: [UInt64]) -> [Int] {
  firstEqual(keys.count, hash: { keys[$0] }, areEqual: { keys[$0] == keys[$1] })
}

/// For each row of K elements the first that is the same, bit for bit.
@inlinable func firstEqualRows(_ values: [Float], K: Int) -> [Int] {
  func bits(_ row: Int, _ i: Int) -> UInt32 { values[row * K + i].bitPattern }
  return firstEqual(
    K == 0 ? 0 : values.count / K,
    hash: { row in (0..<K).reduce(0) { SplitMix64.mix($0 &+ UInt64(bits(row, $1))) } },
    areEqual: { a, b in (0..<K).allSatisfy { bits(a, $0) == bits(b, $0) } })
}

/// The results of a function of each of some arguments, computed once for those that are equal.
@inlinable func mapFirst<S>(_ firsts: [Int], _ f: (Int) -> S) -> [S] {
  var results: [S] = []
  results.reserveCapacity(firsts.count)
  for (i, first) in firsts.enumerated() { results.append(first < i ? results[first] : f(i)) }
  return results
}
