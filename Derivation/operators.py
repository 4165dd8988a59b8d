"""The operators as settings of four axes, and the recurrences themselves (spec section 3; OP-1, OP-2, OP-G)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from .algebra import Matrix, Operand, Vector, outer
from .tape import ONE, ZERO, Scalar, expm1, value


class Operator(NamedTuple):
    """One row of the table."""

    decay: Literal["none", "constant", "scalar", "channel"]
    gain: Literal["one", "beta", "implicit", "normalised", "exponential", "split", "channel"]
    preconditioner: Literal["none", "squash", "diagonal query", "gram query", "gram key", "shifted query"]
    solve: Literal["online", "offline"]


OPERATORS = {
    "linear-attention": Operator("none", "one", "none", "offline"),
    "retnet": Operator("constant", "one", "none", "offline"),
    "mamba2": Operator("scalar", "one", "none", "offline"),
    "gla": Operator("channel", "one", "none", "offline"),
    "deltanet": Operator("none", "beta", "none", "online"),
    "gdn": Operator("scalar", "beta", "none", "online"),
    "kda": Operator("channel", "beta", "none", "online"),
    "longhorn": Operator("none", "implicit", "none", "online"),
    "nlms": Operator("none", "normalised", "none", "online"),
    "efla": Operator("none", "exponential", "none", "online"),
    "comba": Operator("scalar", "split", "shifted query", "online"),
    "mesanet": Operator("scalar", "beta", "gram query", "offline"),
    "pdn": Operator("none", "beta", "squash", "online"),
    "pgdn": Operator("scalar", "beta", "squash", "online"),
    "pkda": Operator("channel", "beta", "squash", "online"),
    "pla": Operator("none", "one", "diagonal query", "offline"),
    "p-mamba2": Operator("scalar", "one", "diagonal query", "offline"),
    "pgla": Operator("channel", "one", "diagonal query", "offline"),
    "p-longhorn": Operator("none", "implicit", "squash", "online"),
    "key-precond-mamba2": Operator("scalar", "one", "squash", "offline"),
    "least-squares": Operator("none", "one", "gram key", "online"),
    "gdn2": Operator("channel", "channel", "none", "online"),
}


def decayed(alpha: Operand, S: Matrix) -> Matrix:
    """D S, where D = α I, or diag(α) for a vector."""
    if isinstance(alpha, Vector):
        return Matrix(row * entry for row, entry in zip(S, alpha, strict=True))
    return alpha * S


def online(S: Matrix, alpha: Operand, gain: Scalar, k: Vector, k_write: Vector, v: Vector) -> Matrix:
    """S_t = D S_{t−1} + k̃ uᵀ,  u = β (v − (D S_{t−1})ᵀ k)."""
    DS = decayed(alpha, S)
    u = gain * (v - DS.T @ k)
    return DS + outer(k_write, u)


def offline(S: Matrix, alpha: Operand, gain: Scalar, k_write: Vector, v: Vector) -> Matrix:
    """S_t = D S_{t−1} + β k̃ vᵀ."""
    return decayed(alpha, S) + gain * outer(k_write, v)


def comba(S: Matrix, alpha: Operand, beta: Scalar, beta_erase: Scalar, k: Vector, v: Vector) -> Matrix:
    """S_t = α S_{t−1} + k (β v − β̃ S_{t−1}ᵀ k)ᵀ: the erase reads the state before its decay."""
    return decayed(alpha, S) + outer(k, beta * v - beta_erase * (S.T @ k))


def gated_delta_net_2(S: Matrix, alpha: Operand, b: Vector, w: Vector, k: Vector, v: Vector) -> Matrix:
    """S_t = (I − k (b∘k)ᵀ) D S_{t−1} + k (w∘v)ᵀ."""
    DS = decayed(alpha, S)
    return DS + outer(k, w * v - DS.T @ (b * k))


def gain_of(kind: str, beta: Scalar, k: Vector, k_write: Vector) -> Scalar:
    """What stands in the place of β."""
    norm = k @ k
    if kind == "one":
        return ONE
    if kind == "implicit":
        return beta / (ONE + beta * (k @ k_write))
    if kind == "normalised":
        return ONE / norm if value(norm) != 0 else ZERO
    if kind == "exponential":
        # The limit at a key of zero is β, and the gain is flat there.
        return -expm1(-beta * norm) / norm if value(norm) != 0 else beta
    return beta


def weighted_gain(alpha: Scalar, beta: Scalar, k: Vector, k_write: Vector) -> Scalar:
    """β/(α + β kᵀBk); nothing is written for a key or a β of zero, also where α = 0 makes it 0/0."""
    if value(beta) == 0 or value(k @ k) == 0:
        return ZERO
    return beta / (alpha + beta * (k @ k_write))
