import DeltaOperators
import DeltaScalars

/// A state that remembers what one token does to it, for the token's reversal.
///
///     S_{t−1}     S′ = D_t S_{t−1}     S_t = S′ + k̃_t u_tᵀ     and what the erase predicted
@usableFromInline struct TokenTrace<Value: Scalar>: HeadState {
  /// S_{t−1}, S′ and S_t, K×V.
  @usableFromInline var before, decayed, state: RememberedState<Value>
  /// What the erase read, Sᵀk, and u, `[V]`; no prediction offline.
  @usableFromInline var prediction, write: [Value]

  /// The state before any token.
  @inlinable init(_ state: RememberedState<Value>) {
    (before, decayed, self.state, prediction, write) = (state, state, state, [], [])
  }

  /// The trace of the next token.
  @inlinable func advanced<R: Rounding>(_ head: HeadSlice<Value>, _ t: Int, _ r: inout R) -> TokenTrace
  where R.Value == Value {
    var next = TokenTrace(state)
    var u = [Value](repeating: .zero, count: state.columns)
    u.withUnsafeMutableBufferPointer { u in
      head.keys.withUnsafeBufferPointer { k in
        head.writeKeys.withUnsafeBufferPointer { writeKeys in
          advanceToken(
            head.problem, gate: head.gate(t), gain: head.gain(t), key: k.baseAddress! + head.local(t),
            writeKey: writeKeys.baseAddress! + head.local(t), u.baseAddress!, state: &next, &r)
        }
      }
    }
    return next
  }

  @inlinable mutating func scale<R: Rounding>(row i: Int, by decay: Value, _ r: inout R)
  where R.Value == Value { decayed.scale(row: i, by: decay, &r) }

  @inlinable func transposedProduct<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value { state.transposedProduct(x, into: sums, &r) }

  @inlinable mutating func erasedProduct<R: Rounding>(
    _ key: UnsafePointer<Value>, gain: Value, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    decayed.erasedProduct(key, gain: gain, into: sums, &r)
    prediction = Array(UnsafeBufferPointer(start: sums, count: decayed.columns))
  }

  @inlinable mutating func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    state = decayed
    write = state.write(writeKey, u, &r)
  }
}

/// Visits tokens last first, each with what was there before it and after it.
///
/// Of a state that only advances all are kept where their elements, `size` each, fit into a cache; of others about √T, from
/// which the rest is computed again, segment by segment.
@inlinable func visitBackwards<State>(
  _ tokens: Range<Int>, from first: State, size: Int, advance: (State, Int) -> State,
  visit: (_ t: Int, _ before: State, _ after: State) -> Void
) {
  // 8 MiB where an element is eight samples: what a core can expect of a cache that it shares.
  let cached = 1 << 17
  let length = tokens.count * size <= cached ? tokens.count : Int(Double(tokens.count).squareRoot())
  var (segments, starts): ([Range<Int>], [State]) = ([], [])
  var state = first
  for start in stride(from: tokens.lowerBound, to: tokens.upperBound, by: max(length, 1)) {
    let segment = start..<min(start + length, tokens.upperBound)
    segments.append(segment)
    starts.append(state)
    if segment.upperBound == tokens.upperBound { break }
    for t in segment { state = advance(state, t) }
  }
  for (segment, start) in zip(segments, starts).reversed() {
    var states = [start]
    for t in segment { states.append(advance(states[states.count - 1], t)) }
    for t in segment.reversed() {
      let after = states.removeLast()
      visit(t, states[states.count - 1], after)
    }
  }
}
