"""Attacks on the program and on what it holds. Their long half is in `tests/soak`.

What each is and what must hold is in docs/security.md. A vault's notes are attacked in
`tests/hostile`, the writer by kills and races in `tests/soak`.
"""
