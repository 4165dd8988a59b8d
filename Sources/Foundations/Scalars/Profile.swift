/// Where an implementation rounds, and to what: the declared arithmetic against which its errors are judged.
///
/// The rounding points are those of `Specs/tolerances.md`, clause TOL-1; `Rounding` carries the same names. What is said of
/// decays, their gradients and the solve is how they are computed (TOL-11, GRAD-6, TOL-17).
public struct Profile: Hashable, Sendable {
  /// The name by which `--profile` knows it.
  public let name: String
  /// The tensors as handed over.
  public let input: Format
  /// A factor of a matrix product.
  public let operand: Format
  /// A sum, a product or a function value held in registers.
  public let accumulator: Format
  /// S and A, as carried from token to token.
  public let state: Format
  /// The outputs as written.
  public let output: Format
  /// A as carried from token to token, and its gradient: the state's own format, unless it is said to be another.
  public let preconditionerState: Format
  /// How decays over several tokens are formed.
  public let decays: DecayForm
  /// How the gradients of gates are summed.
  public let gateGradients: GateGradientForm
  /// How the corrections of a chunk are solved.
  public let solve: SolveForm

  /// Creates a profile from its formats; A has that of the state where none is given.
  public init(
    name: String, input: Format, operand: Format, accumulator: Format, state: Format, output: Format,
    preconditionerState: Format? = nil, decays: DecayForm = .products, gateGradients: GateGradientForm = .pairs,
    solve: SolveForm = .substitution
  ) {
    (self.name, self.input, self.operand) = (name, input, operand)
    (self.accumulator, self.state, self.output) = (accumulator, state, output)
    (self.preconditionerState, self.decays) = (preconditionerState ?? state, decays)
    (self.gateGradients, self.solve) = (gateGradients, solve)
  }

  /// The cotangents as handed over: they come as outputs go, or as inputs do, whichever is coarser.
  public var cotangent: Format { input.unitRoundoff >= output.unitRoundoff ? input : output }

  /// The same formats with decays, gradients of gates or the solve in another form; the name says what is another.
  public func with(
    decays: DecayForm? = nil, gateGradients: GateGradientForm? = nil, solve: SolveForm? = nil
  ) -> Profile {
    let (decays, gateGradients) = (decays ?? self.decays, gateGradients ?? self.gateGradients)
    let solve = solve ?? self.solve
    var words: [String] = []
    if decays != self.decays { words.append(decays.words) }
    if gateGradients != self.gateGradients { words.append(gateGradients.words) }
    if solve != self.solve { words.append(solve.words) }
    return Profile(
      name: ([name] + words).joined(separator: ", "), input: input, operand: operand, accumulator: accumulator,
      state: state, output: output, preconditionerState: preconditionerState, decays: decays,
      gateGradients: gateGradients, solve: solve)
  }

  /// Its formats, by the names of their places.
  public var formats: [(place: String, format: Format)] {
    [
      ("input", input), ("operand", operand), ("accumulator", accumulator), ("state", state), ("output", output),
      ("preconditionerState", preconditionerState),
    ]
  }

  /// IEEE float32 everywhere.
  public static let fp32 = Profile(
    name: "fp32", input: .fp32, operand: .fp32, accumulator: .fp32, state: .fp32, output: .fp32)
  /// float32 tensors whose matrix products read their factors as TF32.
  public static let tf32 = Profile(
    name: "tf32", input: .fp32, operand: .tf32, accumulator: .fp32, state: .fp32, output: .fp32)
  /// bfloat16 tensors and factors, float32 sums and state.
  public static let bf16 = Profile(
    name: "bf16", input: .bf16, operand: .bf16, accumulator: .fp32, state: .fp32, output: .bf16)
  /// float16 tensors and factors, float32 sums and state.
  public static let fp16 = Profile(
    name: "fp16", input: .fp16, operand: .fp16, accumulator: .fp32, state: .fp32, output: .fp16)

  /// How coarse it is altogether: the sum of the unit roundoffs of its five places.
  public var coarseness: Double {
    [input, operand, accumulator, state, output].reduce(0) { $0 + $1.unitRoundoff }
  }

  /// The built-in profiles, finest first.
  public static let all: [Profile] = [.fp32, .tf32, .fp16, .bf16]
}
