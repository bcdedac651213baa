"""Build the packages and try them: ``make dist-check``.

The wheel holds the package, its templates and its words, and nothing else. The sdist is enough to
run the tests. Both are installed: the sdist by pip, the wheel by pip, pipx and uv, with the extra
``all`` and without one. The first commands of a newcomer run there, and each face answers; where
its extra is missing, what it says to type is typed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
import venv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
_QUIET = ("--quiet", "--disable-pip-version-check")
_ASKED = ("", "[all]")
_PATIENCE = 300
"""Looks at a page until the vault has been read."""


def expected_in_wheel() -> set[str]:
    """Every file that the package needs, by its path in the wheel."""
    source = ROOT / "src"
    found = {
        path.relative_to(source).as_posix()
        for path in (source / "thesisvault").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    templates = {f"thesisvault/templates/{path.name}" for path in (ROOT / "templates").glob("*.md")}
    return found | templates


def wheel_faults(names: list[str]) -> list[str]:
    """What is missing in a wheel, and what is too much in it."""
    info = {name for name in names if name.split("/")[0].endswith(".dist-info")}
    wanted, got = expected_in_wheel(), set(names) - info
    last = {name.rpartition("/")[2] for name in info}
    faults = [f"wheel lacks {name}" for name in sorted(wanted - got)]
    faults += [f"wheel has {name}" for name in sorted(got - wanted)]
    needed = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "LICENSE"}
    return faults + [f"wheel lacks {name}" for name in sorted(needed - last)]


def expected_in_sdist() -> set[str]:
    """Every file that git keeps, but for what serves the repository alone."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return {name for name in listed.split("\0") if name and not name.startswith(".ci/")}


def sdist_faults(names: list[str]) -> list[str]:
    """What is missing in an sdist, and what is too much in it."""
    got = {name.partition("/")[2] for name in names} - {"PKG-INFO"}
    wanted = expected_in_sdist()
    faults = [f"sdist lacks {name}" for name in sorted(wanted - got)]
    return faults + [f"sdist has {name}" for name in sorted(got - wanted)]


def build() -> tuple[Path, Path]:
    """The wheel and the sdist, made anew in ``dist/``; the wheel is made from the sdist."""
    for old in DIST.glob("thesisvault-*"):
        old.unlink()
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT)], check=True)
    (wheel,) = DIST.glob("thesisvault-*.whl")
    (sdist,) = DIST.glob("thesisvault-*.tar.gz")
    return wheel, sdist


class Installed(NamedTuple):
    """A way to install, tried in a folder of its own."""

    folder: Path
    thesis: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str) -> None:
        """Run a command that must end well."""
        print("$ thesis", *arguments, flush=True)
        subprocess.run([self.thesis, *arguments], cwd=self.folder, env=self.environment, check=True)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command that is spoken to."""
        return subprocess.Popen(
            [self.thesis, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def by_pip(packed: str, folder: Path, _tools: Path) -> Installed:
    """Into an empty environment."""
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", *_QUIET, packed], check=True)
    return Installed(folder, python.with_name("thesis"), os.environ)


def by_pipx(packed: str, folder: Path, tools: Path) -> Installed:
    """As an application of its own, by pipx."""
    places = {"PIPX_HOME": str(folder / "pipx"), "PIPX_BIN_DIR": str(folder / "bin")}
    return _as_application(("pipx", "install"), places, packed, folder, tools)


def by_uv(packed: str, folder: Path, tools: Path) -> Installed:
    """As an application of its own, by uv."""
    places = {"UV_TOOL_DIR": str(folder / "uv" / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    install = ("uv", "tool", "install", "--python", sys.executable)
    return _as_application(install, places, packed, folder, tools)


def _as_application(
    install: Sequence[str], places: Mapping[str, str], packed: str, folder: Path, tools: Path
) -> Installed:
    path = f"{tools}{os.pathsep}{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **places, "PATH": path}
    subprocess.run([tools / install[0], *install[1:], packed], env=environment, check=True)
    return Installed(folder, folder / "bin" / "thesis", environment)


def lsp_answers(installed: Installed) -> bool:
    """Whether the editor's server answers the first request."""
    server = installed.start("lsp")
    asked = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    body = json.dumps(asked).encode()
    answer, told = server.communicate(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    return b'"capabilities"' in answer or _typed(installed, told)


def mcp_answers(installed: Installed) -> bool:
    """Whether the agents' server answers the first request."""
    server = installed.start("--vault", "x", "mcp")
    client = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "dist", "version": "1"},
    }
    asked = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}
    answer, told = server.communicate(json.dumps(asked).encode() + b"\n")
    return b'"serverInfo"' in answer or _typed(installed, told)


def serve_answers(installed: Installed) -> bool:
    """Whether the pages are served."""
    server = installed.start("--vault", "x", "serve")
    assert server.stdout is not None
    address = re.match(rb"http://\S+", server.stdout.readline())
    if address is None:
        return _typed(installed, server.communicate()[1])
    try:
        for _ in range(_PATIENCE):
            with urllib.request.urlopen(address[0].decode()) as page:
                if b"Long copper" in page.read():
                    return True
            time.sleep(0.1)  # it says that it reads the vault until it has
        return False
    finally:
        server.terminate()
        server.communicate()


def fetch_answers(installed: Installed) -> bool:
    """Whether prices would be fetched: nobody listens at this address, and it says so."""
    nowhere = ("--source", "stooq", "--base-url", "http://127.0.0.1:1", "NVDA")
    told = installed.start("--vault", "x", "prices", "fetch", *nowhere).communicate()[1]
    return b"No connection" in told or _typed(installed, told)


FACES = {
    "serve": serve_answers,
    "lsp": lsp_answers,
    "mcp": mcp_answers,
    "prices fetch": fetch_answers,
}


def _typed(installed: Installed, told: bytes) -> bool:
    """Type what a command without its extra says; False, as it has not answered yet."""
    said = told.decode()
    print(said, flush=True)
    advice = said.partition("Type: ")[2].strip()
    if not advice:
        raise SystemExit("no answer, and no word of what to type")
    subprocess.run(advice, shell=True, cwd=installed.folder, env=installed.environment, check=True)
    return False


def try_installed(installed: Installed, *, whole: bool) -> None:
    """A newcomer's first commands, then each face. Raises `SystemExit` where one is silent."""
    installed.run("--version")
    installed.run("init", "x")
    installed.run("--vault", "x", "new", "thesis", "Long copper")
    installed.run("--vault", "x", "status")
    for name, answers in FACES.items():
        if whole and not answers(installed):
            raise SystemExit(f"`thesis {name}` lacks something, though all extras are there")
        if not whole:
            answers(installed)
    # What one sentence brings, the next must not take away.
    for name, answers in FACES.items():
        if not answers(installed):
            raise SystemExit(f"`thesis {name}` does not answer after what it said was typed")
        print(f"thesis {name} answers", flush=True)


def try_all(wheel: Path, sdist: Path) -> None:
    """Every way to install, each in an empty folder."""
    with tempfile.TemporaryDirectory() as name:
        tools = Path(name) / "tools"
        venv.create(tools, with_pip=True)
        subprocess.run(
            [tools / "bin/python", "-m", "pip", "install", *_QUIET, "pipx", "uv"], check=True
        )
        for number, (install, packed) in enumerate(
            (
                (by_pip, str(sdist)),
                *((way, f"{wheel}{extra}") for way in (by_pip, by_pipx, by_uv) for extra in _ASKED),
            )
        ):
            print(f"\n{install.__name__.replace('_', ' ')}: {Path(packed).name}", flush=True)
            folder = Path(name) / str(number)
            folder.mkdir()
            try_installed(install(packed, folder, tools / "bin"), whole=packed.endswith("[all]"))


def main() -> None:
    """Build, look inside, try."""
    wheel, sdist = build()
    with zipfile.ZipFile(wheel) as archive:
        faults = wheel_faults(archive.namelist())
    with tarfile.open(sdist) as tar:
        faults += sdist_faults([item.name for item in tar if item.isfile()])
    if faults:
        raise SystemExit("\n".join(faults))
    try_all(wheel, sdist)
    print(f"{wheel.name} and {sdist.name} hold what they should, and work.")


if __name__ == "__main__":
    main()
