"""Two wordings side by side: of one article at two times, or of an article and a copy of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.differences import FieldDifference, differences
from archive.web.asking import Asked, Page
from archive.web.pages.article import known, no_version
from archive.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.archive import Archive
    from archive.differences import Kind

_BLANK_LINE = re.compile(r"\n\n")
Run = tuple[str, str]
"""A kind and the words of it."""


@dataclass(slots=True)
class Row:
    """A stretch of both wordings, from one paragraph's beginning in both to the next."""

    old: list[Run] = field(default_factory=list)
    new: list[Run] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether any word of it went or came."""
        return any(kind != "equal" for kind, _ in (*self.old, *self.new))


def rows_of(difference: FieldDifference) -> list[Row]:
    """A field's two wordings, cut where a paragraph ends in both.

    >>> from archive.differences import field_difference
    >>> made = rows_of(field_difference("text", "Một.\\n\\nHai ba.", "Một.\\n\\nHai bốn."))
    >>> [row.differs for row in made]
    [False, True]
    >>> made[1].old, made[1].new
    ([('equal', 'Hai'), ('equal', ' '), ('removed', 'ba.')], [('equal', 'Hai'), ('equal', ' '), ('added', 'bốn.')])
    """
    rows = [Row()]
    for kind, text in _stretches(difference):
        if text == "\n\n" and kind == "equal":
            rows.append(Row())
            continue
        if kind != "added":
            rows[-1].old += _parted(kind, text)
        if kind != "removed":
            rows[-1].new += _parted(kind, text)
    return [row for row in rows if row.old or row.new]


def _parted(kind: Kind, text: str) -> list[Run]:
    """A stretch, the white space before it on its own: that is no difference."""
    words = text.lstrip()
    space = text[: len(text) - len(words)]
    return [("equal", space), (kind, words)] if space and kind != "equal" else [(kind, text)]


def _stretches(difference: FieldDifference) -> Iterator[tuple[Kind, str]]:
    for piece in difference.pieces:
        first, *rest = _BLANK_LINE.split(piece.text)
        if piece.before == "\n\n":
            yield ("equal" if piece.kind == "equal" else piece.kind), "\n\n"
        yield piece.kind, (piece.before if piece.before != "\n\n" else "") + first
        for one in rest:
            yield piece.kind, "\n\n"
            yield piece.kind, one


def difference_page(archive: Archive, asked: Asked) -> Page:
    """What was edited from version `from` to version `to` of an article; else by the latest edit."""
    number = asked.number("id")
    article = known(archive, number)
    versions = {one["number"]: one for one in archive.versions(number)}
    new = asked.number("to") if asked.one("to") else article["version"]
    old = asked.number("from") if asked.one("from") else max(1, new - 1)
    for one in (old, new):
        if one not in versions:
            raise no_version(number, len(versions), one)
    return Page(
        template="difference.html",
        values={
            "article": article, "old": versions[old], "new": versions[new], "numbers": sorted(versions),
            "fields": compared(differences(wording(versions[old]), wording(versions[new]))),
        },
    )  # fmt: skip


def compared(found: Iterable[FieldDifference]) -> list[dict[str, Any]]:
    """Each field that one of two wordings has, as rows side by side."""
    return [
        {"name": one.field, "rows": rows_of(one), "differs": one.differs, "added": one.words_added,
         "removed": one.words_removed}
        for one in found if one.pieces
    ]  # fmt: skip
