"""What reads needs nothing that it may write to."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import small
from agents.test_tools import ASKED, picture
from thesisvault.agents.calls import Calls
from thesisvault.agents.keep import Keep
from thesisvault.agents.tools import reading


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A vault on a mount that is read only, also for root."""
    root = small.make(tmp_path / "vault")
    where = tmp_path / "mounted"
    where.mkdir()
    options = (["--bind", str(root), str(where)], ["-o", "remount,ro,bind", str(where)])
    try:
        for words in options:
            subprocess.run(["mount", *words], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        subprocess.run(["umount", str(where)], capture_output=True, check=False)
        pytest.skip("only root can mount a folder read only, and not in every container")
    yield where
    subprocess.run(["umount", "--lazy", str(where)], check=True)


def test_a_vault_that_is_mounted_read_only(mounted: Path) -> None:
    with pytest.raises(OSError):
        (mounted / "x.md").write_text("x")
    before, told = picture(mounted), list[str]()
    keep = Keep(mounted)
    calls = Calls(keep, proposing=True, tell=told.append)
    for name in reading():
        found = calls.call(name, ASKED.get(name, {}), "a test")
        assert found.document is not None, (name, found.text)
    assert calls.call("list_proposals", {}, "a test").document is not None
    refused = calls.call("propose_log_line", {"thesis": small.THESIS, "text": "x"}, "a test")
    keep.close()
    assert refused.document is None and "No note was touched" in refused.text
    assert picture(mounted) == before
    assert told == []
