import Foundation
import Testing

@testable import DeltaReports

/// The figure of the stability claims.
@Suite struct GrowthReportTests {
  static let report = GrowthReport([
    .init(label: "grows, fast", norms: (0..<40).map { Double(1 << $0) }),
    .init(label: "stays", norms: [Double](repeating: 1, count: 40)),
    .init(label: "dies", norms: (0..<40).map { 1 / Double(1 << $0) }),
  ])

  @Test("the table has a header, a row a token, and the norms as they are") func table() {
    let lines = Self.report.csv.split(separator: "\n")
    #expect(lines.count == 41)
    #expect(lines[0] == "token,\"grows, fast\",stays,dies")
    #expect(lines[3] == "3,4.0,1.0,0.25")
  }

  @Test("the picture stands by itself, names every curve, and is well-formed XML") func picture() throws {
    try withFolder { folder in
      let files = try Self.report.write(to: folder)
      #expect(files.map(\.lastPathComponent) == ["stability.csv", "stability.svg"])
      let svg = try Data(contentsOf: files[1])
      let text = String(decoding: svg, as: UTF8.self)
      for part in ["xmlns=\"http://www.w3.org/2000/svg\"", "grows, fast</text>", "dies</text>", "--bad:"] {
        #expect(text.contains(part), "\(part)")
      }
      #expect(!text.contains("<script") && text.hasSuffix("</svg>\n"))
      #expect(text.ranges(of: "<g").count == text.ranges(of: "</g>").count)
    }
  }

  @Test("without gnuplot the numbers are written nonetheless") func noGnuplot() throws {
    try withFolder { folder in
      let files = try Self.report.write(to: folder, gnuplotPath: "")
      #expect(files.map(\.lastPathComponent) == ["stability.csv"])
    }
  }
}
