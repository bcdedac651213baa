"""What a person searches for: a query's text to its tree, and the tree judged on a note's text."""
