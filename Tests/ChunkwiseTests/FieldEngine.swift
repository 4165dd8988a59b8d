import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaChunkwise

/// The chunk form over F_p by one engine.
struct FieldEngine: Sendable, CustomTestStringConvertible {
  let name: String
  let run: @Sendable (_ p: Lowered<PrimeField>, _ chunk: Int) -> LoweredOutputs<PrimeField>
  let reverse:
    @Sendable (_ p: Lowered<PrimeField>, _ cotangents: LoweredOutputs<PrimeField>, _ chunk: Int) -> (
      outputs: LoweredOutputs<PrimeField>, gradients: LoweredGradients<PrimeField>
    )

  private init(
    _ name: String,
    reverse:
      @escaping @Sendable (Lowered<PrimeField>, LoweredOutputs<PrimeField>, Int) -> (
        outputs: LoweredOutputs<PrimeField>, gradients: LoweredGradients<PrimeField>
      ), run: @escaping @Sendable (Lowered<PrimeField>, Int) -> LoweredOutputs<PrimeField>
  ) { (self.name, self.reverse, self.run) = (name, reverse, run) }

  init<Engine: HeadEngine>(_ name: String, _ engine: Engine.Type) where Engine.Value == PrimeField {
    self.name = name
    run = { ChunkForm<Engine>(chunk: $1).run($0, map: FieldMap()) }
    reverse = { ChunkForm<Engine>(chunk: $2).run($0, map: CentredMap(), cotangents: $1) }
  }

  /// Every engine that computes over F_p: a new one joins the identities by a line here.
  static let all = [
    FieldEngine("blocked", BlockedEngine<PlainProducts<PrimeField>>.self),
    FieldEngine("fused", FusedEngine<FieldTier>.self),
    FieldEngine("fused, wide blocks", FusedEngine<WideFieldTier>.self),
    segments(of: 1, FieldTier.self), segments(of: 6, FieldTier.self), segments(of: 128, FieldTier.self),
    segments(of: 6, WideFieldTier.self), segments(of: 6, columns: 1, FieldTier.self),
    segments(of: 6, columns: 3, WideFieldTier.self),
  ]

  /// CH-10: segments of about so many tokens, where they cover an operator; forwards so many value columns at a time.
  static func segments<Tier: KernelTier>(of tokens: Int, columns: Int? = nil, _ tier: Tier.Type) -> FieldEngine
  where Tier.Value == PrimeField {
    let fused = FieldEngine("fused", FusedEngine<Tier>.self)
    typealias Form = SegmentedForm<FieldSegments<Tier>>
    return FieldEngine(
      "segments of \(tokens), \(columns.map { "\($0) columns, " } ?? "")\(tier)",
      reverse: { p, cotangents, chunk in
        Form.reverses(p.op, p.options, p.shape)
          ? FieldSegments<Tier>.reverse(p, cotangents, chunk: chunk, segment: tokens)
          : fused.reverse(p, cotangents, chunk)
      },
      run: { p, chunk in
        Form.covers(p.op, p.options)
          ? FieldSegments<Tier>.run(p, chunk: chunk, segment: tokens, columns: columns) : fused.run(p, chunk)
      })
  }

  var testDescription: String { name }
}

/// A fixed map A ↦ B over F_p in place of the squash, different for each head: rational, so that it exists over F_p.
struct FieldMap: DiagonalMap {
  func preconditioner(_ a: PrimeField, head: Int) -> PrimeField {
    a * a + PrimeField(3 + head) * a + PrimeField(7 * head + 1)
  }
}

/// A fixed map A ↦ B over F_p with its derivatives: B = A² + (3+h)A + c·A with a centre c of its own for each head.
struct CentredMap: DifferentiableMap {
  func centre(_ head: Int) -> PrimeField { PrimeField(11 * head + 5) }
  func preconditioner(_ a: PrimeField, head: Int) -> PrimeField { a * a + (PrimeField(3 + head) + centre(head)) * a }
  func differential(_ a: PrimeField, head: Int) -> (state: PrimeField, centre: PrimeField) {
    (a + a + PrimeField(3 + head) + centre(head), a)
  }
}
