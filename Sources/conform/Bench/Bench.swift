import DeltaChunkwise
import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaRecords

/// Operators timed in turns, each between two measurements of what the machine can do at that moment (PERF-2).
struct Bench {
  let engine: FloatEngine
  let chunk: Int
  let threads: Int
  let repetitions: Int

  /// One thing that is timed.
  struct Entry {
    let problem: Problem
    let isBackward: Bool
    let chunk: Int
    let found: BenchGate.Finding
    /// Another implementation that takes turns with it.
    var peer: TimedProgram?
  }

  /// What the turns have measured.
  struct Results {
    var rows: [BenchRow] = []
    var peers: [BenchPeer] = []
  }

  private func subject(chunk: Int) -> ChunkwiseSubject {
    ChunkwiseSubject(chunk: chunk, engine: engine, threads: threads == 1 ? 1 : nil)
  }

  /// A request for outputs alone, judged before it is timed.
  func forward(_ problem: Problem, chunk: Int) -> Entry {
    let found = BenchGate.forward(problem, subject(chunk: chunk).evaluate(problem))
    return Entry(problem: problem, isBackward: false, chunk: chunk, found: found)
  }

  private func backward(_ problem: Problem) -> Entry {
    var asking = problem
    asking.cotangents[.o] = Tensor(problem.expectedShape(of: .o), problem[.v].values)
    // Chunks of two tokens would keep a state for every other token to reverse from: gradients go by 16 then.
    let chunk = chunk == 2 ? 16 : chunk
    let found = BenchGate.backward(asking, by: subject(chunk: chunk).evaluate)
    return Entry(problem: asking, isBackward: true, chunk: chunk, found: found)
  }

  /// Judges what each operator answers before anything is timed.
  func entries(_ problems: [Problem], backward: Bool) -> [Entry] {
    problems.flatMap { [forward($0, chunk: chunk)] + (backward ? [self.backward($0)] : []) }
  }

  /// Rows in the order of the entries; `progress` is told after each turn.
  ///
  /// - Throws: ``ExchangeError`` where another implementation ends or hangs.
  func results(_ entries: [Entry], progress: (Int) -> Void) throws(ExchangeError) -> Results {
    let peak = Peak(engine, threads: threads)
    var times = [[Double]](repeating: [], count: entries.count)
    var (peaks, others) = (times, times)
    for turn in 0..<repetitions {
      var before = peak.measure()
      for (i, entry) in entries.enumerated() {
        times[i].append(seconds(ofThread: threads == 1) { _ = subject(chunk: entry.chunk).evaluate(entry.problem) })
        let after = peak.measure()
        peaks[i].append((before + after) / 2)
        before = after
        if let peer = entry.peer {
          others[i].append(try peer.seconds())
          before = peak.measure()
        }
      }
      progress(turn + 1)
    }
    var results = Results()
    for (i, entry) in entries.enumerated() {
      results.rows.append(row(entry, times[i], peaks[i], forward: i > 0 ? times[i - 1] : []))
      if let peer = entry.peer {
        results.peers.append(self.peer(peer.name, entry, others[i], ours: times[i], peaks[i]))
      }
    }
    return results
  }

  private func peer(
    _ name: String, _ entry: Entry, _ times: [Double], ours: [Double], _ peaks: [Double]
  ) -> BenchPeer {
    let (s, ratios, time) = (entry.problem.shape, zip(times, ours).map { $0 / $1 }, quantile(times, 0.5))
    let flop = 6 * Double(s.K * s.V * s.HV * s.T * s.B)
    return BenchPeer(
      name: name, op: entry.problem.op.name, threads: threads, tokensPerSecond: Double(s.T * s.B) / time,
      shareOfFMAPeak: quantile(zip(times, peaks).map { flop / $0 / $1 }, 0.5), timesOurs: quantile(ratios, 0.5),
      timesOursQuartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)])
  }

  private func row(_ entry: Entry, _ times: [Double], _ peaks: [Double], forward: [Double]) -> BenchRow {
    let (s, op) = (entry.problem.shape, entry.problem.op)
    let flop = 6 * Double(s.K * s.V * s.HV * s.T * s.B) * (entry.isBackward ? 3 : 1)
    let (time, shares) = (quantile(times, 0.5), zip(times, peaks).map { flop / $0 / $1 })
    let before = entry.isBackward ? quantile(forward, 0.5) : 0
    return BenchRow(
      op: op.name, pass: entry.isBackward ? "backward" : "forward", extents: [s.B, s.T, s.HV, s.K, s.V],
      chunk: entry.chunk, threads: threads, engine: engine.rawValue, repetitions: times.count,
      tokensPerSecond: Double(s.T * s.B) / time,
      usefulGFLOPs: flop / time / 1e9, shareOfFMAPeak: quantile(shares, 0.5),
      shareQuartiles: [quantile(shares, 0.25), quantile(shares, 0.75)], fmaPeakGFLOPs: quantile(peaks, 0.5) / 1e9,
      timesForward: entry.isBackward ? (time - before) / before : nil, relativeError: entry.found.relativeError,
      gate: entry.found.gate,
      disturbed: quantile(peaks, 0.75) > 1.1 * quantile(peaks, 0.25))
  }
}
