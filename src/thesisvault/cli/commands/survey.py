"""``thesis survey``."""

from thesisvault.cli.session import Session, reading


@reading("survey")
def command(session, as_of, as_json):
    session.show("survey", as_of, as_json)
