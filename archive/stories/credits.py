"""Whom a source, as an article prints it, names among the portals. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from archive.folding import exact, words_in

_LABELS = re.compile(
    r"\b(?:theo|nguon tin|nguon|source|from|via"
    r"|(?:cong|trang) (?:thong tin dien tu|ttdt|tt dien tu|thong tin|dien tu|tin)"
    r"|website|trang web|web|portal|the|cua)\b"
)
"""What portals have in common in their names, and what introduces a source; folded."""
_ABBREVIATED = (
    ("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"), ("thanh pho", "tp"), ("thi xa", "tx"),
    ("thi tran", "tt"),
)  # fmt: skip
_LEVELS = frozenset(("ubnd", "tinh", "tp", "huyen", "quan", "tx", "tt", "xa", "phuong"))
"""Words for the level of an authority, which a source may leave out."""
_PARTS = re.compile(r"[,;|/()\[\]]|\s[-–]\s")
_HOST = re.compile(r"(?<![\w.-])[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Named:
    """A portal, as a source may name it."""

    id: str
    name: str
    homepage: str


@lru_cache(maxsize=4096)
def names_of(portal: Named) -> frozenset[str]:
    """By what a portal is known: its key, its host, and its name without what all portals are called."""
    names = {portal.id.lower(), (urlsplit(portal.homepage).hostname or "").removeprefix("www.")}
    proper = _proper(portal.name)
    names.add(" ".join(proper))
    bare = [word for word in proper if word not in _LEVELS]
    if len(bare) > 1:  # one syllable is no name
        names.add(" ".join(bare))
    return frozenset(names - {""})


@lru_cache(maxsize=4096)
def named_in(source: str) -> frozenset[str]:
    """What a source names, to be held against `names_of` a portal.

    >>> district = Named("thuynguyen", "Cổng thông tin điện tử huyện Thủy Nguyên", "https://thuynguyen.haiphong.gov.vn")
    >>> [bool(names_of(district) & named_in(source)) for source in
    ...     ("Theo Cổng TTĐT huyện Thuỷ Nguyên", "Báo Mới, thuynguyen.haiphong.gov.vn", "Thủy Nguyên", "Hải Phòng")]
    [True, True, True, False]
    """
    names = {found.removeprefix("www.") for found in _HOST.findall(source.lower())}
    return frozenset(names | {" ".join(_proper(part)) for part in _PARTS.split(source)} - {""})


def _proper(name: str) -> list[str]:
    """The words by which a portal differs from others."""
    text = " ".join(words_in(exact(name), 2))
    for long, short in _ABBREVIATED:
        text = text.replace(long, short)
    return _LABELS.sub(" ", text).split()
