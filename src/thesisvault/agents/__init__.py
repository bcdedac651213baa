"""The vault for agents: tools over the reports, by the Model Context Protocol."""
