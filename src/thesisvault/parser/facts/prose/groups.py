"""What a sentence is about: sectors, kinds of stocks, indices, and the names of the vault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from thesisvault.parser.facts.vocabulary import Vocabulary

_WORD = re.compile(r"[A-Za-z][\w'’&./-]*[\w]|[A-Za-z]")
_JOIN = re.compile(r",? and |, (?:and )?| or | & |/")
_MEMBERS = re.compile(
    r",? (?:like|such as|including|especially)(?: the)? |[-–—, ]{1,2}(?:particularly|notably)"
    r"(?: in)?(?: sectors like| sectors such as)? "
)
_NO_PART = ("borders", "money", "leaves", "leads", "lags", "benefits", "faces")
"""Lists of words that are not part of a name."""
_OWNS = ("'s ", "’s ")
_STYLE = re.compile(
    r"\b(?:for|into|over|out|favor|favour)(?:ing|s|ed)? (?P<name>value|growth|momentum|quality)"
    r"(?=[,.;)]| and | by | while |\Z)"
)
_LIKE = re.compile(
    r"\b(?:companies|firms|names|stocks|giants|producers|makers) (?:like|such as) "
    r"(?P<name>[A-Z][\w'’&-]+(?: [A-Z][\w'’&-]+){0,3})"
)
_HANGING = re.compile(r"\b\w+- and \Z")
_LETTERS = re.compile(r"\w+")
_GLUED = re.compile(r"(?P<word>[A-Za-z]+)-(?=[a-z])")
_MOST = 4
"""Words before the one that names a group."""
_FIRST = "\ue000"
GROUP = "[\ue000-\uf8ff]"
"""Stands for a group in a reduced sentence."""
_GROUPS = 0xF8FF - 0xE000


class Name(Struct, frozen=True):
    """How a note of the vault is called, and what its security's symbol is."""

    text: str
    symbol: str = ""
    is_thesis: bool = False


Names = Mapping[str, Sequence[Name]]
"""By the first word, the longest name first."""


class Group(Struct, frozen=True):
    """What stands at text[start:end], by its names."""

    start: int
    end: int
    names: tuple[str, ...]


def by_first_word(names: Iterable[Name]) -> Names:
    """An index of names. Each is found as it is spelled only: `Target` is a company, `target` none.

    A name of one or two signs, or of digits, tells too little to be sought by itself.
    """
    found: dict[str, list[Name]] = {}
    for name in dict.fromkeys(names):
        first = _LETTERS.match(name.text)
        is_symbol = name.text == name.symbol and name.text.isupper()
        least = 3 if is_symbol else 4
        if first is not None and len(name.text) >= least and not name.text.isdigit():
            found.setdefault(first[0], []).append(name)
    return {word: sorted(held, key=lambda name: -len(name.text)) for word, held in found.items()}


def find_names(text: str, names: Names) -> Iterator[tuple[int, int, Name]]:
    """The names in a text by longest match at the borders of words."""
    behind = 0
    for word in _LETTERS.finditer(text) if names else ():
        for name in names.get(word[0], ()) if word.start() >= behind else ():
            end = word.start() + len(name.text)
            is_whole = end >= len(text) or not (text[end].isalnum() or text[end] == "_")
            if is_whole and text.startswith(name.text, word.start()):
                behind = end
                yield word.start(), end, name
                break


def find_groups(text: str, words: Vocabulary, names: Names) -> list[Group]:
    """The groups in a sentence; those of one list are one group with several names."""
    single = sorted(_single(text, words, names), key=lambda group: (group.start, -group.end))
    found: list[Group] = []
    for group in single:
        if found and group.start < found[-1].end:
            continue
        between = text[found[-1].end : group.start] if found else None
        if between in _OWNS:
            last = found.pop()
            name = f"{last.names[-1]}{between}{group.names[0]}"
            found.append(Group(last.start, group.end, (*last.names[:-1], name, *group.names[1:])))
        elif (
            between is not None and _continues(between) and not _is_noun_before(text, group, words)
        ):
            last = found.pop()
            found.append(Group(last.start, group.end, (*last.names, *group.names)))
        else:
            found.append(group)
    return [_without_plain(group, words) for group in found[:_GROUPS]]


def _continues(between: str) -> bool:
    return bool(_JOIN.fullmatch(between) or _MEMBERS.fullmatch(between))


def _is_noun_before(text: str, group: Group, words: Vocabulary) -> bool:
    """Whether a group only tells which of something: `S&P 500 outperformance`."""
    behind = _WORD.match(text, group.end + 1) if text[group.end : group.end + 1] == " " else None
    return behind is not None and behind[0].casefold() in words.sets("prose", "no_groups")


def _without_plain(group: Group, words: Vocabulary) -> Group:
    """Without `sectors` or `companies`, where the list that follows says which."""
    plain = words.sets("prose", "plain")
    names = tuple(name for name in group.names if name.casefold() not in plain)
    return Group(group.start, group.end, names) if names else group


def separated(text: str, words: Vocabulary) -> str:
    """The same text with a dash where a page has glued a hyphen to a group: `utilities-trading`."""
    heads = words.sets("prose", "groups")

    def dash(match: re.Match[str]) -> str:
        is_group = match["word"].casefold() in heads and match["word"].endswith("s")
        return f"{match['word']}—" if is_group else match[0]

    return _GLUED.sub(dash, text)


def reduced(text: str, groups: Sequence[Group]) -> tuple[str, Sequence[int]]:
    """The sentence with one sign for each group, and the offset of each sign."""
    if not groups:
        return text, range(len(text) + 1)
    parts, offsets, start = [], [], 0
    for number, group in enumerate(groups):
        parts += [text[start : group.start], chr(ord(_FIRST) + number)]
        offsets += [*range(start, group.start), group.start]
        start = group.end
    parts.append(text[start:])
    return "".join(parts), [*offsets, *range(start, len(text) + 1)]


def group_of(sign: str, groups: Sequence[Group]) -> Group:
    """The group that a sign of a reduced sentence stands for."""
    return groups[ord(sign) - ord(_FIRST)]


def _single(text: str, words: Vocabulary, names: Names) -> Iterator[Group]:
    for start, end, name in find_names(text, names):
        yield Group(start, end, (name.text,))
    for match in words.finder("prose", "indices").finditer(text):
        yield Group(match.start(), match.end(), (match[0],))
    for match in _STYLE.finditer(text):
        yield Group(match.start("name"), match.end(), (match["name"],))
    for match in _LIKE.finditer(text):
        yield Group(match.start("name"), match.end(), (match["name"],))
    tokens = list(_WORD.finditer(text))
    for at, token in enumerate(tokens):
        if _is_head(token[0], words) and not _goes_on(text, tokens, at, words):
            first = _first(text, tokens, at, words)
            start = tokens[first].start()
            hanging = _HANGING.search(text, max(start - 30, 0), start)
            start = hanging.start() if hanging else start
            said = " ".join(text[start : token.end()].split())
            *which, last = said.split(" ")
            parts = last.split("/")
            if not all(_is_head(part, words) for part in parts):
                parts = [last]  # `small/mid-caps`
            named = [" ".join((*which, parts[0])), *parts[1:]]
            yield Group(start, token.end(), tuple(name for name in named if name))


def _is_head(word: str, words: Vocabulary) -> bool:
    folded = word.casefold().removesuffix("'s").removesuffix("’s").replace("/", "-")
    heads = words.sets("prose", "groups")
    return folded in heads or folded.rpartition("-")[2] in heads


def _goes_on(text: str, tokens: Sequence[re.Match[str]], at: int, words: Vocabulary) -> bool:
    """Whether the word only tells which: `technology` in `technology sector`."""
    if at + 1 >= len(tokens) or text[tokens[at].end() : tokens[at + 1].start()] != " ":
        return False
    return _is_head(tokens[at + 1][0], words) or (
        tokens[at + 1][0].casefold() in words.sets("prose", "no_groups")
    )


def _first(text: str, tokens: Sequence[re.Match[str]], at: int, words: Vocabulary) -> int:
    """The first word of what names a group, by what cannot are in it."""
    first = at
    while first > max(at - _MOST, 0):
        before = tokens[first - 1]
        joined = text[before.end() : tokens[first].start()] == " "
        if not joined or not tells_which(before[0], words):
            break
        first -= 1
    return first


def tells_which(word: str, words: Vocabulary) -> bool:
    """Whether a word can stand before what names a thing, and be a part of its name."""
    folded = word.casefold()
    if any(folded in words.sets("prose", name) for name in _NO_PART):
        return False
    if not word[:1].isalpha() or len(word) == 1:
        return False
    if word[0].isupper() or "-" in word or folded.endswith(("'s", "’s")):
        return True
    if folded.endswith(("ed", "ing")):
        return folded.startswith(("under", "over", "un", "lead", "emerg", "min", "bank", "list"))
    return not folded.endswith(("ly", "ss")) and not (folded.endswith("s") and len(folded) > 3)
