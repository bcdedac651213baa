"""What `thesis rotation --detect` prints of days that were found, and of those that were not."""

from __future__ import annotations

import datetime as dt

from thesisvault.model.market import Detection, GroupMove
from thesisvault.render.lines import Page
from thesisvault.render.text.detection import text
from thesisvault.reports.detection import Answer

DAY = dt.date(2026, 1, 9)
MINES = GroupMove("Mines", ("MINE",), 5, 0.0412, 0.0377, 3.14, 0.0019, 0.0152, True, "")
MILLS = GroupMove("Mills", ("MILL",), 1, -0.0301, -0.0288, -4.5, 0.00002, 0.0004, True, "")
PORTS = GroupMove("Ports", ("PORT",), 20, 0.01, None, None, None, None, False, "too few sessions")
FOUND = Detection(DAY, "rotation", 2.345, 0.996, 250, (MINES, MILLS, PORTS), (MINES,), (MILLS,), "")
BEGUN = "A rotation may have begun on 2026-01-09: into Mines (t 3.14); out of Mills (t -4.50)"
SPREAD = "    dispersion 2.35, more than on 99.6% of 250 days"
DRAFTS = "`thesis new rotation --from-prices 2026-01-09` drafts its note."
GROUPS = ("Mines", "Mills", "Ports", "Farms")
HEAD = "Detection as of 2026-01-09, 4 groups against SPY"


def shown(answer: Answer) -> list[str]:
    page = Page(width=88)
    text(page, answer)
    pieces = ((item if isinstance(item, str) else item[0] for item in row) for row in page.lines)
    return ["".join(row).rstrip() for row in pieces]


def test_the_last_session_with_what_each_group_did() -> None:
    assert shown(Answer(DAY, "SPY", GROUPS, 1, 0, (FOUND,))) == [
        *(HEAD, BEGUN, SPREAD),
        "GROUP  SESSIONS  RETURN  ABNORMAL  T      P             ADJUSTED P",
        "Mines  5         +4.12%  +3.77%    3.14   0.0019        0.0152",
        "Mills  1         -3.01%  -2.88%    -4.50  below 0.0001  0.0004",
        "Ports  20        +1.00%  -         -      -             -",
        DRAFTS,
    ]


def test_the_sessions_since_a_day_without_the_groups() -> None:
    assert shown(Answer(DAY, "SPY", GROUPS, 20, 3, (FOUND,), ("Farms", "Mines"))) == [
        *(HEAD, BEGUN, SPREAD),
        "Tested 20 sessions; 3 of them unknown.",
        "Measured by the members known on the day, also over the year before: Farms, Mines. A",
        "fund (`proxy: XLU`) avoids this.",
        DRAFTS,
    ]


def test_what_is_nothing_or_cannot_be_told() -> None:
    quiet = Detection(DAY, "none", 0.81, 0.402, 250, (), (), (), "")
    assert shown(Answer(DAY, "SPY", GROUPS, 1, 0, (quiet,))) == [
        *(HEAD, "none on 2026-01-09", "    dispersion 0.81, more than on 40.2% of 250 days"),
    ]
    why = "2 of 3 groups with prices"
    few = Detection(DAY, "cannot tell", None, None, 0, (), (), (), why)
    assert shown(Answer(DAY, "SPY", GROUPS[:2], 1, 1, (few,))) == [
        "Detection as of 2026-01-09, 2 groups against SPY",
        "cannot tell: 2 of 3 groups with prices",
        "Groups come from stock notes (`sector: Utilities`) and from a sector's own note, best",
        "with its fund (`proxy: XLU`).",
    ]
    assert shown(Answer(DAY, "SPY", GROUPS, 20, 0, ())) == [HEAD, "none", "Tested 20 sessions."]


def test_what_was_not_tested_is_unknown_and_not_none() -> None:
    tested = {
        (0, 0): ["cannot tell", "Tested 0 sessions."],
        (1, 1): ["cannot tell", "Tested 1 session; 1 of them unknown."],
        (1, 0): ["none", "Tested 1 session."],
        (20, 20): ["cannot tell", "Tested 20 sessions; 20 of them unknown."],
        (20, 19): ["none", "Tested 20 sessions; 19 of them unknown."],
    }
    for (sessions, unknown), told in tested.items():
        assert shown(Answer(DAY, "SPY", GROUPS, sessions, unknown, ())) == [HEAD, *told]
