import DeltaOperators
import DeltaProperties
import Testing

@testable import DeltaMutants

@Suite("MUT-1: the catalogue of mutants") struct CatalogueTests {
  static let all = Mutant.faults + Mutant.nearMisses

  @Test("names are distinct, and there are at least 120 faults and 25 near misses") func counts() {
    #expect(Set(Self.all.map(\.id)).count == Self.all.count)
    #expect(Mutant.faults.count >= 120 && Mutant.nearMisses.count >= 25)
    #expect(Mutant.faults.allSatisfy { !$0.isNearMiss } && Mutant.nearMisses.allSatisfy(\.isNearMiss))
  }

  @Test("every fault has one row") func rows() {
    let planted = Mutant.faults.compactMap(\.variant.fault)
    #expect(planted.count == Set(planted).count && Set(planted) == Set(Fault.allCases))
  }

  @Test("every mutant says what it is and stands in operators to which it can matter", arguments: all.indices)
  func row(i: Int) {
    let mutant = Self.all[i]
    #expect(!mutant.what.isEmpty && !mutant.representatives.isEmpty, "\(mutant.id)")
    for op in mutant.representatives { #expect(mutant.irrelevance(to: op) == nil, "\(mutant.id) in \(op)") }
  }

  @Test("the clauses that may report a fault are those of properties") func clauses() {
    let known = Set(Catalogue.all.map(\.clause))
    for mutant in Mutant.faults { #expect(Set(mutant.clauses).isSubset(of: known), "\(mutant.id)") }
  }

  @Test("a name that is not there is refused in one sentence") func unknown() {
    let error = #expect(throws: UnknownMutant.self) { try Mutant.named("none-such") }
    #expect(error?.description.contains("'none-such'") == true)
  }
}
