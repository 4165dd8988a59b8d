import CDeltaKernels
import DeltaOperators
import DeltaScalars

/// Some value heads of one key head of one sequence, or some of their value columns, segment after segment.
struct SegmentedHead<L: SegmentLowering> {
  typealias S = L.Value
  let form: SegmentedForm<L>
  let sequence: Shape.Sequence
  let head: Int
  let valueHeads: Range<Int>
  /// The value columns that are computed.
  let columns: Range<Int>
  private let memory: Blocks<S>

  /// - Parameter columns: All of them where nil.
  init(
    _ form: SegmentedForm<L>, _ sequence: Shape.Sequence, _ head: Int, _ valueHeads: Range<Int>,
    columns: Range<Int>? = nil
  ) {
    (self.form, self.sequence, self.head, self.valueHeads) = (form, sequence, head, valueHeads)
    self.columns = columns ?? 0..<form.lowering.shape.V
    let (s, axes) = (form.lowering.shape, form.lowering.op.axes)
    let n = min(form.segment, max(sequence.tokens.count, 1))
    let perChannel = axes.gain.isPerChannel
    memory = Blocks([
      n * s.K, n * s.K, n * s.K, n * (axes.decay.isPerChannel ? s.K : 1), n, n, n, perChannel ? n * s.K : 0,
      perChannel ? n * s.V : 0, s.K,
      self.columns.count < s.V ? valueHeads.count * s.K * self.columns.count : 0,
    ])
  }

  var lowering: L { form.lowering }
  var s: Shape { lowering.shape }
  var axes: Axes { lowering.op.axes }
  private func room(_ i: Int, _ width: Int) -> MutableRows<S> { MutableRows(memory[i], width) }
  private var queries: MutableRows<S> { room(0, s.K) }
  var keys: MutableRows<S> { room(1, s.K) }
  private var writes: MutableRows<S> { axes.preconditioner == .squashedDiagonal ? room(2, s.K) : keys }
  /// α, as the value head was last prepared.
  var decays: MutableRows<S> { room(3, axes.decay.isPerChannel ? s.K : 1) }
  private var gains: MutableRows<S> { room(4, 1) }
  var preconditionerDecays: MutableRows<S> { room(5, 1) }
  /// ‖k‖², or kᵀk̃.
  private var overlaps: MutableRows<S> { room(6, 1) }

  func run(_ places: SegmentPlaces<S>) {
    // A of the group, or zeros where no state was handed over.
    let (diagonal, slot, hasDiagonal) = (
      memory[9], (sequence.index * s.H + head) * s.K, axes.preconditioner.state == .diagonal
    )
    if hasDiagonal, let a0 = places.a0 { diagonal.update(from: a0 + slot, count: s.K) }
    let states = valueHeads.enumerated().map { i, valueHead in
      StateColumns(
        state(of: valueHead, places), K: s.K, V: s.V, columns, room: memory[10] + i * s.K * columns.count)
    }
    let carried = carried(states)
    let all = sequence.firstToken(s)..<sequence.firstToken(s) + sequence.tokens.count
    for first in stride(from: all.lowerBound, to: all.upperBound, by: form.segment) {
      let rows = first..<min(first + form.segment, all.upperBound)
      prepare(rows, diagonal: diagonal)
      for (i, valueHead) in valueHeads.enumerated() {
        let inputs = inputs(of: valueHead, rows)
        let o = MutableRows(
          places.o! + (rows.lowerBound * s.HV + valueHead) * s.V + columns.lowerBound, s.HV * s.V)
        if let carried {
          let next = rows.upperBound..<min(rows.upperBound + form.segment, all.upperBound)
          carried[i].run(
            inputs, o: o, ahead: next.isEmpty ? [] : needs(of: valueHead, next.lowerBound), tokens: next.count)
        } else {
          FusedEngine<L.Tier>.forward(
            inputs, chunk: form.chunk, state: states[i].first, o: o, keeping: nil)
        }
      }
    }
    for (i, state) in states.enumerated() {
      carried?[i].write(to: state.first)
      state.putBack()
    }
    // Tasks may repeat the preconditioner for a value head or columns of their own; the first one's is kept.
    if hasDiagonal, valueHeads.lowerBound == head * s.group, columns.lowerBound == 0 {
      (places.at! + slot).update(from: diagonal, count: s.K)
    }
  }

  /// Makes what ``inputs(of:_:)`` hands to an engine of some tokens, and advances A over them.
  func prepare(_ rows: Range<Int>, diagonal: UnsafeMutablePointer<S>) {
    lowering.lower(.q, rows, head, into: queries)
    lowering.lower(.k, rows, head, into: keys)
    precondition(rows, state: diagonal)
    guard axes.gain == .implicit || lowering.gainReadsSquares else { return }
    let other = axes.gain == .implicit ? writes : keys
    L.Tier.here.dots(dk_rows(Rows(keys)), dk_rows(Rows(other)), rows.count, s.K, overlaps.first)
  }

  private func precondition(_ rows: Range<Int>, state: UnsafeMutablePointer<S>) {
    let x = lowering.tensors
    switch axes.preconditioner {
    case .squashedDiagonal, .diagonalQuery:
      lowering.preconditionerDecays(rows, head, into: preconditionerDecays)
      let onQuery = axes.preconditioner == .diagonalQuery
      lowering.map(head).withUnsafeBufferPointer { map in
        var d = dk_diagonal()
        (d.tokens, d.K, d.state) = (rows.count, s.K, UnsafeMutableRawPointer(state))
        (d.k, d.q) = (dk_rows(Rows(keys)), dk_rows(Rows(queries)))
        d.decay = dk_rows(Rows(preconditionerDecays))
        d.gain = dk_rows(lowering.rows(x.gainATK, rows.lowerBound, heads: s.H, head))
        if onQuery {
          d.ridge = UnsafeRawPointer(x.lambda! + head * s.K)
        } else {
          d.map = UnsafeRawPointer(map.baseAddress)
        }
        d.out = dk_mutable_rows(onQuery ? queries : writes)
        L.Tier.here.diagonal(&d)
      }
    case .shiftedQuery:
      let (q, k, shift) = (queries.first, keys.first, x.shift![head])
      for i in 0..<rows.count * s.K { q[i] = q[i] - shift * k[i] }
    case .none, .gramKey, .gramQuery: break
    }
  }

  func state(of valueHead: Int, _ places: SegmentPlaces<S>) -> UnsafeMutablePointer<S> {
    places.ht! + (sequence.index * s.HV + valueHead) * s.K * s.V
  }

  /// The states as the kernels of pairs carry them from segment to segment; nil where other kernels run.
  private func carried(_ states: [StateColumns<S>]) -> [CarriedState<L.Tier>]? {
    guard form.chunk == FusedEngine<L.Tier>.pair else { return nil }
    let scratch = CarriedState<L.Tier>.scratch(K: s.K)
    return states.map { CarriedState($0.first, K: s.K, V: columns.count, scratch: scratch) }
  }

  /// The rows that a segment will prepare: those of a value head, and with the first of a group those that the group shares.
  private func needs(of valueHead: Int, _ first: Int) -> [dk_wide_rows] {
    let x = lowering.tensors
    func rows(_ tensor: UnsafePointer<S>?, _ heads: Int, _ head: Int) -> dk_wide_rows {
      dk_wide_rows(rows: dk_rows(lowering.rows(tensor, first, heads: heads, head, width: s.K)), width: s.K)
    }
    let shared = valueHead == valueHeads.lowerBound ? [rows(x.q, s.H, head), rows(x.k, s.H, head)] : []
    return axes.decay.isPerChannel ? shared + [rows(x.decay, s.HV, valueHead)] : shared
  }

  /// Some prepared tokens of a value head.
  func inputs(of valueHead: Int, _ rows: Range<Int>) -> HeadInputs<S> {
    let (x, first) = (lowering.tensors, rows.lowerBound)
    func given(_ tensor: UnsafePointer<S>?, _ width: Int = 1) -> Rows<S> {
      lowering.rows(tensor, first, heads: s.HV, valueHead, width: width)
    }
    func columns(_ rows: Rows<S>) -> Rows<S> { Rows(rows.first + self.columns.lowerBound, rows.stride) }
    var (k, v, decay, gain) = (Rows(keys), columns(given(x.v, s.V)), HeadDecay<S>.none, Rows<S>?.none)
    if axes.decay != .none {
      lowering.decays(rows, valueHead, into: decays)
      decay = axes.decay.isPerChannel ? .channel(Rows(decays)) : .scalar(Rows(decays))
    }
    switch axes.gain {
    case .one: break
    case .beta, .split: gain = given(x.gain)
    case .implicit, .normalised, .exponential:
      gain = x.gain == nil ? nil : given(x.gain)
      if axes.gain == .implicit || lowering.gainReadsSquares {
        for i in 0..<rows.count {
          let (beta, overlap) = (gain?[i][0] ?? .one, overlaps[i][0])
          gains[i][0] =
            axes.gain == .implicit ? beta / (.one + beta * overlap) : lowering.gain(beta: beta, square: overlap)
        }
        gain = Rows(gains)
      }
    case .channel:
      let (erase, write) = (given(x.eraseGain, s.K), columns(given(x.gain, s.V)))
      let (e, y) = (room(7, s.K), room(8, s.V))
      L.Tier.here.multiply(dk_rows(erase), dk_rows(Rows(keys)), rows.count, s.K, dk_mutable_rows(e))
      L.Tier.here.multiply(dk_rows(write), dk_rows(v), rows.count, self.columns.count, dk_mutable_rows(y))
      (k, v) = (Rows(e), Rows(y))
    }
    return HeadInputs(
      tokens: rows.count, K: s.K, V: self.columns.count, q: Rows(queries), k: k, writeKey: Rows(writes), v: v,
      decay: decay,
      gain: gain,
      eraseGain: axes.gain == .split ? given(x.eraseGain) : nil, erases: axes.solve.erases,
      lag: axes.solve == .onlineBeforeDecay ? 1 : 0)
  }
}

extension Rows {
  init(_ rows: MutableRows<S>) { self.init(UnsafePointer(rows.first), rows.stride) }
}
