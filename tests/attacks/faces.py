"""What stays open over a vault, the pages, the editor's server and the agents' one, asked all.

Each brings its own client, which takes long to import: what is not asked is not imported.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from attacks.traced import line
from sizes import share
from thesisvault.agents.tools import reading
from thesisvault.web.book import NAMED, PAGES

_NOTE, _THESIS = "Hostile stock", "Long hostile"
_WAYS_OUT = (
    *("../../id_rsa", "a/id_rsa", "Linked.md", "prices/HOSTILE.csv", ".thesis/config.toml"),
    *("../id_rsa", "a/../../id_rsa", "Linked", "N", "Endless", "Pipe", "dates.ics"),
    *("Long linked", "/etc/passwd", "~/id_rsa", "id_rsa", ".", "..", "\x00", "$(touch $RAN)"),
)
_ANSWERED = (200, 400, 403, 404, 503)
"""A page; what is refused or is not there; a vault that cannot be read now."""
_PATIENCE = 10.0
"""Seconds in which a vault that can be read has been read."""
OUT = _WAYS_OUT[: share(5, len(_WAYS_OUT))]
"""Names that lead out of a vault, to what it hides, or to what never ends."""


def pages(root: Path, log: Path) -> Iterator[str]:
    """Every page of `thesis serve`, of every note and of names that lead out; what came back."""
    with _listening(line(root, log, "--vault", str(root), "serve"), root) as port:
        names = (*OUT, *_notes(root), _NOTE, _THESIS, "Home")
        paths = [f"/{page}" for page in PAGES]
        paths += [f"/{page}.json" for page in PAGES]
        paths += [f"/{page}/{quote(name)}" for page in NAMED for name in names]
        paths += [f"/file/{quote(name)}" for name in names]
        paths += [f"/file/{name}" for name in OUT if name.isprintable()]
        paths += ["/", "/calendar.ics", f"/search?q={_NOTE.replace(' ', '+')}", "/../id_rsa"]
        for path in paths:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            with contextlib.closing(asked):
                asked.putrequest("GET", path.replace(" ", "%20"), skip_host=False)
                asked.endheaders()
                answer = asked.getresponse()
                said = answer.read().decode("utf-8", "replace")
                assert answer.status in (200, 400, 403, 404, 405, 414, 503), (
                    path,
                    answer.status,
                    said,
                )
                yield said


@contextlib.contextmanager
def _listening(command: list[str], root: Path) -> Iterator[int]:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
    with subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        try:
            until = time.monotonic() + _PATIENCE
            while not _has_read(port) and server.poll() is None and time.monotonic() < until:
                time.sleep(0.05)
            yield port
        finally:
            server.send_signal(signal.SIGINT)  # Ctrl-C
            told = server.communicate(timeout=60)[1]
    assert "Traceback" not in told, told


def _has_read(port: int) -> bool:
    """Whether the vault was read; where its config is none, it is waited for."""
    with contextlib.suppress(OSError):
        version = urllib.request.urlopen(f"http://127.0.0.1:{port}/version", timeout=60).read()
        return not version.strip().endswith(b"-0")
    return False


def editor(root: Path, log: Path) -> Iterator[str]:
    """All that an editor asks `thesis lsp` of each note; what came back."""
    from lsprotocol import types

    from lsp.client import EDITORS, Client

    client = Client(root, EDITORS[0], command=line(root, log, "lsp"))
    try:
        for path in _notes(root):
            text = client.open(path)
            client.until(lambda path=path: client.uri(path) in client.lsp.diagnostics)  # type: ignore[misc]
            yield from (item.message for item in client.diagnostics(path))
            yield repr((client.labels(path), client.lens(path)))
            written = f"{text}\n[[\n[[../../id_rsa]] ![[a/id_rsa]] [x](../id_rsa)\n"
            client.change(path, written)
            yield repr(client.complete(path, client.at(written, "[[\n", 2)))
            for link in ("[[../../id_rsa", "![[a/id_rsa", "[x](../id_rsa"):
                at = client.at(written, link, len(link) - 2)
                yield client.hover(path, at)
                asked = types.DefinitionParams(client.document(path), at)
                yield repr(client.wait_for(client.lsp.text_document_definition_async(asked)))
            client.close(path)
    finally:
        client.stop()


def agent(root: Path, log: Path) -> Iterator[str]:
    """Every tool of `thesis mcp`, and names that lead out; what came back."""
    from agents.talking import talk
    from agents.test_tools import ASKED

    here = os.getcwd()
    os.chdir(root)  # where a client may start it
    try:
        with talk(root, proposing=True, apart=True, program=line(root, log)) as talking:
            names = {ASKED["like"]["note"]: _NOTE, ASKED["explain"]["thesis"]: _THESIS}
            for tool in reading():
                asked = ASKED.get(tool, {}).items()
                given = {key: _renamed(value, names) for key, value in asked}
                yield talking.call(tool, **given).model_dump_json()
            for name in (*OUT, *_notes(root)):
                yield talking.call("note", note=name).model_dump_json()
                yield talking.call("search", query=name or "x").model_dump_json()
    finally:
        os.chdir(here)


def _renamed(value: object, names: dict[str, str]) -> object:
    """A note of the small vault of `tests/agents` by the name of the one in its place here."""
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def _notes(root: Path) -> list[str]:
    """The notes that are regular files."""
    found = (path for path in root.rglob("*.md") if path.is_file() and not path.is_symlink())
    paths = sorted(path.relative_to(root).as_posix() for path in found)
    return [path for path in paths if not path.startswith((".", "templates/"))]


FACES: dict[str, Callable[[Path, Path], Iterator[str]]] = {
    "serve": pages,
    "lsp": editor,
    "mcp": agent,
}
