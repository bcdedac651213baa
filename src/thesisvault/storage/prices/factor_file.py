"""A file of daily factors, opened and read."""

from __future__ import annotations

import os
from pathlib import Path

from thesisvault.market.readers.factors import read_factors
from thesisvault.model.errors import PriceFault
from thesisvault.model.market import Factors
from thesisvault.storage.inside import LARGEST
from thesisvault.storage.prices.faults import told_by_line


def read_factor_file(path: Path, shown: str) -> Factors:
    """The factors of a file, called `shown`. Raises `PriceFault`, with the line at fault."""
    with told_by_line(shown):
        if os.stat(path).st_size > LARGEST:
            raise PriceFault(f"{shown} is larger than {LARGEST >> 20} MB")
        with open(path, encoding="utf-8-sig", newline="") as file:
            return read_factors(file)
