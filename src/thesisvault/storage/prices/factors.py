"""A file of daily factors, opened and read."""

from __future__ import annotations

import os
from pathlib import Path

from thesisvault.market.readers import PriceFormatError
from thesisvault.market.readers.factors import read_factors
from thesisvault.model.errors import PriceFault
from thesisvault.model.market import Factors
from thesisvault.storage.inside import LARGEST


def read_factor_file(path: Path, shown: str) -> Factors:
    """The factors of a file, called `shown`. Raises `PriceFault`, with the line at fault."""
    try:
        if os.stat(path).st_size > LARGEST:
            raise PriceFault(f"{shown} is larger than {LARGEST >> 20} MB")
        with open(path, encoding="utf-8-sig", newline="") as file:
            return read_factors(file)
    except PriceFormatError as error:
        raise PriceFault(f"{shown}:{error.line}: {error}") from None
    except UnicodeDecodeError:
        raise PriceFault(f"{shown} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise PriceFault(f"{shown}: {error.strerror}") from None
