import CDeltaBLAS
import DeltaScalars
import Foundation

/// The eigenvalues of one transition as LAPACK finds them, against the claimed ones.
///
/// With X = [k/‖k‖, an orthonormal basis of k̃⊥] the matrix is diagonal in X, whose condition number is
/// √((1+sin θ)/(1−sin θ)) for the angle θ between k and k̃. By Bauer and Fike an eigenvalue moves by at most that times
/// the backward error, and 30·n·ulp·‖M‖_F is what LAPACK's own tests allow for one.
struct NumericalSpectrum {
  let K: Int
  let α, last: Double
  let matrix: [Double]
  let bound: Double

  private static let oneThread: Void = openblas_set_num_threads(1)

  init(K: Int, seed: UInt64, plainKey: Bool) {
    _ = Self.oneThread
    var generator = SplitMix64(seed: seed)
    let (α, β) = (0.9375, 0.75)
    let k = (0..<K).map { _ in generator.nextSigned() }
    let size = square(k).squareRoot()
    let key = k.map { $0 / size }
    // B between 1/x and x, as the squash has it.
    let writeKey = key.map { $0 * (1 + 0.4 * generator.nextSigned()) }
    let overlap = dot(key, writeKey)
    matrix = (0..<K * K).map { p in α * ((p / K == p % K ? 1 : 0) - β * key[p / K] * writeKey[p % K]) }
    (self.K, self.α, last) = (K, α, α * (1 - β * (plainKey ? 1 : overlap)))
    let cosine = overlap / (square(key) * square(writeKey)).squareRoot()
    let sine = max(0, 1 - cosine * cosine).squareRoot()
    bound =
      30 * Double(K) * Double.ulpOfOne * square(matrix).squareRoot() * ((1 + sine) / (1 - sine)).squareRoot()
  }

  /// Compares, and returns the largest distance with its bound.
  func check(_ tally: inout Tally) throws -> String {
    var (a, real, imaginary) = (matrix, [Double](repeating: 0, count: K), [Double](repeating: 0, count: K))
    let none = CChar(UInt8(ascii: "N"))
    let n = lapack_integer(K)
    let info = LAPACKE_dgeev(LAPACK_ROW_MAJOR, none, none, n, &a, n, &real, &imaginary, nil, n, nil, n)
    guard info == 0 else { throw SpectrumError(info: Int(info)) }
    func distance(_ i: Int, _ to: Double) -> Double { hypot(real[i] - to, imaginary[i]) }
    let worst = (0..<K).map { min(distance($0, α), distance($0, last)) }.max()!
    tally.expect(worst <= bound, "K=\(K): LAPACK finds an eigenvalue \(worst) from the claimed ones, bound \(bound)")
    let multiplicity = (0..<K).count { distance($0, α) <= bound }
    tally.expect(
      multiplicity == K - 1 || (α - last).magnitude <= 2 * bound, "K=\(K): LAPACK finds α \(multiplicity) times")
    return String(format: "%.1e / %.1e", worst, bound)
  }
}

/// LAPACK gave up.
struct SpectrumError: Error, CustomStringConvertible {
  let info: Int
  var description: String { "dgeev returned \(info)" }
}
