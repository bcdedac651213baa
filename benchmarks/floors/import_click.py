"""Import click and print a line, nothing else."""

import click

click.echo("done")
