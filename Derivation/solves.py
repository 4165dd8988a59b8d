"""Solutions of G x = b for a symmetric positive definite G, and what conjugate gradients make of it (OP-S)."""

from __future__ import annotations

from mpmath import mpf

from .algebra import Matrix, Vector
from .tape import ZERO, Scalar


def solve(G: Matrix, b: Vector) -> Vector:
    """Gaussian elimination; no pivot is needed, every leading block being positive definite."""
    rows = [[*row, right] for row, right in zip(G, b, strict=True)]
    n = len(rows)
    for column in range(n):
        pivot = rows[column]
        for row in rows[column + 1 :]:
            factor = row[column] / pivot[column]
            for j in range(column + 1, n + 1):
                row[j] = row[j] - factor * pivot[j]
    x: list[Scalar] = [ZERO] * n
    for i in reversed(range(n)):
        known = sum((rows[i][j] * x[j] for j in range(i + 1, n)), start=ZERO)
        x[i] = (rows[i][n] - known) / rows[i][i]
    return Vector(x)


def conjugate_gradient(G: Matrix, q: Vector, iterations: int, start: str, eps: mpf) -> Vector:
    x = q / Vector(G[i][i] for i in range(len(q))) if start == "diagonal" else q * ZERO
    r = p = q - G @ x
    for _ in range(iterations):
        a = (r @ r) / (p @ (G @ p) + eps)
        x = x + a * p
        r_next = r - a * (G @ p)
        p = r_next + ((r_next @ r_next) / (r @ r + eps)) * p
        r = r_next
    return x
