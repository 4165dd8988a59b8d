import DeltaRecurrences
import DeltaScalars
import Testing

/// EQ-1 to EQ-5 at random points of the prime field: equal residues, no tolerance (FP-1).
@Suite struct EquivalenceIdentityTests {
  static let (K, V, T) = (6, 4, 15)

  struct Draw {
    var generator = SplitMix64(seed: 42)
    mutating func one() -> PrimeField { PrimeField(residue: generator.next()) }
    mutating func vector(_ n: Int) -> [PrimeField] { (0..<n).map { _ in one() } }
  }

  @Test("EQ-1, EQ-2: the online recursion is the offline solution at every token, and k̃ = P k")
  func online() {
    var draw = Draw()
    let ridge = draw.one()
    var recursion = ExactPreconditioner(K: Self.K, V: Self.V, ridge: ridge)
    var direct = DirectLeastSquares(K: Self.K, V: Self.V, ridge: ridge)
    for _ in 0..<Self.T {
      let (k, v, q) = (draw.vector(Self.K), draw.vector(Self.V), draw.vector(Self.K))
      let writeKey = recursion.absorb(key: k, value: v)
      direct.absorb(key: k, value: v)
      #expect(recursion.state == direct.state)
      #expect(writeKey == direct.preconditioned(k))
      #expect(recursion.output(query: q) == direct.output(query: q))
    }
  }

  @Test("EQ-3, EQ-4, EQ-5: with weights, forgetting and decayed targets", arguments: ["EQ-3", "EQ-4", "EQ-5"])
  func forgetting(clause: String) {
    var draw = Draw()
    let ridge = draw.one()
    var recursion = ExactPreconditioner(K: Self.K, V: Self.V, ridge: ridge)
    var direct = DirectLeastSquares(K: Self.K, V: Self.V, ridge: ridge)
    for _ in 0..<Self.T {
      let (k, v, b, a) = (draw.vector(Self.K), draw.vector(Self.V), draw.one(), draw.one())
      let alpha = clause == "EQ-5" ? draw.vector(Self.K) : .init(repeating: draw.one(), count: Self.K)
      let writeKey: [PrimeField]
      switch clause {
      case "EQ-3":
        writeKey = recursion.absorb(key: k, value: v, weight: b, forgetting: a)
        direct.absorb(key: k, value: v, weight: b, forgetting: a)
      case "EQ-4":
        writeKey = recursion.absorb(key: k, value: v, weight: b, forgetting: a, decay: alpha)
        direct.absorb(key: k, value: v, weight: b, forgetting: a, decay: alpha[0])
      default:
        writeKey = recursion.absorb(key: k, value: v, weight: b, forgetting: a, decay: alpha)
        direct.absorb(key: k, value: v, weight: b, forgetting: a, channelDecay: alpha)
      }
      #expect(recursion.state == direct.state)
      #expect(writeKey == direct.preconditioned(k))
    }
  }
}
