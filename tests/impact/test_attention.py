"""What a review opens with, and what is flagged beside a verdict."""

import datetime as dt

import pytest

from thesisvault.model.review import Attention, StatusReport, ThesisReview

from .builders import named, review

DAY = dt.date(2026, 3, 1)
ROTATION = """\
---
type: rotation
created: 2026-01-01
---

| Flow | Detail |
|---|---|
| Out of | [[G]], [[H]] |
| Into | [[H]], [[I]] |

| Thesis | Impact |
|---|---|
| [[Long G]] | {impact} |
| [[Long nothing]] | Purple |
| [[Long unwritten]] | Tailwind |

| Scenario | Duration |
|---|---|
| Short-term | 2-4 weeks |
| Secular | Full year+ |
"""


def held(group: str, more: str = "") -> str:
    return f'---\ntype: thesis\nstocks: "[[{group}]]"\n{more}---\n'


def notes(impact: str = "Validating") -> dict[str, str]:
    return {
        "R.md": ROTATION.format(impact=impact),
        "Long G.md": held("G"),
        "Long H.md": held("H"),
        "Long I.md": held("I", "review: 2026-03-01\n"),
        "Long nothing.md": held("nothing", "review: 2026-03-02\n"),
        "Meeting.md": "---\ntype: catalyst\ndate: Jan 2026\n---\n",
        "Vote.md": "---\ntype: catalyst\ndate: Jan 2026\noutcome: passed\n---\n",
        "Talk.md": "---\ntype: catalyst\ndate: Mar 2026\n---\n",
    }


def codes(report: StatusReport) -> list[tuple[str, str | None]]:
    return [(item.code, item.thesis) for item in report.attention]


def find(report: StatusReport, code: str) -> Attention:
    (found,) = (item for item in report.attention if item.code == code)
    return found


def flags(thesis: ThesisReview) -> list[str]:
    return [flag.code for flag in thesis.flags]


def test_what_needs_doing_comes_by_urgency() -> None:
    assert codes(review(notes(), DAY)) == [
        ("review-overdue", "Long I"),
        ("catalyst-passed", None),
        ("disagreement", "Long G"),
        ("scenario-expired", None),
        ("no-note", "Long unwritten"),
        ("ambiguous", "Long H"),
        ("impact-unparsed", "Long nothing"),
    ]


def test_a_review_is_due_on_its_day() -> None:
    assert "review-overdue" not in dict(codes(review(notes(), dt.date(2026, 2, 28))))
    due = find(review(notes(), DAY), "review-overdue")
    assert (due.citation.note, due.citation.line) == ("Long I.md", 4)


def test_a_catalyst_is_asked_after_once_its_last_day_has_passed() -> None:
    assert "catalyst-passed" not in dict(codes(review(notes(), dt.date(2026, 1, 31))))
    passed = find(review(notes(), DAY), "catalyst-passed")
    assert "Meeting" in passed.message
    assert "2026-01-31" in passed.message
    assert (passed.citation.note, passed.citation.line) == ("Meeting.md", 3)


def test_a_catalyst_in_a_table_is_asked_after_too() -> None:
    table = "| Catalyst | Date | Outcome |\n|---|---|---|\n| Hearing | 2026-02-01 | — |\n"
    report = review({"Long X.md": f"---\ntype: thesis\n---\n\n{table}"}, DAY)
    assert "catalyst-passed" in dict(codes(report))


def test_an_expired_scenario_says_when() -> None:
    ended = find(review(notes(), DAY), "scenario-expired")
    assert "Short-term" in ended.message
    assert "2026-01-29" in ended.message
    assert (ended.citation.note, ended.citation.line) == ("R.md", 19)


def test_a_rotation_that_no_open_thesis_hears_of_is_left_in_peace() -> None:
    quiet = {"R.md": notes()["R.md"], "Long Z.md": held("Z")}
    quiet["R.md"] = quiet["R.md"].replace("| [[Long G]] | Validating |\n", "")
    quiet["R.md"] = quiet["R.md"].replace("| [[Long nothing]] | Purple |\n", "")
    quiet["R.md"] = quiet["R.md"].replace("| [[Long unwritten]] | Tailwind |\n", "")
    assert codes(review(quiet, DAY)) == []


def test_a_rotation_past_all_of_its_scenarios_presses_on_nothing_and_says_so() -> None:
    over = notes("Pressure")
    over["R.md"] = over["R.md"].replace("| Secular | Full year+ |\n", "")
    report = review(over, DAY)
    thesis = named(report, "Long G")
    assert (thesis.verdict.outcome.value, thesis.verdict.score) == ("unknown", 0)
    assert "expired" in flags(thesis)
    assert "scenario-expired" in dict(codes(report))


def test_words_against_flows_are_flagged_with_both_lines() -> None:
    thesis = named(review(notes("Validating"), DAY), "Long G")
    (flag,) = (flag for flag in thesis.flags if flag.code == "disagreement")
    assert "“Validating”, R.md:13" in flag.message
    assert "out of G" in flag.message
    assert (flag.citation.note, flag.citation.line) == ("R.md", 8)


def test_the_other_way_round_too() -> None:
    thesis = named(review({**notes("Pressure"), "Long G.md": held("I")}, DAY), "Long G")
    assert flags(thesis) == ["disagreement"]
    assert "pressures" in thesis.flags[0].message


@pytest.mark.parametrize("impact", ["Pressure", "Mixed", "Intact", "Near-term tailwind"])
def test_no_contradiction_no_flag(impact: str) -> None:
    """The last one had expired: what counts no more contradicts nothing."""
    assert flags(named(review(notes(impact), DAY), "Long G")) == []


def test_a_thesis_without_a_note_is_cited_where_it_is_named() -> None:
    thesis = named(review(notes(), DAY), "Long unwritten")
    (flag,) = thesis.flags
    assert (flag.code, flag.citation.note, flag.citation.line) == ("no-note", "R.md", 15)
    assert thesis.note is None


def test_a_name_that_is_only_linked_is_no_thesis() -> None:
    assert review({"Diary.md": "\n\nOne day: [[Long tea]].\n"}, DAY).theses == ()


def test_a_thesis_that_is_only_named_in_a_table_is_cited_there() -> None:
    impact = "\n\n| Thesis | Impact |\n|---|---|\n| [[Long tea]] | Pressure |\n"
    report = review({"Diary.md": impact}, DAY)
    flags = {flag.code: flag for flag in named(report, "Long tea").flags}
    citation = flags["no-note"].citation
    assert (citation.note, citation.line) == ("Diary.md", 3)


def test_a_closed_or_unopened_thesis_is_not_under_review() -> None:
    book = {
        "Long A.md": held("G", "closed: 2026-03-01\n"),
        "Long B.md": held("G", "opened: 2026-03-02\n"),
        "Long C.md": held("G", "opened: 2026-03-01\nclosed: 2026-03-02\n"),
    }
    assert [thesis.name for thesis in review(book, DAY).theses] == ["Long C"]
    days_later = review(book, dt.date(2026, 3, 2))
    assert [thesis.name for thesis in days_later.theses] == ["Long B"]


def test_the_next_catalyst_is_the_nearest_ahead() -> None:
    book = {
        "Long A.md": held("G") + "\nSee [[Late]] and [[Gone]] and [[Soon]].\n",
        "Late.md": "---\ntype: catalyst\ndate: 2026-09-01\n---\n",
        "Soon.md": "---\ntype: catalyst\ndate: Mar 2026\n---\n",
        "Gone.md": "---\ntype: catalyst\ndate: 2026-02-01\noutcome: none\n---\n",
        "Other.md": "---\ntype: catalyst\ndate: 2026-03-02\n---\n",
    }
    assert named(review(book, dt.date(2026, 2, 15)), "Long A").next_catalyst == dt.date(2026, 3, 1)
    assert named(review(book, DAY), "Long A").next_catalyst == dt.date(2026, 3, 1)
    assert named(review(book, dt.date(2026, 3, 5)), "Long A").next_catalyst == dt.date(2026, 3, 31)
    assert named(review(book, dt.date(2026, 4, 1)), "Long A").next_catalyst == dt.date(2026, 9, 1)


def test_a_catalyst_that_names_the_thesis_counts_as_its_own() -> None:
    book = {
        "Long A.md": held("G"),
        "Vote.md": '---\ntype: catalyst\ndate: 2026-04-01\ntheses: "[[Long A]]"\n---\n',
    }
    assert named(review(book, DAY), "Long A").next_catalyst == dt.date(2026, 4, 1)
