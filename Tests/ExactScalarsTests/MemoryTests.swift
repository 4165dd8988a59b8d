import DeltaExactScalars
import Testing

#if canImport(Glibc)
  import Glibc

  /// Balls and rationals give back what they take (EXA-1).
  @Suite(.serialized) struct MemoryTests {
    /// Resident pages of this process.
    private func residentBytes() throws -> Int {
      let file = try #require(fopen("/proc/self/statm", "r"))
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      _ = try #require(fgets(&line, 256, file))
      let fields = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(
        separator: " ")
      return try #require(Int(fields[1])) * 4096
    }

    /// The growth of this process in bytes during most of seven runs of some work.
    ///
    /// Other tests allocate meanwhile, now and then; what leaks leaks every time.
    private func medianGrowth(_ work: () -> Void) throws -> Int {
      let growths = try (0..<7).map { _ in
        let before = try residentBytes()
        work()
        return try residentBytes() - before
      }
      return growths.sorted()[3]
    }

    @Test("EXA-1: a million balls wide enough to need limbs of their own leave nothing behind")
    func balls() throws {
      var kept = Ball(Rational(1, 3), precision: 400)
      func churn(_ count: Int) {
        for _ in 0..<count { kept = kept * kept + Ball(Rational(1, 5), precision: 400) }
      }
      churn(10_000)
      // Three boxes a round. A leak of their limbs alone would be 7 MB.
      #expect(try medianGrowth { churn(50_000) } < 2 << 20)
      #expect(kept.isFinite)
    }

    @Test("EXA-1: a million rationals of a thousand bits leave nothing behind")
    func rationals() throws {
      let factor = Rational(exactly: 0x1.921fb54442d18p-900)!
      func churn(_ count: Int) { for _ in 0..<count { _ = (factor + .one) * factor } }
      churn(10_000)
      // Two rationals a round; a leak of their numerators alone would be 9 MB.
      #expect(try medianGrowth { churn(70_000) } < 2 << 20)
    }
  }
#endif
