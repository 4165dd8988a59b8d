import DeltaOperators
import DeltaRecords

/// WELL-1: every output is there, with the shape that the request implies.
struct WellFormed: Property {
  let isRelation = false
  let name = "well-formed"
  let clause = "WELL-1"
  let summary = "every output tensor is present and has the right shape"

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let outputs = try answers.outputs(base)
    for name in base.problem.outputNames {
      let expected = base.problem.expectedShape(of: name)
      let place = Location(request: base.id, tensor: name.rawValue)
      guard let tensor = outputs[name] else {
        return Judgement(holds: false, location: place, reason: "output '\(name.rawValue)' is absent")
      }
      guard tensor.shape == expected else {
        return Judgement(
          holds: false, location: place,
          reason: "output '\(name.rawValue)' has shape \(tensor.shape), expected \(expected)")
      }
    }
    return Judgement(holds: true)
  }
}

/// WELL-2: no output holds a NaN or an infinity.
struct Finite: Property {
  let isRelation = false
  let name = "finite"
  let clause = "WELL-2"
  let summary = "no output holds a NaN or an infinity"

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    for name in base.problem.outputNames {
      let values = try answers.values(base, name)
      guard let bad = values.firstIndex(where: { !$0.isFinite }) else { continue }
      var place = base.problem.location(of: bad, in: name, request: base.id)
      place.firstToken = place.token
      return Judgement(
        holds: false, location: place, reason: "output '\(name.rawValue)' holds \(values[bad])")
    }
    return Judgement(holds: true)
  }
}

/// WELL-3: the subject leaves its inputs as they were.
struct InputsUntouched: Property {
  let isRelation = false
  let name = "inputs-untouched"
  let clause = "WELL-3"
  let summary = "the subject does not modify its inputs"

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    guard let modified = try answers.outputs(base).modifiedInputs.first else { return Judgement(holds: true) }
    return Judgement(
      holds: false, location: Location(request: base.id, tensor: modified.rawValue),
      reason: "input '\(modified.rawValue)' was modified")
  }
}

/// WELL-4: the same request gives the same bits again.
struct Repeatable: Property {
  let name = "repeatable"
  let clause = "WELL-4"
  let summary = "the same request gives the same bits again"

  func questions(_ base: Request) -> [Request] { [again(base)] }

  func again(_ base: Request) -> Request { Request(id: base.id + "+again", problem: base.problem) }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    for name in base.problem.outputNames {
      let first = try answers.values(base, name)
      let second = try answers.values(again(base), name)
      if let position = firstBitDifference(first, second) {
        return Judgement(
          holds: false, location: base.problem.location(of: position, in: name, request: base.id),
          reason: "'\(name.rawValue)' was \(first[position]) and then \(second[position])")
      }
    }
    return Judgement(holds: true)
  }
}

/// The first position at which two arrays differ in bits, NaNs included; −0 and 0 count as equal.
func firstBitDifference(_ a: [Double], _ b: [Double], where relevant: (Int) -> Bool = { _ in true }) -> Int? {
  a.indices.first { relevant($0) && !(a[$0] == b[$0] || (a[$0].isNaN && b[$0].isNaN)) }
}
