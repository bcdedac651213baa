"""The vocabulary: what headers and words mean, from one file that a vault may extend."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any, Self, TypeVar

from msgspec import Struct

from thesisvault.model.note import Kind
from thesisvault.parser.body.passages import LEVELS
from thesisvault.parser.facts.position import PLANNED
from thesisvault.parser.facts.sides import side_of_heading
from thesisvault.parser.facts.slips import is_near, is_off_by_one

K = TypeVar("K")
T = TypeVar("T")

NO_KIND = "none"
"""What replaces a kind where a name says that a note states nothing."""
_BY_PLACE = ("members", "card", "vehicles")
"""Tables that only the place in which they stand makes what they are."""
_LETTERS = re.compile(r"[^\W\d_]+")
_KIND_OF_ORDER = re.compile(
    r"\s*[(\[](?:hard|soft|mental|gtc|initial|avg\.?|average|usd|eur|gbp|chf|[$€£%¥]"
    r"|%? ?of (?:nav|portfolio|book|capital|equity)|% (?:nav|portfolio)"
    r"|\d{1,2}\s?(?:-|–|to)\s?\d{1,3}|\d{1,2}[- ]?(?:m|mo|y|yr|months?|years?))[)\]]\Z"
)
"""`Stop (hard)`, `Conviction (1-5)`, `Target (12m)`: a remark that leaves a key what it is."""
_BLANK = " .…_*–—-"
"""What is left where nothing is filled in, and what stands around a word for that."""
_AROUND_KEYS = " *_`:："
_AROUND_HEADINGS = " *_`#:：?？!.…—–-"
_NUMBERED = re.compile(
    r"[^\w#]*(?:\d+(?:\.\d+)+\s+|(?:l?\d+[a-z]?|[ivx]+|[一二三四五六七八九十]+)\s*[-._)、:：]+\s*)"
    r"|[^\w#]+"
)
"""What stands before a name: a number, also `7.1`, a level, a picture."""
_PICTURED = re.compile(r"[^\w\[(~]+")
"""What stands before a word that tells a state: `🟢 active`; what is struck out tells none."""
_ASIDE = re.compile(r"\s*[(（\[].*|\s+[-–—:|/→].*|\s*[:：—].*")
"""What follows a heading's own words."""


class TableForm(Struct, frozen=True):
    """What a table is known by."""

    required: tuple[str, ...]
    without: frozenset[str]
    """Headers that make it another table."""
    roles: Mapping[str, tuple[str, int]]
    """Each header's column, with its rank among that column's headers: the first is the best."""
    also: Mapping[str, str] = {}
    """The other column of a header that may be of two: `持仓` is what is held, or how much."""


class Vocabulary(Struct, frozen=True, dict=True):
    """Sections of named word lists, all in lower case, as in `vocabulary.toml`."""

    sections: Mapping[str, Mapping[str, Any]]

    def words(self, section: str, name: str) -> tuple[str, ...]:
        """The list `name` of `section`."""
        return tuple(self.sections[section][name])

    def sets(self, section: str, name: str) -> frozenset[str]:
        """The same as a set, to look words up in."""
        key = (section, name)
        if key not in self._sets:
            self._sets[key] = frozenset(self.words(section, name))
        return self._sets[key]

    @cached_property
    def _sets(self) -> dict[tuple[str, str], frozenset[str]]:
        return {}

    def named(self, section: str, word: str) -> str | None:
        """The name of the list in `section` that holds `word`, or None."""
        folded = word.strip().casefold()
        for name, words in self.sections[section].items():
            if folded in words:
                return str(name)
        return None

    def kind(self, word: str) -> Kind | None:
        """The kind that a tag stands for."""
        name = self._kinds.get(word.strip().casefold())
        return Kind(name) if name else None

    def kind_of_type(self, word: str) -> Kind | None:
        """The kind that a note gives itself by its property `type`."""
        name = self.kind_of_folder(word.strip())
        return Kind(name) if name and name != NO_KIND else None

    def kind_of_folder(self, folder: str) -> str | None:
        """The name of the kind that a folder's name stands for, or `NO_KIND`; else None."""
        if folder not in self._seen_folders:
            folded = folder.casefold()
            found = self._folders.get(folded) or self._folders.get(_plain_folder(folded))
            _remember(self._seen_folders, folder, found)
        return self._seen_folders[folder]

    def kind_of_stem(self, stem: str) -> str | None:
        """The same for a file's name without its ending."""
        if stem not in self._seen_stems:
            _remember(self._seen_stems, stem, self._kind_of_stem(stem.casefold()))
        return self._seen_stems[stem]

    def _kind_of_stem(self, folded: str) -> str | None:
        if folded.isalpha():
            return self._stems.get(folded)
        found = self._stems.get(folded) or self._stems.get(_plain_folder(folded))
        if found is None and folded.endswith("template"):
            return NO_KIND
        if found is None and (folded.startswith(("_", "moc ", "moc-")) or folded.endswith(" moc")):
            return Kind.NOTE.value
        if found is None and (year := _OF_A_YEAR.fullmatch(folded)):
            named = self._stems.get(year["name"])
            return named if named in _OF_YEARS else None
        has_year = "19" in folded or "20" in folded
        is_dated = found is None and has_year and _DAY.search(folded) is not None
        return self._stems.get(_undated(folded)) if is_dated else found

    def kind_of_heading(self, heading: str) -> str | None:
        """The same for a heading, without what follows its own words."""
        return self.kind_of_stem(_plain_heading(_folded_heading(heading)))

    def kind_of_day(self, folder: str) -> Kind | None:
        """The kind of the notes of a day that a folder keeps."""
        name = self.named("dated", _plain_folder(folder.casefold()))
        return Kind(name) if name else None

    def side(self, text: str) -> str | None:
        """``long`` or ``short`` where a value begins with a word for it, and none for the other."""
        if text not in self._seen_sides:
            _remember(self._seen_sides, text, self._side(text))
        return self._seen_sides[text]

    def _side(self, text: str) -> str | None:
        folded = _bare_state(text)
        sides = self.sections["sides"]
        found = [name for name in sides if any(_begins(folded, word) for word in sides[name])]
        if len(found) != 1:
            return None
        others = (word for name in sides if name != found[0] for word in sides[name])
        is_both = any(len(word) > 1 and word in folded for word in others)
        return None if is_both else str(found[0])

    def status(self, text: str) -> str | None:
        """Whether it is held, by the word that a value begins with."""
        return self._by_first_word("status", text)

    def says_closed(self, heading: str) -> bool:
        """Whether a word of a heading says that something is over."""
        seen = self._seen_closed
        for word in _LETTERS.findall(heading):
            if word not in seen:
                _remember(seen, word, self.status(word) == "closed")
            if seen[word]:
                return True
        return False

    def ownership(self, text: str) -> str | None:
        """Whether a company is ``listed`` or ``unlisted``, by the word that a value begins with."""
        return self._by_first_word("ownership", text)

    def style(self, text: str) -> str | None:
        """Whether a category is one of style, which no flow goes to: `Turnaround`."""
        return self._by_first_word("styles", text)

    def _by_first_word(self, section: str, text: str) -> str | None:
        key = section, text
        if key not in self._seen_states:
            _remember(self._seen_states, key, self._state(section, text))
        return self._seen_states[key]

    def _state(self, section: str, text: str) -> str | None:
        folded = _bare_state(text)
        for name, words in self.sections[section].items():
            if any(_begins(folded, word) for word in words):
                return str(name)
        return None

    def is_absent(self, text: str) -> bool:
        """Whether an author says that there is nothing, or has filled in nothing: `n/a`, `...`."""
        folded = text.strip(_BLANK).casefold()
        return not folded or folded in self.sets("figures", "absent")

    def is_done(self, text: str) -> bool:
        """Whether a status says that an event is over."""
        return text.casefold().strip(" *_`✅✓") in self.words("events", "done") or "✅" in text

    def tells_events(self, rule: str) -> bool:
        """Whether the tag or the folder that a rule names holds what has happened too."""
        told = self.words("events", "told")
        return any(word in told for word in _LETTERS.findall(rule.casefold()))

    def is_trade(self, text: str) -> bool:
        """Whether a cell begins with a word for buying or selling."""
        folded = text.casefold().strip(" *_`")
        return any(_begins(folded, word) for word in self.words("trades", "words"))

    def property(self, key: str) -> str | None:
        """The property that a key names, however it is spelled, or None."""
        if key not in self._seen_keys:
            folded = _KIND_OF_ORDER.sub("", key.casefold().strip(_AROUND_KEYS))
            found = self._properties.get(folded) or self._properties.get(spaced(folded))
            if found is None and (parted := _HUMP.sub(" ", key)) != key:
                found = self._properties.get(parted.casefold().strip(_AROUND_KEYS))
            if found is None and (base := _NUMBER_BEHIND.sub("", folded)) != folded:
                # `Take profit 2` is one of several, and so are all targets.
                named = self._properties.get(spaced(base))
                found = named if named == "target" else None
            _remember(self._seen_keys, key, found)
        return self._seen_keys[key]

    def heading(self, text: str) -> str:
        """What stands under a heading, by the vocabulary's name; empty where that is unknown."""
        if text not in self._seen_headings:
            folded = _folded_heading(text)
            plain = _plain_heading(folded)
            asked = match["asked"] if (match := _ASKS_AFTER.fullmatch(plain)) else plain
            bare = _QUALIFIED.sub("", plain)
            spaced = plain.replace("-", " ")  # `Kill-switch`
            forms = (folded, plain, asked, bare, spaced)
            found = next(filter(None, map(self._headings.get, forms)), "")
            if not found and (undated := _OF_PERIOD.sub("", plain)) != plain:
                named = self._headings.get(undated, "")
                found = named if named in _OF_PERIODS else ""
            if not found and self._leads_to_criteria(plain, asked, bare):
                found = "criteria"
            if not found and side_of_heading(text):
                found = "positions"
            _remember(self._seen_headings, text, found)
        return self._seen_headings[text]

    def section(self, text: str) -> str:
        """The same of a heading of the note's outline, which may be a word that a label may not."""
        if found := self.heading(text):
            return found
        if self.level(text):
            return LEVELS
        criteria, folded = self.words("conditions", "section"), text.casefold()
        if "/" in folded or not any(word in folded for word in criteria):
            return ""  # `Exit / Add` has both; and of most headings there is no more to ask
        return "criteria" if _plain_heading(_folded_heading(text)) in criteria else ""

    def level(self, heading: str) -> str:
        """The level that a heading is called as: `🎯 Targets`; empty where it is not."""
        is_bare = heading[:1].isalpha()
        name = self.property(heading if is_bare else _plain_heading(_folded_heading(heading)))
        return name if name in PLANNED else ""

    def condition_at(self, text: str, start: int = 0) -> re.Match[str] | None:
        """What leads to a criterion at a place in a text: `I'd sell it if`, `Thesis breaks when`.

        Every line is asked: most begin with another word.
        """
        end = text.find(" ", start)
        first = text[start:end].casefold().replace("’", "'") if end > 0 else ""
        return self._condition.match(text, start) if first in self._first_of_conditions else None

    @cached_property
    def _first_of_conditions(self) -> frozenset[str]:
        words = (*self.words("conditions", "who"), *self.words("conditions", "act"))
        first = {word.partition(" ")[0] for word in words}
        return frozenset({*first, *(f"{word}," for word in first)})

    @cached_property
    def _condition(self) -> re.Pattern[str]:
        who, act, what, when = (_either(self.words("conditions", name)) for name in _CONDITION)
        whole = rf"(?:(?:{who})\s+)?(?:{act})(?:\s+(?:{what}))?,?\s+(?:{when})(?!\w)"
        return re.compile(whole, re.IGNORECASE)

    def _leads_to_criteria(self, plain: str, asked: str, bare: str) -> bool:
        begun = self.condition_at(plain)
        is_condition = begun is not None and _ANY_OF.fullmatch(plain, begun.end()) is not None
        is_asked = plain.startswith(_ASKING) and self._asked_criteria.fullmatch(asked) is not None
        return is_condition or is_asked or self._named_criteria.fullmatch(bare) is not None

    @cached_property
    def _asked_criteria(self) -> re.Pattern[str]:
        """`When would I sell`, `What would make me exit`, `Reasons to sell`."""
        who, act, what, _ = (_either(self.words("conditions", name)) for name in _CONDITION)
        leaving = _either(self.words("conditions", "leaving"))
        done = rf"(?:{act}|{leaving})(?:\s+(?:{what}))?"
        would = r"(?:(?:would|could|might)\s+(?:i|we)|(?:i|we)(?:['’]d|\s+(?:would|could|might)))"
        return re.compile(
            rf"when\s+{_MAY}(?:to|{who})\s+{_MAY}{done}|(?:why|where)\s+{would}\s+{done}"
            rf"|how\s+{_MAY}(?:{who})\s+{_MAY}know\s+(?:that\s+)?(?:{who}|it['’]?s|it is)\s+{done}"
            rf"|what\s+(?:{who})\s+(?:need|have|want)\s+to\s+see\s+to\s+{done}"
            rf"|(?:what\s+)?{_MAY}(?:makes?|gets?|proves?)\s+(?:me|us|it)\s+{done}"
            rf"|(?:reasons?|conditions?|criteria|rules?|triggers?|signals?)\s+(?:to|for)\s+{done}"
        )

    @cached_property
    def _named_criteria(self) -> re.Pattern[str]:
        leaving, named = (_either(self.words("conditions", name)) for name in ("leaving", "named"))
        return re.compile(rf"(?:{leaving})[\s-]+(?:{named})")

    def near_heading(self, text: str) -> str:
        """The known heading that one is a slip from; empty where it is known itself, or far."""
        if len(text) > _LONGEST_HEADING or self.heading(text):
            return ""
        if text not in self._seen_slips:
            _remember(self._seen_slips, text, self._slip_of(text))
        return self._seen_slips[text]

    def _slip_of(self, text: str) -> str:
        plain = _plain_heading(_folded_heading(text))
        match = _MAY_ASK_AFTER.fullmatch(plain)
        for written in (plain, *((match["asked"],) if match else ())):
            slip = next(filter(None, map(self._slips.get, _with_one_lost(written))), "")
            if slip and (written is plain or slip.startswith("what ")):
                return slip
        words = plain.split()
        for at in range(2, len(words)):
            asked = " ".join(words[:at])
            if asked in self._headings and is_near(" ".join(words[at:]), _ASKED_OF):
                return asked
        return ""

    @cached_property
    def _slips(self) -> Mapping[str, str]:
        """The headings with no letter or one lost: two that share one are a letter apart."""
        leaving, named = (self.words("conditions", name) for name in ("leaving", "named"))
        paired = [f"{one} {other}" for one in leaving for other in named]
        known = [word for word in (*self._headings, *paired) if len(word) >= _SHORTEST_HEADING]
        return {piece: word for word in known for piece in _with_one_lost(word)}

    # Notes of one vault use the same few keys, headings, folders, sides and states.

    @cached_property
    def _seen_sides(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _seen_states(self) -> dict[tuple[str, str], str | None]:
        return {}

    @cached_property
    def _seen_keys(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _seen_headings(self) -> dict[str, str]:
        return {}

    @cached_property
    def _seen_closed(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _seen_slips(self) -> dict[str, str]:
        return {}

    @cached_property
    def _seen_stems(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _seen_folders(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return _by_word(self.sections["kinds"])

    @cached_property
    def _folders(self) -> dict[str, str]:
        return self._kinds | _by_word(self.sections["folders"])

    @cached_property
    def _stems(self) -> dict[str, str]:
        return _by_word(self.sections["names"])

    @cached_property
    def _properties(self) -> dict[str, str]:
        return _by_word(self.sections["properties"])

    @cached_property
    def _headings(self) -> dict[str, str]:
        return _by_word(self.sections["headings"])

    @cached_property
    def tables(self) -> Mapping[str, TableForm]:
        """Each table that is known."""
        return {name: _form(columns) for name, columns in self.sections["tables"].items()}

    def tables_with(self, heads: Iterable[str]) -> list[str]:
        """The kinds of tables that a header may be of: each column that one needs is there.

        In the vocabulary's order; those are left out that their place alone makes what they are.
        """
        known = self._tables_by_head
        found: dict[str, set[str]] = {}
        for head in heads:
            for name, role in known.get(head, ()):
                found.setdefault(name, set()).add(role)
        forms = self.tables
        return [
            name for name in forms if name in found and found[name].issuperset(forms[name].required)
        ]

    def nearly(self, head: str) -> list[str]:
        """The headers of tables that are one letter from `head`; none where it is known itself."""
        if head in self._tables_by_head or not head:
            return []
        if head not in self._seen_heads:
            sizes = range(len(head) - 1, len(head) + 2)
            alike = (word for size in sizes for word in self._heads_by_size.get(size, ()))
            found = [word for word in alike if is_off_by_one(head, word)]
            _remember(self._seen_heads, head, found)
        return self._seen_heads[head]

    def is_foreign(self, head: str) -> bool:
        """Whether a header is of a script or a language that no table is known by."""
        return not head.isascii() and head not in self._tables_by_head

    def remembered(self, heads: tuple[str, ...], of: Callable[[tuple[str, ...], Self], T]) -> T:
        """What `of` finds for a header: the tables of a vault have the same few."""
        if heads not in self._seen_headers:
            _remember(self._seen_headers, heads, of(heads, self))
        found: T = self._seen_headers[heads]
        return found

    @cached_property
    def _seen_headers(self) -> dict[tuple[str, ...], Any]:
        return {}

    @cached_property
    def _seen_heads(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _heads_by_size(self) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = {}
        for head in self._tables_by_head:
            found.setdefault(len(head), []).append(head)
        return found

    @cached_property
    def _tables_by_head(self) -> Mapping[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for name, form in self.tables.items():
            for word, (role, _) in form.roles.items() if name not in _BY_PLACE else ():
                found.setdefault(word, []).append((name, role))
            for word, role in form.also.items() if name not in _BY_PLACE else ():
                found[word].append((name, role))
        return found

    def finder(self, section: str, name: str) -> re.Pattern[str]:
        """A pattern that finds any word of the list as a whole word; `*` is any ending."""
        key = (section, name)
        if key not in self._finders:
            self._finders[key] = _pattern(self.words(section, name))
        return self._finders[key]

    @cached_property
    def _finders(self) -> dict[tuple[str, str], re.Pattern[str]]:
        return {}


def _bare_state(text: str) -> str:
    """The words of a value that tells a state, without the picture and the marks around them."""
    folded = text.casefold()
    pictured = _PICTURED.match(folded)
    return (folded[pictured.end() :] if pictured else folded).strip(" []*_`\"'")


def key_word(key: str) -> str:
    """A key as the lists have it."""
    return key.casefold().strip(_AROUND_KEYS)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_either(words)})(?!\w)", re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    parts = [
        re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
        if word
    ]
    return "|".join(parts).replace("'", "['’]")


_CONDITION = ("who", "act", "what", "if")
_MAY = r"(?:(?:do|would|will|might|could|should|can)\s+)?"
_ASKING = (
    *("when", "why", "where", "how", "what", "would", "could", "make", "get", "prove"),
    *("reason", "condition", "criteria", "rule", "trigger", "signal"),
)
"""What such a heading begins with."""
_ANY_OF = re.compile(r"(?:\s+(?:any|one|either)\b.{0,40})?")
"""`Exit if any of these happens`: each is a criterion by itself, as they are not of `all`."""


_MOST_SEEN = 5000


def _remember(seen: dict[K, T], key: K, value: T) -> None:
    """Keep what was found; a vault in which everything is called otherwise starts anew."""
    if len(seen) >= _MOST_SEEN:
        seen.clear()
    seen[key] = value


def _begins(text: str, word: str) -> bool:
    """Whether a text is a word, or begins with it; in a script without spaces, is it alone."""
    rest = text[len(word) :]
    is_whole = not rest or not (rest[0].isalnum() or rest[0] in "_-/")
    return text.startswith(word) and is_whole


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a word begins in `targetPrice`."""


def spaced(key: str) -> str:
    """A key in words: with blanks for the signs that join them."""
    return " ".join(key.replace("_", " ").replace("-", " ").split())


_DAY = re.compile(r"\d\d(?:(?<=19|20)\d\d[-_. ]?\d\d[-_. ]?\d\d|[-_.]\d\d[-_.](?:19|20)\d\d)")


_WITHIN = re.compile(r"\([^()]*\)")


_OF_A_YEAR = re.compile(r"(?P<name>.+?)[\s_-]+\(?20\d\d\)?")
"""`Watchlist 2026`; a portfolio of a year may be one that is over."""


_OF_YEARS = (Kind.WATCHLIST.value, Kind.TRADE.value)
"""Kinds of notes that remain what they are with a year behind their name; positions may be over."""


def _undated(stem: str) -> str:
    """A file's name without a day in it."""
    return spaced(_WITHIN.sub(" ", _DAY.sub(" ", stem))).strip()


def _by_word(section: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word: name for name, words in section.items() for word in words}


def _plain_folder(folded: str) -> str:
    """Without a leading number or picture, and with spaces for `_` and `-`."""
    match = _NUMBERED.match(folded)
    plain = folded[match.end() :] if match else folded
    return spaced(plain)


_OF_WHAT = (
    r"\s+(?:(?:the|this|that|my|our|your)\s+)?"
    r"(?:(?:investment\s+)?(?:thesis|case)|position|trade|idea|view|it|this)"
)
_ASKS_AFTER = re.compile(rf"(?P<asked>what\b.+?){_OF_WHAT}")
"""`What would break the thesis`, `… my case`, `… it`: one question."""
_MAY_ASK_AFTER = re.compile(rf"(?P<asked>.+?){_OF_WHAT}")
_ASKED_OF = ("thesis", "position", "trade")


_QUALIFIED = re.compile(
    r"\A(?:(?:thesis|key|main|primary|major|critical|important|potential|upcoming"
    r"|near[- ]term|my|our|the)\s+){1,2}"
)
"""What leaves a heading what it is: `Thesis invalidation triggers`, `My exit rules`."""
_OF_PERIODS = ("catalysts", "criteria", "risk")
"""What stands under a heading with a year behind it; `Rotation January 2026` is about all of it."""
_OF_PERIOD = re.compile(r"\s+(?:(?:for|in)\s+)?(?:q[1-4]|h[12]|\w{3,9})?\s*20\d\d\Z")
"""`Catalysts 2026`, `Earnings calendar Q1 2026`, `Key dates March 2026`."""
_NUMBER_BEHIND = re.compile(r"\s*#?\d\Z")
_SHORTEST_HEADING, _LONGEST_HEADING = 5, 60
"""Letters: shorter ones are a letter from too much, longer ones cannot be near."""


def _with_one_lost(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _folded_heading(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split()).strip(_AROUND_HEADINGS)


def _plain_heading(folded: str) -> str:
    match = _NUMBERED.match(folded)
    plain = folded[match.end() :] if match else folded
    return _ASIDE.sub("", plain).strip(_AROUND_HEADINGS)


def _form(columns: Mapping[str, Iterable[str]]) -> TableForm:
    roles: dict[str, tuple[str, int]] = {}
    also: dict[str, str] = {}
    for role, words in columns.items():
        for rank, word in enumerate(words) if role not in ("required", "without") else ():
            if roles.get(word, (role,))[0] != role:
                also[word] = roles[word][0]
            roles[word] = role, rank
    return TableForm(tuple(columns["required"]), frozenset(columns.get("without", ())), roles, also)


def load_vocabulary(extra: Mapping[str, Any] | None = None) -> Vocabulary:
    """The package's vocabulary with a vault's own words joined in.

    Raises ValueError, naming the key, where `extra` holds a section, a list or a value that
    means nothing.
    """
    # Who is handed a vocabulary needs neither of these.
    import tomllib
    from importlib import resources

    source = resources.files("thesisvault.parser").joinpath("vocabulary.toml")
    sections = tomllib.loads(source.read_text(encoding="utf-8"))
    for words in sections.pop("languages").values():
        _join(sections, words, "languages")
    _join(sections, extra or {}, "vocabulary")
    return Vocabulary(sections)


@cache
def default_vocabulary() -> Vocabulary:
    """The package's vocabulary as it ships."""
    return load_vocabulary()


def _join(known: dict[str, Any], extra: Mapping[str, Any], where: str) -> None:
    for key, value in extra.items():
        place = f"{where}.{key}"
        if key not in known or key == "required":
            raise ValueError(f"`{place}` is unknown; known keys: {', '.join(sorted(known))}")
        if isinstance(known[key], dict):
            if not isinstance(value, Mapping):
                raise ValueError(f"`{place}` must be a table of word lists")
            _join(known[key], value, place)
        elif isinstance(value, list) and all(isinstance(word, str) for word in value):
            known[key] = [*known[key], *(word.casefold() for word in value)]
        else:
            raise ValueError(f"`{place}` must be a list of words")
