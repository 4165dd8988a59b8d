import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// The token form in float32 arithmetic, optionally with the state kept in a coarser format.
///
/// In float32 it is what an honest kernel without chunks does. With a state in bf16 it is a real bug of many kernels, and
/// shows what drift looks like.
public struct TokenSubject: Subject {
  /// The format in which S and A are carried from token to token.
  public let state: Format

  /// Creates the token form.
  public init(state: Format = .fp32) { self.state = state }

  /// The name that reports show.
  public var name: String { state == .fp32 ? "token" : "token, \(state.name) state" }

  /// Answers every request.
  public func respond(to requests: [Request]) -> [Response] { requests.map { .ok(outputs($0.problem)) } }

  private func outputs(_ problem: Problem) -> Outputs {
    let values: [OutputName: [Float]]
    if state == .fp32 {
      var exact = Exact<Float>()
      values = evaluate(problem, &exact)
    } else {
      var rounding = StateRounding(format: state)
      values = evaluate(problem, &rounding)
    }
    var outputs = Outputs([:])
    for name in problem.outputNames {
      outputs[name] = Tensor(problem.expectedShape(of: name), values[name]!)
    }
    return outputs
  }

  private func evaluate<R: Rounding>(_ problem: Problem, _ rounding: inout R) -> [OutputName: [Float]]
  where R.Value == Float {
    let lowered = lower(problem, to: Float.self, rounding: &rounding)
    return Reference.named(recur(lowered, map: Squash<Float>(problem), rounding: &rounding), problem)
  }
}

/// Rounds the state, and nothing else, to a format.
struct StateRounding: Rounding {
  let format: Format

  func input(_ x: Float, of tensor: Int) -> Float { x }
  func stored(_ x: Float) -> Float { x }
  func operand(_ x: Float) -> Float { x }
  func callAsFunction(_ x: Float) -> Float { x }
  func decay(_ x: Float, logDecay: Double) -> Float { x }
  func state(_ x: Float) -> Float { Float(format.rounded(Double(x))) }
  func output(_ x: Float) -> Float { x }
}
