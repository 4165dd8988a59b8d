import Foundation

/// A ratio in a short form: two significant digits, ∞, or a bound where more would not be read.
public func decimals(_ x: Double) -> String {
  if x.isInfinite { return "∞" }
  if x >= 1000 { return ">999" }
  if x >= 10 { return "\(Int(x.rounded()))" }
  if x >= 0.995 { return "\((x * 10).rounded() / 10)" }
  return x == 0 ? "0" : x < 0.005 ? "<.01" : "." + String(Int((x * 100).rounded()) + 100).dropFirst()
}

/// A size with one digit, as in 3e-08.
func scientific(_ x: Double) -> String { x.isFinite ? String(format: "%.1e", x) : "∞" }

/// A count in a table: a dash for none, so that what is there stands out.
func dashed(_ count: Int) -> String { count == 0 ? "–" : "\(count)" }

/// Values in order, each once.
func unique<T: Hashable>(_ values: [T]) -> [T] {
  var seen = Set<T>()
  return values.filter { seen.insert($0).inserted }
}

/// What stands before a ratio that is only known not to be exceeded (TOL-10).
func ceiling(_ isCeiling: Bool?) -> String { isCeiling == true ? "≤" : "" }
