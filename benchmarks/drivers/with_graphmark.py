"""graphmark: the graph of the whole vault, as its quickstart builds it."""

import sys

import graphmark

print(graphmark.build(sys.argv[1]) is not None)
