/// The precision that doubles adopt on becoming balls.
enum WorkingPrecision {
  @TaskLocal static var bits = 128
}

extension Ball {
  /// Runs `body` with the precision, in bits, that doubles adopt on becoming balls; 128 outside of any such call.
  public static func withPrecision<R>(_ bits: Int, _ body: () throws -> R) rethrows -> R {
    precondition(bits >= 2, "Ball: a precision of \(bits) bits; at least 2 are needed")
    return try WorkingPrecision.$bits.withValue(bits) { try body() }
  }

  /// The precision that the surrounding ``withPrecision(_:_:)`` set.
  public static var workingPrecision: Int { WorkingPrecision.bits }
}
