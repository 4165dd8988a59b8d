import DeltaOperators
import Foundation

/// A request file that a program has been handed, with what it takes to see whether the program changed it.
struct InputFile {
  private let request: Request
  private let file: URL
  private let digest: Digest

  /// Writes the request and remembers the digest of its bytes.
  init(_ request: Request, in folder: URL) throws(ExchangeError) {
    let bytes = RequestFile.encode(request)
    (self.request, file, digest) = (request, try FileName.url(request.id, in: folder), Digest(bytes))
    try FileAccess.write(bytes, to: file)
  }

  /// The tensors that are no longer in the file as they were written, bit by bit; all, if it cannot be read any more.
  func modifiedInputs() -> [TensorName] {
    let inputs = request.problem.tensors.sorted { precedes($0.key.exchangeName, $1.key.exchangeName) }
    guard let bytes = try? FileAccess.read(file) else { return inputs.map(\.key) }
    if Digest(bytes) == digest { return [] }
    guard let now = try? SafetensorsFile(bytes, named: request.id) else { return inputs.map(\.key) }
    return inputs.filter { name, before in
      guard let after = try? now.tensor(name.exchangeName) else { return true }
      return after.shape != before.shape
        || !after.values.elementsEqual(before.values) { $0.bitPattern == $1.bitPattern }
    }.map(\.key)
  }
}
