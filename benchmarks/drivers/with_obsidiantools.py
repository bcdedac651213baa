"""obsidiantools: connect (the graph) and gather (the texts), as its documentation shows."""

import sys
from pathlib import Path

from obsidiantools.api import Vault

print(len(Vault(Path(sys.argv[1])).connect().gather().md_file_index))
