"""Tripwires: conditions that would prove a thesis wrong, read and compared with what happened.

Text goes through `lexer` and `parser` to the tree of `syntax`; `printer` is the way back.
`history` tries a tree day by day on `readings`, with the values of `figures`; `thesis` makes
readings of a vault and its prices. Pure, and without `eval`.
"""
