"""`luutru status`: what the archive holds, and how the last crawls ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say

if TYPE_CHECKING:
    from pathlib import Path

_STATUS = """
SELECT portals.id AS portal, portals.name, portals.homepage,
       (SELECT count(*) FROM articles WHERE portal = portals.id) AS articles,
       (SELECT count(*) FROM article_versions JOIN articles ON articles.id = article_id WHERE portal = portals.id) AS versions,
       (SELECT count(*) FROM articles WHERE portal = portals.id AND state IN ('suspect', 'removed')) AS gone,
       (SELECT count(*) FROM captures WHERE portal = portals.id) AS captures,
       (SELECT max(published_on) FROM articles WHERE portal = portals.id) AS newest_article,
       (SELECT count(*) FROM pages WHERE portal = portals.id AND outcome IN ('failure', 'error', 'challenge')) AS failing_pages,
       (SELECT min(next_due) FROM pages WHERE portal = portals.id) AS next_due,
       last.started_at AS last_crawl, last.finished_at AS last_finished, last.reason AS last_reason,
       last.new AS last_new, last.changed AS last_changed, last.errors AS last_errors
FROM portals LEFT JOIN crawls AS last
     ON last.id = (SELECT max(id) FROM crawls WHERE portal = portals.id)
ORDER BY portals.id
"""


def status(ctx: typer.Context, as_json: JsonOption = False, archive: ArchiveOption = None) -> None:
    """Show what the archive holds of each portal, and how its last crawl ended."""
    folder = archive_folder(ctx, archive)
    with Archive.open(folder) as opened:
        rows = opened.rows(_STATUS)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _say_portal(row)
    files = sorted((folder / "warc").glob("*.warc.gz"))
    say(
        f"{len(rows)} portals in {folder}: {_size(folder / 'archive.db')} of database, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB in {len(files)} WARC files"
    )


def _say_portal(row: dict[str, Any]) -> None:
    gone = f", {row['gone']} gone from the portal" if row["gone"] else ""
    say(f"{row['portal']}: {row['name']}")
    say(
        f"    {row['articles']} articles in {row['versions']} versions{gone}; newest of {row['newest_article'] or 'unknown date'}; {row['captures']} captures"
    )
    if row["last_crawl"]:
        ended = row["last_reason"] or "did not end: under way, or killed"
        say(
            f"    last crawl {row['last_crawl']}: {ended}; {row['last_new']} new, {row['last_changed']} changed, {row['last_errors']} errors"
        )
    if row["failing_pages"]:
        say(f"    {row['failing_pages']} addresses failed when last asked for")
    if row["next_due"]:
        say(f"    next look due {row['next_due']}")


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"
