"""Two examples of each command, as its help shows them; on the sample vault, each of them works."""

from __future__ import annotations

EXAMPLES = {
    "status": ("status", 'status "Long NVIDIA" --since 7d'),
    "explain": ('explain "Long NVIDIA"', 'explain "Long banks" --as-of 2020-12-01'),
    "calendar": ("calendar --days 30", "calendar --ics calendar.ics"),
    "claims": (
        'claims "Long NVIDIA"',
        "claims --flows --as-of 2020-12-01",
    ),
    "contradictions": ("contradictions", "contradictions --json"),
    "crowding": ("crowding", "crowding --as-of 2020-12-01"),
    "clusters": ("clusters", "clusters --as-of 2020-12-01"),
    "hubs": ("hubs", "hubs --most 20 --all"),
    "what-if": (
        'what-if "out of AI hyperscalers into utilities"',
        'what-if "into Defense, Small caps" --since 2025-12-31 --note',
    ),
    "record": ("record", 'record "Long banks" --factors IWM-SPY'),
    "history": ('history "Long NVIDIA"', 'history "Long banks" --as-of 2020-12-01'),
    "log": (
        'log "Long NVIDIA" "Trimmed after the report."',
        'log "Long NVIDIA" "NVDA close > 200" --probability 60% --by 2026-06-30',
    ),
    "moves": (
        "moves NVDA JPM --window -4,0",
        'moves "Long banks" --event 2020-11-09 --as-of 2020-12-01',
    ),
    "rotation": ("rotation", 'rotation "Sector Rotation November 2020" --as-of 2020-12-01'),
    "prices": ("prices status", "prices fetch NVDA"),
    "prices import": ("prices import ~/Downloads/NVDA.csv", "prices import bars.csv --symbol NVDA"),
    "prices sync": ("prices sync ~/Downloads/bars", "prices sync bars --currency EUR"),
    "prices status": ("prices status", "prices status --as-of 2020-12-01"),
    "prices fetch": ("prices fetch", "prices fetch NVDA SPY --start 2020-01-02"),
    "holdings": ("holdings import positions.csv", "holdings import positions.csv --dry-run"),
    "holdings import": (
        "holdings import positions.csv --dry-run",
        "holdings import positions.csv --broker schwab",
    ),
    "list": ("list theses --open --sort score", "list stocks --since 3m"),
    "open": ("open nvda", 'open --print "Long NVIDIA:8"'),
    "path": ('path "Copper deficit" "Long NVIDIA"', 'path OBBBA "Long copper producers" --json'),
    "links": ("links NVIDIA", 'links "Long NVIDIA" --json'),
    "backlinks": ("backlinks NVIDIA", 'backlinks "Short expensive software"'),
    "check": ("check", "check --fix --dry-run"),
    "survey": ("survey", "survey --as-of 2020-12-01"),
    "export": ("export mermaid", "export graphml --as-of 2020-12-01"),
    "new": ('new thesis "Long copper"', "new --missing"),
    "update": ("update", "update --add backlinks NVIDIA"),
    "watch": ("watch", "watch --poll"),
    "propose": (
        'propose "West - The Great 2026 Rotation"',
        'propose "West - The Great 2026 Rotation" --write --accept 1,3-5',
    ),
    "rename": (
        "rename NVIDIA Nvidia --dry-run",
        'rename "Long copper producers" Theses/Archive/',
    ),
    "undo": ("undo --dry-run", "undo"),
    "search": ("search copper deficit", "search 'kind:thesis line:(copper grid)'"),
    "mentions": ("mentions --all", 'mentions "Copper deficit" --link --dry-run'),
    "graph": ('graph "Long NVIDIA" --typed', 'graph "Long NVIDIA" --svg nvidia.svg'),
    "restore": ('restore "Long NVIDIA" --list', 'restore "Long NVIDIA"'),
    "init": ("init", "init ~/vault"),
    "doctor": ("doctor", "doctor --json"),
    "completion": ("completion bash", "completion fish"),
    "schema": ("schema status", "schema record"),
    "lsp": ("lsp", "lsp --log lsp.log"),
    "serve": ("serve --open", "serve --port 9000 --key"),
    "publish": ('publish pages --thesis "Long NVIDIA"', "publish pages --all"),
}
"""By the words of the command, without the program's own name."""
