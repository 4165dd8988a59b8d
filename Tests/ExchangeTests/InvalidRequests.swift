import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

/// A request that must be refused: its file, the clause that it breaks and what the sentence says.
struct InvalidRequest: CustomTestStringConvertible, Sendable {
  let name, clause, sentence: String
  /// The bytes of `<name>.safetensors`.
  let bytes: @Sendable (_ name: String) throws -> Data
  var testDescription: String { name }

  /// A legal problem that is broken.
  static func problem(
    _ name: String, _ clause: String, _ sentence: String, _ op: String = "pgdn", _ settings: Settings = Settings(),
    breaking: @escaping @Sendable (inout Problem) -> Void
  ) -> InvalidRequest {
    InvalidRequest(name: name, clause: clause, sentence: sentence) { name in
      var problem = sampleRequest(try .named(op), settings: settings).problem
      breaking(&problem)
      return RequestFile.encode(Request(id: name, problem: problem))
    }
  }

  /// A legal request whose JSON is edited; what is replaced must be there.
  static func json(
    _ name: String, _ clause: String, _ sentence: String, _ original: String, _ edit: String
  ) -> InvalidRequest {
    InvalidRequest(name: name, clause: clause, sentence: sentence) { name in
      try ExchangeTests.edited(sampleRequest(.pgdn, id: name)) { text in
        precondition(text.contains(original), "\(name): '\(original)' is not in \(text)")
        return text.replacingOccurrences(of: original, with: edit)
      }
    }
  }

  /// A legal file whose header is edited, its length kept true.
  static func header(_ name: String, _ sentence: String, _ original: String, _ edit: String) -> InvalidRequest {
    InvalidRequest(name: name, clause: "EX-2", sentence: sentence) { name in
      try headerEdited(RequestFile.encode(sampleRequest(.gdn, id: name))) { text in
        precondition(text.contains(original), "\(name): '\(original)' is not in \(text)")
        return text.replacingOccurrences(of: original, with: edit)
      }
    }
  }
}

/// A safetensors file with its header edited and its length kept true.
func headerEdited(_ file: Data, _ edit: (String) throws -> String) rethrows -> Data {
  let length = Int(file.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
  let header = Data(try edit(String(decoding: file[8..<8 + length], as: UTF8.self)).utf8)
  return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + file[(8 + length)...]
}

extension InvalidRequest {
  /// By the clause that they break.
  static let all: [InvalidRequest] = tensors + values + settings + descriptions + sizes + headers

  private static let tensors: [InvalidRequest] = [
    .problem("tensor-missing", "CONV-1", "Tensor 'k' is missing; operator pgdn needs it.") { $0.inputs[.k] = nil },
    .problem("tensor-stray", "CONV-1", "Tensor 'lambda' was given, but operator pgdn has no such input; remove it.") {
      $0.inputs[.lambda] = Tensor([1, 2], repeating: 1)
    },
    .problem("tensor-wrong-shape", "CONV-1", "Tensor 'v' has shape [1, 3, 2, 2]; expected [1, 3, 2, 3].") {
      $0.inputs[.v] = Tensor([1, 3, 2, 2], repeating: 0)
    },
    .problem("tensor-flat", "CONV-1", "Tensor 'beta' has shape [6]; expected [1, 3, 2].") {
      $0.inputs[.beta] = Tensor([6], repeating: 0.5)
    },
    .problem("state-of-no-sequence", "CONV-1", "Tensor 'h0' has shape [0, 2, 2, 3]; expected [1, 2, 2, 3].") {
      $0.inputs[.h0] = Tensor([0, 2, 2, 3], [])
    },
    .problem("cotangent-wrong-shape", "GRAD-1", "Tensor 'do' has shape [1]; expected [1, 3, 2, 3].", "gdn") {
      $0.cotangents[.o] = Tensor([1], [0])
    },
    .problem("cotangent-stray", "GRAD-1", "'dat' was given, but operator gdn has no output 'at'; remove it", "gdn") {
      $0.cotangents[.o] = Tensor([1, 3, 2, 3], repeating: 0)
      $0.cotangents[.at] = Tensor([1, 1, 2], repeating: 0)
    },
    .problem("cotangent-infinite", "GRAD-1", "Tensor 'dht' holds inf at [0, 0, 0, 0]; it must be finite.", "gdn") {
      $0.cotangents[.ht] = Tensor([1, 2, 2, 3], repeating: .infinity)
    },
  ]

  private static let values: [InvalidRequest] = [
    .problem("query-nan", "CONV-2", "Tensor 'q' holds nan at [0, 1, 0, 1]; allowed is any finite number.") {
      $0[.q].values[3] = .nan
    },
    .problem("value-infinite", "CONV-2", "Tensor 'v' holds -inf at [0, 0, 0, 0]; allowed is any finite number.") {
      $0[.v].values[0] = -.infinity
    },
    .problem("gate-positive", "CONV-2", "Tensor 'g' holds 0.5 at [0, 0, 1]; allowed is a natural log gate") {
      $0[.g].values[1] = 0.5
    },
    .problem("gate-nan", "CONV-2", "Tensor 'g_atk' holds nan at [0, 2, 0]; allowed is a natural log gate") {
      $0[.gATK].values[2] = .nan
    },
    .problem("gain-three", "CONV-2", "Tensor 'beta' holds 3.0 at [0, 1, 0]; allowed is a gain in [0, 2].") {
      $0[.beta].values[2] = 3
    },
    .problem(
      "gain-negative", "CONV-2", "Tensor 'beta_atk' holds -1.0 at [0, 0, 0]; allowed is a finite number that is not"
    ) {
      $0[.betaATK].values[0] = -1
    },
    .problem(
      "diagonal-negative", "CONV-2", "Tensor 'a0' holds -0.5 at [0, 0, 1]; allowed is a finite number that is not"
    ) {
      $0[.a0].values[1] = -0.5
    },
    .problem(
      "ridge-zero", "CONV-2", "Tensor 'lambda' holds 0.0 at [0, 0]; allowed is a finite number above 0", "mesanet"
    ) {
      $0[.lambda].values[0] = 0
    },
    .problem("gram-asymmetric", "CONV-2", "a Gram matrix is symmetric: hand over the mean of both", "mesanet") {
      $0[.a0].values[1] += 1
    },
    .problem(
      "rate-too-large", "CONV-4", "Tensor 'A_log' holds 81.0 at [1]; allowed is a number in [−80, 80]", "kda",
      Settings(gate: .softplus)
    ) { $0[.aLog].values[1] = 81 },
    .problem("float32-undeclared", "EX-3", "of tensor 'q', which bf16 cannot; round the inputs or add") {
      $0[.q].values[0] = 1 / 3
    }.undeclared,
  ]

  private static let settings: [InvalidRequest] = [
    .problem("heads-not-grouped", "CONV-1", "HV = 3 is not a multiple of H = 2; each key head serves HV/H value heads.")
    {
      $0.shape = Shape(T: 3, H: 2, HV: 3, K: 2, V: 3)
    },
    .json("extent-zero", "CONV-1", "K is 0; it must be at least 1.", #""K":2"#, #""K":0"#),
    .problem("extent-negative", "CONV-1", "T is -1; it must not be negative.") {
      $0.shape = Shape(T: -1, HV: 2, K: 2, V: 3)
    },
    .problem("boundaries-fall", "CONV-1", "cu_seqlens falls from 2 to 1 at entry 2; it must not decrease.") {
      $0.shape = Shape(T: 3, HV: 2, K: 2, V: 3, cuSeqlens: [0, 2, 1, 3])
    },
    .problem("boundaries-end-early", "CONV-1", "cu_seqlens [0, 2] must run from 0 to T = 3 with at least two entries.")
    {
      $0.shape = Shape(T: 3, HV: 2, K: 2, V: 3, cuSeqlens: [0, 2])
    },
    .problem("boundaries-of-rows", "CONV-1", "cu_seqlens needs B = 1, but B is 2.") {
      $0.shape = Shape(B: 2, T: 3, HV: 2, K: 2, V: 3, cuSeqlens: [0, 3])
    },
    .problem("squash-of-one", "CONV-2", "x is 1.0; it must be finite and above 1.") { $0.settings.x = 1 },
    .problem("eps-zero", "CONV-2", "eps is 0.0; it must be finite and positive.") { $0.settings.eps = 0 },
    .problem(
      "lower-bound-too-low", "CONV-2", "lower_bound is -6.0; it must be in [−5, 0).", "kda",
      Settings(gate: .lowerBound)
    ) { $0.settings.lowerBound = -6 },
    .problem("raw-gate-of-none", "CONV-4", "operator deltanet has no gate for each token; use 'log'", "deltanet") {
      $0.settings.gate = .softplus
    },
    .problem("option-of-another", "OP-V", "Setting 'write_key' does not fit operator gdn", "gdn") {
      $0.settings.options = Options(writeKey: .shermanMorrison)
    },
    .problem("iterations-too-many", "OP-S", "iterations is 9223372036854775807; it must be from 0 to", "mesanet") {
      $0.settings.options = Options(gramSolve: .conjugateGradient(iterations: .max))
    },
  ]

  private static let descriptions: [InvalidRequest] = [
    .json("operator-unknown", "EX-3", "Unknown operator 'pgdm'", #""pgdn""#, #""pgdm""#),
    .json("schema-of-tomorrow", "EX-3", "it must be 'delta-rule/request/1'", "request/1", "request/9"),
    .json("norm-unknown", "CONV-3", "must be one of none, rsqrt-eps, max-eps", #""rsqrt-eps""#, #""batch""#),
    .json("extent-fraction", "EX-3", "member 'T' is 2.5; it must be a whole number", #""T":3"#, #""T":2.5"#),
    .json("extent-text", "EX-3", #"member 'K' is "2"; it must be a whole number"#, #""K":2"#, #""K":"2""#),
    .json(
      "scale-infinite", "EX-3", "member 'scale' is 1e999; it must be a finite number", #""scale":"#,
      #""scale":1e999,"l":"#),
    .json("member-twice", "EX-3", "gives the name 'T' twice", #""T":3"#, #""T":3,"T":3"#),
    .json("surrogate-alone", "EX-3", "holds half a surrogate pair", #""T":3"#, #""T":3,"n":"\ud800""#),
    .json(
      "nested-deep", "EX-3", "is nested too deeply", #""T":3"#, #""T":3,"n":"# + String(repeating: "[", count: 5_000)),
    .json("output-not-asked", "EX-3", "does not ask for 'ht'", #","ht""#, ""),
    .json("gradient-of-nothing", "GRAD-1", "'do', 'dht' and 'dat' are absent", #","ht""#, #","ht","dq""#),
    .json(
      "boundaries-text", "EX-3", "it must be a list of whole numbers or null", #""cu_seqlens":null"#,
      #""cu_seqlens":["0",3]"#),
    .json("id-of-another", "EX-1", "holds the request 'another'", #""id":"id-of-another""#, #""id":"another""#),
  ]

  private static let sizes: [InvalidRequest] = [
    .json("extent-too-large", "EX-10", "must be below 2^31", #""K":2"#, #""K":2147483648"#),
    .json("states-too-large", "EX-10", "67108864 are the most (EX-10)", #""K":2"#, #""K":1000000000"#),
    .problem("no-token-huge", "EX-10", "ask for fewer sequences, tokens, heads or channels.", "gdn") {
      $0.shape = Shape(T: 0, H: 1, HV: 1, K: 1 << 30, V: 1 << 30)
    },
    .problem("rows-huge", "EX-10", "67108864 are the most (EX-10)", "gdn") {
      $0.shape = Shape(B: 1 << 30, T: 0, H: 1 << 30, HV: 1 << 30, K: 1 << 30, V: 1 << 30)
    },
    .problem("packed-huge", "EX-10", "67108864 are the most (EX-10)", "gdn") {
      $0.shape = Shape(T: 0, H: 1, HV: 1, K: 4096, V: 4096, cuSeqlens: [0, 0, 0])
    },
  ]

  private static let headers: [InvalidRequest] = [
    .header("header-overlap", "over another that ends at", #""data_offsets":[24,"#, #""data_offsets":[0,"#).overlapping,
    .header("header-type-unknown", "its dtype 'F31' is none of", "F32", "F31"),
    .header("header-whole-numbers", "stores tensor 'beta' as I32; use one of F32, F64, F16, BF16", "F32", "I32"),
    .header("header-not-an-object", "has a header that is not JSON", "{", "["),
    .header(
      "header-shape-zero-overflow", "more elements than can be counted", #""shape":[1,3,2]"#,
      #""shape":[4294967296,4294967296,0]"#),
    .header(
      "header-axes", "axes; 64 are the most", #""shape":[1,3,2]"#, "\"shape\":[1\(String(repeating: ",1", count: 64))]"),
    InvalidRequest(name: "header-cut-short", clause: "EX-2", sentence: "is cut short: tensor 'v' ends at byte") {
      RequestFile.encode(sampleRequest(.gdn, id: $0)).dropLast(4)
    },
    InvalidRequest(name: "header-rest", clause: "EX-2", sentence: "has 4 bytes after its last tensor") {
      RequestFile.encode(sampleRequest(.gdn, id: $0)) + Data(count: 4)
    },
    InvalidRequest(
      name: "header-length-lies", clause: "EX-2", sentence: "its header should take 18446744073709551615 bytes"
    ) { Data(repeating: 255, count: 8) + RequestFile.encode(sampleRequest(.gdn, id: $0)).dropFirst(8) },
    InvalidRequest(name: "empty", clause: "EX-2", sentence: "it has 0 bytes and its header's length alone takes 8") {
      _ in
      Data()
    },
  ]

  /// The same tensors, said to be bf16 numbers.
  private var undeclared: InvalidRequest {
    reheaded { $0.replacingOccurrences(of: #"\"dtype_exact\":\"f32\","#, with: "") }
  }

  /// The tensors that begin somewhere begin at 0, and end where they ended less that.
  private var overlapping: InvalidRequest {
    InvalidRequest(name: name, clause: clause, sentence: sentence) { name in
      try headerEdited(RequestFile.encode(sampleRequest(.gdn, id: name))) {
        $0.replacingOccurrences(of: #"\[24,(\d+)\]"#, with: "[0,24]", options: .regularExpression)
      }
    }
  }

  private func reheaded(_ edit: @escaping @Sendable (String) -> String) -> InvalidRequest {
    InvalidRequest(name: name, clause: clause, sentence: sentence) { try headerEdited(try bytes($0), edit) }
  }
}
