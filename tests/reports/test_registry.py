"""Every report by its name alone: what a further face needs."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from sizes import share
from thesisvault.model.errors import UsageFault
from thesisvault.reports import registry
from thesisvault.workspace import open_workspace
from thesisvault.workspace.view import View

SAMPLE = Path(__file__).parents[2] / "vault"
NEEDED = {
    "course": {"thesis": ["Long NVIDIA"]},
    "history": {"thesis": ["Long NVIDIA"]},
    "explain": {"thesis": ["Long NVIDIA"]},
    "propose": {"note": ["NVIDIA"]},
    "links": {"note": ["NVIDIA"]},
    "backlinks": {"note": ["NVIDIA"]},
    "graph": {"note": ["NVIDIA"]},
    "search": {"query": ["copper"]},
    "like": {"note": ["NVIDIA"]},
    "path": {"notes": ["Copper deficit", "Long NVIDIA"]},
    "what-if": {"flows": ["out of AI hyperscalers"]},
}
LISTS = frozenset({"theses", "notes", "names", "groups"})
"""What is asked for as several names."""


@cache
def view_of_sample() -> View:
    workspace = open_workspace(SAMPLE)
    assert workspace.settings.as_of is not None
    return workspace.on(workspace.settings.as_of)


@pytest.fixture(scope="module")
def view(remembered: None) -> View:
    return view_of_sample()


@pytest.mark.parametrize("name", registry.REPORTS)
def test_every_report_answers_by_its_schema(view: View, name: str) -> None:
    asked = {
        key: value if key in LISTS else value[0] for key, value in NEEDED.get(name, {}).items()
    }
    found = registry.document(registry.answer(view, name, asked))
    assert next(iter(found)) == "schema"
    ask, answer = registry.schemas(name)
    root = answer["$defs"][answer["$ref"].rpartition("/")[2]]
    assert set(found) - {"schema"} <= set(root["properties"])
    assert set(root.get("required", ())) <= set(found)
    assert set(asked) <= set(ask["$defs"][ask["$ref"].rpartition("/")[2]]["properties"])


def test_what_cannot_be_asked_is_said(view: View) -> None:
    with pytest.raises(UsageFault, match="No report is named `nonsense`: backlinks, "):
        registry.answer(view, "nonsense", {})
    with pytest.raises(UsageFault, match=r"`rotation` are not valid: .*`\$.length`"):
        registry.answer(view, "rotation", {"length": "0"})


class Face(BaseHTTPRequestHandler):
    """A second face: every report over HTTP, from the registry alone."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {
            key: found if key in LISTS else found[0]
            for key, found in parse_qs(address.query).items()
        }
        try:
            answer = registry.answer(view_of_sample(), address.path.strip("/"), asked)
            status, document = 200, registry.document(answer)
        except UsageFault as fault:
            status, document = 400, {"error": str(fault)}
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_second_face_is_thin() -> None:
    server = HTTPServer(("127.0.0.1", 0), Face)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        for name in [*registry.REPORTS][:: share(6, 1)]:
            query = urlencode(NEEDED.get(name, {}), doseq=True)
            with urllib.request.urlopen(f"{address}/{name}?{query}", timeout=60) as answer:
                assert json.load(answer)["schema"] == 1
        with pytest.raises(urllib.error.HTTPError, match="400") as refused:
            urllib.request.urlopen(f"{address}/nonsense", timeout=60)
        refused.value.close()
    finally:
        server.shutdown()
        server.server_close()
