import CDeltaKernels
import DeltaScalars

/// A set of native kernels: one template, instantiated for a scalar and a set of instructions (PERF-5).
@usableFromInline protocol KernelTier: Sendable {
  /// The scalar; its values lie in memory as the kernels expect them.
  associatedtype Value: Scalar
  /// The kernels; nil where this machine cannot run them.
  static var kernels: UnsafePointer<dk_kernels>? { get }
}

extension KernelTier {
  /// The kernels of a tier that has been found to run here.
  static var here: dk_kernels { kernels!.pointee }
}

/// Four lanes, and nothing that a processor might lack.
@usableFromInline enum PortableTier: KernelTier {
  @usableFromInline typealias Value = Float
  @usableFromInline static var kernels: UnsafePointer<dk_kernels>? { dk_portable() }
}

/// Eight lanes with fused multiply-adds.
@usableFromInline enum AVX2Tier: KernelTier {
  @usableFromInline typealias Value = Float
  @usableFromInline static var kernels: UnsafePointer<dk_kernels>? { dk_avx2() }
}

/// Sixteen lanes.
@usableFromInline enum AVX512Tier: KernelTier {
  @usableFromInline typealias Value = Float
  @usableFromInline static var kernels: UnsafePointer<dk_kernels>? { dk_avx512() }
}

/// Four lanes of AArch64.
@usableFromInline enum NEONTier: KernelTier {
  @usableFromInline typealias Value = Float
  @usableFromInline static var kernels: UnsafePointer<dk_kernels>? { dk_neon() }
}

/// The same source over F_p, in register blocks of the size that AVX2 has.
enum FieldTier: KernelTier {
  typealias Value = PrimeField
  static var kernels: UnsafePointer<dk_kernels>? { dk_field() }
}

/// The same source over F_p, in register blocks of the size that AVX-512 has.
enum WideFieldTier: KernelTier {
  typealias Value = PrimeField
  static var kernels: UnsafePointer<dk_kernels>? { dk_field_wide() }
}
