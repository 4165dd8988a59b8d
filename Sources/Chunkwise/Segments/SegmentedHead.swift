import CDeltaKernels
import DeltaOperators
import DeltaScalars

/// Some value heads of one key head of one sequence, segment after segment.
struct SegmentedHead<L: SegmentLowering> {
  typealias S = L.Value
  let form: SegmentedForm<L>
  let sequence: Shape.Sequence
  let head: Int
  let valueHeads: Range<Int>
  private let memory: Blocks<S>

  init(_ form: SegmentedForm<L>, _ sequence: Shape.Sequence, _ head: Int, _ valueHeads: Range<Int>) {
    (self.form, self.sequence, self.head, self.valueHeads) = (form, sequence, head, valueHeads)
    let (s, axes) = (form.lowering.shape, form.lowering.op.axes)
    let n = min(form.segment, max(sequence.tokens.count, 1))
    let perChannel = axes.gain.isPerChannel
    memory = Blocks([
      n * s.K, n * s.K, n * s.K, n * (axes.decay.isPerChannel ? s.K : 1), n, n, n, perChannel ? n * s.K : 0,
      perChannel ? n * s.V : 0, s.K,
    ])
  }

  private var lowering: L { form.lowering }
  private var s: Shape { lowering.shape }
  private var axes: Axes { lowering.op.axes }
  private func room(_ i: Int, _ width: Int) -> MutableRows<S> { MutableRows(memory[i], width) }
  private var queries: MutableRows<S> { room(0, s.K) }
  private var keys: MutableRows<S> { room(1, s.K) }
  private var writes: MutableRows<S> { axes.preconditioner == .squashedDiagonal ? room(2, s.K) : keys }
  private var decays: MutableRows<S> { room(3, axes.decay.isPerChannel ? s.K : 1) }
  private var gains: MutableRows<S> { room(4, 1) }
  private var preconditionerDecays: MutableRows<S> { room(5, 1) }
  /// ‖k‖², or kᵀk̃.
  private var overlaps: MutableRows<S> { room(6, 1) }

  func run(_ places: SegmentPlaces<S>) {
    // A of the group, or zeros where no state was handed over.
    let (diagonal, slot, hasDiagonal) = (
      memory[9], (sequence.index * s.H + head) * s.K, axes.preconditioner.state == .diagonal
    )
    if hasDiagonal, let a0 = places.a0 { diagonal.update(from: a0 + slot, count: s.K) }
    let all = sequence.firstToken(s)..<sequence.firstToken(s) + sequence.tokens.count
    for first in stride(from: all.lowerBound, to: all.upperBound, by: form.segment) {
      let rows = first..<min(first + form.segment, all.upperBound)
      lowering.lower(.q, rows, head, into: queries)
      lowering.lower(.k, rows, head, into: keys)
      precondition(rows, state: diagonal)
      if axes.gain == .implicit || lowering.gainReadsSquares {
        let other = axes.gain == .implicit ? writes : keys
        L.Tier.here.dots(dk_rows(Rows(keys)), dk_rows(Rows(other)), rows.count, s.K, overlaps.first)
      }
      for valueHead in valueHeads { run(valueHead, rows, places) }
    }
    // Tasks may repeat the preconditioner for a value head of their own; the first one's is kept.
    if hasDiagonal, valueHeads.lowerBound == head * s.group { (places.at! + slot).update(from: diagonal, count: s.K) }
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

  private func run(_ valueHead: Int, _ rows: Range<Int>, _ places: SegmentPlaces<S>) {
    let (x, first) = (lowering.tensors, rows.lowerBound)
    func given(_ tensor: UnsafePointer<S>?, _ width: Int = 1) -> Rows<S> {
      lowering.rows(tensor, first, heads: s.HV, valueHead, width: width)
    }
    var (k, v, decay, gain) = (Rows(keys), given(x.v, s.V), HeadDecay<S>.none, Rows<S>?.none)
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
      let (erase, write) = (given(x.eraseGain, s.K), given(x.gain, s.V))
      let (e, y) = (room(7, s.K), room(8, s.V))
      for i in 0..<rows.count {
        for c in 0..<s.K { e[i][c] = erase[i][c] * keys[i][c] }
        for j in 0..<s.V { y[i][j] = write[i][j] * v[i][j] }
      }
      (k, v) = (Rows(e), Rows(y))
    }
    let inputs = HeadInputs(
      tokens: rows.count, K: s.K, V: s.V, q: Rows(queries), k: k, writeKey: Rows(writes), v: v, decay: decay,
      gain: gain,
      eraseGain: axes.gain == .split ? given(x.eraseGain) : nil, erases: axes.solve.erases,
      lag: axes.solve == .onlineBeforeDecay ? 1 : 0)
    FusedEngine<L.Tier>.forward(
      inputs, chunk: form.chunk, state: places.ht! + (sequence.index * s.HV + valueHead) * s.K * s.V,
      o: MutableRows(places.o! + (first * s.HV + valueHead) * s.V, s.HV * s.V), keeping: nil)
  }
}

extension Rows {
  init(_ rows: MutableRows<S>) { self.init(UnsafePointer(rows.first), rows.stride) }
}
