import CDeltaSamples

/// Whole rows, where the errors of all their points are relative; a format whose range is narrower goes element by element (TOL-6).
extension RandomRounding {
  /// Draws one sign an element.
  public mutating func scaleRow(_ x: UnsafeMutablePointer<Lanes>, _ count: Int, by decay: Lanes) {
    guard let rows = sumRows else { return scaleElements(x, count, by: decay) }
    withDoubles(of: decay) { decay in
      signs.withNative { rows.table.pointee.scale(x.doubles, count, decay, accumulator.native, $0) }
    }
  }

  /// Draws one sign an element.
  public mutating func addRow(
    ofOperands row: UnsafePointer<Lanes>, stride: Int, times factor: Lanes, to sums: UnsafeMutablePointer<Lanes>,
    _ count: Int
  ) {
    guard let rows = sumRows else {
      return addElements(ofOperands: row, stride: stride, times: factor, to: sums, count)
    }
    add(rows, row, stride, factor, to: sums, count, .none)
  }

  /// Draws a sign for each operand, where there is one, and each sum.
  public mutating func addRow(
    _ row: UnsafePointer<Lanes>, times factor: Lanes, to sums: UnsafeMutablePointer<Lanes>, _ count: Int
  ) {
    guard let rows = operandRows else { return addElements(row, times: factor, to: sums, count) }
    add(rows, row, 1, factor, to: sums, count, operand)
  }

  private mutating func add(
    _ rows: NativeRows, _ row: UnsafePointer<Lanes>, _ stride: Int, _ factor: Lanes,
    to sums: UnsafeMutablePointer<Lanes>,
    _ count: Int, _ operand: RandomError
  ) {
    withDoubles(of: factor) { factor in
      signs.withNative {
        rows.table.pointee.add_row(
          sums.doubles, row.doubles, stride, factor, count, operand.native, accumulator.native, $0)
      }
    }
  }

  /// Draws a sign for each product, from their own stream, each sum, and each element of the state, where that is rounded.
  public mutating func addOuterRow(
    _ weight: Lanes, times y: UnsafePointer<Lanes>, to x: UnsafeMutablePointer<Lanes>, _ count: Int
  ) {
    guard let rows = stateRows else { return addOuterElements(weight, times: y, to: x, count) }
    withDoubles(of: weight) { weight in
      signs.withNative { signs in
        productSigns.withNative {
          rows.table.pointee.add_outer_row(
            x.doubles, weight, y.doubles, count, state.native, accumulator.native, signs, $0)
        }
      }
    }
  }

  /// Draws signs for both operands, where there are any, and the sum.
  public mutating func addDot(
    _ a: UnsafePointer<Lanes>, _ b: UnsafePointer<Lanes>, _ count: Int, to sum: inout Lanes
  ) {
    guard let rows = operandRows else { return addDotOfElements(a, b, count, to: &sum) }
    addDot(rows, a, b, count, to: &sum, operand)
  }

  /// Draws signs for what is stored, where it is short, and the sum.
  public mutating func addDot(
    ofStored a: UnsafePointer<Lanes>, _ b: UnsafePointer<Lanes>, _ count: Int, to sum: inout Lanes
  ) {
    guard let rows = storedRows else { return addDotOfStoredElements(a, b, count, to: &sum) }
    addDot(rows, a, b, count, to: &sum, input)
  }

  private mutating func addDot(
    _ rows: NativeRows, _ a: UnsafePointer<Lanes>, _ b: UnsafePointer<Lanes>, _ count: Int, to sum: inout Lanes,
    _ factors: RandomError
  ) {
    withUnsafeMutablePointer(to: &sum) { sum in
      signs.withNative {
        rows.table.pointee.add_dot(sum.doubles, a.doubles, b.doubles, count, factors.native, accumulator.native, $0)
      }
    }
  }
}

extension NativeRows {
  /// The native rows, where the errors at all of some points are relative.
  init?(_ rows: SampleRows, _ points: [RandomError]) {
    guard points.allSatisfy({ $0.leastNormal == 0 }), let native = rows.native else { return nil }
    self = native
  }
}

extension RandomSigns {
  /// Lends the stream to a native function.
  fileprivate mutating func withNative(_ body: (UnsafeMutablePointer<ds_signs>) -> Void) {
    withUnsafeMutablePointer(to: &self) { $0.withMemoryRebound(to: ds_signs.self, capacity: 1, body) }
  }
}

extension RandomError {
  fileprivate var native: ds_error { ds_error(deviation: deviation, mean: mean) }
}

/// Lends the samples of one element.
private func withDoubles(of x: Lanes, _ body: (UnsafePointer<Double>) -> Void) {
  withUnsafePointer(to: x) { body($0.doubles) }
}

extension UnsafePointer<Lanes> {
  /// The samples, element by element.
  fileprivate var doubles: UnsafePointer<Double> { UnsafeRawPointer(self).assumingMemoryBound(to: Double.self) }
}

extension UnsafeMutablePointer<Lanes> {
  /// The samples, element by element.
  fileprivate var doubles: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Double.self)
  }
}
