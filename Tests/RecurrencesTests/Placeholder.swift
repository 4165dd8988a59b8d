import Foundation
import Operators
import Scalars
import Testing
@testable import Recurrences

@Test func timing() {
  for (K,T,HV) in [(128,512,1),(32,512,4)] {
  let shape = Shape(T: T, H: HV, K: K, V: K)
  var rng = SplitMix64(seed: 1)
  func t(_ s: [Int], _ f: (Double)->Double) -> Tensor { Tensor(s, (0..<s.reduce(1,*)).map { _ in Float(f(rng.nextSigned())) }) }
  let p = Problem(try! .named("pgdn"), shape, inputs: [.q: t([1,T,HV,K]){$0}, .k: t([1,T,HV,K]){$0}, .v: t([1,T,HV,K]){$0}, .g: t([1,T,HV]){-abs($0)}, .beta: t([1,T,HV]){abs($0)}, .gATK: t([1,T,HV]){-abs($0)}, .betaATK: t([1,T,HV]){abs($0)}, .logATKScale: t([HV]){$0}])
  try! p.validate()
  var a = Date(); let r = Reference.evaluate(p); print("exact", Date().timeIntervalSince(a))
  for prof in Profile.all { a = Date(); var n = RandomRounding(prof, seed: 3); let z = Reference.evaluate(p, rounding: &n); 
  var e = 0.0, m = 0.0; for (x,y) in zip(r[.o]!, z[.o]!) { e += (x-y)*(x-y); m += x*x }
  print(prof.name, Date().timeIntervalSince(a), (e/m).squareRoot()) }
  }
}
