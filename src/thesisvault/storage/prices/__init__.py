"""The vault's `prices/` folder."""
