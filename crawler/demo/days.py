"""What changes on the practice portal from day to day: new articles, edits, removals, one that comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from crawler.demo.articles import COPIES, Piece, article

if TYPE_CHECKING:
    from crawler.demo.articles import TrueArticle

NEW_A_DAY = 3
Gone = Literal["404", "home", "soft", "refresh"]
GONE: dict[int, tuple[int, int | None, Gone]] = {
    60: (2, 4, "404"),
    61: (2, None, "home"),
    62: (2, None, "soft"),
    63: (2, None, "refresh"),
    120: (3, None, "404"),
    230: (2, None, "404"),
}
"""Number, first day without it, day on which it is back (None: never), and what its address answers meanwhile."""
UNTOUCHED = frozenset({*GONE, *COPIES, *COPIES.values(), 0, 41, 137})


def numbers(count: int, day: int) -> list[int]:
    """The articles that had been published by a day, the newest first. `count`: those of day 1."""
    later = [1000 + 10 * past + place for past in range(day - 1, 0, -1) for place in range(NEW_A_DAY)]
    return later + list(range(count))


def edits(day: int) -> dict[int, str]:
    """Number and kind (`title`, `text`, `caption`, `lead`) of what is edited on a day."""
    if day < 2:
        return {}
    found: dict[int, str] = {}
    for kind, start in (
        ("title", 17 + 3 * day),
        ("text", 70 + 5 * day),
        ("caption", 150 + 7 * day),
        ("text", 240 + day),
    ):
        number = start
        while number in UNTOUCHED or number in found or (kind == "caption" and not article(number, "mixed").captions):
            number += 1
        found[number] = kind
    return found


def article_on(number: int, mode: str, day: int) -> TrueArticle:
    """The article as it stands on a day, with every edit up to then."""
    made = article(number, mode)
    for past in range(2, day + 1):
        kind = edits(past).get(number)
        if kind:
            made = _edited(made, kind, past)
    return made


def gone_on(number: int, day: int) -> Gone | None:
    """What the article's address answers on a day when it is gone; None: it is there."""
    first, back, kind = GONE.get(number, (0, None, "404"))
    return kind if first and day >= first and (back is None or day < back) else None


def state_on(number: int, day: int) -> str:
    """The state that a daily look should have found the article in, by the end of a day."""
    first, back, _ = GONE.get(number, (0, None, "404"))
    if not first or day < first:
        return "live"
    if back is not None and day >= back:
        return "restored"
    return "suspect" if day == first else "removed"


def _edited(made: TrueArticle, kind: str, day: int) -> TrueArticle:
    pieces = list(made.pieces)
    title = made.title
    if kind == "title":
        title = f"{made.title} (cập nhật lần {made.version})"
    elif kind == "caption":
        place = next(at for at, piece in enumerate(pieces) if piece.kind == "img" and piece.text)
        pieces[place] = Piece("img", f"{pieces[place].text} (ảnh tư liệu)")
    else:
        place = max(at for at, piece in enumerate(pieces) if piece.kind == "p")
        extra = f"Bổ sung ngày thứ {day}: số liệu trong bài đã được rà soát và đính chính theo báo cáo mới nhất."
        pieces.insert(place, Piece("p", extra))
    return replace(made, title=title, pieces=tuple(pieces), version=made.version + 1)
