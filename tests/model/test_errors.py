"""Faults end the command line in codes of their own."""

from __future__ import annotations

from thesisvault.model import errors


def test_exit_codes() -> None:
    codes: dict[type[errors.ThesisVaultError], int]
    codes = {errors.UsageFault: 2, errors.ConfigFault: 2, errors.NoVaultFault: 3}
    codes[errors.WriteRefused] = 4
    for fault, code in codes.items():
        assert issubclass(fault, errors.ThesisVaultError)
        assert fault("x").exit_code == code
