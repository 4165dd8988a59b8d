import Enclosures
import Exchange
import Foundation
import Operators

/// A golden's two files, as bytes.
public struct Golden: Sendable {
  /// The golden.
  public let recipe: GoldenRecipe
  /// The request file.
  public let request: Data
  /// The blessed response file.
  public let response: Data
  /// Bits of the enclosure that decided every output.
  public let precision: Int

  /// Derives a golden: every output is the double nearest to the exact real number, proved by an enclosure (FIX-2).
  ///
  /// The bytes depend on no library's rounding, no processor and no number of threads.
  ///
  /// - Throws: ``EnclosureError`` if no precision decides an output.
  public init(_ recipe: GoldenRecipe) throws {
    let request = recipe.request
    let decided = try EnclosedReference.evaluate(request.problem)
    let outputs = decided.outputs.map { name, values in
      (name.rawValue, DoubleTensor(request.problem.expectedShape(of: name), values))
    }
    self.recipe = recipe
    self.request = RequestFile.encode(request)
    response = ResponseFile.encode(
      blessed: Dictionary(uniqueKeysWithValues: outputs), id: recipe.id, implementation: "enclosed reference")
    precision = decided.precision
  }
}
