import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// What one part of the response to a problem should be, and how far each element may be off.
public struct Expectation: Sendable {
  /// The reference, or its adjoint, in double precision.
  public let reference: [ResponseTensor: [Double]]
  /// Root mean square deviation of each element over the randomly rounded runs, the larger of the two models' (TOL-3, GRAD-6).
  public let spread: [ResponseTensor: [Double]]
  /// The largest error of each element that is not a violation (TOL-4, TOL-5, TOL-6).
  public let bound: [ResponseTensor: [Double]]

  /// How far groups of elements may be off together (TOL-13).
  let limits: [ResponseTensor: [GroupLimits]]
  /// What underflow alone may cost the elements of each tensor (TOL-6).
  let floors: [ResponseTensor: Floor]
  /// How errors are judged.
  let tolerance: Tolerance

  /// Evaluates the reference once exactly and `tolerance.samples` times under random rounding, for both models (TOL-2).
  ///
  /// The streams depend on `seed` and the sample's number alone. With less than all samples drawn, spreads and bounds are no
  /// larger than with all (TOL-10). Complexity, for each sample: O(T·HV·(K·V + C·(K + V))) for outputs, O(T·HV·K·V) for gradients.
  public init(
    _ problem: Problem, of part: ResponsePart = .outputs, _ tolerance: Tolerance, seed: UInt64,
    drawing sampling: Sampling = .all
  ) {
    var exact = Exact<Double>()
    let reference = part.evaluated(problem, rounding: &exact, forms: [.matrix])[0]
    let partitions = reference.keys.reduce(into: [:]) { $0[$1] = problem.partitions(of: $1) }
    var models = sampled(
      reference, partitions, isBiased: tolerance.isBiased, samples: tolerance.drawn(sampling)
    ) { first in
      var rounding = RandomRounding(
        tolerance.profile, seed: seed, first: first, decayChunk: tolerance.chunk)
      let order = ChannelOrder(problem.shape, seed: seed, first: first)
      return order.undone(
        part.evaluated(order.applied(to: problem), rounding: &rounding, forms: tolerance.forms(sampling)), of: problem)
    }
    if sampling == .all {
      for (model, rounded) in part.carriedOut(problem, tolerance, seed: seed).enumerated() {
        for (name, values) in rounded { models[model][name]!.add(carriedOut: values) }
      }
    }
    let scale = problem.magnitude(of: part)
    let floors = reference.keys.reduce(into: [:]) {
      $0[$1] = Floor(tolerance.floor(of: $1, scale: scale), of: $1, problem)
    }
    var spread: [ResponseTensor: [Double]] = [:], bound = spread, limits: [ResponseTensor: [GroupLimits]] = [:]
    for name in reference.keys {
      let models = models.map { $0[name]! }
      let (own, bias) = (tolerance.deviation(models), tolerance.bias(models))
      let deviation = TokenPool(name, problem)?.spread(own) ?? own
      let factor = tolerance.spreads(elements: deviation.count)
      let floor = floors[name]!
      spread[name] = zip(deviation, bias).map { ($0 * $0 + $1 * $1).squareRoot() }
      bound[name] = deviation.indices.map {
        factor * deviation[$0] + tolerance.biasAllowance * bias[$0] + floor[$0]
      }
      limits[name] = tolerance.limits(models, partitions[name]!, spread[name]!)
    }
    (self.reference, self.spread, self.bound, self.limits) = (reference, spread, bound, limits)
    (self.floors, self.tolerance) = (floors, tolerance)
  }

  /// Expects one part of the response to a request, with noise that its id seeds.
  public init(
    _ request: Request, of part: ResponsePart = .outputs, _ tolerance: Tolerance, drawing sampling: Sampling = .all
  ) {
    let stream = part == .outputs ? request.id : "gradients of " + request.id
    self.init(request.problem, of: part, tolerance, seed: Oracle.seed(stream), drawing: sampling)
  }
}

extension ResponsePart {
  /// The tensors of this part under a rounding, for each form of the state.
  func evaluated<R: Rounding>(
    _ problem: Problem, rounding: inout R, forms: [StateForm]
  ) -> [[ResponseTensor: [R.Value]]] where R.Value: AnalyticScalar {
    switch self {
    case .outputs:
      return Reference.evaluate(problem, rounding: &rounding, forms: forms).map { $0.named(ResponseTensor.output) }
    case .gradients:
      return forms.map { form in
        let gradients =
          form != .matrix && problem.shape.group > 1
          ? HeadsApart(problem).gradients(&rounding, form)
          : Reference.gradients(problem, rounding: &rounding, form: form)
        return gradients.named(ResponseTensor.gradient)
      }
    }
  }
}

extension Problem {
  /// The magnitude of what a part of the response is linear in: the data, or the cotangents times the data that they multiply.
  func magnitude(of part: ResponsePart) -> Double {
    let data = largestMagnitude([inputs[.v], inputs[.h0]].compactMap(\.self))
    return part == .outputs ? data : largestMagnitude(Array(cotangents.values)) * max(data, 1)
  }

  private func largestMagnitude(_ tensors: [Tensor]) -> Double {
    // Sixteen at a time; what is no number is larger than none.
    var largest = SIMD16<Float>.zero
    func take(_ x: SIMD16<Float>) {
      largest.replace(with: x, where: x .> largest)
      largest.replace(with: -x, where: -x .> largest)
    }
    for tensor in tensors {
      tensor.values.withUnsafeBytes { bytes in
        let (step, rest) = (16 * MemoryLayout<Float>.stride, tensor.count % 16)
        for offset in stride(from: 0, to: bytes.count - bytes.count % step, by: step) {
          take(bytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self))
        }
        for x in tensor.values.suffix(rest) { take(.init(repeating: x)) }
      }
    }
    return Double(largest.max())
  }
}
