import DeltaScalars

/// A law of commutative fields: an equation in three unknowns.
public struct FieldLaw<S: Scalar> {
  /// What it says, as an equation.
  public let name: String
  /// Both sides, or nil where the law does not apply (a zero divisor).
  public let sides: (_ a: S, _ b: S, _ c: S, _ isZero: (S) -> Bool) -> (S, S)?

  /// The laws that `Scalar` promises.
  public static var all: [FieldLaw] {
    func law(_ name: String, _ sides: @escaping (S, S, S) -> (S, S)) -> FieldLaw {
      FieldLaw(name: name) { a, b, c, _ in sides(a, b, c) }
    }
    return [
      law("a + b = b + a") { a, b, _ in (a + b, b + a) },
      law("(a + b) + c = a + (b + c)") { a, b, c in ((a + b) + c, a + (b + c)) },
      law("a + 0 = a") { a, _, _ in (a + .zero, a) },
      law("a − a = 0") { a, _, _ in (a - a, .zero) },
      law("a − b = a + (−b)") { a, b, _ in (a - b, a + (-b)) },
      law("−(−a) = a") { a, _, _ in (-(-a), a) },
      law("ab = ba") { a, b, _ in (a * b, b * a) },
      law("(ab)c = a(bc)") { a, b, c in ((a * b) * c, a * (b * c)) },
      law("a·1 = a") { a, _, _ in (a * .one, a) },
      law("a·0 = 0") { a, _, _ in (a * .zero, .zero) },
      law("a(b + c) = ab + ac") { a, b, c in (a * (b + c), a * b + a * c) },
      law("addProduct is c + ab") { a, b, c in
        var sum = c
        sum.addProduct(a, b)
        return (sum, c + a * b)
      },
      law("in-place operations are the operations") { a, b, c in
        var x = a
        x += b
        x -= c
        x *= b
        return (x, (a + b - c) * b)
      },
      law("integers: 3·(−2) + 7 = 1") { _, _, _ in (S(3) * S(-2) + S(7), .one) },
      FieldLaw(name: "(a/b)·b = a") { a, b, _, isZero in isZero(b) ? nil : ((a / b) * b, a) },
      FieldLaw(name: "a/b + c/b = (a + c)/b") { a, b, c, isZero in isZero(b) ? nil : (a / b + c / b, (a + c) / b) },
    ]
  }
}

/// What became of the laws: how many equations were looked at and which did not hold.
public struct LawReport {
  /// Equations evaluated.
  public var checks = 0
  /// One line for each equation that does not hold, with its operands.
  public var violations: [String] = []
}

/// Evaluates every law at every triple of the samples.
///
/// `agree` is equality for an exact field and closeness or overlap for a rounded one.
public func checkFieldLaws<S: Scalar>(
  _ samples: [S], isZero: (S) -> Bool, agree: (S, S) -> Bool
) -> LawReport {
  var report = LawReport()
  for law in FieldLaw<S>.all {
    for a in samples {
      for b in samples {
        for c in samples {
          guard let (left, right) = law.sides(a, b, c, isZero) else { continue }
          report.checks += 1
          if !agree(left, right) {
            report.violations.append("\(law.name) at a = \(a), b = \(b), c = \(c): \(left) against \(right)")
          }
        }
      }
    }
  }
  return report
}
