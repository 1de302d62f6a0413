"""Whether there is room enough to go on writing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Floor:
    """How much is to stay free where an archive lies."""

    folder: Path
    floor_bytes: int

    def lack(self) -> str:
        """That there is too little room, with how much there is and what to do; empty: there is enough."""
        free = free_bytes(self.folder)
        if free >= self.floor_bytes:
            return ""
        return (
            f"{self.folder}: {spelt(free)} are free, less than the {spelt(self.floor_bytes)} of [disk] floor: "
            "make room (luutru compact gives back what the databases no longer use), or lower the floor in luutru.toml"
        )

    def check(self) -> None:
        """Raises ArchiveError where there is too little room."""
        if lack := self.lack():
            raise ArchiveError(lack)


def free_bytes(folder: Path) -> int:
    """What may still be written where a folder is or will be."""
    place = folder.resolve()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def spelt(count: int) -> str:
    """A number of bytes for a reader.

    >>> spelt(1_500_000_000), spelt(250_000), spelt(12)
    ('1.5 GB', '0.2 MB', '0.0 MB')
    """
    return f"{count / 1e9:.1f} GB" if count >= 10**9 else f"{count / 1e6:.1f} MB"
