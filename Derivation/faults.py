"""Wrong formulas, each of which the comparison must notice: mistakes that implementations make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from mpmath import mpf

from . import gates, gradients, heads, preconditioner
from .algebra import Matrix, Vector, outer
from .operators import decayed
from .problem import Problem
from .tape import ONE, Scalar, Variable, exp, log, magnitude, sqrt, value


class Fault(NamedTuple):
    """What goes wrong; a name in a module or class, and what is put in its place."""

    description: str
    owner: Any
    name: str
    replacement: Any


FAULTS = [
    Fault("value heads are tiled over key heads", Problem, "key_head_of", lambda self, j: j % self.H),
    Fault("the query is not scaled", Problem, "scaled", lambda self, q: q),
    Fault("the norm's ε is a decimal, not a double", gates, "NORM_EPS", "1e-6"),
    Fault("softplus without the one", gates, "softplus", lambda y: log(exp(y))),
    Fault("the sigmoid of the bounded gate is turned", gates, "sigmoid", lambda z: ONE / (ONE + exp(z))),
    Fault("da0 of a Gram matrix is not symmetric", gradients, "symmetric", lambda slopes: slopes),
]


def fault(owner: Any, name: str, description: str) -> Callable[[Callable[..., Any]], None]:
    """Plants the function below."""

    def plant(replacement: Callable[..., Any]) -> None:
        FAULTS.append(Fault(description, owner, name, replacement))

    return plant


@fault(heads, "online", "the erase reads the state before its decay")
def _(S: Matrix, alpha: Any, gain: Scalar, k: Vector, k_write: Vector, v: Vector) -> Matrix:
    return decayed(alpha, S) + outer(k_write, gain * (v - S.T @ k))


@fault(heads, "online", "the erase reads with the write key")
def _(S: Matrix, alpha: Any, gain: Scalar, k: Vector, k_write: Vector, v: Vector) -> Matrix:
    DS = decayed(alpha, S)
    return DS + outer(k_write, gain * (v - DS.T @ k_write))


@fault(heads, "online", "the gain multiplies the write alone")
def _(S: Matrix, alpha: Any, gain: Scalar, k: Vector, k_write: Vector, v: Vector) -> Matrix:
    DS = decayed(alpha, S)
    return DS + outer(k_write, gain * v - DS.T @ k)


@fault(heads, "comba", "comba's erase reads the decayed state")
def _(S: Matrix, alpha: Any, beta: Scalar, beta_erase: Scalar, k: Vector, v: Vector) -> Matrix:
    DS = decayed(alpha, S)
    return DS + outer(k, beta * v - beta_erase * (DS.T @ k))


@fault(heads, "gated_delta_net_2", "the gains of the erase multiply the write key too")
def _(S: Matrix, alpha: Any, b: Vector, w: Vector, k: Vector, v: Vector) -> Matrix:
    DS = decayed(alpha, S)
    return DS + outer(b * k, w * v - DS.T @ (b * k))


@fault(heads, "gated_delta_net_2", "the gains of the write multiply the prediction too")
def _(S: Matrix, alpha: Any, b: Vector, w: Vector, k: Vector, v: Vector) -> Matrix:
    DS = decayed(alpha, S)
    return DS + outer(k, w * (v - DS.T @ (b * k)))


@fault(heads, "offline", "offline, the decay takes the new token too")
def _(S: Matrix, alpha: Any, gain: Scalar, k_write: Vector, v: Vector) -> Matrix:
    return decayed(alpha, S + gain * outer(k_write, v))


@fault(heads, "diagonal_states", "A decays after it has taken the square")
def _(A_0: Vector, g_atk: list[Scalar], beta_atk: list[Scalar], keys: list[Vector]) -> list[Vector]:
    A = [A_0]
    for g, beta, k in zip(g_atk, beta_atk, keys, strict=True):
        A.append(exp(g) * (A[-1] + beta * (k * k)))
    return A


@fault(heads, "gram_states", "the Gram matrix decays after it has taken the token")
def _(H_0: Matrix, alphas: list[Scalar], betas: list[Scalar], keys: list[Vector]) -> list[Matrix]:
    H = [H_0]
    for alpha, beta, k in zip(alphas, betas, keys, strict=True):
        H.append(alpha * (H[-1] + beta * outer(k, k)))
    return H


@fault(preconditioner, "squash", "log max(A, ε) for log(A + ε)")
def _(A: Scalar, centre: Scalar, x: mpf, eps: mpf) -> Scalar:
    r = log(A if value(A) > eps else eps) - centre
    return exp(-log(x) * (r / (ONE + magnitude(r))))


@fault(preconditioner, "squash", "the centre is added")
def _(A: Scalar, centre: Scalar, x: mpf, eps: mpf) -> Scalar:
    r = log(A + eps) + centre
    return exp(-log(x) * (r / (ONE + magnitude(r))))


@fault(preconditioner, "squash", "the centre is an exponent")
def _(A: Scalar, centre: Scalar, x: mpf, eps: mpf) -> Scalar:
    r = log(A + eps) - exp(centre)
    return exp(-log(x) * (r / (ONE + magnitude(r))))


@fault(heads, "sherman_morrison_key", "Sherman-Morrison divides by kᵀ(p∘k)")
def _(A_before: Vector, k: Vector, ridge: Vector) -> Vector:
    pk = k / (A_before + ridge)
    return pk / (k @ pk + mpf("1e-60"))


@fault(heads, "weighted_gain", "the weighted gain forgets the decay")
def _(alpha: Scalar, beta: Scalar, k: Vector, k_write: Vector) -> Scalar:
    return beta / (ONE + beta * (k @ k_write))


@fault(heads, "conjugate_gradient", "conjugate gradients stop a step early")
def _(G: Matrix, q: Vector, iterations: int, start: str, eps: mpf, steps: Any = heads.conjugate_gradient) -> Vector:
    return steps(G, q, iterations - 1, start, eps)


@fault(gates, "length", "ε stands outside the root of the norm")
def _(x: Vector, form: str) -> Scalar:
    return ONE if form == "none" else sqrt(x @ x + mpf("1e-60")) + mpf(gates.NORM_EPS)


@fault(preconditioner, "magnitude", "the tape gives |r| the slope 1")
def _(r: Scalar) -> Scalar:
    return Variable(abs(r.value), (r, ONE)) if isinstance(r, Variable) else abs(r)


@fault(Variable, "__truediv__", "the tape turns the slope of a divisor")
def _(x: Variable, y: Scalar) -> Variable:
    quotient, inverse = x.value / value(y), ONE / value(y)
    return Variable(quotient, (x, inverse), (y, quotient * inverse))
