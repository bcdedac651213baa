"""One command a file: it asks the workspace for a report and hands it to a renderer."""
