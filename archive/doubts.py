"""What a second look at a page found different from what was read of it, in words. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.sentences import Sentence

if TYPE_CHECKING:
    from archive.archive import Archive


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row of table `doubts`."""

    name: str
    """`lost_prose`, `other_title` …"""
    value: float
    """How much, 0 to 1."""

    @property
    def sentence(self) -> Sentence:
        """What it means for a reader.

        >>> print(Doubt("lost_prose", 0.404).sentence)
        40 % of the prose that the page prints is not in the text
        >>> print(Doubt("other_weather", 1.0).sentence)
        a second look found something else: other_weather (100 %)
        """
        percent = f"{self.value:.0%}".removesuffix("%")
        match self.name:
            case "lost_prose":
                return Sentence("{percent} % of the prose that the page prints is not in the text", percent=percent)
            case "no_text":
                return Sentence("the page prints prose, and no text was read")
            case "other_title":
                return Sentence("the page prints another headline")
            case "other_body":
                return Sentence("{percent} % of the text that the page's metadata give was not read", percent=percent)
            case "guessed_encoding":
                return Sentence("nothing states the page's encoding: it was guessed")
            case "beyond_bounds":
                return Sentence("the page is too large to be read whole: {percent} % of it was not", percent=percent)
            case "missing_part":
                return Sentence("its text goes on on another page, which was not received")
            case "other_date":
                return Sentence("the page prints another date")
            case _:
                return Sentence(
                    "a second look found something else: {name} ({percent} %)", name=self.name, percent=percent
                )


def doubts_of(archive: Archive, version_id: int) -> list[Doubt]:
    """What is doubtful about how a version was read, the gravest first."""
    statement = "SELECT name, value FROM doubts WHERE version_id = ? ORDER BY value DESC, name"
    return [Doubt(**row) for row in archive.rows(statement, version_id)]
