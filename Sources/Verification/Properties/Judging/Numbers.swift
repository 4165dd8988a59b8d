/// A number in a sentence: every digit of a finite one, and no bits of a NaN.
func inWords(_ x: Double) -> String {
  if x.isNaN { return "NaN" }
  return x.isFinite ? "\(x)" : x < 0 ? "−∞" : "∞"
}

/// Two significant digits.
func shortened(_ x: Double) -> String {
  guard x.isFinite, x != 0 else { return inWords(x) }
  var (exponent, mantissa) = (0, x.magnitude)
  while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  return "\(x < 0 ? "-" : "")\((mantissa * 10).rounded() / 10)e\(exponent)"
}
