"""Price files that lie, and settings that ask for too much: each is told by its name."""

from __future__ import annotations

from hostile.nasty import Nasty, fifo, link_to

_OWN = b"# symbol: HOSTILE\ndate,open,high,low,close,adj_close,volume,dividend,split\n"


def _own(name: str, rows: bytes, refused: str = "") -> Nasty:
    return Nasty(
        f"price-own-{name}", {"/prices/HOSTILE.csv": _OWN + rows}, refused=refused, notes=0
    )


def _csv(name: str, data: bytes, refused: str = "", ending: str = "csv") -> Nasty:
    return Nasty(f"price-{name}", {f"/prices/hostile.{ending}": data}, refused=refused, notes=0)


def _config(name: str, data: bytes | str, refused: str = "config.toml") -> Nasty:
    raw = data.encode() if isinstance(data, str) else data
    return Nasty(f"config-{name}", {"/.thesis/config.toml": raw}, refused=refused, notes=0)


PRICES = (
    _own("nul", b"2026-01-08,1,1,1,\0,1,1,0,1\n", "is not a row of prices"),
    _own("formula", b"2026-01-08,=cmd,1,1,1,1,1,0,1\n", "is not a row of prices"),
    _own("escape", b"2026-01-08,\x1b[31m,1,1,1,1,1,0,1\n", "is not a row of prices"),
    _own(
        "huge",
        b"2026-01-07,1,1,1,1e308,1e308,1e308,0,1\n2026-01-08,1,1,1,1e-308,1,1,1e308,1e-308\n",
    ),
    _own("infinite", b"2026-01-07,inf,nan,-inf,inf,nan,1e999,inf,nan\n2026-01-08,1,1,1,nan,,,,\n"),
    _own("negative", b"2026-01-07,-1,-1,-1,-1,-1,-1,-1,-1\n2026-01-08,0,0,0,0,0,0,0,0\n"),
    _own("date", b"2026-13-45,1,1,1,1,1,1,0,1\n", "is not a row of prices"),
    _own("year", b"0001-01-01,1,1,1,1,1,1,0,1\n9999-12-31,2,2,2,2,2,2,0,1\n"),
    _own("short", b"2026-01-08\n", "is not a row of prices"),
    _own("bytes", b"2026-01-08,\xff\xfe,1,1,1,1,1,0,1\n", "cannot be read"),
    _own("twice", b"2026-01-08,1,1,1,1,1,1,0,1\n2026-01-08,2,2,2,2,2,2,0,1\n"),
    _own("header", b"", ""),
    Nasty(
        "price-own-headless",
        {"/prices/HOSTILE.csv": b"# symbol: HOSTILE\n"},
        refused="header must be",
        notes=0,
    ),
    _csv("empty", b"", "is empty"),
    _csv("nul", b"\0\0\0", "hostile.csv"),
    _csv("nul-in-row", b"Date,Close\n2026-01-08,\0\n", "hostile.csv"),
    _csv("utf-16", "Date,Close\n2026-01-08,1\n".encode("utf-16"), "UTF-8"),
    _csv("formula", b"Date,Close\n=cmd|' /C calc'!A0,1\n", "is not a date"),
    _csv("formula-price", b"Date,Close\n2026-01-08,@SUM(A1)\n", "is not a number"),
    _csv("huge", b"Date,Close\n2026-01-07,1e999\n2026-01-08," + b"9" * 5000 + b"\n"),
    _csv("dates", b"Date,Close\n99999-99-99,1\n", "is not a date"),
    _csv("year-zero", b"Date,Close\n0000-01-01,1\n", "is not a date"),
    _csv(
        "symbols",
        b"Symbol,Date,Close\n../../../etc/passwd,2026-01-08,1\n\x1b[31m,2026-01-08,2\n.,2026-01-08,3\n",
    ),
    _csv("cell", b"Date,Close\n2026-01-08," + b"1" * 200_000 + b"\n", "hostile.csv"),
    _csv("quote", b'Date,Close\n2026-01-08,"1\n' + b"x\n" * 1000, "hostile.csv"),
    _csv("columns", b"Date" + b",X" * 5000 + b"\n2026-01-08" + b",1" * 5000 + b"\n"),
    _csv("newlines", b"\n" * 100_000, "is empty"),
    _csv("returns", b"Date,Close\r2026-01-08,1\r2026-01-09,2\r"),
    _csv("ledger", b"2026-01-08 price NVDA 9" + b"9" * 5000 + b" USD\n", "", "beancount"),
    _csv(
        "ledger-include",
        b'include "/etc/passwd"\nplugin "os"\n2026-99-99 price X 1 USD\n',
        "is not a price",
        "bean",
    ),
)

CONFIGS = (
    _config("nul", b"\0"),
    _config("latin-1", b"as_of = '\xe9'"),
    _config("escape", b"\x1b[31m = 1"),
    _config("deep-lists", "a = " + "[" * 100_000),
    _config("deep-tables", "a = " + "{a=" * 100_000),
    _config("deep-keys", "a" + ".a" * 30_000 + " = 1"),
    _config("digits", "[market]\ngap = " + "9" * 10_000),
    _config("hex", "[market]\ngap = 0x" + "f" * 10_000),
    _config("window", "[market]\nwindow = [-999999999999999, 999999999999999]"),
    _config("gap", "[market]\ngap = 999999999999999999999999"),
    _config("nan", "[impact]\nstated_weight = nan"),
    _config("infinite", "[impact]\ndefault_half_life = inf"),
    _config("large", "[impact]\nstated_weight = 1e308"),
    _config("year-1", "as_of = 0001-01-01", ""),
    _config("year-9999", "as_of = 9999-12-31", ""),
    _config("year-99999", "as_of = '99999-01-01'"),
    _config("circle", "[market]\nrenamed = { A = 'B', B = 'A' }", "renamed"),
    _config("benchmark", "[market]\nbenchmark = ['../../../etc/passwd', '\\u001b[31m']", ""),
    _config(
        "vocabulary",
        "[vocabulary.impact]\nsupports = ['(((((a+)+)+', '*', '', '\\u0000', '.*']",
        "",
    ),
    _config("vocabulary-types", "[vocabulary]\nimpact = 1"),
    _config("vocabulary-unknown", "[vocabulary.nothing]\nx = ['y']"),
    _config("unknown-escape", '"\\u001b[31m" = 1'),
    Nasty("config-fifo", {"/.thesis/config.toml": fifo}, refused="config.toml", notes=0),
    Nasty(
        "config-out",
        {"/.thesis/config.toml": link_to("{outside}/secret.md")},
        refused="config.toml",
        notes=0,
    ),
    Nasty(
        "thesis-folder-out",
        {"/.thesis": link_to("{outside}")},
        refused="outside the vault",
        notes=0,
    ),
    Nasty("theses-folder-out", {"/Theses": link_to("{outside}")}, refused="", notes=0),
    Nasty("templates-folder-out", {"/templates": link_to("{outside}")}, refused="", notes=0),
    Nasty(
        "template-out",
        {"/templates/thesis.md": link_to("{outside}/secret.md")},
        refused="",
        notes=0,
    ),
    Nasty("template-fifo", {"/templates/thesis.md": fifo}, refused="", notes=0),
    Nasty(
        "price-file-out",
        {"/prices/HOSTILE.csv": link_to("{outside}/secret.csv")},
        refused="outside the vault",
        notes=0,
    ),
    Nasty(
        "prices-folder-is-out",
        {"/prices": link_to("{outside}")},
        refused="outside the vault",
        notes=0,
    ),
)
