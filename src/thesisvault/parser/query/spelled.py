"""A query's tree in words, for a person who wonders how it was read."""

from __future__ import annotations

from thesisvault.parser.query.tree import (
    And,
    Compare,
    Filter,
    Not,
    Or,
    Pattern,
    Phrase,
    Property,
    Scope,
    Tag,
    Tree,
    Within,
    Word,
)

_PARTS = {
    Scope.FILE: "the file name has",
    Scope.PATH: "the path has",
    Scope.CONTENT: "the text below the properties has",
    Scope.LINE: "one line has",
    Scope.BLOCK: "one block has",
    Scope.SECTION: "one section has",
    Scope.TASK: "one task has",
    Scope.TASK_TODO: "one open task has",
    Scope.TASK_DONE: "one done task has",
}
_FILTERS = {
    "kind": "the note is a {}",
    "verdict": "the verdict is {}",
    "to": "it links to {}",
    "from": "{} links to it",
    "since": "it is dated {} or later",
    "until": "it is dated {} or earlier",
    "is": "it is {}",
}


def spelled(tree: Tree, depth: int = 0) -> list[str]:
    """Lines, each indented by its depth in the tree."""
    lead = "  " * depth
    match tree:
        case Word(text, cased):
            return [f"{lead}a word that begins `{text}`{_case(cased)}"]
        case Phrase(text, cased):
            return [f'{lead}exactly "{text}"{_case(cased)}']
        case Pattern(source, cased):
            return [f"{lead}a line matches /{source}/{_case(cased)}"]
        case Tag(name):
            return [f"{lead}the tag #{name}, or one nested in it"]
        case Filter(name, text):
            return [lead + _FILTERS[name].format(text)]
        case Not(item):
            return [f"{lead}not:", *spelled(item, depth + 1)]
        case And(items) | Or(items):
            head = "all of:" if isinstance(tree, And) else "any of:"
            return [lead + head, *(line for item in items for line in spelled(item, depth + 1))]
        case Within(scope, None):
            return [f"{lead}there is a {scope.value}"]
        case Within(scope, inner) if inner is not None:
            return [f"{lead}{_PARTS[scope]}:", *spelled(inner, depth + 1)]
        case Property(key, None, empty):
            return [f"{lead}the property `{key}`{' without a value' if empty else ''}"]
        case Property(key, Compare(sign, text)):
            return [f"{lead}the property `{key}` is {'below' if sign < 0 else 'above'} {text}"]
        case Property(key, value) if value is not None and not isinstance(value, Compare):
            return [f"{lead}a value of the property `{key}` has:", *spelled(value, depth + 1)]
    raise AssertionError(tree)


def _case(cased: bool) -> str:
    return ", in this case" if cased else ""
