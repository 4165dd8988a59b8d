"""Judges kernels of delta-rule recurrences against an oracle whose own error is proved.

import delta_conformance as dc

def kernel(r):
    o, ht = my_gdn(r.q, r.k, r.v, r.g, r.beta, initial_state=r.h0, scale=r.scale)
    return dict(o=o, ht=ht)

report = dc.check(kernel, operator="gdn", profile="bf16", framework="torch", device="cuda")
print(report)
assert report.ok
"""

from ._executable import ConformError
from .adapt import NAMES as ADAPTATIONS
from .answering import answer, answer_folder
from .client import client
from .domain import Domain
from .judging import check, drift, fuzz, likeness
from .oracle import catalogue, reference, requests
from .report import Report, Result, Where
from .request import Request
from ._version import VERSION
from .server import Server, Unsupported

__version__ = VERSION
__all__ = [
    "ADAPTATIONS",
    "ConformError",
    "Domain",
    "Report",
    "Request",
    "Result",
    "Server",
    "Unsupported",
    "Where",
    "answer",
    "answer_folder",
    "catalogue",
    "check",
    "client",
    "drift",
    "fuzz",
    "likeness",
    "reference",
    "requests",
]
