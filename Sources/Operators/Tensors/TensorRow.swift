/// Everything that the suite knows of one tensor, in one place (`Specs/conventions.md`, CONV-1 and CONV-2).
///
/// Shapes, validation, files, slicing, drawing and the tables of `Specs` follow from the rows. A class, since each is looked up
/// far more often than there are rows, and never changes.
package final class TensorRow: Sendable {
  /// An input or an output; a gradient's row is that of its input, a cotangent's that of its output.
  package let name: TensorName
  /// What it is, in words.
  package let meaning: String
  /// What its axes count, outermost first.
  package let extents: Choice<[Extent]>
  /// Whether an operator has it.
  package let presence: Choice<Presence>
  /// What it may hold.
  package let domain: Choice<Domain>
  /// How its values are drawn where nothing is to be hard.
  package let draws: Draws

  init(
    _ name: TensorName, _ meaning: String, _ extents: Choice<[Extent]>, _ presence: Choice<Presence>,
    _ domain: Choice<Domain>, _ draws: Draws
  ) {
    (self.name, self.meaning, self.extents) = (name, meaning, extents)
    (self.presence, self.domain, self.draws) = (presence, domain, draws)
  }
}

/// Whether a tensor is there.
package enum Presence: Hashable, Sendable {
  /// The operator does not have it.
  case absent
  /// Zero when absent.
  case optional
  /// It must be there.
  case required
}

/// The ranges that a tensor's values are drawn from.
package struct Draws: Sendable {
  /// Of the cases of suites and of the fuzzer (GEN-2).
  package let ordinary: Choice<ClosedRange<Double>>
  /// Of goldens; never changed, because their bytes depend on it (FIX-1).
  package let golden: Range<Float>
  /// Of long problems, where no regime says otherwise (DRIFT-1).
  package let long: ClosedRange<Double>

  init(_ ordinary: Choice<ClosedRange<Double>>, golden: Range<Float>, long: ClosedRange<Double> = -1...1) {
    (self.ordinary, self.golden, self.long) = (ordinary, golden, long)
  }
}

extension Choice<Presence> {
  static let always = Choice(.required)
  static let optional = Choice(.optional)
  static func required(_ condition: Condition) -> Choice { Choice(.absent, except: [condition: .required]) }
  static func optional(_ condition: Condition) -> Choice { Choice(.absent, except: [condition: .optional]) }
}
