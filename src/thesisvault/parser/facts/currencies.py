"""How amounts of money name their currency: `US$5`, `CAD $5`, `JPY 2,568`, `5 EUR`, `3亿元`."""

from __future__ import annotations

CODES = (
    *("USD", "EUR", "GBP", "GBp", "GBX", "JPY", "CNY", "CNH", "RMB", "HKD", "TWD", "KRW", "INR"),
    *("SGD", "AUD", "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "ZAR"),
    *("BRL", "MXN", "CLP", "COP", "ILS", "THB", "IDR", "MYR", "PHP", "VND", "SAR", "AED", "RUB"),
)
"""In capitals only: `TRY 5` is five lira, `try 5` is not."""
_SIGNS = "$€£¥₹₩"
_CODE = rf"(?-i:{'|'.join(CODES)})"
_SIGN = rf"(?-i:HK|NT|US|[ACRS])?\$|[{_SIGNS[1:]}]"
BEFORE = rf"{_CODE}\s?(?:{_SIGN})?(?=\s?\.?[0-9])|{_SIGN}|(?-i:Rs|Rp|kr)\.?(?= ?[0-9])"
"""A pattern of what names a currency before its figure."""
AFTER = rf"(?:{_CODE}|[Ee]uros?|[Dd]ollars?)\b|[{_SIGNS}](?!\w)|[美港日欧]?元|人民币|港币|원|円"
"""A pattern of what names one behind it."""
