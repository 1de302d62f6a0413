"""What was edited, taken down or brought back, newest first."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from archive.changes import Kind
from archive.errors import UsageError
from archive.sentences import Sentence
from archive.web.asking import Asked, Page
from archive.web.language import error_in_language
from archive.web.rendering import address

if TYPE_CHECKING:
    from archive.archive import Archive

SHOWN = 50
PATH = "/changes"


def changes_page(archive: Archive, asked: Asked) -> Page:
    """The changes of a kind, a portal, and a time."""
    names = {row["id"]: row["name"] for row in archive.portals()}
    kind, portal = asked.one("kind"), asked.one("portal")
    query = {name: asked.one(name) for name in ("kind", "portal", "since", "until")}
    values = {"names": names, "query": query, "kinds": list(Kind), "problem": "", "found": [], "next": ""}
    try:
        skipped = _skipped(asked.one("skip"))
        told = archive.changes(
            since=query["since"] or None, until=query["until"] or None, portal=portal or None,
            kind=_kind(kind), limit=skipped + SHOWN + 1,
        )  # fmt: skip
        found = list(islice(told, skipped, None))
    except UsageError as error:
        return Page(
            template="changes.html", values={**values, "problem": error_in_language(error, asked.language)}, status=400
        )
    shown = found[:SHOWN]
    if len(found) > SHOWN:
        last = shown[-1].at
        same = sum(one.at == last for one in shown)
        carried = skipped if same == SHOWN and query["until"] == last else 0
        values["next"] = address(PATH, {**query, "until": last}, skip=same + carried)
    return Page(template="changes.html", values={**values, "found": shown})


def _skipped(written: str) -> int:
    """Changes of the moment `until` that were shown already."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 5 else 0


def _kind(written: str) -> Kind | None:
    if written and written not in list(Kind):
        form = "kind {kind!r} is unknown: it is {kinds}"
        raise UsageError(Sentence(form, kind=written[:40], kinds=", ".join(Kind)))
    return Kind(written) if written else None
