import DeltaOperators
import DeltaScalars

/// Precision lost without a word, and everything a little too large.
extension Mutant {
  /// What is written out more coarsely than declared, and products that are.
  static let ranges: [Mutant] =
    [
      ("o", TensorName.output(.o), Format.fp16, ["W15"], ["PAR-1"]),
      ("o", .output(.o), .bf16, [], ["PAR-1"]),
      ("ht", .output(.ht), .bf16, ["P13"], ["PAR-2"]),
      ("at", .output(.at), .bf16, [], ["PAR-3"]),
      ("at", .output(.at), .fp16, ["P18"], ["PAR-3"]),
      ("dq", .gradient(.q), .bf16, ["P19"], ["PAR-4"]),
      ("dg", .gradient(.g), .bf16, ["P10"], ["PAR-4"]),
      ("dh0", .gradient(.h0), .bf16, [], ["PAR-4"]),
    ].map { (name, tensor, format, museum, clauses) in
      var variant = Variant()
      variant.narrowing = Variant.Narrowing(tensor: tensor, format: format)
      return Mutant(
        variant, "\(name)-returned-in-\(format.name)", museum,
        "'\(name)' is returned in \(format.name) (an edit of the answer)", needs(of: tensor), clauses)
    }
    + [
      Mutant(
        Variant(style: .of(.tf32)), "operands-in-tf32", [], "products are formed in TF32 whatever is declared", [],
        .both),
      Mutant(
        Variant(style: .of(.bf16)), "all-in-bf16", ["P15", "P19"], "bf16 operands and outputs whatever is declared", [],
        .both),
      Mutant(
        Variant(style: .of(.bf16)), "bf16-under-tf32", [], "bf16 operands and outputs declared as TF32", [], .both,
        .tf32),
      Mutant(
        Variant(style: .of(.bf16)), "bf16-under-fp16", [], "bf16 operands and outputs declared as fp16", [], .both,
        .fp16),
    ]

  /// What an operator must have to have a tensor.
  private static func needs(of tensor: TensorName) -> [AxisTrait] {
    switch tensor {
    case .input(let name), .gradient(let name):
      switch name {
      case .q, .k, .v, .h0: []
      case .g: [.decay]
      case .aLog, .dtBias: [.tokenGates]
      case .beta: [.gainTensor]
      case .betaErase: [.splitGain]
      case .gATK, .betaATK: [.diagonal]
      case .logATKScale: [.squash]
      case .a0: [.preconditionerState]
      case .lambda: [.ridge]
      case .shift: [.shift]
      case .b, .w: [.channelGain]
      }
    case .output(.at), .cotangent(.at): [.preconditionerState]
    case .output, .cotangent: []
    }
  }

  /// Operators that have a gain `beta`, which those with a gain for each channel do not.
  private static func operators(of tensor: TensorName) -> [Operator] {
    tensor == .input(.beta) ? [.pgdn, .mesanet] : []
  }

  /// The error sizes that a profile may not let pass, with what they are a share of.
  static let amplitudes: [Mutant] = {
    let sizes: [(profile: Profile, share: Float, words: String)] = [
      (.fp32, 1e-5, "1e-5"), (.tf32, 0.004, "0.4 %"), (.fp16, 0.004, "0.4 %"), (.bf16, 0.015, "1.5 %"),
    ]
    return sizes.flatMap { profile, share, words in
      // A channel has few elements: 1.5 % of one is noticed under bf16 in PGDN and not in PKDA.
      let ofChannel: (share: Float, words: String) = profile == .bf16 ? (0.025, "2.5 %") : (share, words)
      return [
        amplitude(.output(.o), .all, profile, share, "o", "o is \(words) too large (an edit of the answer)"),
        amplitude(
          .output(.o), .head, profile, share, "o-of-head", "o of one head is \(words) too large (an edit of the answer)"
        ),
        amplitude(
          .output(.o), .channelsOfHead, profile, share, "o-of-channels-of-head",
          "o of half of the channels of one head is \(words) too large (an edit of the answer)"),
        amplitude(
          .output(.o), .tokensOfHead, profile, share, "o-of-tokens-of-head",
          "o of half of the tokens of one head is \(words) too large (an edit of the answer)"),
        amplitude(
          .output(.o), .rowOfHead, profile, share, "o-of-row-of-head",
          "o of one head of one row is \(words) too large (an edit of the answer)"),
        amplitude(
          .output(.o), .channel, profile, ofChannel.share, "o-of-channel",
          "one channel of o is \(ofChannel.words) too large (an edit of the answer)"),
        amplitude(.output(.ht), .all, profile, share, "state", "S_T is \(words) too large (an edit of the answer)"),
        amplitude(.input(.beta), .all, profile, share, "beta", "β is read \(words) too large"),
        amplitude(.gradient(.k), .all, profile, share, "dk", "dk is \(words) too large (an edit of the answer)"),
      ]
    } + [
      amplitude(
        .output(.o), .token, .fp32, 1e-5, "o-in-chunk",
        "o of one place in a chunk is 1e-5 too large (an edit of the answer)"),
      amplitude(.input(.v), .head, .fp32, 1e-5, "v-of-head", "v of one head is read 1e-5 too large"),
    ]
  }()

  private static func amplitude(
    _ tensor: TensorName, _ scope: Amplitude.Scope, _ profile: Profile, _ share: Float, _ name: String, _ what: String
  ) -> Mutant {
    var variant = Variant(style: .of(profile))
    variant.amplitude = Amplitude(tensor: tensor, share: share, scope: scope)
    let clauses = if case .gradient = tensor { ["PAR-4"] } else { ["PAR-1", "PAR-2"] }
    return Mutant(
      variant, "\(name)-too-large-\(profile.name)", [], what, needs(of: tensor), clauses, profile, nil,
      operators(of: tensor))
  }

  /// Each tensor narrowed as it is loaded.
  static let narrowings: [Mutant] = [Format.bf16, .fp16].flatMap { format in
    InputName.allCases.map { narrowing(.input($0), format) }
      + OutputName.allCases.map { narrowing(.cotangent($0), format) }
  }

  private static func narrowing(_ tensor: TensorName, _ format: Format) -> Mutant {
    var variant = Variant()
    variant.narrowing = Variant.Narrowing(tensor: tensor, format: format)
    let museum: [String] =
      switch tensor {
      case .input(.beta): ["W01"]
      case .input(.g): ["W02"]
      case .input(.aLog), .input(.dtBias): ["W03"]
      default: []
      }
    let isRaw = tensor == .input(.aLog) || tensor == .input(.dtBias)
    let clauses = if case .cotangent = tensor { ["PAR-4"] } else { ["PAR-1", "PAR-2", "PAR-3"] }
    return Mutant(
      variant, "\(tensor)-loaded-in-\(format.name)", museum,
      "'\(tensor)' is narrowed to \(format.name) as it is loaded",
      needs(of: tensor), clauses, .fp32,
      isRaw ? "raw gates, full float32 inputs" : "full float32 inputs", operators(of: tensor))
  }
}
