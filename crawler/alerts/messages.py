"""What the archivist is told, in words: what, since when, evidence, next step. Pure; what the web said is plain."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.health.advice import advice_of
from archive.terminal import harmless, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDTH = 78
MOST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: a subject of one line, and a text of many."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A trouble as it is told."""

    portal: str
    name: str
    homepage: str
    trouble: Mapping[str, Any]
    """A row of `troubles`."""
    pages: Sequence[Mapping[str, Any]] = ()
    """Pages that show it: `url` and `what`."""

    @property
    def state(self) -> str:
        """`RED`, `OVER` or, of what happened once, `NOTE`."""
        if self.trouble["kind"] == "cut_off":
            return "NOTE"
        return "OVER" if self.trouble["ended_at"] else "RED"


def alert(told: Sequence[Told], *, archive: str) -> Message:
    """The message about changes of state, the gravest first. `archive` names the archive."""
    ordered = sorted(told, key=lambda one: (("RED", "NOTE", "OVER").index(one.state), one.portal))
    subjects = [f"{one.portal}: {one.state.lower()}: {_advice(one).name}" for one in ordered]
    more = f" (and {len(subjects) - 1} more)" if len(subjects) > 1 else ""
    parts = [_part(one) for one in ordered]
    return Message(one_line(f"luutru: {subjects[0]}{more}"), "\n".join([*parts, f"-- \nluutru, {archive}"]))


def _advice(one: Told) -> Any:
    return advice_of(one.trouble["kind"], portal=one.portal, homepage=one.homepage)


def _part(one: Told) -> str:
    advice, trouble = _advice(one), one.trouble
    until = f", over {trouble['ended_at']}" if one.state == "OVER" else ""
    lines = [
        f"{one.state}  {one.portal}: {advice.name}",
        f"      {one.name}, {one.homepage}",
        f"      since {trouble['since']}{until}",
        _filled("seen", trouble["evidence"]),
    ]
    if one.state != "OVER":
        lines += [f"      {page['url']}" for page in one.pages[:MOST_PAGES]]
        lines += [_filled("meaning", advice.meaning), _filled("do", advice.step)]
        lines.append(f"      more: luutru doctor {one.portal}")
    return harmless("\n".join(line for line in lines if line)) + "\n"


def _filled(name: str, text: str) -> str:
    if not text:
        return ""
    return textwrap.fill(
        f"{name}: {one_line(text)}",
        _WIDTH,
        initial_indent="      ",
        subsequent_indent="        ",
        break_long_words=False,
    )


def broken(reason: str, *, archive: str) -> Message:
    """The message that the archive could not be written or read."""
    return Message(
        "luutru: the crawl broke off",
        f"{one_line(reason)}\n\nWhat was acknowledged is kept; the next run goes on there. luutru verify tells whether "
        f"all is whole.\n-- \nluutru, {archive}",
    )
