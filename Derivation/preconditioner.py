"""The states A_t and H_t, and the keys and queries that they precondition (spec section 2; OP-A, OP-K, OP-N, OP-P)."""

from __future__ import annotations

from collections.abc import Sequence

from mpmath import mpf

from .algebra import Matrix, Vector, each, outer
from .tape import ONE, Scalar, exp, log, magnitude, value


def diagonal_states(
    A_0: Vector, g_atk: Sequence[Scalar], beta_atk: Sequence[Scalar], keys: Sequence[Vector]
) -> list[Vector]:
    """A_0 … A_T with A_t = e^{g_atk,t} A_{t−1} + beta_atk,t k_t∘k_t."""
    A = [A_0]
    for g, beta, k in zip(g_atk, beta_atk, keys, strict=True):
        A.append(exp(g) * A[-1] + beta * (k * k))
    return A


def gram_states(H_0: Matrix, alphas: Sequence[Scalar], betas: Sequence[Scalar], keys: Sequence[Vector]) -> list[Matrix]:
    """H_0 … H_T with H_t = α_t H_{t−1} + β_t k_t k_tᵀ."""
    H = [H_0]
    for alpha, beta, k in zip(alphas, betas, keys, strict=True):
        H.append(alpha * H[-1] + beta * outer(k, k))
    return H


def squash(A: Scalar, centre: Scalar, x: mpf, eps: mpf) -> Scalar:
    """r = log(A + ε) − c,  s = r/(1+|r|),  B = exp(−log x · s)."""
    r = log(A + eps) - centre
    s = r / (ONE + magnitude(r))
    return exp(-log(x) * s)


def squashed_key(A: Vector, k: Vector, centre: Scalar, x: mpf, eps: mpf, factor: str) -> Vector:
    """k̃ = B∘k, divided as the factor says; `weighted` is a matter of the gain."""
    Bk = each(lambda entry: squash(entry, centre, x, eps), A) * k
    if factor == "reciprocal":
        # 0/0 at a key of zero, whose write key is 0.
        return Bk / (k @ Bk) if value(k @ Bk) != 0 else Bk
    if factor == "damped":
        return Bk / (ONE + k @ Bk)
    return Bk


def sherman_morrison_key(A_before: Vector, k: Vector, ridge: Vector) -> Vector:
    """k̃ = p∘k/(1 + kᵀ(p∘k)), p = 1 ⊘ (A_{t−1} + Λ)."""
    pk = k / (A_before + ridge)
    return pk / (ONE + k @ pk)
