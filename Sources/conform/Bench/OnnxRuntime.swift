import DeltaExchange
import DeltaOperators

/// The operator LinearAttention of ONNX Runtime, timed through Python in the turns of a benchmark.
///
/// It takes log decays, gains and keys as they are: norms, which are within our times, are not within its own.
struct OnnxRuntime {
  /// The operators that it has, and its names for them.
  static let rules = [
    "linear-attention": "linear", "retnet": "gated", "mamba2": "gated", "gla": "gated", "deltanet": "delta",
    "gdn": "gated_delta", "kda": "gated_delta",
  ]

  /// Starts it for a problem's shape; nil where it has no such operator.
  ///
  /// - Throws: ``ExchangeError`` where Python or a package is missing.
  static func program(_ problem: Problem, python: String, threads: Int) throws(ExchangeError) -> TimedProgram? {
    guard let rule = rules[problem.op.name] else { return nil }
    let s = problem.shape
    let words = [rule, "\(problem.op.axes.decay.isPerChannel)", "\(s.T)", "\(s.HV)", "\(s.K)", "\(s.V)", "\(threads)"]
    return try TimedProgram(python, ["-c", source] + words, timeLimit: 120)
  }

  private static let source = """
    import sys, time
    try:
        import numpy as np, onnx, onnxruntime
    except ImportError as missing:
        print(f"error: ONNX Runtime cannot be timed: {missing}; install onnx, onnxruntime and numpy, or name another Python with --python", flush=True)
        sys.exit()
    from onnx import TensorProto, helper
    rule, wide, (T, H, K, V, threads) = sys.argv[1], sys.argv[2] == "true", map(int, sys.argv[3:])
    decays, erases = "gated" in rule, "delta" in rule
    names = ["query", "key", "value", "past_state", "decay" if decays else "", "beta" if erases else ""]
    node = helper.make_node("LinearAttention", names, ["output", "present_state"], domain="com.microsoft",
                            q_num_heads=H, kv_num_heads=H, scale=K ** -0.5, update_rule=rule)
    rank = {"past_state": 4, "present_state": 4}
    info = lambda n: helper.make_tensor_value_info(n, TensorProto.FLOAT, [None] * rank.get(n, 3))
    graph = helper.make_graph([node], "one", [info(n) for n in names if n], [info("output"), info("present_state")])
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    try:
        model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    except Exception as refused:
        print(f"error: ONNX Runtime {onnxruntime.__version__} does not run LinearAttention; it needs 1.32 or later", flush=True)
        sys.exit()
    draw = np.random.default_rng(1)
    unit = lambda x: (x / np.linalg.norm(x, axis=-1, keepdims=True)).reshape(1, T, -1).astype(np.float32)
    inputs = {"query": unit(draw.standard_normal((1, T, H, K))), "key": unit(draw.standard_normal((1, T, H, K))),
              "value": draw.uniform(-1, 1, (1, T, H * V)).astype(np.float32),
              "past_state": np.zeros((1, H, K, V), np.float32)}
    if decays:
        inputs["decay"] = (-draw.uniform(0, 0.125, (1, T, H * (K if wide else 1)))).astype(np.float32)
    if erases:
        inputs["beta"] = draw.uniform(0, 1, (1, T, H)).astype(np.float32)
    session.run(None, inputs)
    print(f"ONNX Runtime {onnxruntime.__version__}", flush=True)
    clock = time.thread_time if threads == 1 else time.perf_counter
    for line in sys.stdin:
        start = clock()
        session.run(None, inputs)
        print(clock() - start, flush=True)
    """
}
