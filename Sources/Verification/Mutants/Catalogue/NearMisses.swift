import DeltaOperators
import DeltaScalars

/// Right implementations of unusual but legal form: every check has to pass them.
extension Mutant {
  private static func right(
    _ id: String, _ what: String, _ needs: [AxisTrait] = [], _ profile: Profile = .fp32, where condition: String? = nil,
    on chosen: [Operator]? = nil, style: Style
  ) -> Mutant {
    // PGDN, and in turn one of four that differ from it most.
    let others: [Operator] = [.gdn2, .comba, .mesanet, .pgla]
    let turn = Int(id.utf8.reduce(0) { $0 + UInt64($1) } % 4)
    let usual = [.pgdn] + others[turn...] + others[..<turn]
    return Mutant(
      Variant(style: style), id, [], what, needs, [], profile, condition,
      chosen ?? Array(usual.filter { $0.lacking(needs) == nil }.prefix(2)))
  }

  /// Forms and orders.
  static let forms: [Mutant] = [
    right("token-form", "a matrix that every token updates", style: .with { $0.form = .token }),
    right("chunks-of-1", "chunks of one token", style: .with { $0.form = .chunk(1) }),
    right("chunks-of-32", "chunks of 32", style: .with { $0.form = .chunk(32) }),
    right("chunks-of-64", "chunks of 64", style: .with { $0.form = .chunk(64) }),
    right("chunks-of-128", "chunks of 128", style: .with { $0.form = .chunk(128) }),
    right("chunks-of-256", "chunks of 256", style: .with { $0.form = .chunk(256) }),
    right(
      "inverse-first", "(I + L)⁻¹ formed first, D = U − W S", [.erase], style: .with { $0.form = .inverse(64) }),
    right(
      "inverse-by-blocks", "(I + L)⁻¹ from the inverses of its halves", [.erase],
      style: .with { $0.form = .blockInverse(64) }),
    right("four-pieces", "four affine pieces of the sequence, composed", style: .with { $0.form = .pieces }),
    right(
      "running-products", "decays as running products of a chunk of 64", [.decay],
      style: .with {
        ($0.form, $0.decays) = (.chunk(64), .products)
      }),
    right(
      "cumulative-decays", "decays as exponentials of differences of cumulative gates", [.decay],
      style: .with {
        $0.decays = .cumulative
      }),
    right(
      "cumulative-powers-of-two", "the same, of gates times log₂e, and exp2: every difference is rounded", [.decay],
      style: .with {
        ($0.form, $0.decays, $0.usesPowersOfTwo) = (.chunk(64), .cumulative, true)
      }),
    right(
      "gain-folded", "β multiplied into key and value beforehand", [.gainTensor, .erase],
      style: .with {
        $0.foldsGain = true
      }),
    right("scale-last", "the scale multiplies the output", style: .with { $0.scalesOutput = true }),
    right("heads-reversed", "heads last to first", style: .with { $0.reordersHeads = true }),
    right(
      "states-recomputed", "on the way back, states of the chunk form between chunks, computed again within",
      style: .with { $0.recomputesStates = true }),
    right(
      "suffix-sums", "gate gradients as suffix sums of q̃∘dq̃ − k̃∘dk̃ + k∘dk, but for that of the rate", [.tokenGates],
      style: .with { $0.sumsGateGradients = true }),
    right(
      "sums-less-prefixes", "the same, each as the sum of its chunk less what precedes", [.tokenGates],
      on: [.kda, .pgdn],
      style: .with { ($0.sumsGateGradients, $0.sumsLessPrefixes) = (true, true) }),
    right(
      "suffix-sums-of-rates", "as suffix sums, and that of the rate from them where a decay leaves something",
      [.tokenGates],
      style: .with { ($0.sumsGateGradients, $0.sumsRateGradients) = (true, true) }),
  ]

  /// Arithmetic.
  static let arithmetics: [Mutant] = [
    right("plain", "the plain implementation without a fault", on: Operator.all, style: Style()),
    right("float64-inside", "float64 inside, float32 tensors", style: .with { $0.isDouble = true }),
    right("powers-of-two", "gates times log₂e, and exp2", [.decay], style: .with { $0.usesPowersOfTwo = true }),
    right("sums-reversed", "every sum from right to left", style: .with { $0.sums = .reversed }),
    right("sums-pairwise", "every sum by halves", style: .with { $0.sums = .pairwise }),
    right("sums-split-4", "every sum in four parts", style: .with { $0.sums = .split(4) }),
    right("sums-split-2", "every sum in two parts", style: .with { $0.sums = .split(2) }),
    right("fused-everywhere", "every product fused with its sum", style: .with { $0.sums = .fused }),
    right("fused-tokens", "fused products, token by token", style: .with { ($0.sums, $0.form) = (.fused, .token) }),
    right("denormals-flushed", "denormals are zero", style: .with { $0.flushesDenormals = true }),
    right(
      "reciprocal-root", "norms by an estimate of 14 bits and Newton's step",
      style: .with {
        $0.usesReciprocalRoot = true
      }),
    right(
      "softplus-linear-from-20", "softplus is its argument from 20 on", [.tokenGates],
      style: .with {
        $0.softplusThreshold = 20
      }),
    right(
      "softplus-sum-formed", "1 + e^{−|y|} is formed as it stands", [.tokenGates],
      style: .with {
        $0.formsSoftplusSum = true
      }),
    right(
      "sigmoid-from-one", "the slope of a sigmoid is σ(1 − σ), as automatic differentiation has it", [.tokenGates],
      style: .with {
        $0.subtractsSigmoid = true
      }),
    right(
      "flow-by-series", "the exact flow is eight terms of its series below βλ = 1/4", [.dividingGain, .gainTensor],
      style: .with { $0.flowsBySeries = true }),
    right("negative-zeros", "zeros come back as −0", style: .with { $0.negatesZeros = true }),
    right("tf32-truncated", "TF32 operands, bits dropped", [], .tf32, style: .of(.tf32)),
    right(
      "tf32-nearest", "TF32 operands to nearest", [], .tf32,
      style: .with {
        $0.operand = Format.tf32.rounding(.nearest)
      }),
    right(
      "tf32-inverse", "TF32 operands, the inverse formed first", [.erase], .tf32,
      style: .with {
        ($0.operand, $0.form) = (.tf32, .inverse(16))
      }),
    right("fp16", "fp16 operands and outputs", [], .fp16, style: .of(.fp16)),
    right("bf16", "bf16 operands and outputs", [], .bf16, style: .of(.bf16)),
    right("bf16-outputs-only", "float32 inside, bf16 outputs", [], .bf16, style: .with { $0.output = .bf16 }),
    right(
      "bf16-in-chunks-of-64", "bf16 operands and outputs, chunks of 64", [], .bf16,
      style: {
        var style = Style.of(.bf16)
        style.form = .chunk(64)
        return style
      }()),
    right(
      "norms-kept", "bf16, and the way back through the norms projects on rows that were kept in bf16", [], .bf16,
      style: {
        var style = Style.of(.bf16)
        style.keepsNormalised = true
        return style
      }()),
    right("float32-under-bf16", "float32 throughout, declared as bf16", [], .bf16, style: Style()),
    right(
      "state-in-bf16-declared", "a state in bf16, as declared", [], bf16State(.nearest), style: .of(bf16State(.nearest))
    ),
    right(
      "state-rounded-at-random", "a state in bf16 by stochastic rounding, as declared", [], bf16State(.stochastic),
      style: .of(bf16State(.stochastic))),
  ]

  private static func bf16State(_ mode: RoundingMode) -> Profile {
    Profile(
      name: "bf16 state, \(mode)", input: .fp32, operand: .fp32, accumulator: .fp32, state: Format.bf16.rounding(mode),
      output: .fp32)
  }
}
