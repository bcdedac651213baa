"""The network, and nothing but the network: prices from a source, asked for by one command."""
