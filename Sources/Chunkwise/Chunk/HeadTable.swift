import DeltaOperators
import DeltaScalars

/// Where the inputs of all heads lie, as long as their arrays stay in place: here an operator becomes ``HeadInputs``.
@usableFromInline struct HeadTable<S: Scalar>: @unchecked Sendable {
  @usableFromInline let axes: Axes
  @usableFromInline let shape: Shape
  @usableFromInline let queriesPerValueHead: Bool
  /// Nil where there are none.
  @usableFromInline let q, k, writeKeys, v, decay, gains, eraseGain: UnsafePointer<S>?

  /// Calls `body` with the table of some inputs.
  @inlinable static func with<R>(_ inputs: ChunkInputs<S>, _ body: (HeadTable) -> R) -> R {
    let p = inputs.problem
    let arrays = [inputs.queries, inputs.keys, inputs.writeKeys, inputs.values, p.decay, inputs.gains, p.eraseGain]
    return withAddresses(of: arrays) { body(HeadTable(inputs, $0)) }
  }

  @inlinable init(_ inputs: ChunkInputs<S>, _ addresses: [UnsafePointer<S>?]) {
    (axes, shape) = (inputs.problem.op.axes, inputs.problem.shape)
    queriesPerValueHead = inputs.queriesPerValueHead
    (q, k, writeKeys, v) = (addresses[0], addresses[1], addresses[2], addresses[3])
    (decay, gains, eraseGain) = (addresses[4], addresses[5], addresses[6])
  }

  /// What an engine is told about a value head; nil where its sequence has no token.
  @inlinable func inputs(_ head: ValueHead) -> HeadInputs<S>? {
    let (s, index, keyHead) = (shape, head.index, shape.keyHead(of: head.index))
    guard !head.sequence.tokens.isEmpty else { return nil }
    func rows(_ x: UnsafePointer<S>?, _ heads: Int, _ index: Int, _ width: Int) -> Rows<S> {
      Rows(x! + (head.sequence.firstToken(s) * heads + index) * width, heads * width)
    }
    func decays() -> HeadDecay<S> {
      switch axes.decay {
      case .none: .none
      // A constant decay is lowered to one for every token.
      case .constant, .scalar: .scalar(rows(decay, s.HV, index, 1))
      case .channel: .channel(rows(decay, s.HV, index, s.K))
      }
    }
    return HeadInputs(
      tokens: head.sequence.tokens.count, K: s.K, V: s.V,
      q: queriesPerValueHead ? rows(q, s.HV, index, s.K) : rows(q, s.H, keyHead, s.K),
      k: axes.gain.isPerChannel ? rows(k, s.HV, index, s.K) : rows(k, s.H, keyHead, s.K),
      writeKey: rows(writeKeys, s.H, keyHead, s.K), v: rows(v, s.HV, index, s.V), decay: decays(),
      gain: axes.gain == .one || axes.gain.isPerChannel ? nil : rows(gains, s.HV, index, 1),
      eraseGain: axes.gain.erasesApart ? rows(eraseGain, s.HV, index, 1) : nil,
      erases: axes.solve.erases, lag: axes.solve == .onlineBeforeDecay ? 1 : 0)
  }
}

/// Calls `body` with the addresses of arrays, which stay in place meanwhile; nil for an empty one.
@inlinable func withAddresses<S, R>(
  of arrays: [[S]], _ found: [UnsafePointer<S>?] = [], _ body: ([UnsafePointer<S>?]) -> R
) -> R {
  guard found.count < arrays.count else { return body(found) }
  return arrays[found.count].withUnsafeBufferPointer {
    withAddresses(of: arrays, found + [$0.isEmpty ? nil : $0.baseAddress], body)
  }
}
