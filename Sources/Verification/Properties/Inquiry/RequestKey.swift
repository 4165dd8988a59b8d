import DeltaOperators

/// A request as the key of a table: hashed by its id, which nearly tells requests apart, and compared whole.
///
/// So a look-up hashes a few bytes. Tensors that share their storage, as those of a request and its copies do, are equal
/// at a glance; only requests that were built twice are compared element by element.
struct RequestKey: Hashable {
  let request: Request

  init(_ request: Request) { self.request = request }

  func hash(into hasher: inout Hasher) { hasher.combine(request.id) }
}
