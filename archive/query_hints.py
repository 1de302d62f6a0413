"""What a reader may have meant by a search that reads otherwise, a line each. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.query import NAMED_FIELDS
from archive.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTED = re.compile(r'"[^"]*"?')
_JOINING = re.compile(r"(?<=[^\s(] )\s*(or|and|not)(?= +[^\s)])")
_NEAR = re.compile(r"(?<![\w:])(?!NEAR)(?i:near)\(")
_FIELD = re.compile(r"(?<![\w:./-])(?P<name>[^\W\d_]+):(?=[^\s:/)])")
_IN_CAPITALS = {
    "or": Sentence("'or' is looked for as a word: write OR for one or the other"),
    "and": Sentence("'and' is looked for as a word: leave it out where both have to be there"),
    "not": Sentence("'not' is looked for as a word: write NOT before what must not be there"),
}
_MOST = 3
"""Hints that are given: who reads more reads none."""


def hints_of(text: str) -> tuple[Sentence, ...]:
    """What to say of a search whose punctuation is plain.

    >>> hints_of("đường or cầu")
    ("'or' is looked for as a word: write OR for one or the other",)
    """
    return tuple(dict.fromkeys(_hints(_QUOTED.sub('"…"', text))))[:_MOST]


def _hints(text: str) -> Iterator[Sentence]:
    for match in _JOINING.finditer(text):
        yield _IN_CAPITALS[match[1]]
    for match in _NEAR.finditer(text):
        yield Sentence(
            "{word!r} is looked for as a word: write NEAR( for words that stand close together", word=match[0][:-1]
        )
    for match in _FIELD.finditer(text):
        name = match["name"]
        if name in NAMED_FIELDS:
            continue
        if name.lower() in NAMED_FIELDS:
            yield Sentence(
                "{name!r} is looked for as a word: write {field}: to look in that field", name=name, field=name.lower()
            )
        else:
            yield Sentence(
                "{name!r} before a colon is looked for as a word: the fields are {fields}; portals, sections and dates "
                "are options",
                name=name, fields=", ".join(NAMED_FIELDS),
            )  # fmt: skip
