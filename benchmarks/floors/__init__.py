"""Programs that do the least a task needs: what is measured beside them is held against them."""
