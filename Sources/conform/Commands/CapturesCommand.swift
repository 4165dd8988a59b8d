import ArgumentParser
import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaReports
import DeltaScalars
import Dispatch
import Foundation

struct CapturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "captures",
    abstract: "Judges recorded outputs of other people's kernels under every profile.",
    discussion: """
      Example:
        conform captures --in Fixtures/captures

      For each recorded kernel: which profiles hold, which is the finest, and where it leaves float32. A set fails if \
      the finest profile that holds is not the one that its recording declares. Recorded gradients are compared with the \
      adjoint, tensor by tensor, under the declared profile; they are reported and do not decide.
      """)

  @OptionGroup var output: OutputOptions

  @Option(name: .customLong("in"), help: "A folder with 'requests' and one folder a recorded kernel.")
  var folder = "Fixtures/captures"

  func run() throws {
    let root = URL(fileURLWithPath: folder)
    let requests = try recordedRequests(in: root.appendingPathComponent("requests").path)
    let sets = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted().filter { name in
      name != "requests" && FileManager.default.fileExists(atPath: root.appendingPathComponent(name).path + "/declared")
    }
    guard !sets.isEmpty else { throw Refusal("There are no recorded kernels in '\(folder)'.") }
    let oracles = Profile.all.map { Oracle(Tolerance($0)) }
    prepare(oracles, requests)
    let rows = try sets.map { try CaptureRow(root.appendingPathComponent($0), requests, oracles) }
    let gradients = try zip(sets, rows).flatMap { name, row in
      try gradientRows(root.appendingPathComponent(name), row, requests)
    }
    let document = CapturesDocument(machine: .current, results: rows, gradients: gradients)
    print(output.format == .json ? try JSONText.encode(document) : document.text)
    throw ExitCode(document.summary["fail"]! > 0 ? 1 : 0)
  }

  /// Compares the recorded gradients of a kernel, if it has any, with the adjoint under the profile that it declares.
  private func gradientRows(_ folder: URL, _ row: CaptureRow, _ requests: [Request]) throws -> [GradientRow] {
    let responses = try FolderSubject(responses: folder).respond(to: requests)
    let asked = zip(requests, responses).compactMap { request, response -> GradientRow.Answer? in
      guard case .ok(let outputs) = response, !outputs.gradients.isEmpty else { return nil }
      return (request, outputs.gradients)
    }
    let kernel = try DeclaredKernel(folder)
    guard !asked.isEmpty, let profile = Profile.all.first(where: { $0.name == kernel.profile }) else { return [] }
    let (oracle, questions) = (Oracle(Tolerance(profile)), asked.map(\.request))
    let (progress, done) = (Progress("gradients of \(row.kernel)", of: asked.count), Counter())
    DispatchQueue.concurrentPerform(iterations: asked.count) { i in
      _ = oracle.expectation(questions[i], of: .gradients)
      progress.update(done.next())
    }
    return try GradientRow.rows(kernel, asked, oracle)
  }

  /// Computes all expectations on all cores; the rows then find them ready.
  private func prepare(_ oracles: [Oracle], _ requests: [Request]) {
    let progress = Progress("preparing", of: oracles.count * requests.count)
    let done = Counter()
    DispatchQueue.concurrentPerform(iterations: oracles.count * requests.count) { i in
      _ = oracles[i / requests.count].expectation(requests[i % requests.count])
      progress.update(done.next())
    }
  }
}
