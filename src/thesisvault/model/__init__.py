"""The nouns of the house: frozen values, no behavior beyond what they say of themselves.

Nothing but structs (msgspec). Every room speaks in these types; none of them knows a room.
"""
