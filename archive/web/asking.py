"""What a reader asks of the web pages, and what comes back: values that know nothing of a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.errors import LuutruError
from archive.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HTML = "text/html; charset=utf-8"


class NotHere(LuutruError):
    """There is no such page; its text says what was asked for."""


class Withheld(LuutruError):
    """There is an article, and it may not be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request as the server received it, as far as the pages care."""

    path: str
    """Decoded."""
    query: str
    """As it stands in the address."""
    origin: str
    """Scheme and host as the reader typed them."""
    cookie: str = ""
    accept_language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, as the pages read it."""

    path: str
    parts: Mapping[str, str] = field(default_factory=dict)
    """The named parts of the path."""
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The parameters as typed, decoded, each with its values in order."""
    language: str = "vi"
    origin: str = ""
    """Scheme and host as the reader typed them, for addresses that leave this page."""

    def one(self, name: str) -> str:
        """The last value of a parameter; empty where there is none."""
        values = self.query.get(name, ())
        return values[-1].strip() if values else ""

    def number(self, name: str) -> int:
        """A part of the path, or else a parameter, that is a number. Raises NotHere where it is none."""
        written = self.parts.get(name) or self.one(name)
        if not (written.isascii() and written.isdigit() and len(written) <= 18):
            raise NotHere(Sentence("{written!r} is no number", written=written))
        return int(written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to be written out with a template."""

    template: str
    values: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
