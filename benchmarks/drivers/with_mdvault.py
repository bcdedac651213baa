"""hill-mdvault: every note and who links to whom, resolved once."""

import sys

import mdvault

print(len(mdvault.Vault(sys.argv[1]).graph().notes))
