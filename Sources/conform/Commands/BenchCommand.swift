import ArgumentParser
import DeltaChunkwise
import DeltaExchange
import DeltaOperators
import DeltaRecords
import DeltaReports
import Foundation

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times the built-in implementation against what this machine can do at best.",
    discussion: """
      Examples:
        conform bench                               the gated operators, forwards, one thread and all
        conform bench --operator pgdn --head-dim 64 --backward
        conform bench --engine avx2 --threads 1 --format json
        conform bench --operator gdn --against ort  ONNX Runtime beside it
        conform bench --page speed                  a page: tokens, chunk and head size varied, a few minutes

      Operators take turns, and before and after each run the same threads multiply and add in registers: a row is a \
      share of that, with its quartiles. What is timed is judged first (Specs/performance.md); a wrong answer fails.
      """)

  @OptionGroup var output: OutputOptions

  @Option(name: .customLong("operator"), help: "Only this operator; may be repeated. By default gdn, pgdn, kda, pkda.")
  var operators: [String] = []

  @Option(help: "Tokens.") var tokens = 2048
  @Option(help: "Heads.") var heads = 8
  @Option(help: "Channels of keys and of values.") var headDim = 128
  @Option(help: "Tokens a chunk; 2 is the fastest, and takes gradients in chunks of 16.") var chunk = 2
  @Option(help: "Timed runs of each row.") var repetitions = 15
  @Option(help: "What runs the heads; by default the fastest that this machine can run.") var engine: String?
  @Option(help: "1, or the number of cores; by default both.") var threads: Int?
  @Flag(help: "Also requests with gradients.") var backward = false
  @Option(help: "Another implementation to time in the same turns: ort, ONNX Runtime's operator through Python.")
  var against: Peer?
  @Option(
    help: """
      A folder for bench.html and bench.json; also varies tokens up to 131,072, chunk and head size, one at a time, on \
      one thread.
      """)
  var page: String?
  @Option(help: "The Python that has onnx and onnxruntime.") var python = "python3"

  enum Peer: String, ExpressibleByArgument, CaseIterable { case ort }

  func validate() throws {
    let limits = [
      ("--tokens", tokens, 1 << 20), ("--heads", heads, 256), ("--head-dim", headDim, 1024),
      ("--chunk", chunk, 1 << 20),
      ("--repetitions", repetitions, 10_000),
    ]
    for (name, value, most) in limits where value < 1 || value > most {
      throw ValidationError("\(name) is \(value); it must be from 1 to \(most).")
    }
    // q, k, v, o and a gate for each channel: of all operators at once, of a sweep for all lengths of one.
    let swept = page == nil ? 0 : BenchSweep.tokens.reduce(0, +)
    let held = max(tokens * (operators.isEmpty ? 4 : operators.count), swept)
    let gigabytes = Double(20 * held * heads * headDim) / 1e9
    let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
    guard gigabytes < 0.8 * memory else {
      throw ValidationError(
        "The requests to be timed need \(Int(gigabytes)) GB, and this machine has \(Int(memory)); ask for fewer tokens, "
          + "heads, channels or operators.")
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    if let threads, threads != 1, threads != cores {
      throw ValidationError("--threads is \(threads); heads run on one thread or on all \(cores) cores.")
    }
  }

  func run() throws {
    // Refused before anything is timed, not after.
    if let page { try FileAccess.createFolder(URL(fileURLWithPath: page)) }
    let engine = try FloatEngine.named(engine)
    let names = operators.isEmpty ? ["gdn", "pgdn", "kda", "pkda"] : operators
    let shape = Shape(T: tokens, H: heads, K: headDim, V: headDim)
    let problems = try names.enumerated().map { i, name in
      Problem.random(try .named(name), shape, seed: output.seed &+ UInt64(i))
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let counts = threads.map { [$0] } ?? (cores == 1 ? [1] : [1, cores])
    let results = try counts.map { count in
      let bench = Bench(engine: engine, chunk: chunk, threads: count, repetitions: repetitions)
      let progress = ProgressLine("timing on \(count) of \(cores) cores", of: repetitions)
      var entries = bench.entries(problems, backward: backward)
      if against == .ort {
        for i in entries.indices where !entries[i].isBackward {
          entries[i].peer = try OnnxRuntime.program(entries[i].problem, python: python, threads: count)
        }
      }
      return try bench.results(entries, progress: progress.update)
    }
    let sweep = try page == nil ? nil : rows(of: names, around: shape, engine)
    let peak = Peak(engine, threads: 1)
    let machine = Limits.machine(
      engine, threads: counts.max()!, peak: quantile((0..<9).map { _ in peak.measure() }, 0.5))
    let record = BenchRecord(
      machine: machine, results: results.flatMap(\.rows), peers: against == nil ? nil : results.flatMap(\.peers),
      sweep: sweep)
    if let page {
      for file in try BenchReport(record).write(to: URL(fileURLWithPath: page)) { say("wrote \(file.relativePath)") }
    }
    try output.show(record) { record.text(width: $0) }
    throw ExitCode(record.conclusion.exitCode)
  }

  /// Each operator by itself, on one thread.
  private func rows(of names: [String], around shape: Shape, _ engine: FloatEngine) throws -> [BenchRow] {
    let turns = BenchSweep.repetitions
    let progress = ProgressLine("varying tokens, chunk and head size", of: turns * names.count)
    let bench = Bench(engine: engine, chunk: chunk, threads: 1, repetitions: turns)
    return try names.enumerated().flatMap { i, name in
      let sweep = BenchSweep(bench: bench, shape: shape, seed: output.seed &+ UInt64(i))
      return try sweep.rows(.named(name)) { progress.update(i * turns + $0) }
    }
  }
}
