"""``thesis list``: filters, order, and the verdicts that are kept."""

from __future__ import annotations

import pytest

from cli.conftest import Command, Write

THESIS = "---\ntype: thesis\nside: long\nopened: {0}\ncreated: {0}\n{1}---\n"
NOTES = {
    "Long zinc.md": THESIS.format("2026-01-02", "ticker: ZINC\n"),
    "Long oats.md": THESIS.format("2026-01-05", ""),
    "Long gas.md": THESIS.format("2025-03-03", "closed: 2025-09-09\n"),
    "R.md": "---\ntype: rotation\ncreated: 2026-01-06\n---\n## Implications\n\n"
    "| Thesis | Impact |\n|---|---|\n| [[Long zinc]] | Pressure |\n| [[Long oats]] | Tailwind |\n",
    ".thesis/config.toml": 'as_of = "2026-01-09"\n',
}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("theses", ["Long gas", "Long oats", "Long zinc"]),
        ("theses --open --sort score", ["Long oats", "Long zinc"]),
        ("theses --sort verdict", ["Long zinc", "Long oats", "Long gas"]),
        ("--sort date", ["R", "Long oats", "Long zinc", "Long gas"]),
        ("--since 2026-01-05", ["Long oats", "R"]),
    ],
)
def test_order_and_filters(asked: str, names: list[str], thesis: Command, write: Write) -> None:
    write(NOTES)
    assert thesis("status").code == 0
    assert [row["name"] for row in thesis("list", *asked.split(), "--json").json["notes"]] == names


def test_a_verdict_is_shown_where_a_review_is_kept(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    before = thesis("list", "theses")
    assert "pressured" not in before.out and "run `thesis status` once" in before.err
    thesis("status")
    after = thesis("list", "theses")
    assert "pressured" in after.out and after.err == ""
    (root / "Long oats.md").write_text(THESIS.format("2026-01-05", "side: short\n"))
    assert "run `thesis status` once" in thesis("list", "theses").err
