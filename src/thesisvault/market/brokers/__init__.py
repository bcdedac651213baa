"""Brokers' exports to what is held: positions as they stand, trades summed.

Pure: bytes come in, a `Statement` goes out. Each export is told by the words of its header.
"""

from thesisvault.market.brokers.forms import form_of
from thesisvault.market.brokers.read import export_in, read_statement
from thesisvault.market.brokers.sheet import StatementError

__all__ = ["StatementError", "export_in", "form_of", "read_statement"]
