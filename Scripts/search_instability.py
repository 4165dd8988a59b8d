#!/usr/bin/env python3
"""Searches for periodic key streams along which PDN's state grows (Specs/stability.md, STAB-1).

    python3 Scripts/search_instability.py                         the families of the witnesses, about a minute
    python3 Scripts/search_instability.py 2,1,4 3,1,4             other families TURNS,SHIFT,BLOCK
    python3 Scripts/search_instability.py --free 3,1,1 1,2,2      B free in [1/x, x]: what no recurrence need reach

A family is a block of BLOCK tokens, repeated TURNS times with its channels moved round by SHIFT places each time: K =
TURNS*SHIFT channels, period TURNS*BLOCK. Values are zero and nothing decays, so the state after a period is M S with M the
product of I - beta (B*k) k^T; the objective is the spectral radius of M to the power 1/period, the growth per token. A is in
the periodic steady state that its own recurrence has. Gradients are exact (left and right eigenvectors, then the adjoint of
A); ascent by Adam from many starts; the best is rounded to integer keys and gates 0 or 1. The same seed gives the same run.
"""
import argparse
import itertools
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np  # noqa: E402

EPS = 1e-6


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def squash(A, c, x):
    """B and dB/dlog(A + eps)."""
    r = np.log(A + EPS) - c
    B = np.exp(-np.log(x) * r / (1 + abs(r)))
    return B, -np.log(x) * B / (1 + abs(r)) ** 2


def steady_state(alpha, source):
    """A_t = alpha_t A_{t-1} + source_t over one period, with A_0 = A_p; returns A_0 ... A_p, [n, p+1, K]."""
    n, p, K = source.shape
    end, kept = np.zeros((n, K)), np.ones(n)
    for t in range(p):
        end, kept = alpha[:, t, None] * end + source[:, t], kept * alpha[:, t]
    A = np.empty((n, p + 1, K))
    A[:, 0] = end / (1 - kept)[:, None]
    for t in range(p):
        A[:, t + 1] = alpha[:, t, None] * A[:, t] + source[:, t]
    return A


def product(k, w, beta):
    """M = product over t of I - beta w k^T, the last token leftmost."""
    n, p, K = k.shape
    M = np.tile(np.eye(K), (n, 1, 1))
    for t in range(p):
        M = M - beta[:, t, None, None] * w[:, t, :, None] * np.einsum("nk,nkj->nj", k[:, t], M)[:, None]
    return M


def growth(k, w, beta):
    """log of the growth per token, and its derivatives by k, w (each as if the other were fixed) and beta."""
    n, p, K = k.shape
    values, right = np.linalg.eig(product(k, w, beta))
    top, rows = np.argmax(abs(values), axis=1), np.arange(n)
    lam, v, y = values[rows, top], right[rows, :, top], np.linalg.pinv(right)[rows, top, :].astype(complex)
    states = [v.astype(complex)]
    for t in range(p):
        states.append(states[-1] - beta[:, t, None] * w[:, t] * (k[:, t] * states[-1]).sum(-1, keepdims=True))
    dk, dw, dbeta = np.zeros((n, p, K)), np.zeros((n, p, K)), np.zeros((n, p))
    for t in reversed(range(p)):
        kx, yw = (k[:, t] * states[t]).sum(-1), (y * w[:, t]).sum(-1)
        dbeta[:, t] = -(yw * kx / lam).real / p
        dw[:, t] = -(beta[:, t, None] * y * (kx / lam)[:, None]).real / p
        dk[:, t] = -(beta[:, t, None] * states[t] * (yw / lam)[:, None]).real / p
        y = y - beta[:, t, None] * yw[:, None] * k[:, t]
    return np.log(abs(lam)) / p, dk, dw, dbeta


class Family:
    """Parameters of one block, and the growth of the whole period with its gradient."""

    def __init__(self, turns, shift, block, x, free, centre=None):
        self.turns, self.shift, self.block, self.x, self.free, self.centre = turns, shift, block, x, free, centre
        self.K, self.period = turns * shift, turns * block

    def start(self, n, rng):
        """Tokens that mark (no gain; A forgets and stores the key) among tokens that work (full gain; A is held)."""
        q, K = self.block, self.K
        keys = rng.normal(size=(n, q, K))
        if self.free:
            return {"k": keys, "beta": 3 + rng.normal(size=(n, q)), "B": 2 * rng.normal(size=(n, q, K))}
        mark = rng.random((n, q)) < 1.3 / q
        mark[:, 0] = True
        support = (rng.random((n, q, K)) < 0.5) * (1 + 0.3 * rng.normal(size=(n, q, K)))
        noise = lambda spread: spread * rng.normal(size=(n, q))  # noqa: E731
        return {
            "k": np.where(mark[:, :, None], support + 1e-3 * keys, keys),
            "beta": np.where(mark, -3.0, 3.0) + noise(1),
            "alpha": np.where(mark, -5.0, 4.0) + noise(1.5),
            "store": np.where(mark, 3.0, -7.0) + noise(1.5),
            "c": rng.normal(size=(n, 1)) - 5.5 if self.centre is None else np.full((n, 1), self.centre),
        }

    def repeat(self, block):
        """A block's keys [n, q, K] over all turns."""
        return np.concatenate([np.roll(block, j * self.shift, axis=-1) for j in range(self.turns)], axis=1)

    def fold(self, d):
        """The adjoint of `repeat`; for gates, of plain repetition."""
        parts = np.split(d, self.turns, axis=1)
        return sum(np.roll(p, -j * self.shift, axis=-1) if d.ndim == 3 else p for j, p in enumerate(parts))

    def evaluate(self, P):
        n, p = len(P["k"]), self.period
        norms = np.sqrt((P["k"] ** 2).sum(-1, keepdims=True))
        unit = P["k"] / norms
        k, gate = self.repeat(unit), {g: np.tile(sigmoid(P[g]), self.turns) for g in P if g in ("beta", "alpha", "store")}
        if self.free:
            B = self.repeat(self.x ** -np.tanh(P["B"]))
        else:
            A = steady_state(gate["alpha"], gate["store"][:, :, None] * k * k)
            B, dB_dlog = squash(A[:, 1:], P["c"][:, :, None], self.x)
        value, dk, dw, dbeta = growth(k, B * k, gate["beta"])
        dk, dB, G = dk + dw * B, dw * k, {"beta": dbeta}
        if self.free:
            G["B"] = self.fold(dB * B) * -np.log(self.x) * (1 - np.tanh(P["B"]) ** 2)
        else:
            G["c"] = -(dB * dB_dlog).sum((1, 2))[:, None] * (self.centre is None)
            # The adjoint of A runs backwards round the period: it is a steady state too.
            direct = (dB * dB_dlog / (A[:, 1:] + EPS))[:, ::-1]
            back = steady_state(np.roll(gate["alpha"], -1, axis=1)[:, ::-1], direct)[:, 1:][:, ::-1]
            G["alpha"], G["store"] = (back * A[:, :-1]).sum(-1), (back * k * k).sum(-1)
            dk = dk + back * 2 * gate["store"][:, :, None] * k
        for g in gate:
            G[g] = self.fold(G[g] * gate[g] * (1 - gate[g]))
        dk = self.fold(dk)
        G["k"] = (dk - unit * (dk * unit).sum(-1, keepdims=True)) / norms
        return value, G


def ascend(family, P, steps, rate, last_rate):
    """Adam; returns the best value and parameters that each start has seen."""
    first = {g: np.zeros_like(v) for g, v in P.items()}
    second = {g: np.zeros_like(v) for g, v in P.items()}
    best, kept = None, None
    for i in range(steps):
        value, G = family.evaluate(P)
        if best is None:
            best, kept = value.copy(), {g: v.copy() for g, v in P.items()}
        better = value > best
        best = np.where(better, value, best)
        for g in P:
            kept[g][better] = P[g][better]
            d = np.nan_to_num(G[g])
            first[g] = 0.9 * first[g] + 0.1 * d
            second[g] = 0.99 * second[g] + 0.01 * d * d
            step = first[g] / (1 - 0.9 ** (i + 1)) / (np.sqrt(second[g] / (1 - 0.99 ** (i + 1))) + 1e-12)
            P[g] = P[g] + rate * (last_rate / rate) ** (i / steps) * step
            if g not in ("k", "c"):
                P[g] = np.clip(P[g], -40, 12 if g == "alpha" else 40)
    return best, kept


def integer_keys(key, largest, count):
    """The integer vectors of entries up to `largest` that point most nearly along a key."""
    candidates = {tuple(np.rint(key / abs(key).max() * s).astype(int)) for s in range(1, largest + 1)}
    angle = lambda z: 1 - abs(np.dot(z, key)) / np.linalg.norm(z) / np.linalg.norm(key)  # noqa: E731
    return sorted(candidates, key=lambda z: (angle(z), z))[:count]


def rounded(family, P, largest):
    """The best stream nearby with integer keys, gates 0 or 1 and a centre in sixteenths."""
    hard = {g: np.where(P[g] > 0, 40.0, -40.0) for g in ("beta", "alpha", "store")}
    centre = round(float(P["c"][0]) * 16) / 16
    centres = (centre - 1 / 16, centre, centre + 1 / 16) if family.centre is None else (family.centre,)
    best = (-np.inf, None, None)
    choices = itertools.product(*(integer_keys(key, largest, 5) for key in P["k"]))
    for keys, c in itertools.product(choices, centres):
        one = {"k": np.array([keys], float), "c": np.array([[c]])} | {g: v[None] for g, v in hard.items()}
        best = max(best, (float(family.evaluate(one)[0][0]), keys, c))
    return best, hard


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("families", nargs="*", default=["2,1,3", "3,1,3"], help="TURNS,SHIFT,BLOCK")
    parser.add_argument("--x", type=float, default=1.5, help="the bound of the squash")
    parser.add_argument("--centre", type=float, help="hold the centre c of the squash at this value")
    parser.add_argument("--free", action="store_true", help="B free in [1/x, x] at every token")
    parser.add_argument("--starts", type=int, default=256)
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--largest", type=int, default=64, help="the largest integer in a rounded key")
    options = parser.parse_args()
    for text in options.families:
        turns, shift, block = map(int, text.split(","))
        family = Family(turns, shift, block, options.x, options.free, options.centre)
        rng = np.random.default_rng(options.seed + 1000 * turns + 100 * shift + block)
        best, P = ascend(family, family.start(options.starts, rng), options.steps, 0.05, 0.002)
        leaders = np.argsort(-best)[:6]
        best, P = ascend(family, {g: v[leaders] for g, v in P.items()}, 2 * options.steps, 0.01, 1e-4)
        winner = {g: v[np.argmax(best)] for g, v in P.items()}
        print(f"K={family.K} period={family.period}: growth {np.exp(best.max()):.6f} a token")
        if options.free:
            print(np.round(winner["k"] / np.linalg.norm(winner["k"], axis=1, keepdims=True), 4))
            print("B", np.round(options.x ** -np.tanh(winner["B"]), 4).tolist())
            continue
        (value, keys, c), hard = rounded(family, winner, options.largest)
        print(f"  rounded: growth {np.exp(value):.8f} a token, c = {c}, block of {block} tokens, moved round by {shift}")
        for i, key in enumerate(keys):
            bits = {g: int(hard[g][i] > 0) for g in hard}
            print(f"    k ~ {tuple(int(z) for z in key)}  beta={bits['beta']} alphaP={bits['alpha']} betaP={bits['store']}")


if __name__ == "__main__":
    main()
