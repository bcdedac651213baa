"""A note as bytes, and back."""

from __future__ import annotations

from typing import Any

from msgspec import msgpack
from msgspec.structs import replace

from thesisvault.model.note import Note, Profile, Property, PropertyValue, Scalar
from thesisvault.model.text import Span

_ENCODER = msgpack.Encoder()
_DECODER = msgpack.Decoder(tuple[Note, list[Any]])
_PROFILES = msgpack.Decoder(Profile)
_NO_PROPERTIES: tuple[Property, ...] = ()


def encode_profile(note: Note) -> bytes:
    """What a review must know of the note."""
    told = Profile(*(getattr(note, name) for name in Profile.__struct_fields__))
    return _ENCODER.encode(told)


def decode_profile(data: bytes) -> Profile:
    """The profile that `encode_profile` made bytes of. Raises `msgspec.DecodeError`."""
    return _PROFILES.decode(data)


def encode(note: Note) -> bytes:
    """The note in MessagePack.

    Properties stand apart: their values nest as the author likes, which no type describes.
    """
    properties = [(item.key, _plain(item.value), item.span) for item in note.properties]
    return _ENCODER.encode((replace(note, properties=_NO_PROPERTIES), properties))


def decode(data: bytes) -> Note:
    """The note that `encode` made bytes of. Raises `msgspec.DecodeError`."""
    note, properties = _DECODER.decode(data)
    if not properties:
        return note
    found = tuple(Property(key, _value(value), Span(*span)) for key, value, span in properties)
    return replace(note, properties=found)


def _plain(value: PropertyValue) -> Any:
    """Text as its parts in a list; a list as a map with one key, a mapping with another."""
    match value:
        case None:
            return None
        case Scalar():
            return (value.text, value.span)
        case tuple():
            return {"list": [_plain(item) for item in value]}
        case dict():
            return {"map": [(key, _plain(item)) for key, item in value.items()]}


def _value(value: Any) -> PropertyValue:
    if value is None:
        return None
    if isinstance(value, list):
        return Scalar(value[0], Span(*value[1]))
    if "list" in value:
        return tuple(_value(item) for item in value["list"])
    return {key: _value(item) for key, item in value["map"]}
