extension TensorRow {
  /// The rows, in the order in which problems are drawn: goldens depend on it, so new rows of inputs go last.
  package static let all: [TensorRow] = [
    TensorRow(
      .input(.q), "query", Choice([.batch, .token, .keyHead, .keyChannel]), .always, Choice(.finite),
      Draws(Choice(-1...1), golden: -1..<1)),
    TensorRow(
      .input(.k), "key", Choice([.batch, .token, .keyHead, .keyChannel]), .always, Choice(.finite),
      Draws(Choice(-1...1), golden: -1..<1)),
    TensorRow(
      .input(.v), "value", Choice([.batch, .token, .valueHead, .valueChannel]), .always, Choice(.finite),
      Draws(Choice(-1...1), golden: -1..<1)),
    TensorRow(
      .input(.g), "natural log of the decay α, or a raw gate",
      Choice(
        [.batch, .token, .valueHead],
        except: [.constantDecay: [.valueHead], .channelDecay: [.batch, .token, .valueHead, .keyChannel]]),
      .required(.decay), Choice(.logGate, except: [.rawGates: .finite]),
      Draws(Choice(-0.5...0, except: [.rawGates: -4...2]), golden: -0.5..<0)),
    TensorRow(
      .input(.aLog), "logarithm of the rate of a raw gate", Choice([.valueHead]), .required(.rawGates),
      Choice(.logRate), Draws(Choice(-2...1), golden: -2..<1)),
    TensorRow(
      .input(.beta), "gain β, of the write where gains are split", Choice([.batch, .token, .valueHead]),
      .required(.gainOfBeta), Choice(.gain), Draws(Choice(0...1), golden: 0..<1, long: 0...1)),
    TensorRow(
      .input(.betaErase), "gain β̃ of the erase", Choice([.batch, .token, .valueHead]), .required(.splitGain),
      Choice(.gain), Draws(Choice(0...1), golden: 0..<1, long: 0...1)),
    TensorRow(
      .input(.gATK), "natural log of the decay α^P of A", Choice([.batch, .token, .keyHead]), .required(.diagonal),
      Choice(.logGate), Draws(Choice(-0.25...0), golden: -0.25..<0)),
    TensorRow(
      .input(.betaATK), "gain β^P of A", Choice([.batch, .token, .keyHead]), .required(.diagonal),
      Choice(.nonNegative), Draws(Choice(0...1), golden: 0..<1, long: 0...1)),
    TensorRow(
      .input(.logATKScale), "centre c of the squash", Choice([.keyHead]), .required(.squash), Choice(.finite),
      Draws(Choice(-2...1), golden: -2..<2, long: -0.2...(-0.2))),
    TensorRow(
      .input(.lambda), "ridge Λ", Choice([.keyHead, .keyChannel]), .required(.ridge), Choice(.positive),
      Draws(Choice(0.25...2), golden: 0.25..<2.25, long: 0.5...1)),
    TensorRow(
      .input(.shift), "share d of the key that the query gives up", Choice([.keyHead]), .required(.shift),
      Choice(.finite), Draws(Choice(-0.5...0.5), golden: -0.5..<0.5)),
    TensorRow(
      .input(.h0), "initial state S₀", stateExtents, .optional, Choice(.finite),
      Draws(Choice(-0.5...0.5), golden: -0.5..<0.5)),
    TensorRow(
      .input(.a0), "initial state A₀ of the preconditioner", preconditionerStateExtents, .optional(.state),
      Choice(.nonNegative, except: [.gram: .symmetric]), Draws(Choice(0...2), golden: 0..<2, long: 0...1)),
    TensorRow(
      .input(.dtBias), "what is added to a raw gate",
      Choice([.valueHead], except: [.channelDecay: [.valueHead, .keyChannel]]), .optional(.rawGates), Choice(.finite),
      Draws(Choice(-1...1), golden: -1..<1)),
    TensorRow(
      .input(.b), "gain b of the erase, for each channel of the key",
      Choice([.batch, .token, .valueHead, .keyChannel]), .required(.channelGain), Choice(.gain),
      Draws(Choice(0...1), golden: 0..<1, long: 0...1)),
    TensorRow(
      .input(.w), "gain w of the write, for each channel of the value",
      Choice([.batch, .token, .valueHead, .valueChannel]), .required(.channelGain), Choice(.gain),
      Draws(Choice(0...1), golden: 0..<1, long: 0...1)),
    TensorRow(
      .output(.o), "output", Choice([.batch, .token, .valueHead, .valueChannel]), .always, Choice(.finite),
      Draws(Choice(-1...1), golden: -1..<1)),
    TensorRow(
      .output(.ht), "final state S_T", stateExtents, .always, Choice(.finite), Draws(Choice(-1...1), golden: -1..<1)),
    TensorRow(
      .output(.at), "final state A_T of the preconditioner", preconditionerStateExtents, .required(.state),
      Choice(.finite),
      Draws(Choice(-1...1), golden: -1..<1)),
  ]

  private static let stateExtents = Choice<[Extent]>(
    [.sequence, .valueHead, .keyChannel, .valueChannel],
    except: [.transposedStates: [.sequence, .valueHead, .valueChannel, .keyChannel]])

  private static let preconditionerStateExtents = Choice<[Extent]>(
    [.sequence, .keyHead, .keyChannel],
    except: [
      .gramOfKeyHead: [.sequence, .keyHead, .keyChannel, .keyChannel],
      .gramOfValueHead: [.sequence, .valueHead, .keyChannel, .keyChannel],
    ])

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension TensorName {
  /// The row that describes it: a gradient's is that of its input, a cotangent's that of its output.
  package var row: TensorRow {
    switch self {
    case .input(let name), .gradient(let name): TensorRow.of(.input(name))
    case .output(let name), .cotangent(let name): TensorRow.of(.output(name))
    }
  }
}

extension TensorRow {
  fileprivate static func of(_ name: TensorName) -> TensorRow {
    guard let row = byName[name] else { preconditionFailure("TensorRow: '\(name)' has no row; add one") }
    return row
  }
}
