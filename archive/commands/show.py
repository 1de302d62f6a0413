"""`luutru show`: one article, with where each statement comes from, or what parts two of its versions."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive import Archive
from archive.citation import Form
from archive.clock import clock_text
from archive.commands.difference import difference_lines, difference_record
from archive.commands.options import (
    ArchiveOption,
    JsonOption,
    archive_folder,
    countable,
    is_terminal,
    print_json,
    put,
    say,
)
from archive.commands.story import REASONS
from archive.doubts import Doubt, doubts_of
from archive.errors import UsageError
from archive.withheld import article_of

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHERS = 5
"""Other articles of a story that are named."""


def show(
    ctx: typer.Context,
    article_id: Annotated[
        int, typer.Argument(metavar="ID", callback=countable, help="An article's number, as search prints it.")
    ],
    version: Annotated[
        int | None, typer.Option(min=1, callback=countable, help="This version instead of the present one.")
    ] = None,
    diff: Annotated[
        tuple[int, int] | None,
        typer.Option(
            metavar="A B", callback=countable, help="What was edited from version A to version B, word by word."
        ),
    ] = None,
    cite: Annotated[Form | None, typer.Option(help="How it is cited, in this form, instead.")] = None,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Show one article: its text, its versions and addresses, and where its bytes lie; or what was edited; or how it
    is cited.
    """
    if diff is not None and version is not None:
        raise UsageError("--version and --diff do not go together: give one of them")
    if cite is not None and (diff is not None or as_json):
        raise UsageError("--cite goes neither with --diff nor with --json: csl-json is the form that is JSON")
    with Archive.open(archive_folder(ctx, archive)) as opened:
        if cite is not None:
            article_of(opened, article_id)
            put(opened.cite(article_id, version).written(cite).rstrip("\r\n"))
            return
        if diff is not None:
            _show_difference(difference_record(opened, article_id, *diff), as_json=as_json)
            return
        record = article_record(opened, article_id, version)
    if as_json:
        print_json([record])
    else:
        for line in _lines(record):
            say(line)


def _show_difference(record: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json([record])
        return
    for line in difference_lines(record, colours=is_terminal()):
        put(line)


def article_record(archive: Archive, article_id: int, number: int | None = None) -> dict[str, Any]:
    """Everything that the archive says of an article, in one of its versions. Raises UsageError where there is none."""
    article = article_of(archive, article_id)
    versions = archive.versions(article_id)
    wanted = number or article["version"]
    version = next((one for one in versions if one["number"] == wanted), None)
    if version is None:
        raise UsageError(f"article {article_id} has versions 1 to {len(versions)}, not {wanted}")
    capture = archive.rows("SELECT * FROM captures WHERE id = ?", version["capture_id"])[0]
    shared = {name: version[name] for name in version if name in article and name not in ("id",)}
    return {
        **article,
        **shared,
        "version": wanted,
        "tags": json.loads(version["tags"]),
        "captions": json.loads(version["captions"]),
        "attachments": json.loads(version["attachments"]),
        "versions": [{"number": one["number"], "seen_at": one["seen_at"], "title": one["title"]} for one in versions],
        "addresses": archive.rows("SELECT url, reason, last_seen FROM article_urls WHERE article_id = ?", article_id),
        "observations": archive.rows(
            "SELECT observed_at, name, value FROM observations WHERE article_id = ? ORDER BY observed_at", article_id
        ),
        "story": _story(archive, article_id),
        "doubts": [asdict(one) for one in doubts_of(archive, version["id"])],
        "timezone": archive.rows("SELECT timezone FROM portals WHERE id = ?", article["portal"])[0]["timezone"],
        "capture": capture,
    }


def _story(archive: Archive, article_id: int) -> dict[str, Any] | None:
    """Who else printed the text; None: nobody that the archive knows of."""
    story = archive.story(article_id)
    if story is None:
        return None
    first = story.members[0]
    return {
        "id": story.id, "size": story.size, "first": story.first, "first_by": story.reason,
        "first_portal": first.portal, "first_published_on": first.published_on,
        "articles": [{"id": one.id, "portal": one.portal, "similarity": one.similarity} for one in story.members],
    }  # fmt: skip


def _lines(record: dict[str, Any]) -> Iterator[str]:
    yield record["title"]
    yield "=" * min(len(record["title"]), 100)
    yield record["url"]
    for name, value in _facts(record):
        if value:
            yield f"{name + ':':<12}{value}"
    for image in record["captions"]:
        yield f"{'picture:':<12}{image['caption'] or image['alt'] or '(no caption)'}  <{image['url']}>"
    for document in record["attachments"]:
        yield f"{'document:':<12}{document['name']}  <{document['url']}>"
    if story := record["story"]:
        yield f"{'story:':<12}{_story_line(record['id'], story)}"
    for other in record["addresses"]:
        yield f"{'also at:':<12}{other['url']} ({other['reason']})"
    for doubt in record["doubts"]:
        yield f"{'doubtful:':<12}{Doubt(**doubt).sentence}"
    capture = record["capture"]
    yield f"{'capture:':<12}{capture['id']}, {capture['fetched_at']}, HTTP {capture['status']}"
    yield f"{'payload:':<12}sha256:{capture['payload_digest']}"
    yield f"{'bytes:':<12}warc/{capture['warc_file']} at {capture['warc_offset']}, {capture['warc_length']} bytes"
    yield ""
    yield record["text"] or "(no text)"


def _story_line(article_id: int, story: dict[str, Any]) -> str:
    others = [f"{one['id']} ({one['portal']})" for one in story["articles"] if one["id"] != article_id]
    listed = ", ".join(others[:OTHERS]) + (f" and {len(others) - OTHERS} more" if len(others) > OTHERS else "")
    when = f", {story['first_published_on']}" if story["first_published_on"] else ""
    is_first = story["first"] == article_id
    first = "this article" if is_first else f"article {story['first']} ({story['first_portal']}{when})"
    return f"{story['id']}, {story['size']} articles; first: {first}, {REASONS[story['first_by']]}; also: {listed}"


def _page_type(record: dict[str, Any]) -> str:
    """What it is called, and what decided that."""
    if record["read_type"] is None:
        return f"{record['page_type']}{_sure(' ({:.0%} sure)', record['page_type_confidence'])}"
    read = f"{record['read_type']}{_sure(', {:.0%} sure', record['read_type_confidence'])}"
    return f"{record['page_type']} (by luutru reclassify; read as {read})"


def _sure(form: str, confidence: float | None) -> str:
    return form.format(confidence) if confidence is not None else ""


def _facts(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    published = record["published_on"]
    if record["published_precision"] == "minute":
        published = clock_text(record["published_at"], record["timezone"])
    yield (
        "published",
        f"{published} ({record['published_precision']}, from {record['published_from']})" if published else "not known",
    )
    yield "modified", clock_text(record["modified_at"], record["timezone"])
    yield "page type", _page_type(record)
    yield "portal", record["portal"]
    yield "category", record["category"]
    yield "author", record["author"]
    yield "source", record["source"]
    yield "language", record["language"]
    yield "tags", ", ".join(record["tags"])
    gone = f", not found since {record['gone_at']}" if record["gone_at"] else ""
    yield "state", f"{record['state']}{gone}; first seen {record['first_seen']}, last seen {record['last_seen']}"
    if len(record["versions"]) > 1:
        yield "versions", ", ".join(f"{one['number']} ({one['seen_at']})" for one in record["versions"])
    views = [one for one in record["observations"] if one["name"] == "views"]
    if views:
        yield "views", ", ".join(f"{one['value']} ({one['observed_at']})" for one in views[-5:])
