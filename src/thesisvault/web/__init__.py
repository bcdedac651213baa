"""The vault in the browser: pages of the reports, served on this computer alone."""
