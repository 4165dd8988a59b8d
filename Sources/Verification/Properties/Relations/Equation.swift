import DeltaOperators

/// One array that a relation says must equal another, up to a bound.
struct Equation {
  let request: Request
  let tensor: ResponseTensor
  let found: [Double]
  let expected: [Double]
  let bound: [Double]
}

extension Equation {
  /// Of an output.
  init(request: Request, tensor: OutputName, found: [Double], expected: [Double], bound: [Double]) {
    self.init(request: request, tensor: .output(tensor), found: found, expected: expected, bound: bound)
  }
}

extension Judgement {
  /// The worst of several comparisons, reported with the first that is violated worst.
  static func of(_ equations: [Equation], _ whatItSays: String) -> Judgement {
    var worst = Judgement(holds: true)
    for e in equations {
      let deviation = Deviation(e.tensor, found: e.found, expected: e.expected, bound: e.bound)
      let judged = e.request.problem.judgement(deviation, request: e.request.id) { i in
        "\(whatItSays): '\(e.tensor.name)' is \(e.found[i]) against \(e.expected[i]) "
          + "± \(shortened(e.bound[i]))"
      }
      if worst.worstRatio == nil || judged.worstRatio! > worst.worstRatio! {
        let holds = worst.holds && judged.holds
        worst = judged
        worst.holds = holds
      }
    }
    return worst
  }
}

/// Twice the bound: the difference of two outputs, each within its own.
func doubled(_ bound: [Double]) -> [Double] { bound.map { 2 * $0 } }
