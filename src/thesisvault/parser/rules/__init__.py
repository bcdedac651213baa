"""What Obsidian adds to CommonMark, one rule a file.

Each module has `install(md)`, which puts its rule in its place. Inline rules leave tokens whose
`meta` holds ``start`` and ``end``: offsets into the inline token's content.
"""
