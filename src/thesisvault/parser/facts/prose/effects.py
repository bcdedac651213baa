"""What a sentence says of groups: what money leaves and enters, what is helped, what is hurt.

Forms of one clause only. What may, could or would happen is passed over, and so is what does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from thesisvault.parser.facts.prose.groups import GROUP, Group, group_of, reduced
from thesisvault.parser.facts.vocabulary import Vocabulary

_REASON = 90
"""Characters of a reason."""
_UNSURE = re.compile(
    r"\b(?:could|would|may|might|if|unless|whether|not|no|never|without|cannot|can't|isn't|aren't|"
    r"doesn't|don't|hardly|should)\b",
    re.I,
)
_CLAUSE = re.compile(
    r"[;:]|[.](?=\s)|, (?:while|but|although|though|as|and) | (?:while|but|whereas|as) "
)
_SOFT = (
    r"(?:,? (?:meanwhile|however|too|in turn|now|also|already|still|again|undeniably|clearly|"
    r"increasingly|broadly|further|then))*,?"
)
_ASIDE = (
    r"(?:['’]s? [\w-]+|,? (?:with|reliant|exposed|tied|trading|once|long|buoyed|upgraded|driven) "
    r"[^,.;:\ue000-\uf8ff]{1,80}?|[-–—,] ?[^–—,.;:\ue000-\uf8ff]{1,80}?[-–—,]){0,2}"
)
_BE = r"(?:[ —-](?:is|are|was|were|has|have|had|been|being|be|that|which|who))*"
_BETWEEN = f"{_ASIDE}{_SOFT}{_BE}{_SOFT}"
"""What may be between a group and what is said of it."""
_TOKEN = r"[\w'’&/\ue000-\uf8ff-]+"
_WORDS = rf"(?:the |an? |their |its )?{_TOKEN}(?:,? {_TOKEN}){{0,7}}?"
_GOALS = (
    rf"(?:the |an? |their |its |sectors like )?{_TOKEN}(?:,? {_TOKEN}){{0,8}}?"
    r"(?: that \w+ (?:the )?\w+)?"
)
_STOPS = (
    r"(?:(?=[,.;:)!?\"”]|\Z| (?:in|on|by|as|due|amid|driven|since|after|because|that|which|who|"
    r"during|with|through|at|for|is|are|was|were|has|have|had|will|would|could|can|like) )|"
    r"(?<=[\ue000-\uf8ff])(?= (?!and |or |that |exposure)[a-z]))"
)
_SPLIT = re.compile(r",? and |, |/(?=\w)")
_LEAD = re.compile(r"(?:the|a|an|their|its|these|those|sectors like|directly)\s+", re.I)
_REST = re.compile(r"(?:[^;:.]|[.](?=\S))+")
_ENDS = re.compile(r", (?:while|but|as|and [a-z]+s )| while | but |—")
_ADJECTIVE = "_"
_BETWEEN_ADJECTIVES = re.compile(
    r"(?<![^ ])([a-z]+(?:-[a-z]+)?), (?=[a-z]+-[a-z]+ [a-z\ue000-\uf8ff]|[\ue000-\uf8ff])"
)
_QUOTES = re.compile(r"[\"“”]")


class Said(Struct, frozen=True):
    """A statement at text[start:end]: a table's name, the groups, and the reason in its words."""

    table: str
    start: int
    end: int
    groups: tuple[str, ...]
    direction: str = ""
    reason: str = ""


def _any(words: Sequence[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in ordered)


class Forms:
    """The patterns of a vocabulary; whoever reads many sentences makes them once."""

    def __init__(self, words: Vocabulary) -> None:  # noqa: D107  # the class says it
        def listed(name: str) -> str:
            return _any(words.words("prose", name))

        to = r"(?:into|to|toward|towards|in favou?r of|for)"
        away = r"(?:away from|out of|from)"
        money, moves = listed("money"), listed("moves")
        moving = (
            rf"\b(?:(?:{money})(?: \w+){{0,4}}? (?:{moves})|"
            rf"(?:{moves})(?: (?:of|their|its|the))?(?: \w+)? (?:{money})|"
            rf"(?:{listed('rotations')}))"
        )
        flags = re.IGNORECASE
        self.between = re.compile(
            rf"{moving} {away} (?P<out>{_WORDS}),? {to} (?P<into>{_GOALS}){_STOPS}",
            flags,
        )
        self.swapped = re.compile(
            rf"\b(?:{listed('leaves')}) (?P<out>{_WORDS}) for (?P<into>{_GOALS}){_STOPS}",
            flags,
        )
        self.out = re.compile(rf"{moving} {away} (?P<out>{_GOALS}){_STOPS}", flags)
        self.into = re.compile(
            rf"{moving} (?:directly )?(?:into|to|toward|towards) (?P<into>{_GOALS}){_STOPS}", flags
        )
        self.leads = re.compile(
            rf"(?P<g>{GROUP}){_BETWEEN} (?P<verb>{listed('leads')})\b(?! by| to)"
            rf"(?: (?P<over>(?:the )?{GROUP}))?",
            flags,
        )
        self.lags = re.compile(
            rf"(?P<g>{GROUP}){_BETWEEN} (?P<verb>{listed('lags')})\b"
            rf"(?: (?:behind )?(?P<over>(?:the )?{GROUP}))?",
            flags,
        )
        harm = listed("harms")
        self.subject = {
            "favoured": re.compile(
                rf"(?P<g>{GROUP}){_BETWEEN}[ —-](?P<verb>{listed('benefits')})\b",
                flags,
            ),
            "at_risk": re.compile(
                rf"(?P<g>{GROUP}){_BETWEEN}[ —-](?P<verb>(?:{listed('suffers')})\b|"
                rf"(?:{listed('faces')})\b(?=[^.;:]{{0,70}}\b(?:{harm})\b))",
                flags,
            ),
        }
        like = r"(?: (?:companies|firms|names|sectors) (?:like|such as))?"
        self.object = {
            "favoured": re.compile(
                rf"\b(?P<verb>{listed('helps')}){like} (?:the )?(?:\w+ (?:and )?)?(?P<g>{GROUP})"
                rf"(?: over (?:the )?(?:\w+ )?(?P<over>{GROUP}))?",
                flags,
            ),
            "at_risk": re.compile(
                rf"\b(?P<verb>{listed('hurts')}){like} (?:the )?(?:\w+ (?:and )?)?(?P<g>{GROUP})",
                flags,
            ),
        }


def find_statements(
    text: str, groups: Sequence[Group], words: Vocabulary, forms: Forms
) -> Iterator[Said]:
    """What the sentence says, in the order of the forms."""
    short, offsets = reduced(text, groups)
    sentence = _Sentence(text, short, offsets, groups, words)
    yield from sentence.flows(forms)
    if groups:  # without one, nothing leads, lags, is helped or is hurt
        yield from sentence.standings(forms)
        yield from sentence.outlooks(forms)


class _Sentence:
    """One sentence, with a sign for each group."""

    def __init__(
        self,
        text: str,
        short: str,
        offsets: Sequence[int],
        groups: Sequence[Group],
        words: Vocabulary,
    ) -> None:
        plain = short.replace("U.S.", "U_S_").replace("vs.", "vs_")
        self._text, self._short, self._offsets = text, _QUOTES.sub("'", _joined(plain)), offsets
        self._groups, self._words = groups, words

    def flows(self, forms: Forms) -> Iterator[Said]:
        """What money leaves and enters."""
        taken: list[tuple[int, int]] = []
        for form in (forms.between, forms.swapped, forms.out, forms.into):
            alone = form in (forms.out, forms.into)
            for match in form.finditer(self._short):
                start, end = match.span()
                if self._is_unsure(start) or any(start < b and a < end for a, b in taken):
                    continue
                parts = match.groupdict()
                listed = {name: self._listed(parts[name]) for name in parts}
                if not all(listed.values()) or (alone and not re.search(GROUP, match[0])):
                    continue
                taken.append((start, end))
                for name, groups in listed.items():
                    direction = "Out of" if name == "out" else "Into"
                    yield self._said("flows", match, groups, direction)

    def standings(self, forms: Forms) -> Iterator[Said]:
        """What leads, and what lags."""
        for form, ahead in ((forms.leads, True), (forms.lags, False)):
            for match in form.finditer(self._short):
                if self._is_unsure(match.start("verb")):
                    continue
                first, second = ("Into", "Out of") if ahead else ("Out of", "Into")
                yield self._said("flows", match, self._names(match["g"]), first)
                if match["over"]:
                    yield self._said("flows", match, self._names(match["over"][-1]), second)

    def outlooks(self, forms: Forms) -> Iterator[Said]:
        """What is helped, and what is hurt."""
        for table, form in forms.subject.items():
            for match in form.finditer(self._short):
                if not self._is_unsure(match.start("verb")):
                    reason = self._behind(match.start("verb"))
                    yield self._said(table, match, self._names(match["g"]), reason=reason)
        for table, form in forms.object.items():
            for match in form.finditer(self._short):
                if self._is_unsure(match.start()):
                    continue
                reason = self._before(match.end("verb"))
                yield self._said(table, match, self._names(match["g"]), reason=reason)
                if match.groupdict().get("over"):
                    yield self._said("at_risk", match, self._names(match["over"]), reason=reason)

    def _said(
        self,
        table: str,
        match: re.Match[str],
        groups: Sequence[str],
        direction: str = "",
        reason: str = "",
    ) -> Said:
        start, end = self._offsets[match.start()], self._offsets[match.end()]
        return Said(table, start, max(end, start + 1), tuple(groups), direction, reason)

    def _is_unsure(self, at: int) -> bool:
        """Whether its clause says that it may be so, or that it is not."""
        begin = 0
        for border in _CLAUSE.finditer(self._short, max(at - 300, 0), at):
            begin = border.end() if border[0].strip() != "as" else begin
        return _UNSURE.search(self._short, max(begin, at - 120), at) is not None

    def _names(self, sign: str) -> tuple[str, ...]:
        return group_of(sign, self._groups).names

    def _listed(self, said: str) -> tuple[str, ...]:
        """The groups that a slot lists; none where one of them is not a group at all."""
        found: list[str] = []
        for piece in _SPLIT.split(said.strip()):
            plain = (
                _LEAD.sub("", piece.strip("'\" "), count=1).strip("'\" ").replace(_ADJECTIVE, "")
            )
            plain = plain.removesuffix(" like").removesuffix(" and")
            if not plain:
                continue
            if len(plain) == 1 and re.match(GROUP, plain):
                found += self._names(plain)
                continue
            words = "".join(
                ", ".join(self._names(sign)) if re.match(GROUP, sign) else sign for sign in plain
            )
            found.append(words)
        return () if any(name.endswith("-") for name in found) else tuple(found)

    def _behind(self, at: int) -> str:
        start = self._offsets[at]
        said = _REST.match(self._text[start : start + 160])
        return _short(_ENDS.split(said[0])[0]) if said else ""

    def _before(self, at: int) -> str:
        end = self._offsets[at]
        said = re.split(r"[;:,] |[.] ", self._text[max(end - 160, 0) : end])[-1]
        return _short(said.removeprefix("that ").removeprefix("and "), from_end=True)


def _joined(said: str) -> str:
    """The same with another sign than a comma between adjectives: `tangible, listed firms`."""
    return _BETWEEN_ADJECTIVES.sub(rf"\1{_ADJECTIVE} ", said)


def _short(text: str, *, from_end: bool = False) -> str:
    said = text.strip(" ,'\"“”-–—")
    if len(said) <= _REASON:
        return said
    if from_end:
        cut = said[-_REASON:]
        return cut.partition(" ")[2]
    cut = said[: _REASON + 1]
    return cut.rpartition(" ")[0].rstrip(" ,")
