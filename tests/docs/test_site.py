"""The site has every page, and needs nobody else's server."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from docs.pages import DOCS
from tools import site


def _targets(items: object) -> list[str]:
    if isinstance(items, str):
        return [items]
    if isinstance(items, dict):
        items = list(items.values())
    assert isinstance(items, list)
    return [target for item in items for target in _targets(item)]


def test_the_navigation_has_each_page_once() -> None:
    targets = _targets(site.navigation())
    assert sorted(targets) == sorted(site.pages().values())
    assert {f"docs/{path.name}" for path in DOCS.glob("*.md")} <= set(site.pages())


def test_links_lead_to_pages_of_the_site_or_become_text() -> None:
    known = site.pages()
    readme = site.staged("README.md", known)
    assert "](tutorial.md)" in readme and "](docs/" not in readme
    assert "[LICENSE]" not in readme and "LICENSE" in readme
    assert "](pictures/status.svg)" in readme
    assert "](index.md#" in site.staged("docs/tutorial.md", known)
    assert "](pictures/rooms.svg)" in site.staged("docs/architecture.md", known)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<link rel="stylesheet" href="https://fonts.example.org/a.css">', 1),
        ("<script src=//cdn.example.org/a.js></script>", 1),
        ('<img src="pictures/a.svg"><a href="https://toml.io">TOML</a>', 0),
        ("@import url(https://example.org/a.css);", 1),
        ("a { background: url('//example.org/a.png') }", 1),
    ],
)
def test_what_asks_another_server_is_found(text: str, found: int, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert len(site.foreign(tmp_path)) == found


@pytest.mark.skipif(
    find_spec("zensical") is None,
    reason="the extra `docs` is not installed: `make site` builds the site, and checks it",
)
def test_the_site_is_built_without_a_broken_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "STAGE", tmp_path / "stage")
    monkeypatch.setattr(site, "TARGET", tmp_path / "site")
    site.build()
