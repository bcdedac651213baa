"""What a command says where its extra is not installed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from thesisvault.fetch import extra
from thesisvault.fetch.extra import how_to_install

ROOT = Path(__file__).parents[2]
_NAMES = ("httpx", "pygls", "lsprotocol", "mcp", "mcp_types", "anyio", "starlette", "jinja2", "nh3")
_COMMANDS = {"serve": "web", "publish": "web", "lsp": "lsp", "mcp": "mcp", "prices fetch": "yahoo"}
_ARGUMENTS = {"publish": ("x",), "prices fetch": ("NVDA",)}
_ALL = f"""
import sys
sys.modules.update(dict.fromkeys({_NAMES}))
from thesisvault.cli.main import main
for words in {[(*name.split(), *_ARGUMENTS.get(name, ())) for name in _COMMANDS]}:
    try:
        main(["--vault", {str(ROOT / "vault")!r}, *words])
    except SystemExit as end:
        print(end.code, file=sys.stderr)
"""


def test_each_command_says_in_one_line_what_to_type() -> None:
    run = subprocess.run([sys.executable, "-c", _ALL], capture_output=True, text=True, check=True)
    assert run.stdout == ""
    said = re.findall(r"(.+)\n(\d+)\n", run.stderr)
    assert len(said) == len(_COMMANDS) == run.stderr.count("\n") // 2
    for (line, code), (command, name) in zip(said, _COMMANDS.items(), strict=True):
        assert line.startswith(
            f"thesis: `thesis {command.removesuffix(' x').removesuffix(' NVDA')}`"
        )
        assert line.endswith(f"Type: {how_to_install(name)}") and code == "2"


def test_the_command_is_that_of_who_has_installed_it(tmp_path: Path) -> None:
    pipx = how_to_install("lsp", "/home/a/.local/pipx/venvs/thesisvault", "/usr")
    assert shlex.split(pipx)[:3] == ["pipx", "inject", "thesisvault"]
    assert shlex.split(pipx)[3].startswith("pygls")
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nuv = 0.5\n")
    of_uv = how_to_install("lsp", str(tmp_path), "/usr")
    assert of_uv.startswith(f"uv pip install --python {tmp_path} 'pygls")
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\n")
    of_pip = how_to_install("lsp", str(tmp_path), "/usr")
    assert of_pip.startswith(f"{shlex.quote(sys.executable)} -m pip install 'pygls")


def test_uv_is_told_what_is_there_already(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"httpx", "tzdata", "mcp", "starlette"}
    monkeypatch.setattr(metadata, "distributions", lambda name: [name] if name in there else [])
    words = shlex.split(how_to_install("lsp", "/home/a/.local/share/uv/tools/thesisvault", "/usr"))
    assert words[:5] == ["uv", "tool", "install", "thesisvault", "--with"] and len(words) == 6
    names = [match[0] for match in re.finditer(r"[a-z]\w*", words[5])]
    assert names == ["pygls", "mcp", "httpx", "tzdata"]


def test_a_checkout_that_is_not_installed_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", none)
    words = shlex.split(how_to_install("web"))
    assert words[-2:] == ["--editable", f"{ROOT}[web]"]


def test_all_is_every_extra_of_users() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert extras["all"] == [f"thesisvault[{','.join(sorted(extra.EXTRAS))}]"]
