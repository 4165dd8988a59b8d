import DeltaOperators
import DeltaScalars
import Foundation

/// A plain implementation of every operator and option, forwards and backwards, with at most one fault in it.
///
/// It shares no code with the reference or the built-in implementation; without a fault it is a third formulation, in
/// float32 loops, that passes every check.
public struct VariantSubject: Subject {
  /// The name that reports show.
  public let name: String
  let variant: Variant
  private let calls = Calls()

  /// The sound plain implementation.
  public init() { self.init("plain", Variant()) }

  init(_ name: String, _ variant: Variant) { (self.name, self.variant) = (name, variant) }

  /// Answers valid requests.
  public func respond(to requests: [Request]) -> [Response] { requests.map(respond) }

  private func respond(to request: Request) -> Response {
    let p = request.problem
    if let refusal = variant.refusal(of: p) { return .unsupported(refusal) }
    var outputs = variant.style.isDouble ? evaluate(p, Double.self) : evaluate(p, Float.self)
    spoil(&outputs, p)
    if variant.fault == .callsDiffer, calls.isSecond(p), let first = outputs[.o]?.values.first {
      outputs[.o]!.values[0] = first.nextUp
    }
    return .ok(outputs)
  }

  private func evaluate<F: PlainFloat>(_ p: Problem, _ scalar: F.Type) -> Outputs {
    var run = PlainRun<F>(p, variant)
    run.run()
    var outputs = run.outputs()
    guard !p.cotangents.isEmpty else { return outputs }
    var backward = PlainBackward(PlainRun<F>(p, variant.backwards))
    backward.reverse()
    for (name, values) in backward.gradients {
      outputs[GradientName(of: name)] = Tensor(p.expectedShape(of: name), values.map { Float($0) })
    }
    return outputs
  }

  /// Counts the calls for each problem, for the fault that answers every second one differently.
  private final class Calls: @unchecked Sendable {
    private let lock = NSLock()
    private var counts: [Problem: Int] = [:]

    func isSecond(_ problem: Problem) -> Bool {
      lock.withLock {
        counts[problem, default: 0] += 1
        return counts[problem]! % 2 == 0
      }
    }
  }
}

extension PlainRun {
  /// The outputs in the layout and format that were asked for.
  func outputs() -> Outputs {
    let lastScale = scalesOutput ? F(p.scale) : 1
    let isTransposed =
      (p.settings.stateLayout == .vk && fault != .layoutIgnoredOnOutput) != (fault == .stateTransposed && s.K == s.V)
    func values(_ x: [F]) -> [Float] { x.map { Float($0) } }
    let state = isTransposed ? ht.transposingBlocks(s.K, s.V) : ht
    var result = Outputs([
      .o: Tensor(p.expectedShape(of: .o), values(o.map { arithmetic.output(lastScale * $0) })),
      .ht: Tensor(p.expectedShape(of: .ht), values(state)),
    ])
    if p.outputNames.contains(.at) { result[.at] = Tensor(p.expectedShape(of: .at), values(at)) }
    if style.negatesZeros {
      for name in p.outputNames { result[name]!.values = result[name]!.values.map { $0 == 0 ? -0.0 : $0 } }
    }
    return result
  }
}
