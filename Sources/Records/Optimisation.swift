/// Whether the suite itself was compiled with optimisation: what a verdict costs depends on it, what it says does not.
package enum Optimisation {
  /// False in a debug build, where assertions are evaluated.
  package static let isOn: Bool = {
    var asserts = false
    assert({ asserts = true }() == ())
    return !asserts
  }()

  /// What a build without optimisation costs, and the command that makes one with it; nil where this is one.
  package static func warning(of product: String, remedy: String) -> String? {
    isOn
      ? nil : "\(product) was built without optimisation, which makes it some ninety times slower; use '\(remedy)'."
  }
}
