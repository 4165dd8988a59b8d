"""`python -m delta_conformance check …` is `conform check …`."""

from ._executable import main

main()
