import CDeltaBLAS

/// OpenBLAS on one thread: an oracle's digits must not depend on how many there are.
enum OneThread {
  private static let once: Void = openblas_set_num_threads(1)

  /// Sets the process's thread count once.
  static func pin() { once }
}
