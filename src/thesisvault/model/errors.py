"""Operational faults: one class each, with the exit code the command line ends in."""

from __future__ import annotations


class ThesisVaultError(Exception):
    """Something a person must act on. The message says what is wrong, where, and what to do."""

    exit_code = 2


class UsageFault(ThesisVaultError):
    """The words of the command do not fit: an unknown note, an ambiguous name, a bad date."""

    exit_code = 2


class ConfigFault(ThesisVaultError):
    """The vault's configuration cannot be read or holds a value that means nothing."""

    exit_code = 2


class NoVaultFault(ThesisVaultError):
    """There is no vault where we were told to look."""

    exit_code = 3


class NotNamedFault(UsageFault):
    """A folder holds notes and is not a vault: it is only taken for one where somebody says so."""


class WriteRefused(ThesisVaultError):
    """A note was left as it is, because writing it could have lost something."""

    exit_code = 4

    def __init__(self, *message: object, code: str = "refused") -> None:
        """`code` says which of the writer's rules refused, for programs and tests."""
        super().__init__(*message)
        self.code = code
        """The reason in one word, such as ``changed`` or ``busy``; docs/writing.md lists them."""


class PriceFault(ThesisVaultError):
    """A file of prices that cannot be read, or a source that gave none."""

    exit_code = 2


class FetchFault(PriceFault):
    """A source that could not be asked, or would not answer."""


class UnknownSymbolFault(PriceFault):
    """A source does not know the symbol; others may still be asked for."""
