"""What the command line costs before it does anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sizes import share
from thesisvault import __version__

ALLOWED = {
    *(
        "thesisvault",
        "thesisvault.cli",
        "thesisvault.cli.main",
        "thesisvault.cli.group",
        "thesisvault.cli.streams",
    ),
    "thesisvault.model",
}


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


@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"]][: share(1, 2)])
def test_a_review_that_is_kept_needs_nothing_of_the_graph(
    arguments: list[str], tmp_path: Path
) -> None:
    (tmp_path / "Long copper.md").write_text("---\ntype: thesis\n---\n", encoding="utf-8")
    diary = tmp_path / "Diary.md"
    diary.write_text("Nothing yet.\n", encoding="utf-8")
    command = ["--vault", str(tmp_path), *arguments]
    code = (
        "import sys\nfrom thesisvault.cli.main import main\n"
        # What was read so soon after its save would be read again.
        "from thesisvault.storage.index import compare\ncompare.TICK = 0\n"
        f"try: main({command})\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    )

    def loaded() -> set[str]:
        run = [sys.executable, "-c", code]
        done = subprocess.run(run, capture_output=True, text=True, check=True)
        assert "Long copper" in done.stdout
        return {name.removeprefix("thesisvault.").split(".")[0] for name in done.stderr.split()}

    unneeded = {"graph", "market", "impact", "parser", "edits", "fetch", "ctypes", "subprocess"}
    assert "graph" in loaded()  # nothing is kept yet
    assert not loaded() & unneeded
    diary.write_text("Of [[Long copper]].\n", encoding="utf-8")
    read = loaded()
    assert "parser" in read  # the note is read, and the review holds
    assert not read & {"yaml", "frontmatter"}  # plain front matter needs neither
    assert not loaded() & unneeded


def test_a_server_of_pages_does_not_hold_what_reads_notes() -> None:
    pytest.importorskip("starlette", reason="the extra `web` is not installed")
    code = (
        "import sys\nimport thesisvault.cli.commands.serve, thesisvault.web.serve\n"
        "print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"markdown_it", "frontmatter", "yaml"} & set(run.stdout.split())


def test_on_windows_one_sentence_says_what_to_type() -> None:
    absent = ("fcntl", "termios", "pty", "tty", "pwd", "grp", "resource")
    code = (
        "import sys, click\n"
        f"for name in {absent}: sys.modules[name] = None\n"
        "sys.platform = 'win32'\n"
        "from thesisvault.cli.main import main\nmain(['status'])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.count("\n") == 1 and "`wsl --install`" in run.stderr


def test_without_a_home_and_in_the_plainest_locale_names_keep_their_letters(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    code = "from thesisvault.cli.main import main; main()"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "XDG_CACHE_HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code, "new", "stock", "Münchener Rück"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode() == "Stocks/Münchener Rück.md\n"
    text = (tmp_path / "Stocks/Münchener Rück.md").read_text(encoding="utf-8")
    assert "# Münchener Rück\n" in text
