"""Everything that a request asks for: the outputs of all heads, and the gradients of the loss by every input."""

from __future__ import annotations

from typing import Any

from mpmath import mpf

from .algebra import Vector
from .goldens import Tensor
from .heads import key_head, value_head
from .problem import Problem
from .tape import ZERO, Scalar, Variable, gradient, value

# The outputs, and what the loss pairs each with (GRAD-1).
COTANGENTS = {"o": "do", "ht": "dht", "at": "dat"}


def outputs(problem: Problem) -> dict[str, Tensor]:
    """`o`, `ht` and, with a preconditioner that has a state, `at`."""
    o, ht, at = {}, {}, {}
    spans = problem.spans()
    for span in spans:
        heads = [key_head(problem, span, h) for h in range(problem.H)]
        at.update({(span.n, h): head.state for h, head in enumerate(heads) if head.state is not None})
        for j in range(problem.HV):
            head = value_head(problem, span, j, heads[problem.key_head_of(j)])
            o.update({(span.b, t, j): o_t for t, o_t in zip(span.tokens, head.outputs, strict=True)})
            ht[span.n, j] = problem.laid_out(head.state)
            if head.gram is not None:
                at[span.n, j] = head.gram
    N, H, HV, K, V = len(spans), problem.H, problem.HV, problem.K, problem.V
    answer = {
        "o": Tensor.assembled((problem.B, problem.T, HV), (V,), o),
        "ht": Tensor.assembled((N, HV), (V, K) if problem.request["state_layout"] == "vk" else (K, V), ht),
    }
    shapes = {"squash": (H, K), "diagonal query": (H, K), "gram key": (H, K, K), "gram query": (HV, K, K)}
    if at:
        heads_of_at, *channels = shapes[problem.operator.preconditioner]
        answer["at"] = Tensor.assembled((N, heads_of_at), channels, at)
    return answer


def derive(request: dict[str, Any], tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The outputs, and the gradients where one of them is asked for."""
    inputs = {name: tensor for name, tensor in tensors.items() if name not in COTANGENTS.values()}
    if all(name in COTANGENTS for name in request["outputs"]):
        return outputs(Problem(request, inputs))
    variables = {name: tensor.mapped(Variable) for name, tensor in inputs.items()}
    recorded = outputs(Problem(request, variables))
    loss: Scalar = ZERO
    for name, cotangent in COTANGENTS.items():
        if cotangent in tensors:
            loss = loss + Vector(recorded[name].entries) @ Vector(tensors[cotangent].entries)
    slope = gradient(loss)
    slopes = {"d" + name: tensor.mapped(slope) for name, tensor in variables.items()}
    if "da0" in slopes:
        slopes["da0"] = symmetric(slopes["da0"])
    return {name: tensor.mapped(value) for name, tensor in recorded.items()} | slopes


def symmetric(slopes: Tensor) -> Tensor:
    """The symmetric part of each Gram matrix, which has none but symmetric changes (GRAD-1); a diagonal as it is."""
    if len(slopes.shape) == 3:
        return slopes
    N, H, *shape = slopes.shape
    matrices = {(n, h): slopes[n, h] for n in range(N) for h in range(H)}
    return Tensor.assembled((N, H), shape, {at: (matrix + matrix.T) * mpf("0.5") for at, matrix in matrices.items()})
