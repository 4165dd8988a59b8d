import DeltaScalars

/// The map from the diagonal state to the preconditioner, A ↦ B, elementwise (OP-A).
///
/// A protocol and not a closure, so that a generic caller is specialised.
public protocol DiagonalMap: Sendable {
  /// The scalar it works over.
  associatedtype Value: Scalar
  /// B for the diagonal state `a` of key head `head`.
  func preconditioner(_ a: Value, head: Int) -> Value
}

/// A map from the diagonal state to the preconditioner that knows its own derivatives (GRAD-3).
///
/// The derivatives are handed over and not computed, so that the adjoint stays rational where the map is.
public protocol DifferentiableMap: DiagonalMap {
  /// ∂B/∂A and ∂B/∂c at the diagonal state `a` of key head `head`, c being the head's centre.
  func differential(_ a: Value, head: Int) -> (state: Value, centre: Value)
}
