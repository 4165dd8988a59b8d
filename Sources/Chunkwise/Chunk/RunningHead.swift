import DeltaOperators
import DeltaScalars

/// A value head of one sequence.
@usableFromInline struct ValueHead: Sendable {
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let index: Int

  @inlinable init(_ sequence: Shape.Sequence, _ index: Int) { (self.sequence, self.index) = (sequence, index) }

  /// The place of its state among all.
  @inlinable func slot(_ s: Shape) -> Int { sequence.index * s.HV + index }

  /// Those of a shape, sequence by sequence.
  @inlinable static func all(_ s: Shape) -> [ValueHead] {
    s.sequences.flatMap { sequence in (0..<s.HV).map { ValueHead(sequence, $0) } }
  }
}

/// A value head that an engine can run: what it reads, and where its state and its outputs are.
@usableFromInline struct RunningHead<S: Scalar> {
  @usableFromInline let inputs: HeadInputs<S>
  @usableFromInline let state: UnsafeMutablePointer<S>
  @usableFromInline let o: MutableRows<S>

  @inlinable init(_ inputs: HeadInputs<S>, state: UnsafeMutablePointer<S>, o: MutableRows<S>) {
    (self.inputs, self.state, self.o) = (inputs, state, o)
  }
}

/// Where all heads write their outputs and carry their states, each in places of its own.
@usableFromInline struct OutputPlaces<S: Scalar>: @unchecked Sendable {
  @usableFromInline let shape: Shape
  @usableFromInline let o, ht: UnsafeMutablePointer<S>?

  @inlinable init(_ shape: Shape, o: UnsafeMutablePointer<S>?, ht: UnsafeMutablePointer<S>?) {
    (self.shape, self.o, self.ht) = (shape, o, ht)
  }

  @inlinable func running(_ inputs: HeadInputs<S>, _ head: ValueHead) -> RunningHead<S> {
    let s = shape
    return RunningHead(
      inputs, state: ht! + head.slot(s) * s.K * s.V,
      o: MutableRows(o! + (head.sequence.firstToken(s) * s.HV + head.index) * s.V, s.HV * s.V))
  }
}

extension Shape.Sequence {
  /// The first token, counted through all rows.
  @inlinable func firstToken(_ s: Shape) -> Int { row * s.T + tokens.lowerBound }
}

/// One of the blocks that an array consists of; zeros out of an empty array.
@inlinable func block<S: Scalar>(_ i: Int, of values: [S], size: Int) -> [S] {
  values.isEmpty ? .init(repeating: .zero, count: size) : Array(values[i * size..<(i + 1) * size])
}
