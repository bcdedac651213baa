"""What a thesis holds, followed to the rows of a rotation."""

import datetime as dt
from collections.abc import Iterable

import pytest

from impact.builders import named, of_class, review
from thesisvault.model.review import Confidence, Evidence, Outcome, ThesisReview
from thesisvault.model.settings import EvidenceClass, ImpactSettings

DAY = dt.date(2026, 1, 1)


def rotation(
    out: str = "", into: str = "", favoured: str = "", at_risk: str = "", scenario: str = ""
) -> str:
    """A rotation of 1 January 2026: nothing has aged on that day."""
    text = "---\ntype: rotation\ncreated: 2026-01-01\n---\n\n| Flow | Detail |\n|---|---|\n"
    text += f"| Out of | {out} |\n" if out else ""
    text += f"| Into | {into} |\n" if into else ""
    text += f"\n| Sector | Rationale |\n|---|---|\n| {favoured} | x |\n" if favoured else ""
    text += f"\n| Sector | Risk |\n|---|---|\n| {at_risk} | x |\n" if at_risk else ""
    text += f"\n| Scenario | Duration |\n|---|---|\n| Relief | {scenario} |\n" if scenario else ""
    return text


def thesis(*exposures: str, more: str = "", body: str = "") -> str:
    rows = "".join(f"| {row} |\n" for row in exposures)
    table = f"| Exposure | Weight | Side |\n|---|---|---|\n{rows}" if exposures else ""
    return f"---\ntype: thesis\n{more}---\n\n{table}\n{body}"


def stock(**properties: str) -> str:
    lines = "".join(f'{key}: "[[{value}]]"\n' for key, value in properties.items())
    return f"---\ntype: stock\n{lines}---\n"


def reviewed(notes: dict[str, str], name: str = "Long X", day: dt.date = DAY) -> ThesisReview:
    return named(review(notes, day), name)


def inferred(notes: dict[str, str], name: str = "Long X") -> list[Evidence]:
    return of_class(reviewed(notes, name), EvidenceClass.INFERRED)


def signed(items: Iterable[Evidence]) -> list[float]:
    return [item.sign * item.strength for item in items]


HELD = {"Long X.md": thesis("[[S]] | 100 |")}


def test_a_group_that_is_held_itself_counts_whole() -> None:
    notes = {"R.md": rotation(into="[[G]]"), "Long X.md": thesis("[[G]] | 100 |")}
    assert signed(inferred(notes)) == [1.0]


def test_money_that_leaves_presses() -> None:
    notes = {"R.md": rotation(out="[[G]]"), "Long X.md": thesis("[[G]] | 100 |")}
    assert signed(inferred(notes)) == [-1.0]


@pytest.mark.parametrize(
    ("chain", "strength"),
    [
        ({"S.md": stock(groups="G")}, 0.5),
        ({"S.md": stock(groups="H"), "H.md": stock(groups="G")}, 0.25),
    ],
)
def test_each_further_hop_halves(chain: dict[str, str], strength: float) -> None:
    assert signed(inferred({"R.md": rotation(into="[[G]]"), **HELD, **chain})) == [strength]


def test_a_way_of_more_than_three_hops_carries_nothing() -> None:
    chain = {"S.md": stock(groups="H"), "H.md": stock(groups="I"), "I.md": stock(groups="G")}
    assert inferred({"R.md": rotation(into="[[G]]"), **HELD, **chain}) == []


@pytest.mark.parametrize(
    ("properties", "strength"),
    [
        ({"groups": "G"}, 0.5),
        ({"sector": "G"}, 0.5),
        ({"benefits_from": "G"}, 0.5),
        ({"hurt_by": "G"}, -0.5),
    ],
)
def test_the_relations_that_carry_a_sign(properties: dict[str, str], strength: float) -> None:
    notes = {"R.md": rotation(into="[[G]]"), **HELD, "S.md": stock(**properties)}
    assert signed(inferred(notes)) == [strength]


@pytest.mark.parametrize(
    ("key", "strength"), [("members", 0.5), ("benefits", 0.5), ("hurts", -0.5)]
)
def test_the_same_told_from_the_other_side(key: str, strength: float) -> None:
    notes = {"R.md": rotation(into="[[G]]"), **HELD, "S.md": stock(), "G.md": stock(**{key: "S"})}
    assert signed(inferred(notes)) == [strength]


def test_a_membership_told_from_both_sides_counts_once() -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        **HELD,
        "S.md": stock(groups="G"),
        "G.md": stock(members="S"),
    }
    assert signed(inferred(notes)) == [0.5]


def test_an_outlook_counts_half_of_a_flow() -> None:
    held = {"Long X.md": thesis("[[G]] | 100 |")}
    assert signed(inferred({"R.md": rotation(favoured="[[G]]"), **held})) == [0.5]
    assert signed(inferred({"R.md": rotation(at_risk="[[G]]"), **held})) == [-0.5]


def test_an_exposure_counts_once_for_a_rotation_by_its_strongest_way() -> None:
    notes = {
        "R.md": rotation(into="[[G]], [[H]]", favoured="[[G]]"),
        "Long X.md": thesis("[[S]] | 100 |"),
        "S.md": '---\ntype: stock\ngroups: ["[[G]]", "[[H]]"]\n---\n',
    }
    (item,) = inferred(notes)
    assert (item.sign, item.strength, item.citation.line) == (1, 0.5, 8)


def test_a_second_rotation_is_evidence_of_its_own() -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        "Q.md": rotation(into="[[G]]"),
        "Long X.md": thesis("[[G]] | 100 |"),
    }
    assert [item.rotation for item in inferred(notes)] == ["Q.md", "R.md"]


def test_a_row_is_one_piece_of_evidence_however_many_exposures_reach_it() -> None:
    notes = {
        "R.md": rotation(into="[[G]], [[H]]"),
        "Long X.md": thesis("[[G]] | 60 |", "[[H]] | 20 |", "[[I]] | 20 |"),
    }
    (item,) = inferred(notes)
    assert item.strength == pytest.approx(0.8)  # the fifth that reaches no row stays out


def test_rows_of_opposite_sign_reached_by_different_exposures_both_count() -> None:
    notes = {
        "R.md": rotation(out="[[G]]", into="[[H]]"),
        "Long X.md": thesis("[[G]] | 70 |", "[[H]] | 30 |"),
    }
    assert signed(inferred(notes)) == [pytest.approx(-0.7), pytest.approx(0.3)]


def test_a_short_thesis_gains_from_what_is_left() -> None:
    notes = {"R.md": rotation(out="[[G]]"), "Short X.md": thesis("[[G]] | 100 |")}
    found = reviewed(notes, "Short X")
    assert signed(of_class(found, EvidenceClass.INFERRED)) == [1.0]
    assert found.verdict.outcome is Outcome.SUPPORTED


def test_the_side_property_beats_the_name() -> None:
    notes = {
        "R.md": rotation(out="[[G]]"),
        "Long X.md": thesis("[[G]] | 1 |", more="side: short\n"),
    }
    assert signed(inferred(notes)) == [1.0]


def test_a_short_leg_has_the_opposite_sign() -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        "Long X.md": thesis("[[G]] | 25 | short", "[[H]] | 75 | long"),
    }
    assert signed(inferred(notes)) == [-0.25]


def test_legs_against_each_other_in_one_row_cancel() -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        "Long X.md": thesis("[[S]] | 50 | long", "[[T]] | 50 | short"),
        "S.md": stock(groups="G"),
        "T.md": stock(groups="G"),
    }
    (item,) = inferred(notes)
    assert (item.sign, item.strength) == (0, 0)
    assert reviewed(notes).verdict.score == 0


def test_a_hedged_thesis_has_evidence_and_is_neutral_not_unknown() -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        "Long X.md": thesis("[[S]] | 50 | long", "[[T]] | 50 | short"),
        "S.md": stock(groups="G"),
        "T.md": stock(groups="G"),
    }
    verdict = reviewed(notes).verdict
    assert (verdict.outcome, verdict.score) == (Outcome.NEUTRAL, 0)
    assert verdict.confidence is not Confidence.NONE


def test_ways_of_opposite_sign_are_ambiguous_count_nothing_and_are_both_cited() -> None:
    notes = {
        "R.md": rotation(out="[[G]]", into="[[H]]"),
        "Long X.md": thesis("[[S]] | 100 |"),
        "S.md": '---\ntype: stock\ngroups: ["[[G]]", "[[H]]"]\n---\n',
    }
    found = reviewed(notes)
    (item,) = of_class(found, EvidenceClass.INFERRED)
    assert (item.sign, item.strength) == (0, 0)
    assert {(step.text, step.line) for step in item.path if step.note == "R.md"} == {
        ("out of G", 8),
        ("into H", 9),
    }
    (flag,) = (flag for flag in found.flags if flag.code == "ambiguous")
    assert "out of G" in flag.message
    assert "into H" in flag.message
    assert found.verdict.score == 0


def test_a_group_named_both_in_and_out_counts_nothing() -> None:
    notes = {"R.md": rotation(out="[[G]]", into="[[G]]"), "Long X.md": thesis("[[G]] | 100 |")}
    found = reviewed(notes)
    assert found.verdict.score == 0
    assert [flag.code for flag in found.flags] == ["ambiguous"]


def test_an_ambiguous_exposure_leaves_the_others_their_say() -> None:
    notes = {
        "R.md": rotation(out="[[G]]", into="[[G]], [[H]]"),
        "Long X.md": thesis("[[G]] | 50 |", "[[H]] | 50 |"),
    }
    assert sorted(signed(inferred(notes))) == [0.0, 0.5]


def test_bare_links_of_a_thesis_carry_no_sign() -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        "Long X.md": thesis(body="I like [[G]] and [[S]], see [[R]]."),
        "S.md": stock(groups="G"),
    }
    assert inferred(notes) == []


def test_bare_links_of_what_it_holds_carry_no_sign() -> None:
    notes = {"R.md": rotation(into="[[G]]"), **HELD, "S.md": "Belongs to [[G]], more or less."}
    assert inferred(notes) == []


def test_a_thesis_is_no_member_of_what_it_names() -> None:
    notes = {"R.md": rotation(into="[[G]]"), "Long X.md": thesis(more='sector: "[[G]]"\n')}
    assert inferred(notes) == []


def test_stocks_in_the_properties_are_exposures_of_equal_weight() -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        "Long X.md": thesis(more='stocks: ["[[G]]", "[[H]]"]\n'),
    }
    assert signed(inferred(notes)) == [0.5]


def test_the_way_is_cited_from_exposure_to_flow() -> None:
    notes = {"R.md": rotation(into="[[G]]"), **HELD, "S.md": stock(groups="G")}
    (item,) = inferred(notes)
    assert [(step.text, step.note, step.line) for step in item.path] == [
        ("holds S +100%", "Long X.md", 7),
        ("S member of G", "S.md", 3),
        ("into G", "R.md", 8),
    ]
    assert (item.citation.note, item.citation.line) == ("R.md", 8)


UNRELATED = {
    "Z.md": "---\ntype: stock\nsymbol: ZZZ\ngroups: [Other]\n---\nSee [[S]], [[G]] and [[Long X]].",
    "A.md": "# Groceries\n\n- [[S]]\n- [[Q]]\n",
}


def test_an_unrelated_note_changes_no_verdict() -> None:
    notes = {"R.md": rotation(into="[[G]]"), **HELD, "S.md": stock(groups="G")}
    assert review({**notes, **UNRELATED}, DAY).theses == review(notes, DAY).theses


def test_linking_a_note_twice_adds_nothing() -> None:
    notes = {"R.md": rotation(into="[[G]]"), **HELD, "S.md": stock(groups="G")}
    again = {
        **notes,
        "S.md": '---\ntype: stock\ngroups: ["[[G]]", "[[G]]"]\n---\n[[G]] [[G]]\n',
        "Long X.md": HELD["Long X.md"] + "[[S]] and [[S]] and [[G]], says [[R]].\n",
        "R.md": rotation(into="[[G]], [[G]]"),
    }
    assert signed(inferred(again)) == signed(inferred(notes)) == [0.5]


def test_the_order_of_notes_does_not_matter() -> None:
    notes = {"R.md": rotation(into="[[G]]"), **HELD, "S.md": stock(groups="G"), **UNRELATED}
    backwards = dict(reversed(notes.items()))
    assert review(backwards, DAY) == review(notes, DAY)


def opened(day: str) -> dict[str, str]:
    return {
        "R.md": rotation(into="[[G]]", scenario="2-4 weeks"),
        "Long X.md": thesis("[[G]] | 100 |", more=f"opened: {day}\n"),
    }


def test_a_rotation_that_was_over_before_the_thesis_was_opened_says_nothing() -> None:
    found = reviewed(opened("2026-01-30"), day=dt.date(2026, 2, 10))
    assert (found.evidence, found.verdict.outcome) == ((), Outcome.UNKNOWN)
    assert found.verdict.confidence_reason == "no evidence"


def test_a_rotation_that_ended_while_the_thesis_was_held_is_shown_as_expired() -> None:
    found = reviewed(opened("2026-01-29"), day=dt.date(2026, 2, 10))
    (item,) = found.evidence
    assert (item.expired, item.weight) == (dt.date(2026, 1, 29), 0)
    assert found.verdict.confidence_reason == "all evidence has expired"


def test_hops_and_outlooks_count_what_the_config_says() -> None:
    notes = {"R.md": rotation(favoured="[[G]]"), **HELD, "S.md": stock(groups="G")}
    chosen = ImpactSettings(hop_factor=0.8, outlook_factor=0.25)
    (item,) = named(review(notes, DAY, chosen), "Long X").evidence
    assert item.strength == pytest.approx(0.2)
    direct = ImpactSettings(longest_path=1)
    assert named(review(notes, DAY, direct), "Long X").evidence == ()


def test_a_weight_of_400_digits_is_no_number() -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        "Long X.md": thesis(f"[[G]] | {'9' * 400} |", "[[H]] | 1 |"),
    }
    assert all(0 <= item.strength <= 1 for item in inferred(notes))
    assert "nan" not in str(reviewed(notes)).casefold()


SHORT_OF_FUND = thesis(more="ticker: QQZE\nside: short\n")


@pytest.mark.parametrize("proxy", ["QQZE", '"[[QQZE]]"', '"[[Fund of salt]]"'])
@pytest.mark.parametrize("held", ["QQZE", "[[QQZE]]", "[[Fund of salt]]"])
def test_the_fund_of_a_group_carries_its_flows_whole(proxy: str, held: str) -> None:
    notes = {
        "R.md": rotation(into="[[G]]"),
        "G.md": f"---\ntype: sector\nproxy: {proxy}\n---\n",
        "Fund of salt.md": "---\ntype: stock\nticker: QQZE\n---\n",
        "Long X.md": thesis(f"{held} | 100 |"),
        "Against salt.md": SHORT_OF_FUND,
    }
    (item,) = inferred(notes)
    assert signed([item]) == [1.0]
    assert [citation.text for citation in item.path] == [
        "holds Fund of salt +100%",
        "Fund of salt tracks G",
        "into G",
    ]
    assert signed(inferred(notes, "Against salt")) == [-1.0]


def test_a_member_that_is_the_fund_as_well_counts_once() -> None:
    notes = {
        "R.md": rotation(out="[[G]]"),
        "G.md": "---\ntype: sector\nproxy: QQZE\n---\n## Members\n- QQZE\n- QQZA\n",
        "Long X.md": thesis("QQZE | 100 |"),
    }
    assert signed(inferred(notes)) == [-1.0]


def test_a_thesis_on_a_group_does_not_hold_its_fund() -> None:
    notes = {
        "R.md": rotation(into="[[QQZE]]"),
        "G.md": "---\ntype: sector\nproxy: QQZE\n---\n",
        "Long X.md": thesis("[[G]] | 100 |"),
    }
    assert inferred(notes) == []


@pytest.mark.parametrize(("one", "other"), [("QQZA", "[[QQZA]]"), ("[[QQZA]]", "QQZA")])
def test_a_ticker_and_a_link_by_it_are_one_security(one: str, other: str) -> None:
    notes = {
        "R.md": rotation(out="[[G]]"),
        "G.md": f"---\ntype: sector\n---\n## Members\n- {one}\n",
        "Long X.md": thesis(f"{other} | 100 |"),
    }
    assert signed(inferred(notes)) == [-0.5]


def test_a_word_is_not_the_ticker_that_is_spelled_like_it() -> None:
    notes = {
        "R.md": rotation(out="[[Cost]]"),
        "Long X.md": thesis(more="ticker: COST\n"),
    }
    assert inferred(notes) == []


def test_a_pair_whose_legs_say_their_sides_assumes_none() -> None:
    notes = {
        "Pair.md": thesis("[[A]] | 50 | long", "[[B]] | 50 | short"),
        "Half.md": thesis("[[A]] | 50 | long", "[[B]] | 50 |"),
    }
    flags = {name: [flag.code for flag in reviewed(notes, name).flags] for name in ("Pair", "Half")}
    assert ("side-assumed" in flags["Pair"], "side-assumed" in flags["Half"]) == (False, True)
