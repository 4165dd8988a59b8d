import ArgumentParser
import DeltaExchange
import DeltaRecords
import DeltaReports
import Foundation

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows what a request or response file holds: its description, its tensors, some of their values.",
    discussion: """
      Examples:
        conform show Fixtures/golden/requests/gdn-tail.safetensors
        conform show files/round-1/responses/gdn.tail-17.safetensors --tensor o --token 12 --head 0
      """)

  @OptionGroup var output: OutputOptions

  @Argument(help: "A safetensors file.")
  var file: String

  @Option(help: "The tensor whose values are shown.")
  var tensor: String?

  @Option(help: "Only this batch row of a tensor with tokens.")
  var row: Int?

  @Option(help: "Only this token, of a tensor with tokens.")
  var token: Int?

  @Option(help: "Only this sequence, of a state.")
  var sequence: Int?

  @Option(help: "Only this head.")
  var head: Int?

  func run() throws {
    let stored = try SafetensorsFile(contentsOf: URL(fileURLWithPath: file))
    let description = stored.metadata["request"] ?? stored.metadata["response"]
    var tensors: [ShowRecord.Tensor] = []
    for name in stored.tensorNames {
      guard let values = try stored.tensor(name) else { continue }
      tensors.append(ShowRecord.Tensor(name: name, shape: values.shape, values: values.values.map(Double.init)))
    }
    var slice: ShowRecord.Slice?
    if let tensor {
      guard let found = try stored.tensor(tensor) else {
        throw Refusal("'\(file)' holds no tensor '\(tensor)'; it holds \(stored.tensorNames.joined(separator: ", ")).")
      }
      slice = try sliced(tensor, found.shape, found.values.map(Double.init))
    } else if [row, token, sequence, head].contains(where: { $0 != nil }) {
      throw Refusal("A row, token, sequence or head is one of a tensor; name it with --tensor.")
    }
    let record = ShowRecord(file: file, description: description, tensors: tensors, slice: slice)
    try output.show(record) { record.text(width: $0) }
  }

  /// The values at the coordinates that were given.
  private func sliced(_ name: String, _ shape: [Int], _ values: [Double]) throws -> ShowRecord.Slice {
    let axes = Axis.axes(of: name, rank: shape.count)
    let wanted: [Axis: Int?] = [.row: row, .token: token, .sequence: sequence, .head: head]
    for (axis, index) in wanted {
      guard let index else { continue }
      guard let position = axes.firstIndex(of: axis) else {
        throw Refusal("Tensor '\(name)' has no axis of \(axis.rawValue)s; its shape is \(shape).")
      }
      guard (0..<shape[position]).contains(index) else {
        throw Refusal("--\(axis.rawValue) is \(index); '\(name)' has \(shape[position]) of them, counted from 0.")
      }
    }
    var rows: [ShowRecord.Row] = []
    let width = max(shape.last ?? 1, 1)
    for start in stride(from: 0, to: values.count, by: width) {
      var (rest, at) = (start / width, [Int](repeating: 0, count: max(shape.count - 1, 0)))
      for axis in at.indices.reversed() { (rest, at[axis]) = (rest / shape[axis], rest % shape[axis]) }
      let isWanted = zip(at, axes).allSatisfy { place, axis in (wanted[axis] ?? nil) == nil || wanted[axis] == place }
      var cells = values[start..<start + width].map { $0 }
      // The last axis may be the head's own, as of β.
      if let last = axes.last, let index = wanted[last] ?? nil, axes.count == shape.count { cells = [cells[index]] }
      if isWanted { rows.append(ShowRecord.Row(at: at, values: cells)) }
    }
    return ShowRecord.Slice(tensor: name, axes: axes.map(\.rawValue), rows: rows)
  }
}

/// What an axis of a stored tensor counts.
private enum Axis: String {
  case row, token, sequence, head, channel

  /// The axes of a tensor of a request or response, by its name (EX-9).
  static func axes(of name: String, rank: Int) -> [Axis] {
    let states: Set = ["h0", "ht", "at", "a0", "dh0", "da0", "dht", "dat"]
    let parameters: Set = [
      "A_log", "dt_bias", "log_atk_scale", "lambda", "d", "dA_log", "ddt_bias", "dlog_atk_scale", "dlambda", "dd",
    ]
    let leading: [Axis] =
      states.contains(name)
      ? [.sequence, .head] : parameters.contains(name) || rank == 1 ? [.head] : [.row, .token, .head]
    return leading.prefix(rank) + [Axis](repeating: .channel, count: max(rank - leading.count, 0))
  }
}
