"""headless-vault-kit: its SQLite index, rebuilt from nothing in a folder of its own."""

import sys
import tempfile

from hvk.cli import main

with tempfile.TemporaryDirectory() as index:
    sys.exit(main(["--vault", sys.argv[1], "--index", index, "rebuild"]))
