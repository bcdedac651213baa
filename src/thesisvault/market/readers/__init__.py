"""Text to price series: the CSV forms that people have, and Beancount's price lines.

Pure: lines come in, rows go out; what cannot be read is a `PriceFormatError` with its line.
"""

from thesisvault.market.readers.cells import DECIMALS, PriceFormatError, PriceRow
from thesisvault.market.readers.table import ReadOptions, read_rows

__all__ = ["DECIMALS", "PriceFormatError", "PriceRow", "ReadOptions", "read_rows"]
