"""Evidence to verdicts: what rotations do to each thesis, and which line says so.

Pure: the vault and the day go in, a `StatusReport` comes out (`assess`), the same for the same
input.
"""
