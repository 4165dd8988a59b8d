import DeltaOperators
import DeltaScalars

extension Problem {
  /// The same problem with values that need all bits of float32 (GEN-6).
  ///
  /// What a regime made hard stays so: zeros, ones, infinities and the ends of a domain are kept, and equal values stay equal.
  func needingFloat32() -> Problem {
    var result = self
    for (name, tensor) in inputs {
      let (domain, filled) = (domain(of: name), tensor.needingFloat32().values)
      result.inputs[name] = Tensor(
        tensor.shape, zip(filled, tensor.values).map { domain.contains($0) ? $0 : $1 })
    }
    for (name, tensor) in cotangents { result.cotangents[name] = tensor.needingFloat32() }
    return result
  }
}

extension Tensor {
  /// Fills the sixteen bits that bf16 lacks with a hash of the others, so that magnitudes grow by less than a step of bf16.
  ///
  /// No result is a number of bf16 or of fp16: of the lowest thirteen bits, which fp16 lacks, the last is set. It never is
  /// half-way between two of them either.
  func needingFloat32() -> Tensor {
    Tensor(
      shape,
      values.map { x in
        guard x.isNormal, x.magnitude != 1 else { return x }
        return Float(
          bitPattern: x.bitPattern | UInt32(truncatingIfNeeded: SplitMix64.mix(UInt64(x.bitPattern)) & 0xFFFF) | 1)
      })
  }
}
