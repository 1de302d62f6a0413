"""What lies in an archive's folder: one table for whatever opens, copies, checks or explains it. Values only.

README.md says the same to its users, which a test compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["database", "records", "settings", "derived", "passing"]
"""How a file is treated: databases are copied as they are at one moment, records as far as `archive.db` speaks of them,
settings as they are; what is derived or passing is in no copy.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file or a folder of an archive."""

    name: str
    kind: Kind
    what: str
    """What it holds, in a few words."""
    mended_by: str = ""
    """What to do where it is damaged."""
    pattern: str = ""
    """What of a folder is the archive's."""


ARCHIVE, WITHHELD, FRONTIER = "archive.db", "withheld.db", "frontier.db"
WARC, PORTALS, SETTINGS, SEARCH = "warc", "portals", "luutru.toml", "search"
LOCK, BROKEN = "writer.lock", "broken.told"
MENDS = "luutru verify --repair mends it"
FILES = (
    Kept(ARCHIVE, "database", "every table", MENDS),
    Kept(WITHHELD, "database", "what is withheld", MENDS),
    Kept(FRONTIER, "database", "the crawler's queue", "remove it, it is made anew from the archive"),
    Kept(WARC, "records", "every response as received", "luutru verify --repair --from BACKUP", "*.warc.gz"),
    Kept(PORTALS, "settings", "your definitions", pattern="*.toml"),
    Kept(SETTINGS, "settings", "how this archive is looked after"),
    Kept(SEARCH, "derived", "the search index", "luutru verify --repair makes it anew"),
    Kept(LOCK, "passing", "which process writes"),
    Kept(BROKEN, "passing", "when you were told that the archive cannot be used"),
)
BY_NAME = {one.name: one for one in FILES}
DATABASES = tuple(one.name for one in FILES if one.kind == "database")
