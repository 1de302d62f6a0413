"""Real government sites, whole, served on loopback and crawled with nothing but their home page, held against their
truth; then a second day with planted news, edits and removals, and another build of the same pages.

    python bench/site.py [NAME …] [--second-day] [--rebuilt] [--shared ../shared] [--unpacked FOLDER] [--keep FOLDER]

What the archive holds is compared as bench/whole_sites.py compares what is read page by page. The second day is a copy
of the folder in which bench/site_changes.py has planted what a static site generator would have changed; the clock of
the second run starts a day after the first run's. Requests that ask for a planted page, or for a list, feed or sitemap
that the changes touched, find them; all others are beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from site_changes import Planted, plant, rebuild
from site_server import SiteServer
from whole_sites import (
    NEWS,
    ROOT,
    SITES,
    Figures,
    SiteUnderTest,
    compare,
    folder_of,
    is_stub,
    path_of,
    print_figures,
    truth_of,
    wanted_types,
)

from archive import Archive


def main() -> None:
    """Crawls the sites that are named, all of them without a name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--second-day", action="store_true")
    parser.add_argument("--rebuilt", action="store_true")
    parser.add_argument("--seed", type=int, default=1, help="which articles are edited and removed")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--unpacked", type=Path, help="folder that holds mlaw/site and digitalgov/site already")
    parser.add_argument("--keep", type=Path, help="where the first day's archives stay, and lie already")
    parser.add_argument("--examples", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for site in SITES:
            if not given.names or any(site.name.startswith(name) for name in given.names):
                _measure(site, Path(scratch), given)


def _measure(site: SiteUnderTest, scratch: Path, given: argparse.Namespace) -> None:
    folder = folder_of(site, given.shared / "sites", given.unpacked, scratch)
    truth = truth_of(given.shared / "sites" / site.truth)
    place = (given.keep or scratch) / f"{site.name.replace('/', '-')}-crawled"
    if not (place / "archive-data").exists():
        place.mkdir(parents=True)
        _crawl(site, folder, place)
    figures = crawled(site, folder, truth, place / "archive-data")
    print_figures(site, figures, given)
    if given.second_day:
        changed = scratch / "changed"
        planted = plant(site, folder, changed, truth, on=_first_day(place) + timedelta(days=1), seed=given.seed)
        _print("second day", second_day(site, changed, planted, _copy(place, scratch), truth), given)
        shutil.rmtree(changed)
    if given.rebuilt:
        rebuilt = scratch / "rebuilt"
        rebuild(folder, rebuilt, on=_first_day(place) + timedelta(days=1))
        for recheck in (False, True):
            name = "rebuilt, every address asked for" if recheck else "rebuilt"
            _print(name, edits_of(site, rebuilt, _copy(place, scratch), recheck=recheck), given)
        shutil.rmtree(rebuilt)


def _copy(place: Path, scratch: Path) -> Path:
    copy = scratch / "again"
    shutil.rmtree(copy, ignore_errors=True)
    return Path(shutil.copytree(place, copy))


def _crawl(site: SiteUnderTest, folder: Path, place: Path, *, days: int = 0, recheck: bool = False) -> Counter[str]:
    """Crawls a folder into `place`; how often each path was asked for."""
    file = place / "site.toml"
    file.write_text(f"homepage = '{site.base}/'\nprivate = true\n[politeness]\ndelay = 0\n")
    moment = (_first_day(place) if days else datetime.now(UTC)) + timedelta(days=days)
    with SiteServer(folder, site.port) as server:
        command = [sys.executable, "-m", "crawler", "crawl", "--quiet", "--file", str(file)]
        subprocess.run(
            command + ["--recheck"] * recheck, cwd=place, check=True, stderr=subprocess.DEVNULL,
            env={**os.environ, "LUUTRU_NOW": moment.isoformat(timespec="seconds")},
        )  # fmt: skip
    return server.asked


def _first_day(place: Path) -> datetime:
    with Archive.open(place / "archive-data") as archive:
        return datetime.fromisoformat(archive.rows("SELECT min(started_at) AS at FROM crawls")[0]["at"])


def crawled(site: SiteUnderTest, folder: Path, truth: dict[str, list[dict[str, Any]]], data: Path) -> Figures:
    """How an archive agrees with the truth."""
    figures = Figures()
    with Archive.open(data) as archive:
        rows = {row["id"]: row for row in archive.rows("SELECT * FROM articles")}
        aliases = archive.rows("SELECT article_id, url FROM article_urls")
        kinds = {path_of(row["url"]): row["kind"] for row in archive.rows("SELECT url, kind FROM pages")}
        parts = {row["article_id"]: row for row in archive.rows(
            "SELECT v.* FROM article_versions v JOIN articles a ON a.id = v.article_id AND a.version = v.number"
        )}  # fmt: skip
        figures.counts["requests"] = archive.rows("SELECT requests FROM crawls ORDER BY id LIMIT 1")[0]["requests"]
    at = {path_of(row["url"]): rows[row["article_id"]] for row in aliases}
    at |= {path_of(row["url"]): row for row in rows.values()}
    for path, wanted in truth.items():
        if (file := _file(folder, path)) is None:
            figures.counts["addresses of the truth that answer 404"] += 1
            continue
        figures.counts["addresses of the truth"] += 1
        if (row := at.get(path)) is None:
            figures.note("not found", f"{path}: {kinds.get(path, 'never asked for')}")
            figures.confusion["/".join(NEWS), kinds.get(path, "never asked for")] += 1
            continue
        figures.counts["found"] += 1
        compare(site, path, _stored(row, parts[row["id"]]), wanted, file.read_bytes(), figures)
    for path, kind in kinds.items():
        if path in at:
            kind = at[path]["page_type"]
            figures.type_of(path, kind, wanted_types(site, path, truth.get(path, [])))
            if kind in NEWS and path not in truth:
                figures.counts["wrongly called news or notice"] += 1
                figures.note("wrongly called news or notice", f"{path}: {at[path]['title']!r}")
        elif path not in truth and (wanted := wanted_types(site, path, [])) and kind not in ("redirect", "gone"):
            figures.confusion["/".join(wanted), kind] += 1
            figures.note(f"{'/'.join(wanted)} that is no article", f"{path}: {kind}")
    return figures


def _file(folder: Path, path: str) -> Path | None:
    """The page at a path, if it answers."""
    file = folder / path.lstrip("/")
    file = file / "index.html" if path.endswith("/") else file
    return file if file.is_file() and not is_stub(file.read_bytes()) else None


def _stored(row: dict[str, Any], version: dict[str, Any]) -> SimpleNamespace:
    """A stored article with the names that a reading has."""
    on, modified = row["published_on"], row["modified_at"]
    return SimpleNamespace(**{
        **row, "published_on": date.fromisoformat(on) if on else None,
        "modified_at": datetime.fromisoformat(modified) if modified else None,
        "images": [SimpleNamespace(caption=_word(one)) for one in json.loads(version["captions"] or "[]")],
        "attachments": [SimpleNamespace(name=_word(one)) for one in json.loads(version["attachments"] or "[]")],
    })  # fmt: skip


def _word(one: Any) -> str:
    return one if isinstance(one, str) else str(one.get("caption") or one.get("name") or "")


def second_day(
    site: SiteUnderTest, folder: Path, planted: Planted, place: Path, truth: dict[str, list[dict[str, Any]]]
) -> dict[str, object]:
    """What the next day's run finds of what was planted, and what it costs."""
    asked = _crawl(site, folder, place, days=1)
    with Archive.open(place / "archive-data") as archive:
        states = {path_of(row["url"]): row for row in archive.rows("SELECT url, state, version FROM articles")}
    edits = {path for path, row in states.items() if row["version"] > 1}
    absent = {path for path, row in states.items() if row["state"] != "live"}
    pages = {*planted.added, *planted.edited, *planted.removed}
    lists = planted.lists & asked.keys()
    beside = asked - Counter(dict.fromkeys(pages | lists, 1))
    return {
        "additions found": f"{sum(path in states for path in planted.added)} of {len(planted.added)}",
        "edits found": f"{len(edits & planted.edited)} of {len(planted.edited)}",
        "removals found": f"{len(absent & planted.removed)} of {len(planted.removed)}",
        "edits not found": sorted(planted.edited - edits),
        "removals not found": sorted(planted.removed - absent),
        "false edits": sorted(edits - planted.edited),
        "falsely absent": sorted(absent - planted.removed),
        "requests": asked.total(),
        "of planted pages": sum(path in asked for path in pages),
        "of changed lists, feeds and sitemaps": len(lists),
        "which lists": sorted(lists),
        "beside": beside.total(),
        "which": dict(beside.most_common(40)),
    }


def edits_of(site: SiteUnderTest, folder: Path, place: Path, *, recheck: bool) -> dict[str, object]:
    """What the next day's run calls edited, new or absent where nothing but the build has changed."""
    with Archive.open(place / "archive-data") as archive:
        before = archive.rows("SELECT count(*) AS count FROM articles")[0]["count"]
    asked = _crawl(site, folder, place, days=1, recheck=recheck)
    with Archive.open(place / "archive-data") as archive:
        rows = archive.rows("SELECT url, state, version FROM articles")
    return {
        "edits": sorted(row["url"] for row in rows if row["version"] > 1), "new": len(rows) - before,
        "absent": sorted(row["url"] for row in rows if row["state"] != "live"), "requests": asked.total(),
    }  # fmt: skip


def _print(name: str, found: dict[str, object], given: argparse.Namespace) -> None:
    if given.json:
        print(json.dumps({name: found}, ensure_ascii=False), flush=True)
        return
    print(f"-- {name}")
    for what, value in found.items():
        print(f"   {what}: {value}", flush=True)


if __name__ == "__main__":
    main()
