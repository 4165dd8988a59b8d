import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Foundation

/// What an oracle is asked only where something does not hold.
///
/// Bounds under another form that is legal too, and whether a request is beyond the range of the profile. Computed once each;
/// safe to share between threads.
final class Alternatives: @unchecked Sendable {
  private let lock = NSLock()
  private var oracles: [Form: Oracle] = [:]
  private var excesses: [RequestKey: String?] = [:]

  private struct Form: Hashable {
    let profile: Profile
    let chunk: Int
  }

  /// The oracle of the same tolerance under another profile, or for other chunks.
  func oracle(_ profile: Profile, chunk: Int? = nil, of tolerance: Tolerance) -> Oracle {
    let form = Form(profile: profile, chunk: chunk ?? tolerance.chunk)
    return lock.withLock {
      if let known = oracles[form] { return known }
      let oracle = Oracle(tolerance.with(profile, chunk: form.chunk))
      oracles[form] = oracle
      return oracle
    }
  }

  /// Why a request is beyond the range of the profile, or nil where it is not (TOL-12).
  func excess(_ request: Request, _ tolerance: Tolerance) -> String? {
    if let known = lock.withLock({ excesses[RequestKey(request)] }) { return known }
    let found = request.excess(tolerance)
    lock.withLock { excesses[RequestKey(request)] = .some(found) }
    return found
  }
}

extension Tolerance {
  /// The same under another profile and for other chunks.
  func with(_ profile: Profile, chunk: Int) -> Tolerance {
    Tolerance(profile, samples: samples, falseAlarm: falseAlarm, allowance: allowance, chunk: chunk)
  }
}

extension Request {
  /// How near to the end of the accumulator's range a sum of the reference may come before an honest one may be beyond it:
  /// factors in another order, and groups of heads that are added first.
  private static var headroom: Double { 16 }

  /// Why the numbers of a profile do not suffice: a setting that they do not hold, or a value on the way that overflows when
  /// it is rounded for real, under either model.
  ///
  /// - Complexity: one evaluation of the reference under each model, and of the adjoint where gradients are asked for.
  package func excess(_ tolerance: Tolerance) -> String? {
    let (profile, settings) = (tolerance.profile, problem.settings)
    var numbers = [("scale", problem.scale)]
    if problem.op.axes.preconditioner == .squashedDiagonal { numbers += [("x", settings.x), ("eps", settings.eps)] }
    if settings.gate == .lowerBound { numbers.append(("lower_bound", settings.lowerBound)) }
    for (name, value) in numbers {
      let rounded = profile.accumulator.rounded(value)
      if !rounded.isFinite || (rounded == 0 && value != 0) {
        return "'\(name)' of \(id) is \(value), which \(profile.accumulator.name) does not hold"
      }
    }
    var rounding = ProfileRounding(profile, seed: Oracle.seed(id), headroom: Self.headroom)
    for part in ResponsePart.allCases where !problem.tensors(of: part).isEmpty {
      let rounded = part.evaluated(problem, rounding: &rounding, forms: tolerance.forms)
      guard let overflow = rounding.overflow else {
        if let lost = lost(rounded, part) {
          return
            "\(id) is beyond the range of the profile \(profile.name): rounded as it says, '\(lost.name)' is no number"
        }
        continue
      }
      let (format, greatest) = (overflow.format.name, shortened(overflow.format.greatest))
      return "\(id) is beyond the range of the profile \(profile.name): a \(overflow.place) becomes "
        + "\(shortened(overflow.value)), and \(format) ends at \(greatest)"
    }
    return nil
  }

  /// A tensor in which rounding leaves something that is no number, where the reference has nothing but numbers.
  private func lost(_ rounded: [[ResponseTensor: [Double]]], _ part: ResponsePart) -> ResponseTensor? {
    let broken = Set(rounded.flatMap { form in form.filter { !$1.allSatisfy(\.isFinite) }.keys })
    guard !broken.isEmpty else { return nil }
    var exact = Exact<Double>()
    let reference = part.evaluated(problem, rounding: &exact, forms: [.matrix])[0]
    return problem.tensors(of: part).first { broken.contains($0) && reference[$0]!.allSatisfy(\.isFinite) }
  }
}
