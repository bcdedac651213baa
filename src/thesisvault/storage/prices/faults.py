"""What is wrong with a file of prices or factors, for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from thesisvault.market.readers import PriceFormatError
from thesisvault.model.errors import PriceFault


@contextmanager
def told_by_line(shown: str) -> Iterator[None]:
    """Raise what is wrong with a file, called `shown`, as `PriceFault` with the line at fault."""
    try:
        yield
    except PriceFormatError as error:
        raise PriceFault(f"{shown}:{error.line}: {error}") from None
    except UnicodeDecodeError:
        raise PriceFault(f"{shown} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise PriceFault(f"{shown}: {error.strerror}") from None
