import DeltaEnclosures
import DeltaExchange
import DeltaOperators
import Foundation

/// A golden's two files, as bytes.
public struct Golden: Sendable {
  /// The golden.
  public let recipe: GoldenRecipe
  /// The request file.
  public let request: Data
  /// The blessed response file.
  public let response: Data
  /// Bits of the enclosure that decided every output and gradient.
  public let precision: Int

  /// Derives a golden: every element is the double nearest to the exact real number, proved by an enclosure (FIX-2).
  ///
  /// The bytes depend on no library's rounding, no processor and no number of threads.
  ///
  /// - Throws: ``EnclosureError`` if no precision decides an output or a gradient.
  public init(_ recipe: GoldenRecipe) throws {
    let request = recipe.request
    let problem = request.problem
    let parts = try ResponsePart.allCases.map { try EnclosedReference.evaluate(problem, $0) }
    var tensors: [String: DoubleTensor] = [:]
    for (name, values) in parts.flatMap(\.values) {
      tensors[name.name] = DoubleTensor(problem.expectedShape(of: name), values)
    }
    self.recipe = recipe
    self.request = RequestFile.encode(request)
    response = ResponseFile.encode(blessed: tensors, id: recipe.id, implementation: "enclosed reference")
    precision = parts.map(\.precision).max()!
  }
}
