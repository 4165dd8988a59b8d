import DeltaOperators
import DeltaScalars

/// What turns keys into write keys or queries into read queries, token by token, with its reversal (CH-4, GRAD-3).
@usableFromInline protocol PreconditionerForm<S> {
  associatedtype S: Scalar
  init(_ head: KeyHead<S>)
  /// Writes k̃ or q̃ of the key head's tokens, and its last A.
  func apply<M: DiagonalMap>(_ map: M, _ places: ChunkInputPlaces<S>) where M.Value == S
  /// Reverses what each value head has of its own.
  func reverse(valueHead: Int, _ d: inout HeadGradients<S>, _ reversal: Reversal<S>)
  /// Reverses the rest: from the sums over the value heads to the key head's gradients.
  func reverse<M: DifferentiableMap>(_ map: M, _ sum: HeadGradients<S>, _ reversal: Reversal<S>) -> KeyGradients<S>
  where M.Value == S
}

extension PreconditionerForm {
  @inlinable func reverse(valueHead: Int, _ d: inout HeadGradients<S>, _ reversal: Reversal<S>) {}
}

extension KeyHead {
  /// Hands the preconditioner of the problem to a task: the one place where an axis value becomes its form.
  @inlinable func preconditioned<T: PreconditionerTask>(_ task: T) -> T.Result where T.S == S {
    switch p.op.axes.preconditioner {
    case .none: task.run(PlainKeys(self))
    case .squashedDiagonal: task.run(SquashedDiagonal(self))
    case .diagonalQuery: task.run(DiagonalQuery(self))
    case .gramQuery: task.run(GramQuery(self))
    case .gramKey: task.run(GramKey(self))
    case .shiftedQuery: task.run(ShiftedQuery(self))
    }
  }
}

/// Something to be done with whichever form a problem has; a protocol and not a closure, so that it is specialised.
@usableFromInline protocol PreconditionerTask<S> {
  associatedtype S: Scalar
  associatedtype Result
  func run<F: PreconditionerForm>(_ form: F) -> Result where F.S == S
}

@usableFromInline struct Precondition<M: DiagonalMap>: PreconditionerTask {
  @usableFromInline typealias S = M.Value
  @usableFromInline let map: M
  @usableFromInline let places: ChunkInputPlaces<S>
  @inlinable init(map: M, places: ChunkInputPlaces<S>) { (self.map, self.places) = (map, places) }

  @inlinable func run<F: PreconditionerForm>(_ form: F) where F.S == S { form.apply(map, places) }
}

@usableFromInline struct ReverseValueHead<S: Scalar>: PreconditionerTask {
  @usableFromInline let head: Int
  @usableFromInline let gradients: HeadGradients<S>
  @usableFromInline let reversal: Reversal<S>
  @inlinable init(head: Int, gradients: HeadGradients<S>, reversal: Reversal<S>) {
    (self.head, self.gradients, self.reversal) = (head, gradients, reversal)
  }

  @inlinable func run<F: PreconditionerForm>(_ form: F) -> HeadGradients<S> where F.S == S {
    var d = gradients
    form.reverse(valueHead: head, &d, reversal)
    return d
  }
}

@usableFromInline struct ReverseKeyHead<M: DifferentiableMap>: PreconditionerTask {
  @usableFromInline typealias S = M.Value
  @usableFromInline let map: M
  @usableFromInline let gradients: HeadGradients<S>
  @usableFromInline let reversal: Reversal<S>
  @inlinable init(map: M, gradients: HeadGradients<S>, reversal: Reversal<S>) {
    (self.map, self.gradients, self.reversal) = (map, gradients, reversal)
  }

  @inlinable func run<F: PreconditionerForm>(_ form: F) -> KeyGradients<S> where F.S == S {
    form.reverse(map, gradients, reversal)
  }
}
