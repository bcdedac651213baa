"""Text whose marks are too many, too deep, half done, or meant for another program."""

from __future__ import annotations

from hostile.nasty import note

_DEEP = 10_000

SLOW = (
    note("one-line-of-ten-megabytes", b"word " * (2 * 2**20), "note-too-large", links=()),
    note("eight-megabytes", b"word [[a]] " + b"x " * (4 * 2**20 - 100), links=("a",)),
    note("brackets-hundred-thousand", "[" * 100_000, links=()),
    note("brackets-both-large", "[" * 50_000 + "]" * 50_000, links=()),
    note("links-forty-kilobytes", "[[" * 20_000, links=()),
    note("fields-forty-kilobytes", "[a:: " * 8000, links=()),
)
"""Read in seconds: seen by the slow sweep only."""

ENTRIES = (
    note("deep-quotes", ">" * _DEEP + " [[deep]]\n\n[[after]]\n", "nesting-deep"),
    note("deep-quote-lines", "> " * _DEEP + "\n\n[[after]]\n", "nesting-deep", links=("after",)),
    note(
        "deep-list-line", "- " * _DEEP + "[[deep]]\n\n[[after]]\n", "nesting-deep", links=("after",)
    ),
    note(
        "deep-stairs",
        "".join("  " * at + "- a\n" for at in range(300)) + "\n[[after]]\n",
        "nesting-deep",
    ),
    note(
        "deep-stairs-numbered", "".join("   " * at + "1. a\n" for at in range(300)), "nesting-deep"
    ),
    note("deep-enough", "> " * 40 + "[[deep]]\n", links=("deep",)),
    note("deep-links", "[a](" * 3000 + ")" * 3000),
    note("deep-images", "![" * 3000 + "](x)" * 3000),
    note("deep-emphasis", "*a **b " * 3000 + " [[after]]", links=("after",)),
    note("brackets-open", "[" * 10_000, links=()),
    note("brackets-both", "[" * 5000 + "]" * 5000, links=()),
    note("links-open", "[[" * 3000, links=()),
    note("links-both", "[[" * 5000 + "]]" * 5000, links=()),
    note("link-long", "[[" + "x" * 40_000 + "]]", links=("x" * 40_000,)),
    note("link-many-pipes", "[[a" + "|b" * 20_000 + "]]", links=("a",)),
    note("link-many-hashes", "[[nobody" + "#b" * 20_000 + "]]", links=("nobody",)),
    note("links-many", "[[a]]" * 1000, links=("a",) * 1000),
    note("stars", "*" * 40_000 + "\n\n[[after]]", links=("after",)),
    note("stars-open", "*a " * 13_000 + "[[after]]", links=("after",)),
    note("underscores", "_" * 40_000 + "\n\n[[after]]", links=("after",)),
    note("underscores-open", "_a " * 13_000 + "[[after]]", links=("after",)),
    note("backticks", "`" * 40_000, "fence-unclosed", links=()),
    note("backticks-runs", " ".join("`" * at for at in range(1, 280)), links=()),
    note("angles", "<" * 40_000 + "\n\n[[after]]", links=("after",)),
    note("angles-open", "<a " * 13_000 + "\n\n[[after]]", links=("after",)),
    note("comments-open", "<!--" * 10_000 + "[[in]]", links=()),
    note("ampersands", "&" * 40_000 + "\n\n[[after]]", links=("after",)),
    note(
        "entities",
        "&#0;&#xFFFFFFFF;&#x110000;&nosuch;&#xd800;" * 900 + "\n\n[[after]]",
        links=("after",),
    ),
    note("pipes", "|" * 40_000 + "\n\n[[after]]", links=("after",)),
    note("dollars", "$" * 40_000 + "\n\n[[in]]", links=("in",)),
    note("dollars-open", "$a " * 13_000 + "\n\n[[after]]"),
    note("percents", "%%" * 20_000 + "\n\n[[in]]", links=("in",)),
    note("hashes", "#" * 40_000 + "\n\n[[after]]", links=("after",)),
    note("tags-many", "#a" * 20_000, links=()),
    note("backslashes", "\\" * 40_000 + "[[after]]"),
    note("tildes", "~" * 40_000, "fence-unclosed"),
    note("equals", "==a " * 10_000 + "[[after]]", links=("after",)),
    note("footnotes", "[^a]: [^a]: x\n" * 2000 + "[^" * 5000),
    note("references", "[a]: b\n" * 5000 + "\n[a][a][a]\n"),
    note("headings", "# a\n" * 3000, links=()),
    note("fields", "k:: v [x:: y] (z:: w)\n" * 3000),
    note("fields-open", "[a:: " * 2000, links=()),
    note("block-ids", "a ^id\n\n" * 5000, links=()),
    note("rules", "***\n___\n---\n" * 3000, links=(), path="rules.md"),
    note("in-fence", "```\n[[no]] #no\n```\n[[yes]] #yes\n", links=("yes",), tags=("yes",)),
    note("in-fence-longer", "````\n```\n[[no]]\n````\n[[yes]]\n", links=("yes",)),
    note("in-fence-open", "```\n[[no]] #no\n", "fence-unclosed", links=(), tags=()),
    note("in-fence-of-quote", "> ```\n> [[no]]\n\n[[yes]]\n", links=("yes",)),
    note("in-code", "`[[no]] #no` ``[[no]]` `` [[yes]]\n\n    [[no]]\n", links=("yes",), tags=()),
    note("in-math", "$[[no]]$ $$[[no]] #no$$ [[yes]]\n\n$$\n[[no]]\n$$\n", links=("yes",), tags=()),
    note("in-comment", "%%[[yes]]%%\n\n<!-- [[no]] #no -->\n\n<!--\n[[no]]\n-->\n", links=("yes",)),
    note("in-html", "<div title='[[no]]'>\n[[in]]\n</div>\n\n<span>[[yes]]</span>\n"),
    note("escaped", "\\[[no]] [\\[no]] \\#no [[yes]]\n", links=("yes",)),
    note(
        "script",
        "<script>alert('[[x]]')</script>\n\n<img src=x onerror=alert(1)> [[yes]]\n\n"
        "<iframe src=javascript:alert(1)></iframe>\n",
        links=("yes",),
    ),
    note(
        "upwards",
        "[[../../etc/passwd]] [[/etc/passwd]] [[..]] [[.]] [x](../../../etc/passwd) "
        "[y](file:///etc/passwd) [z](%2e%2e/%2e%2e/etc/passwd) ![[../../../etc/hostname]]\n",
        "link-ticker",  # one of the stocks calls itself ../../../etc/passwd
    ),
    note("upwards-windows", "[[..\\..\\boot]] [[C:\\x]] [x](\\\\host\\share) [[con]]\n"),
    note(
        "addresses", "[x](javascript:alert) [y](data:text/html,x) [z](http://a/[[b]]) <http://x>\n"
    ),
    note("link-percents", "[x](%ff%00%zz.md) [y](%) [z](%0a%1b[31m.md)\n"),
    note(
        "link-in-itself",
        "[[#Nowhere]] [[#^none]] [[link-in-itself#Nowhere]] [[#]] [[^x]]\n",
        "link-block-missing",
        "link-heading-missing",
    ),
    note("link-placeholders", "".join(f"[[nobody {at}]] " for at in range(500))),
    note("link-dots", "[[....]] [[...md]] [[.md]] [[ .md ]] [[//]] [[/]] [[a//b]] [[./x]]\n"),
    note(
        "conflict", "a\n<<<<<<< HEAD\n[[mine]]\n=======\n[[theirs]]\n>>>>>>> x\n", "conflict-marker"
    ),
    note(
        "conflict-in-front",
        "---\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n---\n[[body]]\n",
        "conflict-marker",
        "frontmatter-invalid",
        links=("body",),
    ),
    note("tag-digits", "#2026 #2026-outlook #1/2 #/ #a/ #a//b\n", hints=("tag-digits",)),
    note("long-word", "x" * 1_000_000, links=(), tags=()),
)
