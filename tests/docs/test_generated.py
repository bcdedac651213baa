"""What is generated in the docs is as the generators write it, and what people add is there."""

from __future__ import annotations

import pytest

from docs.pages import DOCS
from tools import reference, regions

STALE = "run `make docs`"


@pytest.mark.parametrize("page", reference.PARTS)
def test_generated_parts_are_current(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == reference.refreshed(page), STALE


def test_every_generated_part_has_a_generator() -> None:
    for path in DOCS.glob("*.md"):
        found = regions.names(path.read_text(encoding="utf-8"))
        assert found == list(reference.PARTS.get(path.name, {})), path.name


@pytest.mark.parametrize("page", reference.PARTS)
def test_no_generated_row_waits_for_a_person(page: str) -> None:
    """A new config key needs its meaning, a new page the question that it answers."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name in reference.PARTS[page]:
        for row in regions.cells(regions.body(text, name)):
            assert row[-1], f"docs/{page}: {row[0]}"


def test_the_index_has_each_page_once() -> None:
    listed = [page for pages in reference.navigation().values() for _, page in pages]
    assert sorted(listed) == sorted(
        path.name for path in DOCS.glob("*.md") if path.stem != "README"
    )


def test_a_new_page_joins_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    known = reference.navigation()
    fewer = {**known, "do": [item for item in known["do"] if item[1] != "git.md"]}
    monkeypatch.setattr(reference, "navigation", lambda: fewer)
    old = regions.body((DOCS / "README.md").read_text(encoding="utf-8"), "index-do")
    kept = "\n".join(line for line in old.splitlines() if "git.md" not in line)
    assert "| [A vault in git](git.md) |  |" in reference.index("do")(kept).splitlines()


def test_filling_a_region_leaves_the_rest() -> None:
    page = "a\n\n<!-- generated: x -->\n\nold\n\n<!-- /generated -->\n\n| b |\n"
    assert regions.body(page, "x") == "old"
    assert regions.fill(page, "x", "new") == page.replace("old", "new")
    assert regions.fill(page, "y", "new") == page
    with pytest.raises(KeyError):
        regions.body(page, "y")
