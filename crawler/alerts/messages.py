"""What the archivist is told, in words: what, since when, evidence, next step. Pure; what the web said is plain."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.health.advice import advice_of
from archive.terminal import harmless, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.changes import Change, Kind

_WIDTH = 78
MOST_PAGES = 3
MOST_CHANGES = 40
"""Edits and removals that are named in one message; the others are counted."""
_VERBS = {"edited": "edited", "removed": "taken down", "restored": "brought back", "suspect": "not found"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: a subject of one line, and a text of many."""

    subject: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """What a webhook that takes plain JSON gets beside them, for programs."""


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
    """The message about changes of state, the gravest first. `archive`: where the archive lies, in words."""
    ordered = sorted(told, key=lambda one: (("RED", "NOTE", "OVER").index(one.state), one.portal))
    subjects = [f"{one.portal}: {one.state.lower()}: {_advice(one).name}" for one in ordered]
    more = f" (and {len(subjects) - 1} more)" if len(subjects) > 1 else ""
    parts = [_part(one) for one in ordered]
    return Message(one_line(f"luutru: {subjects[0]}{more}"), "\n".join([*parts, f"-- \nluutru, {archive}"]))


def changed(
    found: Sequence[Change], counts: Mapping[Kind, int], names: Mapping[str, str], *, since: str, archive: str
) -> Message:
    """The message about articles that were edited or taken down: `found`, the newest first, of the `counts` that there
    are. `names` are those of the portals, `since` the day from which on to ask for the others.
    """
    said = ", ".join(f"{count} {_VERBS[kind]}" for kind, count in counts.items())
    portals = {one.portal for one in found}
    where = found[0].portal if len(portals) == 1 and len(found) == sum(counts.values()) else "several portals"
    lines: list[str] = []
    for portal in sorted(portals):
        lines += [f"{portal}: {names.get(portal, '')}", ""]
        for one in found:
            if one.portal == portal:
                lines += [*_change(one), ""]
    if more := sum(counts.values()) - len(found):
        lines += [f"and {more} more: luutru changes --since {since}", ""]
    text = harmless("\n".join([*lines, f"-- \nluutru, {archive}", ""]))
    return Message(one_line(f"luutru: articles {said} on {where}"), text, {"changes": [_values(one) for one in found]})


def _change(one: Change) -> list[str]:
    what = f"  {_VERBS[one.kind]} {one.at[:16].replace('T', ' ')} UTC: {one_line(one.title) or '(no title)'}"
    lines = [what, f"      {one_line(one.url)}"]
    if one.version is None:
        return [*lines, f"      luutru show {one.article_id}"]
    words = f"{one.words_added} words added, {one.words_removed} removed"
    return [
        *lines, f"      {', '.join(one.fields)}: {words}",
        f"      luutru show {one.article_id} --diff {one.version - 1} {one.version}",
    ]  # fmt: skip


def _values(one: Change) -> dict[str, Any]:
    """A change as JSON."""
    names = ("at", "kind", "article_id", "portal", "url", "title", "version", "fields", "words_added", "words_removed")
    return {name: getattr(one, name) for name in names}


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
