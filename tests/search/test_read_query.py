"""The query language: what each form is read as, and what is said of one that cannot be read."""

from __future__ import annotations

import pytest

from thesisvault.parser.query.read import DEEPEST, LONGEST, MOST, read_query
from thesisvault.parser.query.spelled import spelled
from thesisvault.parser.query.tree import (
    And,
    Compare,
    Filter,
    Not,
    Or,
    Pattern,
    Phrase,
    Property,
    QueryFault,
    Scope,
    Tag,
    Within,
    Word,
)

READ = {
    "meeting work": And((Word("meeting"), Word("work"))),
    "a OR b c": Or((Word("a"), And((Word("b"), Word("c"))))),
    "a or b": And((Word("a"), Word("or"), Word("b"))),
    "(a OR b) -c": And((Or((Word("a"), Word("b"))), Not(Word("c")))),
    "-(a b)": Not(And((Word("a"), Word("b")))),
    r'"say \"no\""': Phrase('say "no"'),
    r"/Q[1-4]\/\d+/": Pattern(r"Q[1-4]/\d+"),
    "tag:#ai/chips": Tag("ai/chips"),
    'tag:"ai"': Tag("ai"),
    "[status]": Property("status"),
    "[status:open OR closed]": Property("status", Or((Word("open"), Word("closed")))),
    '[owner:"Ann Lee"]': Property("owner", Phrase("Ann Lee")),
    "[status:null]": Property("status", empty=True),
    "[size:<5]": Property("size", Compare(-1, "5")),
    "[review:> 2026-03-01]": Property("review", Compare(1, "2026-03-01")),
    "line:(a b)": Within(Scope.LINE, And((Word("a"), Word("b")))),
    "task-todo:call": Within(Scope.TASK_TODO, Word("call")),
    'task:""': Within(Scope.TASK, None),
    "match-case:NVDA": Word("NVDA", cased=True),
    "match-case:(NVDA ignore-case:amd)": And((Word("NVDA", cased=True), Word("amd"))),
    "kind:thesis -verdict:pressured": And(
        (Filter("kind", "thesis", 0), Not(Filter("verdict", "pressured", 13)))
    ),
    "NYSE:CAT": Word("NYSE:CAT"),
    "https://a.example/x": Word("https://a.example/x"),
    "+8% $1.5T BRK.B C++": And((Word("+8%"), Word("$1.5T"), Word("BRK.B"), Word("C++"))),
    "-": Word("-"),
    "don't": Word("don't"),
}


@pytest.mark.parametrize("query", READ)
def test_reads(query: str) -> None:
    assert read_query(query) == READ[query]


@pytest.mark.parametrize("query", READ)
def test_says_in_words_what_it_read(query: str) -> None:
    assert all(line.strip() for line in spelled(read_query(query)))


REFUSED = {
    "": 0,
    "   ": 0,
    'cut "off': 4,
    "(a (b)": 0,
    "a) b": 1,
    "()": 0,
    "OR": 0,
    "OR OR": 0,
    "a OR": 2,
    "a OR OR b": 5,
    "[": 0,
    "[]": 0,
    "[size:<big]": 0,
    "[a:tag:b]": 0,
    "tag:": 0,
    "tag:#": 0,
    "line:": 0,
    "line: a": 0,
    "x kin:thesis": 2,
    "/open": 0,
    "/a(/": 2,
    '""': 0,
    "a" * (LONGEST + 1): LONGEST,
    "a " * (MOST + 1): 2 * MOST,
}


@pytest.mark.parametrize("query", REFUSED)
def test_says_what_cannot_be_read_and_where(query: str) -> None:
    with pytest.raises(QueryFault) as refused:
        read_query(query)
    assert refused.value.at == REFUSED[query]
    assert refused.value.why.endswith((".", "`."))


@pytest.mark.parametrize("open_, close", [("(", ")"), ("-", ""), ("line:", ""), ("-(", ")")])
def test_has_a_bound_on_its_depth(open_: str, close: str) -> None:
    few, many = DEEPEST // 2 - 1, 5 * DEEPEST
    read_query(open_ * few + "a" + close * few)
    with pytest.raises(QueryFault, match="deep"):
        read_query(open_ * many + "a" + close * many)


def test_offers_the_nearest_filter() -> None:
    with pytest.raises(QueryFault, match="Did you mean `kind:`"):
        read_query("kin:thesis")
