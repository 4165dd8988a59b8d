import DeltaExactScalars
import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars

/// What a claim about two readings must notice.
enum ReadingFault: String, Sendable { case oneReading = "both sides are computed by one reading" }

extension Claim {
  /// Where paper and kernels disagree, each with both readings computed: READ-1 to READ-9.
  static let readings: [Claim] = [
    centre, logarithm, range, undecayedForm, normalisation, diagonalStateHead, doubledGain, tensorFloat, queryShift,
  ]

  /// Judges a distance between two readings: proved to be larger than `least`.
  static func apart(_ a: Ball, _ b: Ball, by least: Double, _ what: String, _ tally: inout Tally) {
    let distance = Ball.abs(a - b)
    tally.expect(Ball(least).isLess(than: distance), "\(what): \(short(a)) and \(short(b)) are not \(least) apart")
    tally.evidence.append("\(what): \(short(a)) against \(short(b))")
  }

  /// A claim whose only fault is that both sides are one reading.
  static func reading(
    _ id: String, _ strength: Strength, _ statement: String,
    _ check: @escaping @Sendable (ReadingFault?, inout Tally) -> String
  ) -> Claim {
    Claim(id, strength, statement, faults: [ReadingFault.oneReading]) { _, fault in
      var tally = Tally()
      let detail = check(fault, &tally)
      return tally.finding(detail)
    }
  }
}
