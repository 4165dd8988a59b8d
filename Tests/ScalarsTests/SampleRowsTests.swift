import Testing

@testable import DeltaScalars

/// Rows in wide registers give the bits that elements give, and leave the streams where elements leave them.
@Suite("TOL-2: rows of samples") struct SampleRowsTests {
  static let profiles =
    Profile.all + [
      LanesTests.stochastic,
      Profile(
        name: "state", input: .fp32, operand: .fp32, accumulator: .tf32.rounding(.truncate), state: .bf16, output: .fp32
      ),
      Profile(name: "narrow state", input: .fp32, operand: .bf16, accumulator: .fp32, state: .fp16, output: .fp32),
    ]
  /// More than the 64 signs that one draw gives, and none.
  static let counts = [0, 1, 2, 7, 64, 131]

  /// Elements of all sizes, the special ones among them.
  static func elements(_ count: Int, seed: UInt64) -> [Lanes] {
    var stream = SplitMix64(seed: seed)
    let special = [0.0, -0.0, .infinity, .nan, 5e-324, 0x1p-140, 0x1p-16, 1e300, -1]
    return (0..<count).map { i in
      var x = SIMD8<Double>()
      for lane in 0..<Lanes.count {
        let plain = stream.nextSigned() * Double(sign: .plus, exponent: Int(stream.next() % 40) - 20, significand: 1)
        x[lane] = stream.next() % 9 == 0 ? special[Int(stream.next() % UInt64(special.count))] : plain
      }
      return Lanes(lanes: x)
    }
  }

  /// Every operation, twice, on one rounding: all that it wrote, and the next signs of both streams.
  static func results(_ profile: Profile, _ rows: SampleRows, _ count: Int) -> [UInt64] {
    var rounding = RandomRounding(profile, seed: 11, rows: rows)
    let (factor, a, b) = (elements(1, seed: 1)[0], elements(3 * count, seed: 2), elements(count, seed: 3))
    var (x, sums, dot) = (elements(count, seed: 4), elements(count, seed: 5), elements(1, seed: 6)[0])
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        x.withUnsafeMutableBufferPointer { x in
          sums.withUnsafeMutableBufferPointer { sums in
            guard let a = a.baseAddress, let b = b.baseAddress, let x = x.baseAddress, let sums = sums.baseAddress
            else { return }
            for _ in 0..<2 {
              rounding.scaleRow(x, count, by: factor)
              rounding.addRow(ofOperands: a, stride: 3, times: factor, to: sums, count)
              rounding.addRow(a, times: factor, to: sums, count)
              rounding.addOuterRow(factor, times: b, to: x, count)
              rounding.addDot(a, b, count, to: &dot)
              rounding.addDot(ofStored: a, b, count, to: &dot)
            }
          }
        }
      }
    }
    let next = [rounding(.one), rounding.product(.one)]
    return (x + sums + [dot] + next).flatMap { element in
      (0..<Lanes.count).map { element[$0].isNaN ? 0 : element[$0].bitPattern }
    }
  }

  @Test("are what elements are, bit for bit", arguments: profiles, counts) func bits(profile: Profile, count: Int) {
    let expected = Self.results(profile, .elements, count)
    #expect(expected.count == (2 * count + 3) * Lanes.count)
    for rows in SampleRows.available { #expect(Self.results(profile, rows, count) == expected, "\(rows)") }
  }

  @Test("are native wherever errors are relative, and nowhere else") func native() {
    guard SampleRows.best != .elements else { return }
    let (fp32, fp16) = (RandomRounding(.fp32, seed: 1), RandomRounding(.fp16, seed: 1))
    #expect(fp32.sumRows != nil && fp32.operandRows != nil && fp32.stateRows != nil)
    #expect(fp32.storedRows != nil)
    #expect(fp16.sumRows != nil && fp16.operandRows == nil && fp16.storedRows == nil)
    let elementwise = RandomRounding(.fp32, seed: 1, rows: .elements)
    #expect(elementwise.sumRows == nil && elementwise.stateRows == nil)
  }

  @Test("a stream is laid out as the native functions read it") func layout() {
    #expect(MemoryLayout<RandomSigns>.offset(of: \.generators) == 0)
    #expect(MemoryLayout<RandomSigns>.offset(of: \.bits) == 64 && MemoryLayout<RandomSigns>.offset(of: \.left) == 128)
  }
}
