"""A request answered: sequences and heads, each with its recurrence; and the gradients of the answer."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from mpmath import mpf

from .algebra import Matrix, Operand, Vector, diagonal, each
from .gates import log_decay, normalise
from .goldens import Tensor
from .operators import OPERATORS, Operator, comba, gain_of, offline, online, weighted_gain
from .preconditioner import diagonal_states, gram_states, sherman_morrison_key, squashed_key
from .solves import conjugate_gradient, solve
from .tape import ONE, ZERO, Scalar, Variable, exp, gradient, value

# The outputs, and what the loss pairs each with (GRAD-1).
COTANGENTS = {"o": "do", "ht": "dht", "at": "dat"}


@dataclass
class KeyHead:
    """What a key head hands to its value heads: for each token the key, the write key and the query."""

    keys: list[Vector]
    write_keys: list[Vector]
    queries: list[Vector]
    state: Optional[Any] = None


@dataclass
class Sequence:
    """Sequence n: the tokens start … stop of batch row b."""

    n: int
    b: int
    tokens: range


class Problem:
    """A request with its tensors, which are numbers or variables of a tape."""

    def __init__(self, request: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        self.request, self.tensors = request, tensors
        self.operator: Operator = OPERATORS[request["operator"]]
        self.B, self.T, self.H, self.HV, self.K, self.V = (request[name] for name in ("B", "T", "H", "HV", "K", "V"))
        self.scale, self.x, self.eps = (mpf(request[name]) for name in ("scale", "x", "eps"))
        self.factor = request.get("write_key_factor", "none")

    def sequences(self) -> list[Sequence]:
        bounds = self.request["cu_seqlens"]
        if bounds is None:
            return [Sequence(b, b, range(self.T)) for b in range(self.B)]
        return [Sequence(n, 0, range(start, stop)) for n, (start, stop) in enumerate(zip(bounds, bounds[1:]))]

    def key_head_of(self, j: int) -> int:
        """Value head j reads key head ⌊j/n⌋, n = HV/H."""
        return j // (self.HV // self.H)

    def scaled(self, q: Vector) -> Vector:
        return q * self.scale

    def initial(self, name: str, index: tuple[int, int], *shape: int) -> Any:
        """The initial state; an absent one is zero."""
        if name in self.tensors:
            state = self.tensors[name][index]
            return state.T if name == "h0" and self.request["state_layout"] == "vk" else state
        zero = Vector([ZERO] * shape[-1])
        return zero if len(shape) == 1 else Matrix([zero] * shape[0])

    def key_head(self, sequence: Sequence, h: int) -> KeyHead:
        """The keys and queries of a key head after normalisation, scale and preconditioner."""
        b, tokens, norm = sequence.b, sequence.tokens, self.request["l2norm"]
        keys = [normalise(self.tensors["k"][b, t, h], norm) for t in tokens]
        queries = [self.scaled(normalise(self.tensors["q"][b, t, h], norm)) for t in tokens]
        head = KeyHead(keys, keys, queries)
        kind = self.operator.preconditioner
        if kind == "shifted query":
            d = self.tensors["d"][h]
            head.queries = [q - d * k for q, k in zip(queries, keys)]
        elif kind == "gram key":
            ridge = diagonal(self.tensors["lambda"][h])
            A = gram_states(self.initial("a0", (sequence.n, h), self.K, self.K), [ONE] * len(keys), [ONE] * len(keys), keys)
            head.write_keys = [solve(A_t + ridge, k) for A_t, k in zip(A[1:], keys)]
            head.state = A[-1]
        elif kind in ("squash", "diagonal query"):
            g_atk, beta_atk = ([self.tensors[name][b, t, h] for t in tokens] for name in ("g_atk", "beta_atk"))
            A = diagonal_states(self.initial("a0", (sequence.n, h), self.K), g_atk, beta_atk, keys)
            head.state = A[-1]
            if kind == "diagonal query":
                ridge = self.tensors["lambda"][h]
                head.queries = [q / (A_t + ridge) for q, A_t in zip(queries, A[1:])]
            elif self.request.get("write_key", "squash") == "sherman-morrison":
                ridge = self.tensors["lambda"][h]
                head.write_keys = [sherman_morrison_key(A_before, k, ridge) for A_before, k in zip(A, keys)]
            else:
                c = self.tensors["log_atk_scale"][h]
                head.write_keys = [squashed_key(A_t, k, c, self.x, self.eps, self.factor) for A_t, k in zip(A[1:], keys)]
        return head

    def alpha(self, b: int, t: int, j: int) -> Operand:
        """The decay of a token: a scalar, or a vector with an entry a channel."""
        if self.operator.decay == "none":
            return ONE
        if self.operator.decay == "constant":
            return exp(self.tensors["g"][j])
        x = self.tensors["g"][b, t, j]
        if self.request["gate"] == "log":
            return each(exp, x)
        bias = self.tensors["dt_bias"][j] if "dt_bias" in self.tensors else ZERO
        lower_bound = mpf(self.request["lower_bound"] or 0)
        return each(exp, log_decay(self.request["gate"], x, self.tensors["A_log"][j], bias, lower_bound))

    def value_head(self, sequence: Sequence, j: int, head: KeyHead) -> tuple[list[Vector], Matrix, Optional[Matrix]]:
        """The outputs, the final state and, where a value head has one, the final Gram matrix."""
        b = sequence.b
        alphas = [self.alpha(b, t, j) for t in sequence.tokens]
        betas = [self.tensors["beta"][b, t, j] if "beta" in self.tensors else ONE for t in sequence.tokens]
        queries, H = head.queries, None
        if self.operator.preconditioner == "gram query":
            states = gram_states(self.initial("a0", (sequence.n, j), self.K, self.K), alphas, betas, head.keys)
            ridge = diagonal(self.tensors["lambda"][self.key_head_of(j)])
            queries = [self.solution(H_t + ridge, q) for H_t, q in zip(states[1:], queries)]
            H = states[-1]
        S, outputs = self.initial("h0", (sequence.n, j), self.K, self.V), []
        for i, t in enumerate(sequence.tokens):
            v, k, k_write = self.tensors["v"][b, t, j], head.keys[i], head.write_keys[i]
            if self.factor == "weighted":
                gain = weighted_gain(alphas[i], betas[i], k, k_write)
            else:
                gain = gain_of(self.operator.gain, betas[i], k, k_write)
            if self.operator.gain == "split":
                S = comba(S, alphas[i], betas[i], self.tensors["beta_erase"][b, t, j], k, v)
            elif self.operator.solve == "online":
                S = online(S, alphas[i], gain, k, k_write, v)
            else:
                S = offline(S, alphas[i], gain, k_write, v)
            outputs.append(S.T @ queries[i])
        return outputs, S, H

    def solution(self, G: Matrix, q: Vector) -> Vector:
        if self.request.get("solver", "exact") == "exact":
            return solve(G, q)
        start, eps = self.request["cg_start"], mpf(self.request["cg_eps"])
        return conjugate_gradient(G, q, self.request["iterations"], start, eps)

    def outputs(self) -> dict[str, Tensor]:
        """`o`, `ht` and, with a preconditioner that has a state, `at`."""
        o, ht, at = {}, {}, {}
        sequences = self.sequences()
        for sequence in sequences:
            heads = [self.key_head(sequence, h) for h in range(self.H)]
            at.update({(sequence.n, h): head.state for h, head in enumerate(heads) if head.state is not None})
            for j in range(self.HV):
                outputs, S, H = self.value_head(sequence, j, heads[self.key_head_of(j)])
                o.update({(sequence.b, t, j): o_t for t, o_t in zip(sequence.tokens, outputs)})
                ht[sequence.n, j] = S.T if self.request["state_layout"] == "vk" else S
                if H is not None:
                    at[sequence.n, j] = H
        N, K, V = len(sequences), self.K, self.V
        answer = {
            "o": Tensor.assembled((self.B, self.T, self.HV), (V,), o),
            "ht": Tensor.assembled((N, self.HV), (V, K) if self.request["state_layout"] == "vk" else (K, V), ht),
        }
        if self.operator.preconditioner in ("squash", "diagonal query"):
            answer["at"] = Tensor.assembled((N, self.H), (K,), at)
        elif self.operator.preconditioner == "gram key":
            answer["at"] = Tensor.assembled((N, self.H), (K, K), at)
        elif self.operator.preconditioner == "gram query":
            answer["at"] = Tensor.assembled((N, self.HV), (K, K), at)
        return answer


def derive(request: dict[str, Any], tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Everything that the request asks for."""
    asked = request["outputs"]
    inputs = {name: tensor for name, tensor in tensors.items() if name not in COTANGENTS.values()}
    if not any(name not in COTANGENTS for name in asked):
        return Problem(request, inputs).outputs()
    variables = {name: tensor.mapped(Variable) for name, tensor in inputs.items()}
    outputs = Problem(request, variables).outputs()
    loss: Scalar = ZERO
    for name, cotangent in COTANGENTS.items():
        if cotangent in tensors:
            loss = loss + Vector(outputs[name].entries) @ Vector(tensors[cotangent].entries)
    answer = {name: tensor.mapped(value) for name, tensor in outputs.items()}
    slope = gradient(loss)
    for name, tensor in variables.items():
        slopes = tensor.mapped(slope)
        answer["d" + name] = symmetric(slopes) if name == "a0" and len(tensor.shape) == 4 else slopes
    return answer


def symmetric(slopes: Tensor) -> Tensor:
    """The symmetric part of each matrix: a Gram matrix has none but symmetric changes (GRAD-1)."""
    N, H, *shape = slopes.shape
    parts = {}
    for index in ((n, h) for n in range(N) for h in range(H)):
        matrix = slopes[index]
        parts[index] = (matrix + matrix.T) * mpf("0.5")
    return Tensor.assembled((N, H), shape, parts)
