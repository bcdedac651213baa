"""What the command line costs before it does anything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from thesisvault import __version__

ALLOWED = {"thesisvault", "thesisvault.cli", "thesisvault.cli.main", "thesisvault.model"}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]], ids=str)
def test_help_and_version_import_little_but_click(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom thesisvault.cli.main import main\n"
        f"try: main({arguments})\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stderr.split())
    assert "importlib.metadata" not in loaded
    assert "difflib" not in loaded and "json" not in loaded
    ours = {name for name in loaded if name.startswith("thesisvault")}
    assert ours <= {*ALLOWED, "thesisvault.model.errors"}
    if arguments == ["--version"]:
        assert run.stdout == f"thesis {__version__}\n"
