"""`python -m delta_conformance check …` is `conform check …`."""

from delta_conformance_start import main

main()
