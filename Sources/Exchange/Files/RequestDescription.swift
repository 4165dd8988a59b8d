import DeltaOperators
import Foundation

/// The JSON of a request: everything but its tensors (EX-3).
struct RequestDescription {
  let id: String
  let op: Operator
  let shape: Shape
  let settings: Settings
  /// Whether the inputs may hold values that bf16 cannot represent.
  let isFloat32Exact: Bool
  /// Whether queries, keys and values may be not finite (REL-13).
  let isSpoiled: Bool
  /// The outputs asked for, by name; nil where the list is absent, which asks for all.
  let outputs: [String]?

  /// The JSON of a request; every member is written out, so that a client needs no defaults.
  static func encode(_ request: Request) -> JSONValue {
    let (p, s, settings) = (request.problem, request.problem.shape, request.problem.settings)
    var members: [String: JSONValue] = [
      "schema": .string(Fields.schema("request")), "id": .string(request.id), "operator": .string(p.op.name),
      "B": .int(s.B), "T": .int(s.T), "H": .int(s.H), "HV": .int(s.HV), "K": .int(s.K), "V": .int(s.V),
      "cu_seqlens": s.cuSeqlens.map(JSONValue.ints) ?? .null, "scale": .double(p.scale),
      "l2norm": .string(settings.l2norm.rawValue), "x": .double(settings.x), "eps": .double(settings.eps),
      "gate": .string(settings.gate.rawValue),
      "lower_bound": settings.gate == .lowerBound ? .double(settings.lowerBound) : .null,
      "state_layout": .string(settings.stateLayout.rawValue),
      "outputs": .array((p.outputNames.map(\.rawValue) + p.gradientNames.map(\.rawValue)).map(JSONValue.string)),
    ]
    members.merge(encode(settings.options)) { $1 }
    if !p.tensors.values.allSatisfy({ $0.values.allSatisfy(\.isBF16) }) { members["dtype_exact"] = .string("f32") }
    if request.isSpoiled { members["spoiled"] = .bool(true) }
    return .object(members)
  }

  /// Reads the metadata entry `request`.
  init(_ file: SafetensorsFile) throws(ExchangeError) {
    let fields = try Fields(file, entry: "request")
    id = try fields.string("id")
    do { op = try .named(try fields.string("operator")) } catch let error as ExchangeError { throw error } catch {
      throw ExchangeError("'\(file.name)': \(error)")
    }
    shape = try Self.shape(fields)
    settings = try Self.settings(fields)
    let exact = try fields.string("dtype_exact", default: "bf16")
    guard exact == "bf16" || exact == "f32" else {
      throw fields.refuse("dtype_exact", "is '\(exact)'", "it must be bf16 or f32")
    }
    isFloat32Exact = exact == "f32"
    isSpoiled = fields.value("spoiled") == .bool(true)
    outputs = try Self.outputs(fields)
    try checkOutputs(fields)
  }

  /// The members of options that are not the standard ones; without them a request reads as it always did.
  private static func encode(_ options: Options) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    if options.writeKey != .squash { members["write_key"] = .string(options.writeKey.rawValue) }
    if options.factor != .none { members["write_key_factor"] = .string(options.factor.rawValue) }
    if case .conjugateGradient(let iterations, let start, let eps) = options.gramSolve {
      members["solver"] = .string(Solver.conjugateGradient.rawValue)
      members["iterations"] = .int(iterations)
      (members["cg_start"], members["cg_eps"]) = (.string(start.rawValue), .double(eps))
    }
    if options.queryShift != .normalised { members["query_shift"] = .string(options.queryShift.rawValue) }
    return members
  }

  private enum Solver: String, CaseIterable {
    case exact
    case conjugateGradient = "conjugate-gradient"
  }

  private static func options(_ fields: Fields) throws(ExchangeError) -> Options {
    var options = Options(
      writeKey: try fields.choice("write_key", default: WriteKey.squash),
      factor: try fields.choice("write_key_factor", default: KeyFactor.none),
      queryShift: try fields.choice("query_shift", default: QueryShift.normalised))
    if try fields.choice("solver", default: Solver.exact) == .conjugateGradient {
      options.gramSolve = .conjugateGradient(
        iterations: try fields.int("iterations"), start: try fields.choice("cg_start", default: .diagonal),
        eps: try fields.double("cg_eps", default: 1e-5))
    }
    return options
  }

  private static func shape(_ fields: Fields) throws(ExchangeError) -> Shape {
    var extents: [String: Int] = [:]
    for name in ["B", "T", "H", "HV", "K", "V"] {
      let extent = try fields.int(name)
      // Sums and pairwise products of extents must not overflow.
      guard extent < 1 << 31 else { throw fields.refuse(name, "is \(extent)", "it must be below 2^31") }
      extents[name] = extent
    }
    var boundaries: [Int]?
    if let found = fields.value("cu_seqlens") {
      guard let list = found.array?.map(\.int) as? [Int] else {
        throw fields.refuse("cu_seqlens", "is \(found.brief)", "it must be a list of whole numbers or null")
      }
      boundaries = list
    }
    return Shape(
      B: extents["B"]!, T: extents["T"]!, H: extents["H"]!, HV: extents["HV"]!, K: extents["K"]!, V: extents["V"]!,
      cuSeqlens: boundaries)
  }

  private static func settings(_ fields: Fields) throws(ExchangeError) -> Settings {
    let defaults = Settings()
    return Settings(
      scale: fields.value("scale") == nil ? nil : try fields.double("scale", default: 1),
      l2norm: try fields.choice("l2norm", default: defaults.l2norm), x: try fields.double("x", default: defaults.x),
      eps: try fields.double("eps", default: defaults.eps), gate: try fields.choice("gate", default: defaults.gate),
      lowerBound: try fields.double("lower_bound", default: defaults.lowerBound),
      stateLayout: try fields.choice("state_layout", default: defaults.stateLayout), options: try options(fields))
  }

  private static func outputs(_ fields: Fields) throws(ExchangeError) -> [String]? {
    guard let found = fields.value("outputs") else { return nil }
    guard let names = found.array?.map(\.string) as? [String] else {
      throw fields.refuse("outputs", "is \(found.brief)", "it must be a list of names")
    }
    return names
  }

  /// Every output that the operator has must be asked for; gradients may be.
  private func checkOutputs(_ fields: Fields) throws(ExchangeError) {
    guard let outputs else { return }
    let own = Problem(op, shape, settings, inputs: [:]).outputNames.map(\.rawValue)
    if let stranger = outputs.first(where: { !own.contains($0) && GradientName(rawValue: $0) == nil }) {
      throw fields.refuse("outputs", "asks for '\(stranger)'", "operator \(op) has \(own.joined(separator: ", "))")
    }
    if let absent = own.first(where: { !outputs.contains($0) }) {
      throw fields.refuse("outputs", "does not ask for '\(absent)'", "add it, because operator \(op) is judged on it")
    }
  }

  /// Whether the request asks for gradients; its cotangents are passed over if it does not.
  var asksForGradients: Bool { outputs?.contains { GradientName(rawValue: $0) != nil } ?? true }

  /// Gradients are asked for altogether or not at all, and from something.
  func checkGradients(_ problem: Problem, file: String) throws(ExchangeError) {
    guard let outputs else { return }
    let (asked, own) = (outputs.filter { GradientName(rawValue: $0) != nil }, problem.gradientNames.map(\.rawValue))
    guard Set(asked) != Set(own) else { return }
    let whole = own.isEmpty ? "nothing, because 'do', 'dht' and 'dat' are absent" : own.joined(separator: ", ")
    throw ExchangeError(
      file: file, "asks for the gradients \(asked.joined(separator: ", "))", remedy: "ask for all there are: \(whole)")
  }
}
