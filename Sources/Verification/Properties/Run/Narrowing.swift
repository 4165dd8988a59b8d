import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// Whether a wrong answer is the right one to narrower inputs: a tensor that was rounded to a short format when it was read.
///
/// Only requests whose values need float32 can show it (GEN-6); a format is then named instead of a number that is off.
enum Narrowing {
  /// Shorter formats in common use, the longest first; fp16 and tf32 agree where exponents are ordinary.
  private static let formats: [Format] = [.fp16, .tf32.rounding(.nearest), .tf32, .bf16]

  /// A sentence about the format of an input, or of the answer itself; nil where neither explains it.
  ///
  /// - Complexity: an exact evaluation for each input and format.
  static func diagnosis(
    of request: Request, _ part: ResponsePart, _ answers: Answers, _ oracle: Oracle
  ) -> String? {
    let expectation = oracle.expectation(request, of: part)
    var found: [ResponseTensor: [Double]] = [:]
    for name in request.problem.tensors(of: part) { found[name] = try? answers.values(request, name) }
    for (names, format) in candidates(request.problem) {
      let narrowed = request.problem.narrowing(names, to: format)
      guard narrowed != request.problem else { continue }
      var rounding = Exact<Double>()
      let values = part.evaluated(narrowed, rounding: &rounding, forms: [.matrix])[0]
      let agrees = found.allSatisfy { name, found in
        let (values, bound) = (values[name]!, expectation.bound[name]!)
        return found.indices.allSatisfy { (found[$0] - values[$0]).magnitude <= bound[$0] }
      }
      if agrees {
        let which = names.map { "'\($0.exchangeName)'" }.joined(separator: ", ")
        return
          "it is right for \(which) rounded to \(format.name): \(which) \(names.count == 1 ? "is" : "are") narrowed "
          + "when read"
      }
    }
    return nil
  }

  /// Each tensor alone, those that kernels hold in one type together, and all.
  private static func candidates(_ p: Problem) -> [(names: [TensorName], format: Format)] {
    let all = p.tensors.keys.sorted { $0.exchangeName < $1.exchangeName }
    let together: [[TensorName]] = [[.input(.q), .input(.k)], [.input(.q), .input(.k), .input(.v)]]
    return formats.flatMap { format in (all.map { [$0] } + together + [all]).map { ($0, format) } }
  }

  /// A remark about the values of a wrong tensor; nil unless all lie on the grid of a format that the right ones leave.
  static func grid(of found: [Double], expected: [Double]) -> String? {
    guard found.count > 4, found.contains(where: { $0 != 0 }) else { return nil }
    let format = [Format.bf16, .fp16].first { format in
      found.allSatisfy(format.contains) && !expected.allSatisfy { format.contains(Double(Float($0))) }
    }
    return format.map { "every value found is a \($0.name) number" }
  }
}

extension Problem {
  /// The same problem with some tensors rounded to a format.
  fileprivate func narrowing(_ names: [TensorName], to format: Format) -> Problem {
    func narrowed(_ tensor: Tensor) -> Tensor {
      Tensor(tensor.shape, tensor.values.map { Float(format.rounded(Double($0))) })
    }
    var result = self
    for name in names {
      switch name {
      case .input(let input): result.inputs[input] = inputs[input].map(narrowed)
      case .cotangent(let output):
        result.cotangents[CotangentName(of: output)] = cotangents[CotangentName(of: output)].map(narrowed)
      case .output, .gradient: break
      }
    }
    return result
  }
}

extension Request {
  /// Whether some value is no number of bf16, so that a narrowed input can show.
  var needsFloat32: Bool {
    problem.tensors.values.contains { $0.values.contains { !Format.bf16.contains(Double($0)) } }
  }
}
