"""A rotation as people jot it down: arrows, funds with their flows, leaders and laggards, and what
it does to their theses in a word or a mark.
"""

from __future__ import annotations

import pytest

from thesisvault.model.facts import Facts
from thesisvault.parser.note import parse_note


def facts_of(text: str, kind: str = "rotation", path: str = "n.md") -> Facts:
    return parse_note(path, f"---\ntype: {kind}\ndate: 2031-01-28\n---\n{text}".encode()).facts


def flows(text: str, kind: str = "rotation") -> list[tuple[str, int]]:
    return [(it.group.name, it.direction) for it in facts_of(text, kind).flows]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("- Salt ➡️ Kelp", [("Salt", -1), ("Kelp", 1)]),
        ("- Growth -> Value", [("Growth", -1), ("Value", 1)]),
        ("- Salt => sea kelp", [("Salt", -1), ("sea kelp", 1)]),
        (
            "Out of mega-cap salt → into kelp, brine, small caps.",
            [("mega-cap salt", -1), ("kelp", 1), ("brine", 1), ("small caps", 1)],
        ),
        ("Rotation out of salt and kelp -> brine", [("salt", -1), ("kelp", -1), ("brine", 1)]),
        ("Leading: QQZA, QQZB", [("QQZA", 1), ("QQZB", 1)]),
        ("Weakening: QQZA", [("QQZA", -1)]),
        ("**Lagging**: salt, [[Kelp]]", [("salt", -1), ("Kelp", -1)]),
        ("Overweight: kelp", [("kelp", 1)]),
        ("Underweight: salt", [("salt", -1)]),
    ],
)
def test_flows_before_the_first_section(line: str, found: list[tuple[str, int]]) -> None:
    def ordered(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
        return sorted(pairs)

    assert ordered(flows(f"# Rotation\n\n{line}\n")) == ordered(found)


@pytest.mark.parametrize(
    "line",
    [
        "- Cuts by the bank in March -> salt",
        "- Salt closed at 4.20 → 5.10",
        "- a => b => c",
        "- Lower rates expected → helps financials",
        "- Rate cuts → small caps",
        "- Salt capex → kelp",
        "As rates rise, money leaves -> so we wait for what comes next",
    ],
)
def test_other_arrows_are_none(line: str) -> None:
    assert flows(f"# Rotation\n\n{line}\n") == []


def test_arrows_elsewhere_are_none() -> None:
    text = "# Day\n\n- Salt -> Kelp\n\n## Why\n\n- Rates -> Growth\n"
    assert flows(text, "market") == []
    assert flows("# Day\n\n## Why\n\n- Rates -> Growth\n") == []
    assert flows("# Day\n\n## Rotation\n\n- Salt -> Kelp\n", "market") == [
        ("Salt", -1),
        ("Kelp", 1),
    ]


def test_what_entered_a_group_in_money_is_a_flow() -> None:
    text = "## Flows\n\nSalt +$1.2bn\nKelp: −$340m\n\n- Brine -3.4 million\n- Reeds $3bn\n"
    assert flows(text, "market") == [("Salt", 1), ("Kelp", -1), ("Brine", -1)]


def test_a_table_of_funds_tells_flows() -> None:
    table = "| ETF | {head} |\n|---|---|\n| QQZA | +420 |\n| QQZB | (1,210) |\n| QQZC | $-30 |\n"
    found = [("QQZA", 1), ("QQZB", -1), ("QQZC", -1)]
    for head in ("Flow ($m)", "Net flows", "1W flow"):
        assert flows(table.format(head=head)) == found
    assert flows(table.format(head="Direction")) == []
    assert flows(table.format(head="Flow ($m)"), "note") == []


@pytest.mark.parametrize("head", ["| Sector | Chg |", "| Asset | 1D % | 1W |", "| Name | Day |"])
def test_a_table_of_groups_tells_moves(head: str) -> None:
    rule = "|" + "---|" * (head.count("|") - 1)
    row = "| Salt | -2.8% |" + (" +1% |" if "1W" in head else "")
    facts = facts_of(f"{head}\n{rule}\n{row}\n", "market")
    assert [(it.subject.name, it.quantity.text) for it in facts.stated_moves] == [("Salt", "-2.8%")]
    assert not facts_of(f"{head}\n{rule}\n{row}\n", "stock").stated_moves


PLAIN, STRONG = 2 / 3, 1.0


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("[[Long salt]] ✅", PLAIN),
        ("[[Long salt]] +", PLAIN),
        ("[[Long salt]]: ++", STRONG),
        ("[[Long salt]]: --", -STRONG),
        ("[[Long salt]]: −", -PLAIN),
        ("[[Long salt]] ↓", -PLAIN),
        ("[[Long salt]] 🔴", -PLAIN),
        ("🟢 [[Long salt]] — a strike", PLAIN),
        ("[[Long salt]] (strengthened)", PLAIN),
        ("[[Long salt]] = confirmed", PLAIN),
        ("[[Long salt]] benefits from the strike", PLAIN),
        ("[[Long salt]] gets hurt by the rain", -PLAIN),
        ("The strike goes on: good for [[Long salt]]", PLAIN),
        ("Weighs on [[Long salt]]", -PLAIN),
        ("Strike: helps [[Long salt]] (two ports)", PLAIN),
        ("Pressures: [[Long salt]]", -PLAIN),
    ],
)
def test_an_impact_in_a_word_or_a_mark(line: str, sign: float) -> None:
    facts = facts_of(f"## Read-through\n\n- {line}\n", "market")
    (impact,) = facts.stated_impacts
    (label,) = impact.labels
    assert (impact.thesis.name, len(label.signs)) == ("Long salt", 1)
    assert label.signs[0] == pytest.approx(sign)


def test_a_link_to_a_place_in_its_own_note_is_no_thesis() -> None:
    for line in ("[[#Salt]]: good", "good for [[#Salt]]", "[[#|]] +", "hurts: [[#Salt]]"):
        assert facts_of(f"- {line}\n\n## Impact\n\n- {line}\n", "market").flows == ()


def test_an_impact_on_several() -> None:
    for line in ("Hurts: [[Long salt]], [[Long kelp]]", "Bad for [[Long salt]] and [[Long kelp]]"):
        impacts = facts_of(f"## Read-through\n\n- {line}\n", "market").stated_impacts
        assert [it.thesis.name for it in impacts] == ["Long salt", "Long kelp"]
        assert all(it.labels[0].signs[0] < 0 for it in impacts)


@pytest.mark.parametrize(
    "line",
    [
        "Rain: no longer helps [[Long salt]]",
        "Doesn't hurt [[Long salt]]",
        "Could hurt [[Long salt]]",
        "Analysts say that rain hurts [[Long salt]]",
        "Bad for [[Long salt]] if it rains",
        "[[Long salt]] supports the view that it rains",
        "[[Long salt]] -",
        "[[Long salt]]: -",
        "[[Long salt]]: –",
        "[[Long salt]]: ---",
        "🔴 [[Short salt]]",
        "[[Short salt]] ↓",
        "Hurts: [[Long salt]], and more so kelp",
    ],
)
def test_what_may_be_meant_otherwise_is_said_and_counts_nothing(line: str) -> None:
    note = parse_note(
        "n.md", f"---\ntype: market\ndate: 2031-01-28\n---\n## Read-through\n\n- {line}\n".encode()
    )
    assert not any(impact.labels for impact in note.facts.stated_impacts)
    assert [item.code for item in note.unread] in (["item"], ["impact"])


def test_an_impact_before_the_first_section_is_one_where_it_is_all() -> None:
    text = (
        "# Day\n\n- [[Long salt]] 🔴 under pressure\n- [[Long kelp]]: read it again\n- [[Brine]]\n"
    )
    (impact,) = facts_of(text, "market").stated_impacts
    assert (impact.thesis.name, impact.text, impact.rule) == (
        "Long salt",
        "under pressure",
        "bullet",
    )


def test_colors_count_before_the_first_section_and_other_marks_do_not() -> None:
    text = "# Day\n\n- [[Long salt]] 🟢 it works\n- ✅ [[Long kelp]] read\n- [[Long brine]] +\n"
    assert [it.thesis.name for it in facts_of(text, "market").stated_impacts] == ["Long salt"]


def test_a_line_may_say_that_it_tells_a_rotation() -> None:
    found = [("salt", -1), ("kelp", 1)]
    assert flows("# Day\n\nRotation: salt → kelp\n", "market") == found
    assert flows("# Day\n\n- Leaving: salt\n- Entering: kelp\n", "market") == found
    assert flows("# 复盘\n\n资金流向：软件 → 能源、黄金\n\n- 流出：半导体\n", "market") == [
        ("软件", -1), ("能源", 1), ("黄金", 1), ("半导体", -1)
    ]  # fmt: skip
    for line in ("Out: back on Monday", "Why: salt → kelp", "From: a friend"):
        assert flows(f"# Day\n\n- {line}\n", "market") == []


def test_the_first_column_needs_no_header() -> None:
    text = "| | Day | 5d |\n|---|---|---|\n| QQZA | +1.2% | +4% |\n"
    (move,) = facts_of(text, "market").stated_moves
    assert (move.subject.name, move.quantity.text) == ("QQZA", "+1.2%")
    assert not facts_of(text, "note").stated_moves


@pytest.mark.parametrize(
    ("name", "heading", "impact", "head"),
    [
        ("2031-02-06 市场复盘.md", "对论点的影响", "[[做多盐]]：承压", "| 板块 | 涨跌幅 |"),
        (
            "2031-02-06 Wochenbericht.md",
            "Auswirkungen",
            "[[Long Salz]]: negative",
            "| Sektor | Bewegung |",
        ),
    ],
)
def test_notes_on_the_market_in_other_languages(
    name: str, heading: str, impact: str, head: str
) -> None:
    text = f"## {heading}\n\n- {impact}\n\n{head}\n|---|---|\n| Salz | -2% |\n"
    note = parse_note(name, text.encode())
    assert note.kind.value == "market"
    assert len(note.facts.stated_impacts) == len(note.facts.stated_moves) == 1


@pytest.mark.parametrize("heading", ["Moves", "Tape"])
def test_several_moves_of_one_item(heading: str) -> None:
    lines = (
        "- QQZA -2%; QQZB +1%\n- QQZC +2%, QQZD +3% and QQZE -1%\n- QQZF ▼1% / QQZG ▲2%\n"
        "- QQZH +1%, and more than 2% since May\n"
    )
    note = parse_note("2031-01-28.md", f"---\ntype: market\n---\n## {heading}\n\n{lines}".encode())
    told = {item.subject.name: item.quantity.low for item in note.facts.stated_moves}
    moves = {
        "QQZA": -2,
        "QQZB": 1,
        "QQZC": 2,
        "QQZD": 3,
        "QQZE": -1,
        "QQZF": -1,
        "QQZG": 2,
        "QQZH": 1,
    }
    assert told == {name: pytest.approx(far / 100) for name, far in moves.items()}
