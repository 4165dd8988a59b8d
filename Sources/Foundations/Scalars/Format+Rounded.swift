extension Format {
  /// Rounds to the format: to nearest with ties to even, or toward zero; subnormals are kept and overflow gives infinity.
  ///
  /// Without random bits a stochastic format rounds to nearest.
  ///
  /// - Complexity: O(1), exact for every double.
  @inlinable public func rounded(_ x: Double) -> Double {
    // In the normal range, and below the last binade, the bits that do not fit are dropped, after half a step was added
    // where that is asked for: all but half a unit of what is dropped, and that where the last bit kept is odd.
    let (bits, magnitude) = (x.bitPattern, x.magnitude.bitPattern)
    guard magnitude >= leastBits, magnitude < greatestBits else { return roundedAnywhere(x) }
    let drop = UInt64(53 - precision)
    let half: UInt64 = rounding == .truncate ? 0 : ((1 &<< (drop &- 1)) &- 1) &+ ((bits &>> drop) & 1)
    return Double(bitPattern: (bits &+ half) & (UInt64.max &<< drop))
  }

  /// The same for every magnitude.
  @usableFromInline @inline(never) func roundedAnywhere(_ x: Double) -> Double {
    onGrid(x) { $0.rounded(rounding == .truncate ? .towardZero : .toNearestOrEven) }
  }

  /// Rounds to the format; where it is stochastic, away from zero if `bits`, read as a fraction, lie below the distance.
  ///
  /// For uniform bits that happens with a probability that differs from the distance of x from its neighbour nearer to
  /// zero, in steps of the grid, by less than 2^−53. A number of the format stays what it is, whatever the bits. Beyond
  /// the largest number the next step of the grid stands for infinity.
  ///
  /// - Complexity: O(1).
  public func rounded(_ x: Double, bits: UInt64) -> Double {
    guard rounding == .stochastic else { return rounded(x) }
    return onGrid(x) { steps in
      let below = steps.rounded(.towardZero)
      let distance = (steps - below).magnitude
      return Double(bits >> 11) * 0x1p-53 < distance ? below + (steps < 0 ? -1 : 1) : below
    }
  }

  /// Rounds x, counted in steps of the grid at its magnitude, to a whole number of them.
  private func onGrid(_ x: Double, _ whole: (Double) -> Double) -> Double {
    guard x.isFinite, x != 0 else { return x }
    let exponent = Swift.max(Int(x.exponent), minimumExponent)
    // Dividing by a power of two is exact.
    let step = Double(sign: .plus, exponent: exponent - precision + 1, significand: 1)
    let y = whole(x / step) * step
    // A negative number that becomes zero keeps its sign: −0 · step.
    return y.magnitude > greatest ? (x < 0 ? -.infinity : .infinity) : y
  }
}
