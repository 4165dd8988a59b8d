import DeltaRecords
import DeltaScalars
import Foundation

/// A legal form of an implementation that was not declared but found: what it returns holds for that form (PAR-5).
public enum FoundForm: Hashable, Sendable {
  /// Gradients of gates by reverse cumulative sums, or as differences of such sums (GRAD-6).
  case gateGradients(GateGradientForm)
  /// Decays as exponentials of differences of cumulative sums (TOL-11), and what that costs: bits, at the strongest gate.
  case cumulativeDecays(bits: Int, gate: Double)
  /// Both.
  case cumulative(GateGradientForm, bits: Int, gate: Double)
  /// Chunks that are longer than usual, or begin elsewhere, so that other tokens cancel.
  case longChunks(Int)
  /// Corrections by an inverse that is formed first, and the bits that it costs (TOL-17).
  case formedInverse(bits: Int)
  /// Another form and such chunks at once.
  indirect case inChunks(FoundForm, tokens: Int)
  /// A gradient of a symmetric matrix that pairs with changes of single elements; its symmetric part is right (GRAD-1).
  case unsymmetrised
  /// A gradient of `A_log` that has what the implementation's own `dg` is off, at gates where that is rounding (GRAD-14).
  case ownGateGradients

  /// What a verdict says of it.
  public var words: String {
    switch self {
    case .gateGradients(let form): form.words
    case .cumulativeDecays(let bits, let gate): Self.loss(bits, gate)
    case .cumulative(let form, let bits, let gate): form.words + " and " + Self.loss(bits, gate)
    case .longChunks(let tokens): "chunks of up to \(tokens) tokens"
    case .formedInverse(let bits): SolveForm.inverse.words + ", which loses \(counted(bits, "bit"))"
    case .inChunks(let form, let tokens): form.words + " and " + FoundForm.longChunks(tokens).words
    case .unsymmetrised: "'da0' that is right once symmetrised"
    case .ownGateGradients: "'dA_log' that is right for its own 'dg'"
    }
  }

  private static func loss(_ bits: Int, _ gate: Double) -> String {
    DecayForm.cumulative.words + ", which lose \(counted(bits, "bit")) at gates of \(shortened(gate))"
  }

  /// An inverse that is formed first, where a ratio falls so under it; nil for less than a bit: the allowance is for that.
  static func formedInverse(_ ratio: Double, now: Double) -> FoundForm? {
    let bits = log2(ratio / max(now, 0x1p-20))
    return bits >= 1 ? .formedInverse(bits: Int(bits.rounded())) : nil
  }

  /// Two of a kind as one: the larger loss.
  func merged(with other: FoundForm) -> FoundForm? {
    switch (self, other) {
    case (.cumulativeDecays(let a, let g), .cumulativeDecays(let b, let h)):
      .cumulativeDecays(bits: max(a, b), gate: min(g, h))
    case (.cumulative(let form, let a, let g), .cumulative(let other, let b, let h)) where form == other:
      .cumulative(form, bits: max(a, b), gate: min(g, h))
    case (.formedInverse(let a), .formedInverse(let b)): .formedInverse(bits: max(a, b))
    case (.longChunks(let a), .longChunks(let b)): .longChunks(max(a, b))
    case (.inChunks(let a, let m), .inChunks(let b, let n)): a.merged(with: b).map { .inChunks($0, tokens: max(m, n)) }
    case (.gateGradients(let a), .gateGradients(let b)): a == b ? self : nil
    case (.unsymmetrised, .unsymmetrised), (.ownGateGradients, .ownGateGradients): self
    default: nil
    }
  }
}

extension FoundForm {
  /// What the judgements of several cases found, in the order in which they found it, each kind once with the number of cases.
  static func summary(_ found: [FoundForm]) -> [String] {
    var kinds: [(form: FoundForm, cases: Int)] = []
    for form in found {
      if let i = kinds.firstIndex(where: { $0.form.merged(with: form) != nil }) {
        kinds[i] = (kinds[i].form.merged(with: form)!, kinds[i].cases + 1)
      } else {
        kinds.append((form, 1))
      }
    }
    return kinds.map { "holds with \($0.form.words) (\(counted($0.cases, "case")))" }
  }
}
