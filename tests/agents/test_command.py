"""``thesis mcp`` as a person starts it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agents import small
from cli.conftest import run
from thesisvault.agents.clients import CLIENTS


@pytest.mark.parametrize("client", CLIENTS)
def test_config_names_the_vault_and_the_options(client: str, tmp_path: Path) -> None:
    root = small.make(tmp_path / "vault")
    options = ("--never", "Notes", "--propose", "--as-of", "2026-01-31")
    found = run("--vault", str(root), "mcp", "--config", client, *options)
    (server,) = found.json[CLIENTS[client].key].values()
    assert Path(server["command"]).is_absolute()
    words = ["--propose", "--never", "Notes", "--as-of", "2026-01-31"]
    assert server["args"] == ["--vault", str(root), "mcp", *words]


def test_a_misspelled_folder_is_refused(tmp_path: Path) -> None:
    found = run("--vault", str(small.make(tmp_path / "vault")), "mcp", "--never", "Privat")
    assert found.code == 2 and "Check the spelling" in found.err


def test_a_config_is_json_alone(tmp_path: Path) -> None:
    found = run("--vault", str(small.make(tmp_path / "vault")), "mcp", "--config", "claude")
    assert json.loads(found.out)
