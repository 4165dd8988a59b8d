import DeltaRecords

extension ShowRecord {
  /// The description, a table of the tensors, and the values that were asked for, at most 200 rows of them.
  public func text(width: Int) -> String {
    var blocks = [file]
    if let description { blocks.append(wrapped(description.replacing(",", with: ", "), width: width)) }
    if let slice { blocks.append(slice.text(width: width)) } else { blocks.append(table(width)) }
    return blocks.joined(separator: "\n\n")
  }

  private func table(_ width: Int) -> String {
    var table = TextTable(header: ["tensor", "shape", "least", "greatest", "not finite"])
    for tensor in tensors {
      table.add([
        tensor.name, "\(tensor.shape)", tensor.least.map { "\(Float($0))" } ?? "–",
        tensor.greatest.map { "\(Float($0))" } ?? "–", dashed(tensor.notFinite),
      ])
    }
    return table.text(width: width)
  }
}

extension ShowRecord.Slice {
  fileprivate func text(width: Int) -> String {
    let head = wrapped("'\(tensor)' by \(axes.joined(separator: ", ")):", width: width)
    let lines = rows.prefix(200).map { row in
      wrapped("\(row.at) " + row.values.joined(separator: " "), width: width, hanging: 2)
    }
    let more = rows.count > 200 ? ["and \(rows.count - 200) more rows; --token, --head or --format json show them"] : []
    return ([head] + lines + more).joined(separator: "\n")
  }
}
