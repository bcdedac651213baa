"""The hostile price server against the program as it is installed: time, memory, what is stored."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from attacks.price_server import DAYS, ENDLESS, WRONG, Talk, attacking
from market.readers.builders import make_vault
from soak.conftest import Tell, environment
from thesisvault.fetch import bounded

_MEMORY = 512 << 20
"""Bytes of data: what the program takes by itself, and one answer."""
_THESIS = (sys.executable, "-c", "from thesisvault.cli.main import main; main()")


def test_each_mode_ends_in_a_sentence(tmp_path: Path, tell: Tell) -> None:
    for mode, talk in {**WRONG, **ENDLESS}.items():
        root = make_vault(tmp_path / mode, {})
        code, told = _fetched(root, talk)
        assert code == 2 and told.startswith("thesis: ") and told.count("\n") == 1, (mode, told)
        assert list((root / "prices").iterdir()) == [], mode
    tell(f"{len(WRONG)} wrong and {len(ENDLESS)} endless answers")


def _fetched(root: Path, talk: Talk) -> tuple[int, str]:
    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))

    asked = ("--vault", str(root), "prices", "fetch", "X", "--start", str(DAYS[0]), "--base-url")
    with attacking(talk) as url:
        done = subprocess.run(
            [*_THESIS, *asked, url],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=4 * bounded.LONGEST,
            preexec_fn=bound,
        )
    return done.returncode, done.stderr


@pytest.mark.parametrize("count", [8, 24])
def test_fetches_at_once_lose_no_bar(tmp_path: Path, tell: Tell, count: int) -> None:
    root = make_vault(tmp_path / "vault", {})
    files = []
    for at in range(count):
        files.append(tmp_path / f"{at}.csv")
        files[-1].write_text(f"Date,Close\n2026-01-{at + 1:02},{at + 1}\n")
    asked = [*_THESIS, "--vault", str(root), "prices", "import"]
    running = [
        subprocess.Popen([*asked, str(file), "--symbol", "QQ"], env=environment()) for file in files
    ]
    assert [process.wait() for process in running] == [0] * count
    assert (root / "prices" / "QQ.csv").read_text().count("\n2026-01-") == count
    tell(f"{count} imports at once")
