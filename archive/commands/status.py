"""`luutru status`: what the archive holds, and how the last crawls ended."""

from __future__ import annotations

import json
from typing import Any

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say

_STATUS = """
SELECT portals.id AS portal, portals.name, portals.homepage,
       (SELECT count(*) FROM articles WHERE portal = portals.id) AS articles,
       (SELECT count(*) FROM article_versions JOIN articles ON articles.id = article_id
        WHERE portal = portals.id) AS versions,
       (SELECT count(*) FROM articles WHERE portal = portals.id AND state IN ('suspect', 'removed')) AS gone,
       (SELECT count(*) FROM captures WHERE portal = portals.id) AS captures,
       (SELECT max(published_on) FROM articles WHERE portal = portals.id) AS newest_article,
       (SELECT count(*) FROM pages
        WHERE portal = portals.id AND outcome IN ('failure', 'error', 'challenge')) AS failing_pages,
       (SELECT min(next_due) FROM pages WHERE portal = portals.id) AS next_due,
       last.started_at AS last_crawl, last.finished_at AS last_finished, last.reason AS last_reason,
       last.notes AS last_notes, last.new AS last_new, last.changed AS last_changed, last.errors AS last_errors
FROM portals LEFT JOIN crawls AS last
     ON last.id = (SELECT max(id) FROM crawls WHERE portal = portals.id)
ORDER BY portals.id
"""


def status(ctx: typer.Context, as_json: JsonOption = False, archive: ArchiveOption = None) -> None:
    """Show what the archive holds of each portal, and how its last crawl ended."""
    folder = archive_folder(ctx, archive)
    with Archive.open(folder) as opened:
        rows = opened.rows(_STATUS)
    for row in rows:
        row["last_notes"] = json.loads(row["last_notes"] or "[]")
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _say_portal(row)
    files = sorted((folder / "warc").glob("*.warc.gz"))
    bytes_ = sum(file.stat().st_size for file in files)
    say(f"{_counted(len(rows), 'portal')} in {folder}: {_size((folder / 'archive.db').stat().st_size)} of database,")
    say(f"    {_size(bytes_)} in {_counted(len(files), 'WARC file')}")


def _say_portal(row: dict[str, Any]) -> None:
    gone = f", {row['gone']} gone from the portal" if row["gone"] else ""
    say(f"{row['portal']}: {row['name']}")
    say(f"    {_counted(row['articles'], 'article')} in {_counted(row['versions'], 'version')}{gone};")
    say(f"    newest of {row['newest_article'] or 'unknown date'}; {_counted(row['captures'], 'capture')}")
    if row["last_crawl"]:
        ended = row["last_reason"] or "did not end: under way, or killed"
        found = f"{row['last_new']} new, {row['last_changed']} changed, {_counted(row['last_errors'], 'error')}"
        say(f"    last crawl {row['last_crawl']}: {ended}; {found}")
    for line in row["last_notes"]:
        say(f"    - {line}")
    if row["failing_pages"]:
        say(f"    {_counted(row['failing_pages'], 'address')} failed when last asked for")
    if row["next_due"]:
        say(f"    next look due {row['next_due']}")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}{'es' if what.endswith('s') else 's'}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
