"""Which broker's export a header belongs to, and what its columns hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from thesisvault.model.statement import FormKind


class Form(Struct, frozen=True):
    """An export, known by its columns."""

    broker: str
    title: str
    kind: FormKind
    columns: Mapping[str, tuple[str, ...]]
    """By role the words that head it, the best first."""
    marks: tuple[tuple[str, ...], ...]
    """One word of each is in the header of this export and of few others."""
    currency: str | None = None
    """Where no column says it."""
    dates: str | None = None
    """``mdy`` or ``dmy``, where its days do not show it."""
    decimal: str | None = None
    """The sign, where it never follows the person's language."""

    @property
    def name(self) -> str:
        """Whose and which."""
        return f"{self.broker}, {self.title}"

    def places(self, header: Sequence[str]) -> dict[str, int] | None:
        """The column of each role; None for another export's header."""
        words = [plain(word) for word in header]
        if not all(any(word in words for word in mark) for mark in self.marks):
            return None
        found = {
            role: words.index(next(word for word in named if word in words))
            for role, named in self.columns.items()
            if any(word in words for word in named)
        }
        is_named = any(role in found for role in ("symbol", "isin", "name"))
        is_counted = "shares" in found or "described" in found
        return found if is_named and is_counted else None


_PRODUCT = ("product", "produkt", "produit", "prodotto", "producto", "produto")
_DEGIRO_DAY = ("date", "datum", "data", "fecha")
_DEGIRO_TIME = ("time", "tijd", "uhrzeit", "heure", "ora", "hora")
_DEGIRO_SHARES = (
    *("quantity", "aantal", "anzahl", "quantité", "quantità", "número", "numero", "cantidad"),
    "quantidade",
)
_DEGIRO_PRICE = ("price", "koers", "kurs", "cours", "quotazione", "precio", "preço", "preços")
_DEGIRO_ISIN = ("symbol/isin", "symbool/isin", "symbole/isin", "ticker/isin", "símbolo/isin")
_DEGIRO_TEXT = (
    "description",
    *("omschrijving", "beschreibung", "descrizione", "descripción", "descrição"),
)
_DEGIRO_CHANGE = (
    *("change", "mutatie", "änderung", "mouvements", "variazioni", "variación", "variação"),
    "mudança",
)

FORMS = (
    Form(
        "Schwab",
        "transactions",
        "trades",
        {
            "date": ("date",),
            "action": ("action",),
            "symbol": ("symbol",),
            "name": ("description",),
            "shares": ("quantity",),
            "price": ("price",),
        },
        (("fees & comm", "fees & commissions"), ("action",), ("quantity",)),
        "USD",
        "mdy",
        ".",
    ),
    Form(
        "Schwab",
        "positions",
        "positions",
        {
            "symbol": ("symbol",),
            "name": ("description",),
            "shares": ("qty (quantity)", "quantity", "qty"),
            "basis": ("cost basis",),
            "cost": ("cost/share",),
            "asset": ("security type", "asset type"),
        },
        (
            ("reinvest dividends?", "reinvest?", "reinvest", "ratings", "security type"),
            ("mkt val (market value)", "market value"),
            ("cost basis",),
        ),
        "USD",
        "mdy",
        ".",
    ),
    Form(
        "Fidelity",
        "history",
        "trades",
        {
            "date": ("run date",),
            "account": ("account number", "account"),
            "action": ("action",),
            "symbol": ("symbol",),
            "name": ("security description", "description"),
            "shares": ("quantity",),
            "price": ("price ($)", "price"),
            "currency": ("currency",),
        },
        (("run date",), ("action",)),
        "USD",
        "mdy",
        ".",
    ),
    Form(
        "Fidelity",
        "positions",
        "positions",
        {
            "account": ("account number", "account name", "account name/number"),
            "symbol": ("symbol",),
            "name": ("description",),
            "shares": ("quantity",),
            "cost": ("average cost basis", "cost basis per share"),
            "basis": ("cost basis total", "cost basis"),
        },
        (
            ("account number", "account name", "account name/number"),
            ("last price",),
            ("average cost basis", "cost basis per share", "cost basis total", "cost basis"),
        ),
        "USD",
        "mdy",
        ".",
    ),
    Form(
        "Trading 212",
        "history",
        "trades",
        {
            "date": ("time",),
            "action": ("action",),
            "symbol": ("ticker",),
            "isin": ("isin",),
            "name": ("name",),
            "shares": ("no. of shares",),
            "price": ("price / share",),
            "currency": ("currency (price / share)",),
        },
        (("no. of shares",), ("price / share",)),
        None,
        "dmy",
        ".",
    ),
    Form(
        "DEGIRO",
        "transactions",
        "trades",
        {
            "date": _DEGIRO_DAY,
            "name": _PRODUCT,
            "isin": ("isin", "code isin"),
            "shares": _DEGIRO_SHARES,
            "price": _DEGIRO_PRICE,
        },
        (_PRODUCT, _DEGIRO_TIME, ("isin", "code isin"), _DEGIRO_SHARES, _DEGIRO_PRICE),
        None,
        "dmy",
    ),
    Form(
        "DEGIRO",
        "account",
        "trades",
        {
            "date": _DEGIRO_DAY,
            "name": _PRODUCT,
            "isin": ("isin", "code isin"),
            "described": _DEGIRO_TEXT,
        },
        (_PRODUCT, _DEGIRO_TIME, ("isin", "code isin"), _DEGIRO_TEXT, _DEGIRO_CHANGE),
        None,
        "dmy",
    ),
    Form(
        "DEGIRO",
        "portfolio",
        "positions",
        {"name": _PRODUCT, "isin": _DEGIRO_ISIN, "shares": _DEGIRO_SHARES},
        (_PRODUCT, _DEGIRO_ISIN, _DEGIRO_SHARES),
        None,
        "dmy",
    ),
    Form(
        "Portfolio Performance",
        "transactions",
        "trades",
        {
            "date": ("date", "datum"),
            "action": ("type", "typ"),
            "amount": ("value", "wert", "gross amount", "bruttobetrag"),
            "currency": ("transaction currency", "buchungswährung"),
            "shares": ("shares", "stück"),
            "isin": ("isin",),
            "symbol": ("ticker symbol", "ticker-symbol"),
            "name": ("security name", "wertpapiername"),
            "account": ("securities account", "wertpapierdepot", "depot"),
        },
        (
            ("type", "typ"),
            ("shares", "stück"),
            ("transaction currency", "buchungswährung"),
            ("security name", "wertpapiername"),
        ),
        None,
        "dmy",
    ),
    Form(
        "Portfolio Performance",
        "statement of assets",
        "positions",
        {
            "shares": ("shares", "stück", "bestand"),
            "name": ("name", "security name", "wertpapiername"),
            "symbol": ("symbol", "ticker symbol", "ticker-symbol"),
            "isin": ("isin",),
            "cost": ("purchase price", "einstandspreis", "einstandskurs"),
            "currency": ("currency", "währung"),
        },
        (
            ("shares", "stück", "bestand"),
            ("name", "security name", "wertpapiername"),
            ("quote", "kurs"),
            ("market value", "marktwert"),
        ),
        None,
        "dmy",
    ),
    Form(
        "Ghostfolio",
        "activities",
        "trades",
        {
            "date": ("date",),
            "action": ("action", "type"),
            "symbol": ("code", "symbol", "ticker"),
            "shares": ("quantity", "qty", "shares", "units"),
            "price": ("unitprice", "price", "unit price"),
            "currency": ("currency", "ccy"),
            "account": ("account", "accountid"),
        },
        (
            ("datasource", "data source"),
            ("code", "symbol", "ticker"),
            ("action", "type"),
        ),
        None,
        "dmy",
        ".",
    ),
    Form(
        "Interactive Brokers",
        "flex trades",
        "trades",
        {
            "date": ("tradedate", "datetime", "date/time", "reportdate"),
            "action": ("buy/sell", "buysell", "transactiontype"),
            "symbol": ("symbol", "underlyingsymbol"),
            "isin": ("isin",),
            "name": ("description",),
            "shares": ("quantity",),
            "price": ("tradeprice", "price"),
            "currency": ("currencyprimary", "currency"),
            "asset": ("assetclass", "assetcategory"),
            "account": ("clientaccountid", "accountid"),
            "level": ("levelofdetail",),
        },
        (
            ("tradeprice", "trademoney", "buy/sell", "buysell"),
            ("quantity",),
            ("currencyprimary", "ibcommission", "clientaccountid", "currency"),
            ("tradedate", "datetime", "date/time", "reportdate"),
        ),
        None,
        "mdy",
        ".",
    ),
    Form(
        "Interactive Brokers",
        "flex positions",
        "positions",
        {
            "date": ("reportdate",),
            "symbol": ("symbol",),
            "isin": ("isin",),
            "name": ("description",),
            "shares": ("position", "quantity"),
            "cost": ("costbasisprice",),
            "basis": ("costbasismoney",),
            "currency": ("currencyprimary", "currency"),
            "asset": ("assetclass", "assetcategory"),
            "account": ("clientaccountid", "accountid"),
            "level": ("levelofdetail",),
        },
        (("position", "quantity"), ("markprice", "positionvalue", "costbasisprice")),
        None,
        "mdy",
        ".",
    ),
    Form(
        "Interactive Brokers",
        "flex cash transactions",
        "trades",
        {
            "date": ("settledate", "date/time", "datetime"),
            "action": ("type",),
            "isin": ("isin",),
            "symbol": ("symbol",),
            "name": ("description",),
            "described": ("description",),
        },
        (("settledate",), ("type",), ("amount",), ("currencyprimary",)),
        None,
        "mdy",
        ".",
    ),
)
"""The first that fits counts."""

ACTIVITY = Form(
    "Interactive Brokers",
    "activity statement",
    "positions",
    {
        "date": ("date/time", "date"),
        "action": ("transaction type",),
        "symbol": ("symbol",),
        "name": ("description",),
        "shares": ("quantity",),
        "price": ("t. price", "price"),
        "cost": ("cost price",),
        "basis": ("cost basis",),
        "currency": ("currency", "price currency"),
        "asset": ("asset category",),
        "account": ("account",),
        "level": ("datadiscriminator",),
    },
    (),
    None,
    "mdy",
    ".",
)
"""Whose sections have each a header; the same words mean the same in all of them."""


def form_of(header: Sequence[str]) -> Form | None:
    """The export whose header this is."""
    return next((form for form in FORMS if form.places(header) is not None), None)


def plain(word: str) -> str:
    """A header's word without case, quotes and doubled blanks."""
    return re.sub(r"\s+", " ", word.replace("\ufeff", "").strip().strip('"')).casefold()


def known_forms() -> str:
    """The exports that are read, for who brings another one."""
    titles: dict[str, list[str]] = {"Interactive Brokers": ["activity statement"]}
    for form in FORMS:
        if not form.title.endswith("cash transactions"):
            titles.setdefault(form.broker, []).append(form.title)
    return "; ".join(f"{broker} ({', '.join(named)})" for broker, named in titles.items())
