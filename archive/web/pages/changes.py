"""What was edited, taken down or brought back, newest first: as a page, and as a feed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.changes import Kind
from archive.errors import UsageError
from archive.export.atom import MEDIA_TYPE, Entry, feed
from archive.health.life import tags_of
from archive.sentences import Sentence
from archive.web.asking import Answer, Asked, Page
from archive.web.language import error_in_language, said
from archive.web.pages.downloads import LATEST
from archive.web.rendering import address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.archive import Archive
    from archive.changes import Change

SHOWN = 50
PATH = "/changes"
VERBS = {
    Kind.edited: "edited", Kind.removed: "taken down", Kind.restored: "brought back",
    Kind.suspect: "not found at the last look",
}  # fmt: skip
_FEED = (Kind.edited, Kind.removed, Kind.restored)
"""What a feed tells of where no kind is asked for: a suspicion may be none."""


def changes_page(archive: Archive, asked: Asked) -> Page:
    """The changes of a kind, a portal, and a time."""
    names = {row["id"]: row["name"] for row in archive.portals()}
    kind = asked.one("kind")
    query = {name: asked.one(name) for name in ("kind", "portal", "tag", "since", "until")}
    values: dict[str, Any] = {
        "names": names, "query": query, "kinds": list(Kind), "problem": "", "found": [], "next": "", "feed": "",
    }  # fmt: skip
    try:
        skipped = _skipped(asked.one("skip"))
        told = archive.changes(
            since=query["since"] or None, until=query["until"] or None, portal=_portals(archive, asked),
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
    values["feed"] = address(f"{PATH}.atom", {name: query[name] for name in ("kind", "portal", "tag")})
    return Page(template="changes.html", values={**values, "found": shown})


def changes_atom(archive: Archive, asked: Asked) -> Answer:
    """The newest of them as a feed: each edit, removal and return is an entry of its own."""
    names = {row["id"]: row["name"] for row in archive.portals()}
    query = {name: asked.one(name) for name in ("kind", "portal", "tag")}
    try:
        kind = _kind(query["kind"]) or _FEED
        found = archive.changes(portal=_portals(archive, asked), kind=kind, limit=SHOWN)
    except UsageError as error:
        text = f"{error_in_language(error, asked.language)}\n"
        return Answer(body=text.encode("utf-8", "replace"), content_type="text/plain; charset=utf-8", status=400)
    made = feed(
        (_entry(one, names, asked) for one in found), title=f"{said('Changes', asked.language)} – luutru",
        address=asked.origin + address(f"{PATH}.atom", query), home=asked.origin + address(PATH, query),
        updated=archive.rows(LATEST)[0]["at"] or "1970-01-01T00:00:00Z",
    )  # fmt: skip
    return Answer(body=made, content_type=f"{MEDIA_TYPE}; charset=utf-8")


def _entry(one: Change, names: Mapping[str, str], asked: Asked) -> Entry:
    what = said(VERBS[one.kind], asked.language)
    page = f"{asked.origin}/article/{one.article_id}"
    lead = what
    if one.version is not None:
        page += f"/difference?to={one.version}"
        lead += f": +{one.words_added} −{one.words_removed} {said('words', asked.language)}"
    return Entry(
        portal=one.portal, portal_name=names.get(one.portal, one.portal), url=one.url, version=one.version or 0,
        title=f"{what}: {one.title}", lead=lead, text="", author="", category="", language="", published_at=None,
        seen_at=one.at, page=page, happened=f"{one.kind} {one.at}",
    )  # fmt: skip


def _portals(archive: Archive, asked: Asked) -> list[str] | None:
    """The portal that is asked for, and those with the tag that is; None: all."""
    portal, tag = asked.one("portal"), asked.one("tag")
    if not portal and not tag:
        return None
    return [*([portal] if portal else []),
            *(row["id"] for row in archive.portals() if tag in tags_of(row["definition"]))]  # fmt: skip


def _skipped(written: str) -> int:
    """Changes of the moment `until` that were shown already."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 5 else 0


def _kind(written: str) -> Kind | None:
    if written and written not in list(Kind):
        form = "kind {kind!r} is unknown: it is {kinds}"
        raise UsageError(Sentence(form, kind=written[:40], kinds=", ".join(Kind)))
    return Kind(written) if written else None
