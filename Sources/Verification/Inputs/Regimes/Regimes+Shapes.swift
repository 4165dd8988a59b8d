import DeltaOperators

/// Extents, tails, heads, packing. K and V are at least 16, because GPU kernels need as much, and differ, so that an
/// exchange of axes shows; smaller and square ones have a variant of their own.
extension Regime {
  private static let boundaryTails = [0, 1, 2, 15, 16, 17, 33, 63, 64, 65, 100, 129]
  private static let tailsWithGradients = [0, 1, 17, 129]

  private static let everything = CotangentName.allCases

  private static func tail(_ T: Int) -> Variant {
    Variant("\(T)", Shape(T: T, K: 16, V: 32), asks: tailsWithGradients.contains(T) ? .both : .outputs)
  }

  static let shapes: [Regime] = [
    Regime(
      "ordinary", "ordinary inputs with initial state, several rows and heads",
      quick: [
        Variant("a", Shape(B: 2, T: 21, H: 2, HV: 4, K: 16, V: 24)),
        Variant("plain", Shape(T: 21, H: 2, K: 16, V: 16), asks: .both), Variant("k64", Shape(T: 20, K: 64, V: 64)),
        // More than a chunk, and just so many, in more than one row.
        Variant("rows-70", Shape(B: 2, T: 70, K: 16, V: 32), asks: .both),
        Variant("rows-64", Shape(B: 2, T: 64, K: 16, V: 32)),
        Variant("k64-70", Shape(T: 70, K: 64, V: 32)),
      ],
      full: [
        Variant("b", Shape(B: 2, T: 300, H: 2, K: 32, V: 32)), Variant("k128", Shape(T: 200, H: 1, K: 128, V: 128)),
      ]),
    Regime(
      "tail", "every way in which T and the chunk may not fit", guards: ["T01", "T03", "T08", "T11", "G12"],
      quick: boundaryTails.map(tail),
      full: (Array(3...48) + [95, 96, 97, 127, 191, 192, 193, 255, 256, 257])
        .filter { !boundaryTails.contains($0) }.map(tail)),
    Regime(
      "rows", "three rows and more, none of which is the first, the last or both",
      quick: [
        Variant("three", Shape(B: 3, T: 9, K: 16, V: 32), asks: .both),
        Variant("nine", Shape(B: 9, T: 3, K: 16, V: 32)),
        Variant("thirty-three", Shape(B: 33, T: 1, K: 16, V: 32)),
        Variant("grouped", Shape(B: 17, T: 1, H: 2, HV: 4, K: 16, V: 24)),
        Variant("none", Shape(B: 2, T: 0, K: 16, V: 32)),
      ]),
    Regime(
      "heads", "value heads in groups of 1, 2, 3, 4, 8 with gates of their own, and more heads than a table may hold",
      guards: ["H01", "H02", "H03", "H04", "V06", "W19", "W20"],
      quick: [
        Variant("ratio-2", Shape(T: 19, H: 2, HV: 4, K: 16, V: 24)),
        Variant("ratio-3", Shape(T: 17, H: 2, HV: 6, K: 16, V: 24), asks: .both),
        Variant("ratio-4", Shape(T: 7, H: 2, HV: 8, K: 16, V: 24), asks: .both),
        Variant("ratio-5", Shape(T: 7, H: 3, HV: 15, K: 16, V: 24)),
        Variant("ratio-8", Shape(T: 9, H: 1, HV: 8, K: 16, V: 24)),
        Variant("three", Shape(T: 17, H: 3, K: 16, V: 32)), Variant("eight", Shape(T: 9, H: 8, K: 16, V: 32)),
        Variant("seventeen", Shape(T: 2, H: 17, K: 16, V: 32), asks: .both),
      ],
      full: [Variant("many", Shape(T: 40, H: 8, HV: 24, K: 16, V: 16))]),
    Regime(
      "extents", "K and V far apart, above 64, near 100, no power of two, and small",
      guards: ["C12", "D08", "K01", "K02", "K03"],
      setsExtents: true,
      quick: [
        Variant("wide", Shape(T: 20, K: 16, V: 64), asks: .both), Variant("tall", Shape(T: 20, K: 64, V: 16)),
        Variant("k60", Shape(T: 18, K: 60, V: 60)), Variant("near-100", Shape(T: 4, K: 100, V: 92), asks: .both),
        Variant("v128", Shape(T: 18, K: 16, V: 128)), Variant("v144", Shape(T: 4, K: 24, V: 144), asks: .both),
        Variant("k8", Shape(T: 37, K: 8, V: 8)), Variant("k5", Shape(T: 20, H: 2, K: 5, V: 3), asks: .both),
        Variant("one", Shape(T: 18, K: 1, V: 1)), Variant("k1", Shape(T: 9, K: 1, V: 16)),
        Variant("v1", Shape(T: 9, K: 16, V: 1)), Variant("k512", Shape(T: 5, K: 512, V: 16)),
        Variant("v320", Shape(T: 5, K: 16, V: 320)),
      ],
      full: [Variant("k100", Shape(T: 150, H: 1, K: 100, V: 36)), Variant("v1-k64", Shape(T: 80, H: 2, K: 64, V: 1))]),
    Regime(
      "whole-chunks", "tokens that fill chunks of every size, so that no tail hides what a whole chunk does backwards",
      quick: [
        Variant("16", Shape(B: 4, T: 16, K: 32, V: 16), asks: .gradients(everything)),
        Variant("32", Shape(T: 32, H: 1, HV: 6, K: 16, V: 16), asks: .gradients(everything)),
        Variant("64", Shape(T: 64, K: 32, V: 32), Settings(stateLayout: .vk), asks: .gradients(everything)),
        Variant("128", Shape(T: 128, K: 16, V: 32), asks: .gradients(everything)),
        Variant("192", Shape(B: 2, T: 192, K: 16, V: 16), asks: .gradients(everything)),
      ]),
    Regime(
      "head-sizes", "heads of the sizes that models have, backwards too, and beyond a chunk", setsExtents: true,
      quick: [
        Variant("64", Shape(T: 66, K: 64, V: 64), asks: .gradients(everything)),
        // With options that kernels compile apart for wide heads.
        Variant(
          "96", Shape(T: 4, H: 1, HV: 2, K: 96, V: 80), Settings(scale: 1.75, l2norm: .none, stateLayout: .vk),
          asks: .gradients(everything)),
        Variant("128", Shape(T: 5, K: 128, V: 128), asks: .gradients(everything)),
      ]),
    Regime(
      "wide",
      "more than 64 channels of keys and of values together with what else there is: heads, a second chunk, groups, packs, rows, "
        + "raw gates, another norm",
      setsExtents: true,
      quick: [
        Variant("short", Shape(T: 4, H: 2, K: 128, V: 32), asks: .both),
        Variant("heads", Shape(T: 66, H: 2, K: 128, V: 128), sparesGram: true),
        Variant("backwards", Shape(T: 66, H: 2, K: 128, V: 32), asks: .gradients(everything), sparesGram: true),
        Variant(
          "packed", Shape(T: 68, H: 1, HV: 2, K: 80, V: 72, cuSeqlens: [0, 1, 67, 68]),
          Settings(scale: 0.37, l2norm: .none, stateLayout: .vk), sparesGram: true),
        Variant(
          "raw", Shape(B: 2, T: 66, K: 80, V: 72), Settings(l2norm: .maxEps, gate: .softplus), adaptsSettings: true,
          sparesGram: true),
      ]),
    Regime(
      "packed", "packed sequences, empty and of one token among them",
      guards: ["T07", "T09", "V01", "V03", "V04", "V08"],
      quick: [
        Variant("a", Shape(T: 37, H: 1, HV: 2, K: 16, V: 24, cuSeqlens: [0, 15, 16, 16, 33, 37]), asks: .both),
        // As long, with as many sequences, cut elsewhere: what was kept of the last request is wrong.
        Variant("cut-elsewhere", Shape(T: 37, H: 1, HV: 2, K: 16, V: 24, cuSeqlens: [0, 1, 20, 20, 36, 37])),
        Variant("chunks", Shape(T: 205, K: 16, V: 16, cuSeqlens: [0, 2, 135, 135, 205]), asks: .both),
        Variant("ends-empty", Shape(T: 33, K: 16, V: 32, cuSeqlens: [0, 0, 32, 33, 33])),
        Variant("all-empty", Shape(T: 0, K: 16, V: 32, cuSeqlens: [0, 0, 0])),
        Variant("thirty-five", Shape(T: 37, K: 16, V: 32, cuSeqlens: Array(0...33) + [35, 37])),
        Variant("ten", Shape(T: 19, K: 16, V: 32, cuSeqlens: [0, 1, 2, 4, 4, 7, 8, 11, 13, 17, 19])),
      ],
      full: [
        Variant("many", Shape(T: 130, H: 1, K: 16, V: 16, cuSeqlens: Array(0...64) + [130])),
        Variant("long", Shape(T: 300, H: 2, K: 32, V: 32, cuSeqlens: [0, 1, 66, 66, 193, 300])),
      ]),
    Regime(
      "settings", "scale, norms, bound and layout other than the default, and the scale of one token",
      guards: ["N04", "C08"],
      quick: [
        Variant("scale", Shape(T: 17, K: 16, V: 32), Settings(scale: 1.75), asks: .both),
        Variant("max-eps", Shape(T: 30, K: 16, V: 32), Settings(l2norm: .maxEps)),
        Variant("no-norm", Shape(T: 30, K: 16, V: 32), Settings(l2norm: .none)),
        Variant("layout", Shape(T: 17, H: 2, K: 16, V: 24), Settings(stateLayout: .vk), asks: .both),
        Variant("square-layout", Shape(T: 9, K: 16, V: 16), Settings(stateLayout: .vk), asks: .gradients([.o, .ht])),
        Variant("bound", Shape(T: 66, K: 16, V: 32), Settings(x: 1.125, eps: 0.0078125)),
      ]),
  ]
}
