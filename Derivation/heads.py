"""One head of one sequence: a key head, which holds the preconditioner, and the value heads that read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mpmath import mpf

from .algebra import Matrix, Vector, diagonal
from .operators import comba, gain_of, gated_delta_net_2, offline, online, weighted_gain
from .preconditioner import diagonal_states, gram_states, sherman_morrison_key, squashed_key
from .problem import Problem, Span
from .solves import conjugate_gradient, solve
from .tape import ONE


@dataclass
class KeyHead:
    """For each token the key, the write key and the query; and the final state of the preconditioner."""

    keys: list[Vector]
    write_keys: list[Vector]
    queries: list[Vector]
    state: Vector | Matrix | None = None


@dataclass
class ValueHead:
    """For each token the output; the final state, and the final Gram matrix where a value head has one."""

    outputs: list[Vector]
    state: Matrix
    gram: Matrix | None = None


def key_head(problem: Problem, span: Span, h: int) -> KeyHead:
    keys = [problem.key(span.b, t, h) for t in span.tokens]
    queries = [problem.query(span.b, t, h) for t in span.tokens]
    head = KeyHead(keys, keys, queries)
    kind = problem.operator.preconditioner
    if kind == "shifted query" and problem.request.get("query_shift") != "raw":
        d = problem.tensors["d"][h]
        head.queries = [q - d * k for q, k in zip(queries, keys, strict=True)]
    elif kind == "gram key":
        ones, ridge = [ONE] * len(keys), diagonal(problem.tensors["lambda"][h])
        A = gram_states(problem.initial("a0", span.n, h, problem.K, problem.K), ones, ones, keys)
        head.write_keys = [solve(A_t + ridge, k) for A_t, k in zip(A[1:], keys, strict=True)]
        head.state = A[-1]
    elif kind in ("squash", "diagonal query"):
        precondition_diagonally(head, problem, span, h)
    return head


def precondition_diagonally(head: KeyHead, problem: Problem, span: Span, h: int) -> None:
    """A diagonal on the query, or in one of its forms on the write key."""
    g_atk, beta_atk = ([problem.tensors[name][span.b, t, h] for t in span.tokens] for name in ("g_atk", "beta_atk"))
    A = diagonal_states(problem.initial("a0", span.n, h, problem.K), g_atk, beta_atk, head.keys)
    if problem.operator.preconditioner == "diagonal query":
        ridge = problem.tensors["lambda"][h]
        head.queries = [q / (A_t + ridge) for q, A_t in zip(head.queries, A[1:], strict=True)]
    elif problem.request.get("write_key", "squash") == "sherman-morrison":
        ridge = problem.tensors["lambda"][h]
        head.write_keys = [sherman_morrison_key(A_t, k, ridge) for A_t, k in zip(A[:-1], head.keys, strict=True)]
    else:
        c, x, eps, factor = problem.tensors["log_atk_scale"][h], problem.x, problem.eps, problem.factor
        head.write_keys = [squashed_key(A_t, k, c, x, eps, factor) for A_t, k in zip(A[1:], head.keys, strict=True)]
    head.state = A[-1]


def value_head(problem: Problem, span: Span, j: int, keys: KeyHead) -> ValueHead:
    """Value head j, which reads the given key head."""
    alphas = [problem.alpha(span.b, t, j) for t in span.tokens]
    betas = [problem.beta(span.b, t, j) for t in span.tokens]
    queries, gram = keys.queries, None
    if problem.operator.preconditioner == "gram query":
        H = gram_states(problem.initial("a0", span.n, j, problem.K, problem.K), alphas, betas, keys.keys)
        ridge = diagonal(problem.tensors["lambda"][problem.key_head_of(j)])
        queries = [solution(problem.request, H_t + ridge, q) for H_t, q in zip(H[1:], queries, strict=True)]
        gram = H[-1]
    head = ValueHead([], problem.initial("h0", span.n, j, problem.K, problem.V), gram)
    for t, alpha, beta, k, k_write, q in zip(
        span.tokens, alphas, betas, keys.keys, keys.write_keys, queries, strict=True
    ):
        v, S = problem.tensors["v"][span.b, t, j], head.state
        if problem.factor == "weighted":
            gain = weighted_gain(alpha, beta, k, k_write)
        else:
            gain = gain_of(problem.operator.gain, beta, k, k_write)
        if problem.operator.gain == "split":
            S = comba(S, alpha, beta, problem.tensors["beta_erase"][span.b, t, j], k, v)
        elif problem.operator.gain == "channel":
            b, w = (problem.tensors[name][span.b, t, j] for name in ("b", "w"))
            S = gated_delta_net_2(S, alpha, b, w, k, v)
        elif problem.operator.solve == "online":
            S = online(S, alpha, gain, k, k_write, v)
        else:
            S = offline(S, alpha, gain, k_write, v)
        head.state = S
        head.outputs.append(S.T @ q)
    return head


def solution(request: dict[str, Any], G: Matrix, q: Vector) -> Vector:
    """The query of a Gram matrix, by the solver that is asked for."""
    if request.get("solver", "exact") == "exact":
        return solve(G, q)
    return conjugate_gradient(G, q, request["iterations"], request["cg_start"], mpf(request["cg_eps"]))
