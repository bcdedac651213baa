"""Which names of files are not evidence: hidden ones, an editor's own, a sync tool's second copies.

One rule for notes, for prices, for metrics and templates, and for the names that we give. A second
copy says the same twice, or an older word beside a newer one, so it counts nothing until a person
has merged it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

EVIDENCE = (".md", ".csv", ".tsv", ".beancount", ".bean")
"""The endings of files that can state something."""

_EDITORS_OWN = re.compile(r"(~|\.swp|\.swx|\.tmp|\.bak)\Z|\A#.*#\Z|\A~\$|\A4913\Z")

_GROUP = re.compile(r"[(\[]((?:[^()\[\]]|\([^()]*\))*)[)\]]")
"""What is in brackets, with one pair more in it: `(Ann (work)'s conflicted copy …)`."""
_BRACKETS = str.maketrans("（）［］", "()[]")
"""Those of Chinese and Japanese."""
_CLASH = re.compile(
    r"confli[ct]|konflik|motstrid|modstrid|ristirii|ütköz|çakış|конфл[иі]кт|bercanggah|xung đột"
    r"|διένεξη|σύγκρουση|מתנגש|متعارض|競合|矛盾|問題|冲突|衝突|충돌|ขัดแย้ง",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"\b(?:cop(?:y|ie|ia)|cópia|salinan|bản sao)\b|kopi|kópi|kopya|másol|коп[иі]|αντίγραφ"
    r"|עותק|نسخة|コピー|副本|複本|複製|拷贝|사본|복사|สำเนา",
    re.IGNORECASE,
)
"""Dropbox names its copies in the language of its user, with both words: *Copie en conflit de …*,
*In Konflikt stehende Kopie von …*."""
_IN_BRACKETS = re.compile(
    r"SFConflict .*"  # Seafile
    r"|case clash from .*"  # Nextcloud
    r"|conflict (?:[0-9a-f]{8}|\d{1,2})"  # Cryptomator
    r"|# ?(?:name clash|(?:edit|move|delete) conflict)\b.*"  # Proton Drive
    r"|(?:case|name|unicode encoding|selective sync|white ?space|shared folder) conflict\W*\d*\W*"
    r"|conflict(?: #\d+)?(?: from .*)? on .*\d.*"  # Unison, Egnyte
    # A day and a time of it: no person writes that into a name.
    r"|.*conflict.*\d{4}-?\d\d-?\d\d[ T_.,-]*\d\d.*",
    re.IGNORECASE,
)
_IN_SQUARE = re.compile(r"\[conflict(?:ed)?(?: \d+)?\]", re.IGNORECASE)  # Google Drive, pCloud
_IN_STEM = re.compile(
    r"\.sync-conflict-"  # Syncthing
    r"|'s conflicted copy\b"
    r"|[-_. ]conflict(?:ed)?[-_. ](?:copy[-_. ])?\d{4}-?\d\d-?\d\d[-_. T]\d\d"  # ownCloud
    r"|-\d\d-\d{4,6}-\d{4}_\w*Conflict(?:_\d+)?\Z"  # Synology Drive
    r"|(?:\.conflict ?\d*)+\Z",  # Resilio Sync
    re.IGNORECASE,
)
_OF_A_MACHINE = re.compile(
    r"-(?:DESKTOP|LAPTOP|WIN)-[A-Z0-9]{7,11}(?:-\d+)?\Z"  # OneDrive, with Windows' own host names
    r"|[_.](?:BACKUP|BASE|LOCAL|REMOTE)[_.]\d+\Z"  # git mergetool
)
_STUB = re.compile(r"\.(.+)\.icloud")

_PERHAPS = re.compile(
    r"(?P<of>.+?)(?:"
    r" ?\(\d{1,3}\)"  # Google Drive, browsers
    r"| [2-9]"  # iCloud Drive, Finder
    # File managers, in many languages: `Oil - Kopie (2)`, `Oil (3rd copy)`, `Oil のコピー`.
    r"| ?(?:[-–—] )?\(?(?:another |\d+(?:st|nd|rd|th) |[的の] ?)?"
    r"(?<=[ (的の])(?i:copy|copie|copia|cópia|kopie?|kopia|kópia|kopio|kopya|копия|копія"
    r"|コピー|副本|複本|拷贝|사본|복사본)(?: ?\d+)?\)?(?: ?\(?\d+\)?)?"
    r"|-[A-Z][A-Z0-9-]{3,14}"  # OneDrive, with a host name that a person chose
    r"|-[^/]*\b(?:MacBook|iMac|Mac)\b[^/]*"  # OneDrive on a Mac
    r"|-Cloud"  # Azure File Sync
    r"|\.(?i:dup)"  # Remotely Save
    r"|~|[-._](?i:bak|backup|orig)"  # editors and merges that put their sign before the ending
    r")"
)
_COPY_OF = re.compile(
    r"(?i:copy|kopie|copie|copia|cópia|kopia|kopi|копия|копія) (?:\(\d{1,3}\) )?"
    r"(?:(?:of|von|van|de|di|av) )?(?P<of>.+)"
)
"""Google Drive, and file managers in other languages than English."""
_SEPARATORS = re.compile(r"[-_. (\[]+")


def is_hidden(name: str) -> bool:
    """Whether a file or folder is not one of ours: ``.obsidian``, ``.thesis``, ``.git``, …"""
    return name.startswith(".")


def is_editors_own(name: str) -> bool:
    """Whether a file is a swap, backup or temporary file of an editor."""
    return _EDITORS_OWN.search(name) is not None


def is_conflict_copy(name: str) -> bool:
    """Whether a file or folder is what a sync tool or a merge put beside the one it is about."""
    stem = unicodedata.normalize("NFC", name).translate(_BRACKETS)
    ending = next((end for end in EVIDENCE if stem.lower().endswith(end)), "")
    stem = stem[: len(stem) - len(ending)]
    return (
        any(_is_clash(group[1]) for group in _GROUP.finditer(stem))
        or _IN_SQUARE.search(stem) is not None
        or _IN_STEM.search(stem) is not None
        or _OF_A_MACHINE.search(stem) is not None
    )


def _is_clash(text: str) -> bool:
    both = _CLASH.search(text) and _COPY.search(text)
    return both is not None or _IN_BRACKETS.fullmatch(text) is not None


def waits_in_cloud(name: str) -> str | None:
    """The name of the file of which iCloud Drive has left only a stub: ``.Note.md.icloud``."""
    found = _STUB.fullmatch(name)
    return found[1] if found and found[1].lower().endswith(EVIDENCE) else None


def passed_over(name: str) -> str | None:
    """Why a file of this name does not count; None where it may be read.

    The empty text where nobody needs to hear of it: what is hidden, an editor's own files.
    """
    if stub := waits_in_cloud(name):
        return f"iCloud has not downloaded `{stub}`: download it"
    if not name or is_hidden(name) or is_editors_own(name):
        return ""
    if name.lower().endswith(EVIDENCE) and is_conflict_copy(name):
        return "a sync tool's conflict copy: merge it, then delete it"
    return None


def passed_over_folder(name: str) -> str | None:
    """The same for all that is in a folder of this name."""
    if not name or is_hidden(name):
        return ""
    if is_conflict_copy(name):
        return "a sync tool's conflict copy of a folder: merge it, then delete it"
    return None


def perhaps_copies(paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Files named as second copies often are, each with the one beside it that it may repeat.

    People name files so too (`Oil 2.md`), hence they are read; somebody should look at them.
    """
    for path in sorted(paths):
        of = next((of for of in perhaps_copy_of(path) if of in paths), None)
        if of is not None:
            yield path, of


def perhaps_copy_of(path: str) -> Iterator[str]:
    """The files of which this one may be a second copy by its name, whether or not they exist."""
    if not path.lower().endswith(EVIDENCE):
        return
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if found := _PERHAPS.fullmatch(stem) or _COPY_OF.fullmatch(stem):
        yield f"{folder}{slash}{found['of']}{dot}{ending}"
    if clash := _CLASH.search(stem):
        # Each tool has words of its own around this one; Nutstore `Oil-ZOE-PC-Conflict`.
        for cut in _SEPARATORS.finditer(stem, 1, clash.start()):
            yield f"{folder}{slash}{stem[: cut.start()]}{dot}{ending}"
