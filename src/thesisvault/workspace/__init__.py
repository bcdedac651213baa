"""An open vault: what every face of the house shares."""

from thesisvault.workspace.open import Workspace, find_root, open_workspace

__all__ = ["Workspace", "find_root", "open_workspace"]
