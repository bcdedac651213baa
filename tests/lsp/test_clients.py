"""Emacs with eglot and an old Neovim, without a screen: what they see, as they print it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parent / "clients"
THESIS = Path(sys.executable).with_name("thesis")


def _printed(command: list[str], sample: Path, folder: Path) -> dict[str, str]:
    root = shutil.copytree(sample, folder / "vault")
    run = subprocess.run(
        command,
        env={**os.environ, "ROOT": str(root), "THESIS": str(THESIS)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = (line.partition(": ") for line in (run.stdout + run.stderr).splitlines())
    return {key: said for key, _, said in lines}


def _has_eglot() -> bool:
    asked = ["emacs", "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def version_of(nvim: str) -> tuple[int, ...]:
    """The version of a Neovim."""
    said = subprocess.run([nvim, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(map(int, re.findall(r"\d+", said.partition("\n")[0])[:2]))


def test_emacs_completes_hovers_and_renames(sample: Path, tmp_path: Path) -> None:
    missing = "Emacs with eglot is not installed: apt install emacs-nox elpa-eglot"
    if shutil.which("emacs") is None:
        pytest.skip(missing)
    said = _printed(["emacs", "--batch", "-l", str(CLIENTS / "eglot.el")], sample, tmp_path)
    if "done" not in said and not _has_eglot():
        pytest.skip(missing)
    assert said["hover"] == "**NVIDIA** · stock · NVDA"
    assert said["completion"] == "Long datacenter infrastructure"
    assert said["tag"] == "tags: [thesis, theme/machines]"
    assert "cannot rename files: run `thesis rename`" in said["note"]
    assert "done" in said


def test_an_old_neovim_completes_hovers_and_renames(sample: Path, tmp_path: Path) -> None:
    nvim = shutil.which("nvim")
    if nvim is None or version_of(nvim) < (0, 7):
        pytest.skip("Neovim is not installed: apt install neovim")
    if version_of(nvim) >= (0, 11):
        pytest.skip("this Neovim is driven key by key in test_neovim.py")
    script = f"luafile {CLIENTS / 'old_neovim.lua'}"
    command = [nvim, "--clean", "-n", "--headless", "-c", script]
    said = _printed(command, sample, tmp_path)
    assert said["encoding"] == "utf-16"
    assert said["hover"] == "**NVIDIA** · stock · NVDA"
    assert said["completion"] == "Long datacenter infrastructure"
    assert said["tag"] == "tags: [thesis, theme/machines]"
