"""Measurements of thesisvault on generated vaults, beside floors and peers of the same run."""
