"""Draw the charts in the docs: ``python -m tools.charts``; ``make docs`` runs it.

Each is the file that the command writes, on a copy of the sample vault.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from click.testing import CliRunner

from thesisvault.cli.main import thesis

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHARTS: dict[str, tuple[str, ...]] = {
    "quadrants": ("rotation", "--as-of", "2020-11-13"),
    "local-graph": ("graph", "Long defense AI", "--typed"),
}


def drawn() -> dict[str, str]:
    """Every chart by name, drawn now."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        vault = Path(name) / "vault"
        shutil.copytree(ROOT / "vault", vault)
        for chart, line in CHARTS.items():
            file = Path(name) / f"{chart}.svg"
            arguments = ["--vault", str(vault), *line, "--svg", str(file)]
            CliRunner().invoke(thesis, arguments, catch_exceptions=False)
            found[chart] = file.read_text(encoding="utf-8")
    return found


def main() -> None:
    """Write the charts."""
    for name, picture in drawn().items():
        (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
