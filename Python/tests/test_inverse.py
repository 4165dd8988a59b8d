"""A chunkwise kernel that forms the inverse of I + L first, of few bits: right, and less exact where keys repeat (TOL-17).

Written in numpy from the equations of the chunk form alone. Every factor of a product is rounded to float16, as tensor cores read it,
and what launches write for each other is; the inverse may have fewer bits still.
"""

import numpy as np
import pytest

import delta_conformance as dc
import kernels

F = np.float32
CHUNK = 64


def half(x):
    return x.astype(np.float16).astype(F)


def product(a, b):
    return (half(a) @ half(b)).astype(F)


def of_bits(bits):
    def rounded(x):
        significand, exponent = np.frexp(x.astype(np.float64))
        return np.ldexp(np.rint(significand * 2.0**bits) / 2.0**bits, exponent).astype(F)

    return rounded


class Chunk:
    """Decays, interactions and corrections of the tokens of a chunk; q, k and g are [C,K], v is [C,V], beta [C]."""

    def __init__(self, q, k, v, g, beta, S, inverse):
        self.q, self.k, self.v, self.beta, self.S = q, k, v, beta[:, None], S
        n = len(k)
        sums = np.cumsum(g.astype(np.float64), 0)
        self.since, self.to_end, self.whole = (np.exp(x).astype(F) for x in (sums, sums[-1] - sums, sums[-1][:, None]))
        self.lower, self.strict = np.tril(np.ones((n, n), F)), np.tril(np.ones((n, n), F), -1)
        self.between = np.exp(np.minimum(sums[:, None] - sums[None], 0)).astype(F)
        self.N = np.einsum("ik,ijk,jk->ij", half(k), self.between, half(k)).astype(F) * self.strict
        self.M = np.einsum("ik,ijk,jk->ij", half(q), self.between, half(k)).astype(F) * self.lower
        self.T = inverse(np.linalg.inv(np.eye(n) + self.beta * self.N).astype(F))
        self.X = self.beta * self.since * k
        self.W = half(product(self.T, self.X))
        self.D = half(half(product(self.T, self.beta * v)) - product(self.W, S))

    def outputs(self):
        o = product(self.q * self.since, self.S) + product(self.M, self.D)
        return o, (self.whole * self.S + product((self.to_end * self.k).T, self.D)).astype(F)

    def reversed(self, do, G):
        """Gradients of q, k, v, beta and g, and of the state before; G is that of the state behind."""
        q, k, since, between = self.q, self.k, self.since, self.between
        dD = half(product(self.M.T, do) + product(self.to_end * k, G))
        dM = product(do, self.D.T) * self.lower
        dW = half(-product(dD, self.S.T))
        dT = product(dW, self.X.T) + product(dD, (self.beta * self.v).T)
        dX, dY = product(self.T.T, dW), product(self.T.T, dD)
        dL = -product(product(self.T.T, dT * self.lower), self.T.T) * self.strict
        dN = self.beta * dL
        read, written = since * product(do, self.S.T), self.to_end * product(self.D, G.T)
        dq = read + np.einsum("ij,ijk,jk->ik", dM, between, k)
        dk = self.beta * since * dX + written
        dk = dk + np.einsum("ij,ijk,jk->ik", dN, between, k) + np.einsum("ij,ijk,ik->jk", dN, between, k)
        dk = dk + np.einsum("ij,ijk,ik->jk", dM, between, q)
        dbeta = (dY * self.v).sum(1) + (dX * since * k).sum(1) + (dL * self.N).sum(1)
        # Of sums of gates: where a decay begins, where it ends.
        pairs = np.einsum("ij,ik,ijk,jk->ijk", dN, k, between, k) + np.einsum("ij,ik,ijk,jk->ijk", dM, q, between, k)
        sums = q * read + dX * self.X - written * k + pairs.sum(1) - pairs.sum(0)
        sums[-1] += (written * k).sum(0) + (G * self.whole * self.S).sum(1)
        dg = np.cumsum(sums[::-1], 0)[::-1]
        before = self.whole * G + product((q * since).T, do) - product(self.W.T, dD)
        return dq, dk, self.beta * dY, dbeta, dg, before.astype(F)


def gated(inverse):
    """Gated DeltaNet in such chunks, with its gradients."""

    def kernel(request):
        r = kernels.normalised(request)
        wants = r.do is not None or r.dht is not None
        out = {"o": np.zeros_like(r.v), "ht": np.zeros((r.B, r.HV, r.K, r.V), F)}
        for name, x in dict(dq=r.q, dk=r.k, dv=r.v, dg=r.g, dbeta=r.beta, dh0=r.h0).items():
            if wants and x is not None:
                out[name] = np.zeros_like(x)
        for at in np.ndindex(r.B, r.HV):
            row = (at[0], slice(None), at[1])
            g = np.repeat(np.maximum(r.g[row], -1e4)[:, None], r.K, 1)
            q, k, v, beta = half(r.q[row]) * F(r.scale), half(r.k[row]), r.v[row], r.beta[row]
            S, chunks = np.zeros((r.K, r.V), F) if r.h0 is None else r.h0[at], []
            for start in range(0, r.T, CHUNK):
                tokens = slice(start, start + CHUNK)
                chunks.append((tokens, Chunk(q[tokens], k[tokens], v[tokens], g[tokens], beta[tokens], S, inverse)))
                out["o"][row][tokens], S = chunks[-1][1].outputs()
            out["ht"][at] = S
            if not wants:
                continue
            do = np.zeros_like(v) if r.do is None else r.do[row]
            G = np.zeros_like(S) if r.dht is None else r.dht[at]
            for tokens, chunk in reversed(chunks):
                dq, dk, dv, dbeta, dg, G = chunk.reversed(do[tokens], G)
                found = dict(dq=dq * F(r.scale), dk=dk, dv=dv, dbeta=dbeta, dg=dg.sum(1))
                for name, x in found.items():
                    out[name][row][tokens] = x
            if "dh0" in out:
                out["dh0"][at] = G
        for name, x in dict(dq=request.q, dk=request.k).items():
            if name in out:
                out[name] = through_norm(x, out[name], request.l2norm)
        return out

    return kernel


def through_norm(x, dy, l2norm):
    """Back through a norm."""
    if l2norm == "none":
        return dy
    squares = np.sum(x.astype(np.float64) ** 2, -1, keepdims=True)
    length = np.sqrt(squares + 1e-6) if l2norm == "rsqrt-eps" else np.maximum(np.sqrt(squares), 1e-12)
    y = x / length
    return ((dy - y * np.sum(y * dy, -1, keepdims=True)) / length).astype(F)


def judged(bits):
    domain = dc.Domain(packed=False, grouped=False, gates={"log"}, state_layout={"kv"})
    cases = ["gdn.keys-repeated*", "gdn.keys-collinear*"]
    return dc.check(gated(of_bits(bits)), "gdn", profile="fp16", grad="returned", domain=domain, cases=cases)


@pytest.mark.parametrize("bits, lost", [(11, False), (9, True)])
def test_an_inverse_of_few_bits_is_found_and_named(bits, lost):
    report = judged(bits)
    assert report.ok and report.summary["judged"], str(report)
    named = [r.property for r in report.results if any("an inverse of I + L formed first" in t for t in r.traits)]
    assert ("parity-dh0" in named) == lost, named
    assert ("formed first, which loses" in str(report)) == lost


def test_an_inverse_of_far_too_few_bits_is_refused():
    assert not judged(4).ok
