"""Notes as HTML: what may not become markup, and what must be read as it is meant."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from thesisvault.web import html, markdown
from thesisvault.web.markdown import Place, render

NOTES = {"b": "b.md", "c": "c.md", "p.png": "p.png", "x.svg": "x.svg", "d.pdf": "d.pdf"}
TEXTS = {"b.md": b"---\nsecret: 1\n---\n# B\nbody of b ![[c]]\n", "c.md": b"body of c ![[b]]\n"}
PLACE = Place(
    "a.md",
    lambda target, source: NOTES.get(target),
    lambda path, subpath: f"/note/{path}",
    lambda path: f"/file/{path}",
    lambda query: f"/search?q={query}",
    TEXTS.get,
)
ATTACKS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "text <script>alert(1)</script> text",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>*{background:url(//evil.example)}</style>",
    "<form action=//evil.example><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<video><source onerror=alert(1)></video>",
    "<a href=javascript:alert(1)>x</a>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<p id=main class=band>x</p>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/x)",
    "[x](\\\\evil.example\\x)",
    "[x](/\\evil.example)",
    "[x](blob:http://127.0.0.1/1)",
    "[x](http:javascript:alert(1))",
    "[x](https://a.example\"onclick=\"alert(1))",
    "[x](https://a.example 'x\" onclick=\"alert(1)')",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<https://a.example/\"onmouseover=\"alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "![x](//evil.example/p.png)",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![x\" onerror=\"alert(1)](p.png)",
    "![[https://evil.example/p.png]]",
    "[[javascript:alert(1)]]",
    "[[b|<img src=x onerror=alert(1)>]]",
    "![[p.png|\" onerror=\"alert(1)]]",
    "![[x.svg]]",
    "#\"><script>alert(1)</script>",
    "> [!x\"><script>alert(1)</script>] <script>alert(1)</script>",
    "==<script>alert(1)</script>==",
    "`<script>alert(1)</script>`",
    "```<script>alert(1)</script>\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "| <script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "---\ntitle: <script>alert(1)</script>\nlink: \"[[b|<img onerror=x>]]\"\n---\nx",
    "# <script>alert(1)</script>",
    "- [x] <script>alert(1)</script>",
    "%%<script>alert(1)</script>%%",
    "%%\n<script>alert(1)</script>",
    "a^<script>",
    "[^1]: <script>alert(1)</script>\n\n[^1]",
)  # fmt: skip
ALLOWED = {
    "a": {"href", "rel", "title", "class", "id"},
    "img": {"src", "alt", "title", "class", "id"},
    "ol": {"start", "class", "id"},
}


class Judge(HTMLParser):
    """Fails at what a note must not become."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in markdown._TAGS, tag
        assert {name for name, _ in attrs} <= ALLOWED.get(tag, {"class", "id"}), (tag, attrs)
        values = dict(attrs)
        if tag == "a":
            href = values.get("href") or ""
            ours = href.startswith("/") and not href.startswith(("//", "/\\"))
            assert ours or href.startswith(("http://", "https://", "mailto:")), href
        if tag == "img":
            assert (values.get("src") or "").startswith("/file/"), values
        if (found := values.get("id")) is not None:
            assert found.startswith("L") and found[1:].isdigit()


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_stays_text(text: str) -> None:
    found = render(text.encode(), PLACE)
    judge = Judge(convert_charrefs=True)
    judge.feed(str(found.body))
    for _, line in found.properties:
        judge.feed(str(line))
    judge.close()


def test_there_are_sixty_attacks() -> None:
    assert len(set(ATTACKS)) >= 60


def body(text: str) -> str:
    return str(render(text.encode(), PLACE).body)


def test_links_lead_where_obsidian_leads() -> None:
    assert '<a href="/note/b.md" rel="noopener noreferrer">that</a>' in body("[[b|that]]")
    assert '<a href="/note/b.md"' in body("[x](b)")
    assert '<span class="unresolved">nowhere</span>' in body("[[nowhere]]")
    assert '<img src="/file/p.png" alt="p.png">' in body("![[p.png]]")
    assert '<a href="/file/d.pdf"' in body("![[d.pdf]]")
    assert 'href="/search?q=tag:#macro"' in body("x #macro")
    assert "evil.example" in body("![x](https://evil.example/p.png)")


def test_each_line_keeps_its_number() -> None:
    text = "---\na: 1\n---\n# Head\none\ntwo\n\n| x |\n|---|\n| y |\n\n```\ncode\n```\n- item\n"
    found = render(text.encode(), PLACE)
    assert [line for line, _ in found.properties] == [2]
    for line in (4, 5, 6, 10, 13, 15):
        assert str(found.body).count(f'id="L{line}"') == 1


def test_comments_are_shown_to_nobody() -> None:
    text = "a %%gone%% b\n\n%%\ngone\n%%\n\n<!-- gone -->\n\nc <!-- gone --> d\n"
    assert "gone" not in body(text)
    for word in "abcd":
        assert word in body(text)


def test_what_stands_between_our_markers_can_be_left_out() -> None:
    text = b"a\n\n<!-- thesis:impact hash=1 -->\nfilled\n<!-- /thesis:impact -->\n\nz\n"
    assert "filled" in str(render(text, PLACE).body)
    plain = replace(PLACE, plain=True)
    assert "filled" not in str(render(text, plain).body)
    assert "z" in str(render(text, plain).body)


def test_embeds_end() -> None:
    found = body("![[b]]")
    assert found.count("body of b") == 1 and found.count("body of c") == 1
    assert "secret" not in found
    assert body("![[b]]\n\n" * 40).count("body of b") <= html.MOST_EMBEDS


def test_a_large_note_is_cut_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LARGEST", 1 << 15)
    found = render(b"word\n" * 10_000, PLACE)
    assert "larger than 1 MB" in found.said
    assert len(found.body) < 30 * (1 << 15)


@pytest.mark.parametrize("text", ["[" * 50_000, "![[" * 20_000, "*a " * 20_000, "> " * 5_000])
def test_what_takes_long_ends(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LONGEST", 0.0)
    found = render(text.encode(), PLACE)
    assert "takes long" in found.said
    assert text[:20] in str(found.body).replace("&gt;", ">")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF0000WEBP", "image/webp"),
        (b"<svg xmlns=", None),
        (b"%PDF-1.7", None),
        (b"<html>", None),
    ],
)
def test_a_picture_is_one_by_its_bytes(head: bytes, kind: str | None) -> None:
    assert html.sniffed(head) == kind
