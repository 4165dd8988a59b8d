import ArgumentParser
import DeltaConcurrent
import DeltaEnclosures
import DeltaExchange
import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import Foundation

/// `conform reference`: the right answers to anybody's requests (EX-12).
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract: "Answers requests with the reference itself, in double precision or proved.",
    discussion: """
      Examples:
        conform reference --requests exchange/requests --out right
        conform reference --requests exchange/requests --out right --proved

      Writes a response file for each request, with tensors of type F64: outputs, and gradients where they are asked for.
      """)

  @OptionGroup var output: OutputOptions

  @Option(help: "A folder of request files.")
  var requests: String

  @Option(help: "The folder that the responses go to.")
  var out: String

  @Flag(help: "Each element is the double nearest to the exact real number, decided by an enclosure; slow.")
  var proved = false

  func run() throws {
    let (requests, folder) = (try recordedRequests(in: requests), URL(fileURLWithPath: out))
    try FileAccess.createFolder(folder)
    let progress = ProgressLine("answering", of: requests.count)
    let files = try concurrentMap(requests.indices, progress.update) { i in
      let name = "\(proved ? "enclosed " : "")reference"
      return ResponseFile.encode(blessed: try answer(requests[i].problem), id: requests[i].id, implementation: name)
    }
    for (request, bytes) in zip(requests, files) {
      try FileAccess.write(bytes, to: folder.appendingPathComponent(request.id + ".safetensors"))
    }
    let record = ReferenceRecord(requests: requests.count, folder: out)
    try output.show(record) { _ in "\(counted(requests.count, "response")) in \(out)" }
  }

  private func answer(_ problem: Problem) throws -> [String: DoubleTensor] {
    var tensors: [String: DoubleTensor] = [:]
    for part in ResponsePart.allCases {
      let values = proved ? try EnclosedReference.evaluate(problem, part).values : plain(problem, part)
      for (name, values) in values { tensors[name.name] = DoubleTensor(problem.expectedShape(of: name), values) }
    }
    return tensors
  }

  private func plain(_ problem: Problem, _ part: ResponsePart) -> [ResponseTensor: [Double]] {
    switch part {
    case .outputs: Reference.evaluate(problem).named(ResponseTensor.output)
    case .gradients:
      problem.cotangents.isEmpty ? [:] : Reference.gradients(problem).named(ResponseTensor.gradient)
    }
  }
}
