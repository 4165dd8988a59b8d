import DeltaOperators
import Testing

@Suite("Operators by name") struct NameTests {
  @Test("every operator has a static member, in the order of the catalogue") func members() {
    let members: [Operator] = [
      .linearAttention, .mamba2, .deltanet, .gdn, .kda, .pdn, .pgdn, .pkda, .retnet, .gla, .longhorn, .nlms, .efla,
      .pLonghorn, .keyPrecondMamba2, .pla, .pMamba2, .pgla, .comba, .mesanet, .leastSquares,
      .gdn2,
    ]
    #expect(members == Operator.all)
  }
}
