"""Wrong formulas, each of which the comparison must notice: mistakes that implementations make."""
from __future__ import annotations

from typing import Any, Callable, NamedTuple

from mpmath import mpf

from . import gates, preconditioner, problem
from .algebra import Matrix, Vector, outer
from .operators import decayed
from .problem import Problem
from .tape import ONE, Variable, exp, log, magnitude, sqrt, value


class Fault(NamedTuple):
    """A name in a module or class, and what is put in its place."""

    description: str
    owner: Any
    name: str
    replacement: Callable[..., Any]


def squash_with(r_of: Callable[..., Any]) -> Callable[..., Any]:
    """The squash with another r."""

    def squash(A: Any, centre: Any, x: mpf, eps: mpf) -> Any:
        r = r_of(A, centre, eps)
        return exp(-log(x) * (r / (ONE + magnitude(r))))

    return squash


def online_with(u_of: Callable[..., Vector]) -> Callable[..., Matrix]:
    """The online recurrence with another u."""
    return lambda S, alpha, gain, k, k_write, v: decayed(alpha, S) + outer(k_write, u_of(S, decayed(alpha, S), gain, k, k_write, v))


def decay_after_square(A_0: Vector, g_atk: Any, beta_atk: Any, keys: Any) -> list[Vector]:
    A = [A_0]
    for g, beta, k in zip(g_atk, beta_atk, keys):
        A.append(exp(g) * (A[-1] + beta * (k * k)))
    return A


def ridge_decayed(H_0: Matrix, alphas: Any, betas: Any, keys: Any) -> list[Matrix]:
    H = [H_0]
    for alpha, beta, k in zip(alphas, betas, keys):
        H.append(alpha * (H[-1] + beta * outer(k, k)))
    return H


def quotient_of_wrong_slope(x: Variable, y: Any) -> Variable:
    quotient, inverse = x.value / value(y), ONE / value(y)
    return Variable(quotient, (x, inverse), (y, quotient * inverse))


FAULTS = [
    Fault("the erase reads the state before its decay", problem, "online", online_with(lambda S, DS, gain, k, k_write, v: gain * (v - S.T @ k))),
    Fault("the erase reads with the write key", problem, "online", online_with(lambda S, DS, gain, k, k_write, v: gain * (v - DS.T @ k_write))),
    Fault("the gain multiplies the write alone", problem, "online", online_with(lambda S, DS, gain, k, k_write, v: gain * v - DS.T @ k)),
    Fault("comba's erase reads the decayed state", problem, "comba", lambda S, alpha, beta, erase, k, v: decayed(alpha, S) + outer(k, beta * v - erase * (decayed(alpha, S).T @ k))),
    Fault("offline, the decay takes the new token too", problem, "offline", lambda S, alpha, gain, k_write, v: decayed(alpha, S + gain * outer(k_write, v))),
    Fault("value heads are tiled over key heads", Problem, "key_head_of", lambda self, j: j % self.H),
    Fault("the query is not scaled", Problem, "scaled", lambda self, q: q),
    Fault("ε stands outside the root of the norm", gates, "length", lambda x, form: ONE if form == "none" else sqrt(x @ x + mpf("1e-60")) + mpf(gates.NORM_EPS)),
    Fault("the norm's ε is a decimal, not a double", gates, "NORM_EPS", "1e-6"),
    Fault("log max(A, ε) for log(A + ε)", preconditioner, "squash", squash_with(lambda A, centre, eps: log(A if value(A) > eps else eps) - centre)),
    Fault("the centre is added", preconditioner, "squash", squash_with(lambda A, centre, eps: log(A + eps) + centre)),
    Fault("the centre is an exponent", preconditioner, "squash", squash_with(lambda A, centre, eps: log(A + eps) - exp(centre))),
    Fault("A decays after it has taken the square", problem, "diagonal_states", decay_after_square),
    Fault("the Gram matrix decays after it has taken the token", problem, "gram_states", ridge_decayed),
    Fault("Sherman-Morrison divides by kᵀ(p∘k)", problem, "sherman_morrison_key", lambda A, k, ridge: k / (A + ridge) / (k @ (k / (A + ridge)) + mpf("1e-60"))),
    Fault("the weighted gain forgets the decay", problem, "weighted_gain", lambda alpha, beta, k, k_write: beta / (ONE + beta * (k @ k_write))),
    Fault("conjugate gradients stop a step early", problem, "conjugate_gradient", lambda G, q, n, start, eps, solve=problem.conjugate_gradient: solve(G, q, n - 1, start, eps)),
    Fault("softplus without the one", gates, "softplus", lambda y: log(exp(y))),
    Fault("the sigmoid of the bounded gate is turned", gates, "sigmoid", lambda z: ONE / (ONE + exp(z))),
    Fault("da0 of a Gram matrix is not symmetric", problem, "symmetric", lambda slopes: slopes),
    Fault("the tape turns the slope of a divisor", Variable, "__truediv__", quotient_of_wrong_slope),
]
