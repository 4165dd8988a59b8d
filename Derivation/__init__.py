"""The goldens derived a second time, in 60 decimal digits, from the equations alone (Specs/goldens.md, FIX-6).

    python3 -m Derivation [--all | --sample N] [--operator NAME] [--id ID] [--broken]

Nothing here is shared with the Swift package but the equations and the file format. Gradients come from a tape that
knows no recurrence (tape.py); no adjoint is written down.
"""
