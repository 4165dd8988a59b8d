import DeltaOperators
import DeltaScalars

/// A value of the preconditioner axis over the tokens of one head.
///
/// How it makes write keys k̃ and read queries q̃, and how that is reversed: one type a value, one file a type. Source: OP-P,
/// GRAD-3, GRAD-10, GRAD-12.
@usableFromInline protocol PreconditionerForm {
  associatedtype S: Scalar
  /// Whether each value head has one of its own; elsewhere a key head's serves its whole group.
  static var isPerValueHead: Bool { get }
  /// Whether what flows back to write keys, and to read queries, flows on to keys and queries as it is.
  static var passesWriteKeys: Bool { get }
  static var passesQueries: Bool { get }

  /// The form before the first token.
  init(_ head: HeadSlice<S>)
  /// A_t as `at` holds it; empty where nothing is accumulated.
  var state: [S] { get }
  /// Takes in token t: A_t from A_{t−1}, and k̃_t or q̃_t in the place of k_t or q_t.
  mutating func advance<M: DiagonalMap, R: Rounding>(_ t: Int, _ head: inout HeadSlice<S>, _ map: M, _ r: inout R)
  where M.Value == S, R.Value == S
  /// Reverses ``advance`` for all tokens, last first; dA is that of A_T, and on return that of A_0.
  static func reverse<M: DifferentiableMap, R: Rounding>(
    _ head: HeadSlice<S>, _ flow: RowGradients<S>, _ dA: inout [S], _ map: M,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where M.Value == S, R.Value == S
}

extension PreconditionerForm {
  @inlinable static var isPerValueHead: Bool { false }
  @inlinable static var passesWriteKeys: Bool { true }
  @inlinable static var passesQueries: Bool { true }
}

/// Work that is written once for all forms.
@usableFromInline protocol PreconditionerWork {
  associatedtype S: Scalar
  associatedtype R: Rounding
  associatedtype Result
  func run<P: PreconditionerForm>(with form: P.Type, _ r: inout R) -> Result where P.S == S
}

extension Preconditioner {
  /// Does some work with the form of this value: the only switch over the axis in this module.
  ///
  /// A switch over types and not a box around one, so that the work is specialised for each.
  @inlinable func run<W: PreconditionerWork>(_ work: W, _ r: inout W.R) -> W.Result {
    switch self {
    case .none: work.run(with: Unpreconditioned<W.S>.self, &r)
    case .squashedDiagonal: work.run(with: SquashedDiagonal<W.S>.self, &r)
    case .diagonalQuery: work.run(with: DiagonalQuery<W.S>.self, &r)
    case .gramQuery: work.run(with: GramQuery<W.S>.self, &r)
    case .gramKey: work.run(with: GramKey<W.S>.self, &r)
    case .shiftedQuery: work.run(with: ShiftedQuery<W.S>.self, &r)
    }
  }
}

extension HeadSlice {
  /// Puts k̃ and q̃ of all tokens in place; returns A_T.
  @inlinable mutating func apply<P: PreconditionerForm, M: DiagonalMap, R: Rounding>(
    _ form: P.Type, _ map: M, _ r: inout R
  ) -> [S] where P.S == S, M.Value == S, R.Value == S {
    var form = P(self)
    for t in tokens { form.advance(t, &self, map, &r) }
    return form.state
  }

  /// Reverses ``apply``, from the gradient of A_T to that of A_0.
  @inlinable func reverse<P: PreconditionerForm, M: DifferentiableMap, R: Rounding>(
    _ form: P.Type, _ flow: RowGradients<S>, _ map: M, _ cotangents: LoweredOutputs<S>,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where P.S == S, M.Value == S, R.Value == S {
    var dA = preconditionerState(in: cotangents.at)
    P.reverse(self, flow, &dA, map, into: &gradients, &r)
    gradients.a0.replaceSubrange(preconditionerState, with: dA)
  }
}

/// The key writes itself, the query reads itself: k̃ = k, q̃ = q.
@usableFromInline struct Unpreconditioned<S: Scalar>: PreconditionerForm {
  @inlinable init(_ head: HeadSlice<S>) {}
  @inlinable var state: [S] { [] }
  @inlinable func advance<M, R>(_ t: Int, _ head: inout HeadSlice<S>, _ map: M, _ r: inout R) {}
  @inlinable static func reverse<M, R>(
    _ head: HeadSlice<S>, _ flow: RowGradients<S>, _ dA: inout [S], _ map: M,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) {}
}
