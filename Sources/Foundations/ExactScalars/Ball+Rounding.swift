import CDeltaFLINT

/// What an enclosure says in doubles and floats.
extension Ball {
  /// The double nearest to the midpoint.
  public var midpoint: Double { cflint_nearest(cflint_midpoint(box.c)) }
  /// A double that is not below the radius.
  public var radius: Double { mag_get_d(cflint_radius(box.c)) }
  /// A double that is not above any number of the enclosure.
  public var lowerBound: Double { withInterval { lower, _ in cflint_floor(lower) } }
  /// A double that is not below any number of the enclosure.
  public var upperBound: Double { withInterval { _, upper in cflint_ceiling(upper) } }
  /// Correct bits of the midpoint: the negated base-2 logarithm of the relative radius.
  public var accuracyBits: Int { Int(arb_rel_accuracy_bits(box.c)) }

  /// The double to which every number of the enclosure rounds, ties to even; nil when they do not all round to one.
  ///
  /// A golden is blessed by this and nothing else. Zero is returned as +0. Source: EXA-4.
  public var nearestDouble: Double? {
    guard isFinite else { return nil }
    return withInterval { agreed(cflint_nearest($0), cflint_nearest($1)) }
  }

  /// The float to which every number of the enclosure rounds, ties to even; nil when they do not all round to one.
  public var nearestFloat: Float? {
    guard isFinite else { return nil }
    return withInterval { agreed(Ball.float($0), Ball.float($1)) }
  }

  private func agreed<F: BinaryFloatingPoint>(_ lower: F, _ upper: F) -> F? {
    lower == upper ? (lower == 0 ? 0 : lower) : nil
  }

  /// Rounds once, through a double rounded to odd, which keeps the memory of what was cut off.
  private static func float(_ x: UnsafePointer<arf_struct>) -> Float {
    let towardZero = cflint_truncated(x)
    guard arf_equal_d(x, towardZero) == 0, towardZero.isFinite else { return Float(towardZero) }
    return Float(Double(bitPattern: towardZero.bitPattern | 1))
  }

  private func withInterval<R>(_ body: (UnsafePointer<arf_struct>, UnsafePointer<arf_struct>) -> R) -> R {
    let ends = UnsafeMutablePointer<arf_struct>.allocate(capacity: 2)
    arf_init(ends)
    arf_init(ends + 1)
    defer {
      arf_clear(ends)
      arf_clear(ends + 1)
      ends.deallocate()
    }
    // Outward rounding far below the midpoint's last bit; an exact ball keeps both ends exact.
    arb_get_interval_arf(ends, ends + 1, box.c, arb_bits(box.c) + 128)
    return body(ends, ends + 1)
  }
}

extension Ball: CustomStringConvertible {
  /// Midpoint and radius in decimal, `[m +/- r]`.
  public var description: String {
    let text = arb_get_str(box.c, 20, 0)!
    defer { flint_free(text) }
    return String(cString: text)
  }
}
