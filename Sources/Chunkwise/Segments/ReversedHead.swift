import CDeltaKernels
import DeltaOperators
import DeltaScalars

/// One key head of one sequence with all its value heads: segments forwards, each with a trace, then in reverse.
///
/// What is made of queries and keys is made anew for the reversal, while it is in cache; A is kept from the start of each
/// segment.
struct ReversedHead<L: SegmentLowering> {
  typealias S = L.Value
  typealias Engine = FusedEngine<L.Tier>
  private let prepared: SegmentedHead<L>
  /// Ranges of tokens, counted through all rows.
  private let segments: [Range<Int>]
  /// dq̃, dk and dk̃, summed over the group and of one value head; the gradient with respect to A and the states of its reversal.
  private let memory: Blocks<S>
  /// A at the start of each segment, and as it is carried.
  private let diagonals: Blocks<S>

  init(_ prepared: SegmentedHead<L>) {
    self.prepared = prepared
    let (s, segment) = (prepared.s, prepared.form.segment)
    let first = prepared.sequence.firstToken(s)
    let end = first + prepared.sequence.tokens.count
    segments = stride(from: first, to: end, by: segment).map { $0..<min($0 + segment, end) }
    let n = min(segment, end - first)
    let one = s.group > 1 ? n * s.K : 0
    memory = Blocks([n * s.K, n * s.K, n * s.K, one, one, one, L.Tier.here.reverse_diagonal_scratch(n, s.K)])
    diagonals = Blocks([Int](repeating: s.K, count: segments.count + 1))
  }

  private var s: Shape { prepared.s }
  private var head: Int { prepared.head }
  private var chunk: Int { prepared.form.chunk }
  private var hasDiagonal: Bool { prepared.axes.preconditioner.state == .diagonal }
  /// The place of the head's A among all.
  private var diagonalSlot: Int { (prepared.sequence.index * s.H + head) * s.K }

  /// Writes outputs and gradients, and returns the gradient with respect to the centre of the squash.
  func run(_ places: SegmentPlaces<S>, _ reversed: GradientPlaces<S>) -> S {
    let traces = forward(places)
    var centre = S.zero
    for i in segments.indices.reversed() {
      carryDiagonal(from: i)
      prepared.prepare(segments[i], diagonal: carried)
      for (j, valueHead) in prepared.valueHeads.enumerated() {
        reverse(valueHead, segments[i], traces[j][i], reversed, isFirst: j == 0)
      }
      reverseKeys(i, reversed, &centre)
    }
    return centre
  }

  private var carried: UnsafeMutablePointer<S> { diagonals[segments.count] }
  private func carryDiagonal(from i: Int) { carried.update(from: diagonals[i], count: s.K) }

  /// The traces of the segments of each value head.
  private func forward(_ places: SegmentPlaces<S>) -> [[Engine.Trace]] {
    if hasDiagonal, let a0 = places.a0 { carried.update(from: a0 + diagonalSlot, count: s.K) }
    var traces: [[Engine.Trace]] = []
    for (i, rows) in segments.enumerated() {
      diagonals[i].update(from: carried, count: s.K)
      prepared.prepare(rows, diagonal: carried)
      for (j, valueHead) in prepared.valueHeads.enumerated() {
        let inputs = prepared.inputs(of: valueHead, rows)
        // The first segment is the longest.
        if i == 0 { traces.append(Engine.traces(segments.count, for: inputs, chunk: chunk)) }
        let o = MutableRows(places.o! + (rows.lowerBound * s.HV + valueHead) * s.V, s.HV * s.V)
        Engine.forward(inputs, chunk: chunk, state: prepared.state(of: valueHead, places), o: o, keeping: traces[j][i])
      }
    }
    if hasDiagonal { (places.at! + diagonalSlot).update(from: carried, count: s.K) }
    return traces
  }

  /// dq̃, dk or dk̃ of the tokens of a segment: summed over the group, or those of one more value head.
  private func room(_ which: Int, isFirst: Bool = true) -> MutableRows<S> {
    MutableRows(memory[isFirst ? which : which + 3], s.K)
  }

  private func reverse(
    _ valueHead: Int, _ rows: Range<Int>, _ trace: Engine.Trace, _ reversed: GradientPlaces<S>, isFirst: Bool
  ) {
    let (inputs, first) = (prepared.inputs(of: valueHead, rows), rows.lowerBound)
    func place(_ x: UnsafeMutablePointer<S>?, _ width: Int = 1) -> MutableRows<S>? {
      reversed.rows(x, first, heads: s.HV, valueHead, width: width)
    }
    let width = prepared.axes.decay.isPerChannel ? s.K : 1
    let out = HeadGradientRows(
      q: room(0, isFirst: isFirst), k: room(1, isFirst: isFirst), writeKey: room(2, isFirst: isFirst),
      v: place(reversed.v, s.V)!, decay: place(reversed.decay, width), gain: place(reversed.gain),
      eraseGain: place(reversed.eraseGain))
    let slot = prepared.sequence.index * s.HV + valueHead
    Engine.backward(
      inputs, chunk: chunk, from: trace, dO: reversed.outputs(first, valueHead), state: reversed.h0! + slot * s.K * s.V,
      into: out)
    if let decay = out.decay { prepared.lowering.raiseDecays(Rows(prepared.decays), rows.count, width, decay) }
    guard !isFirst else { return }
    for which in 0..<3 {
      let (sum, one) = (memory[which], memory[which + 3])
      for i in 0..<rows.count * s.K { sum[i] = sum[i] + one[i] }
    }
  }

  /// From dq̃, dk and dk̃ of a segment to dq and dk.
  private func reverseKeys(_ i: Int, _ reversed: GradientPlaces<S>, _ centre: inout S) {
    let (rows, first) = (segments[i], segments[i].lowerBound)
    if hasDiagonal {
      reverseDiagonal(i, reversed, &centre)
    } else {
      let (key, write) = (memory[1], memory[2])
      for i in 0..<rows.count * s.K { key[i] = key[i] + write[i] }
    }
    for (which, d, out) in [(KeyTensor.q, room(0), reversed.q), (.k, room(1), reversed.k)] {
      prepared.lowering.raise(
        which, rows, head, Rows(d), into: reversed.rows(out, first, heads: s.H, head, width: s.K)!)
    }
  }

  private func reverseDiagonal(_ i: Int, _ reversed: GradientPlaces<S>, _ centre: inout S) {
    let (lowering, rows, first) = (prepared.lowering, segments[i], segments[i].lowerBound)
    lowering.map(head).withUnsafeBufferPointer { map in
      withUnsafeMutablePointer(to: &centre) { centre in
        var d = dk_reversed_diagonal()
        (d.tokens, d.K, d.map) = (rows.count, s.K, UnsafeRawPointer(map.baseAddress))
        (d.k, d.decay) = (dk_rows(Rows(prepared.keys)), dk_rows(Rows(prepared.preconditionerDecays)))
        d.gain = dk_rows(lowering.rows(lowering.tensors.gainATK, first, heads: s.H, head))
        (d.state, d.scratch) = (UnsafeRawPointer(diagonals[i]), UnsafeMutableRawPointer(memory[6]))
        d.d_state = UnsafeMutableRawPointer(reversed.a0! + diagonalSlot)
        (d.d_write_key, d.d_key) = (dk_rows(Rows(room(2))), dk_mutable_rows(room(1)))
        d.d_decay = dk_mutable_rows(reversed.rows(reversed.decayATK, first, heads: s.H, head)!)
        d.d_gain = dk_mutable_rows(reversed.rows(reversed.gainATK, first, heads: s.H, head)!)
        d.d_centre = UnsafeMutableRawPointer(centre)
        L.Tier.here.reverse_diagonal(&d)
      }
    }
  }
}
