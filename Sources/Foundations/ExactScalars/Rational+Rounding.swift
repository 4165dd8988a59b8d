import CDeltaFLINT

extension Rational {
  /// The double nearest to this number, ties to even; an infinity beyond the largest.
  public var nearestDouble: Double { decided { $0.nearestDouble } }

  /// The float nearest to this number, ties to even; an infinity beyond the largest.
  public var nearestFloat: Float { decided { $0.nearestFloat } }

  /// Raises the precision until the enclosure decides; a tie has a finite binary expansion and becomes exact.
  private func decided<F>(_ round: (Ball) -> F?) -> F {
    var precision = 128
    while true {
      if let result = round(Ball(self, precision: precision)) { return result }
      precision *= 2
    }
  }
}
