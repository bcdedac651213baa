"""The one Markdown reader: what it takes from CommonMark and what it adds."""

from __future__ import annotations

from thesisvault.parser.body.markdown import reader


def test_blocks() -> None:
    text = (
        "# h\n\np\n\n- i\n\n> q\n\n```\nc\n```\n\n$$\nm\n$$\n\n%%\nx\n%%\n\n[^1]: f\n\n|a|\n|-|\n"
    )
    opened = [
        token.type
        for token in reader(exact=False).parse(text)
        if token.nesting >= 0 and not token.level
    ]
    assert opened == [
        *("heading_open", "paragraph_open", "bullet_list_open", "blockquote_open", "fence"),
        *("math_block", "comment_open", "footnote_open", "table"),
    ]


def test_addresses_stay_as_written() -> None:
    children = reader(exact=False).parse("[x](a%20é.md)")[1].children or []
    assert children[0].attrs["href"] == "a%20é.md"


def test_reading_twice_gives_the_same() -> None:
    text = "a [[b]] [c](d)\n\n[c]: e\n"
    assert reader(exact=False).parse(text) == reader(exact=False).parse(text)
    assert "link_open" not in [
        token.type for token in reader(exact=False).parse("[c]")[1].children or []
    ]
