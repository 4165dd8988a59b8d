import DeltaConformanceTesting
import Testing

@Suite("The token loop, judged") struct JudgeAKernel {
  @Test("it is Gated DeltaNet") func conforms() throws {
    let kernel = FunctionSubject("token loop") { problem in
      try tokenLoop(problem) { head, shape in head / (shape.HV / shape.H) }
    }
    try expectConformance(of: kernel, to: .gdn, as: .fp32, suite: .quick)
  }

  @Test("with key heads dealt out in turn, it is refused") func tiledHeads() {
    let tiled = FunctionSubject("token loop, heads tiled") { problem in
      try tokenLoop(problem) { head, shape in head % shape.H }
    }
    withKnownIssue("a value head reads the key head of its group") {
      try expectConformance(of: tiled, to: .gdn, as: .fp32)
    }
  }
}
