"""What `luutru status`, `portals` and `add --from` cost with many portals known, and what they show.

    python bench/portals.py [--portals 700] [--runs 60] [--captures 500] [--show] [--json]

Each portal's first run goes through the archive's own door; what two months add to the tables `crawls` and `captures`
is put there as rows alone. Of ten portals one was never crawled, one is closed, one is red, one was interrupted. CPU is
user and system time of the command and all that it begins, beside `python -c pass`. `add --from` is handed the same
portals again (all known), and as many new ones with `--no-look`.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import Archive, Article, Capture, Visit
from archive.health.findings import Finding
from archive.health.troubles import as_said
from archive.judging import _stated
from bench.cpu import cost_of
from crawler.frontier import Entry
from crawler.frontier.sqlite import SqliteFrontier

START = datetime(2026, 1, 1, 1, tzinfo=UTC)
NOW = "2026-03-02T06:30:00Z"
DEFINITION = """# Written by luutru add after a look on 2026-01-01: 30 requests. Change what you know better.

name = "Cổng thông tin điện tử huyện {number}"
homepage = "https://huyen-{number}.example.gov.vn/"
tags = ["tỉnh {group}"]
language = "vi"
timezone = "Asia/Ho_Chi_Minh"  # country of the domain
{life}
[discover]
feeds = ["/rss.xml"]
sitemaps = ["/sitemap.xml"]
listings = ["/tin-tuc", "/thong-bao", "/van-ban"]

[article]
url = '^https?://[^/]+/[^/?]+/[^/?]+[-_.,]\\d{{4,}}$'

[politeness]
delay = 1

[schedule]
interval = "6 hours"
"""


ARTICLES = 4
LIVED = """
INSERT INTO crawls (id, portal, started_at, finished_at, reason, requests, pages, counts, software, definition)
SELECT :id, portal, :at, :at, 'finished', 20, 20, counts, software, definition FROM crawls WHERE id = :of
"""
CAPTURED = """
INSERT INTO captures (url, portal, crawl_id, fetched_at, status, payload_digest, payload_bytes, warc_file, warc_offset,
                      warc_length)
SELECT url || ?, portal, crawl_id, ?, status, payload_digest, payload_bytes, warc_file, warc_offset, 9000
FROM captures WHERE id = ?
"""


def made(folder: Path, portals: int, runs: int, captures: int) -> None:
    """The archive."""
    (folder / "portals").mkdir(parents=True)
    frontier = SqliteFrontier(folder / "frontier.db")
    with Archive.open(folder, write=True, create=True) as archive:
        for number in range(portals):
            kind = number % 10
            life = "valid_until = 2025-06-30" if kind == 1 else ""
            text = DEFINITION.format(number=number, group=number // 50, life=life)
            (folder / "portals" / f"huyen-{number:03}.toml").write_text(text, encoding="utf-8")
            if kind:
                _fill(archive, frontier, f"huyen-{number:03}", number, text)
    frontier.close()
    db = sqlite3.connect(folder / "archive.db")
    last = START + timedelta(days=runs)
    for crawl, portal in db.execute("SELECT max(id), portal FROM crawls GROUP BY portal").fetchall():
        (capture,) = db.execute("SELECT min(id) FROM captures WHERE portal = ?", (portal,)).fetchone()
        times = [START + timedelta(days=run + 1) for run in range(runs)]
        db.executemany(LIVED, [
            {"id": None, "at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "of": crawl} for at in times
        ])  # fmt: skip
        spread = [last - timedelta(days=runs) * place / captures for place in range(captures)]
        db.executemany(CAPTURED, [
            (f"?x={place}", f"{at:%Y-%m-%dT%H:%M:%SZ}", capture) for place, at in enumerate(spread)
        ])  # fmt: skip
        if int(portal[-1]) == 3:
            db.execute("UPDATE crawls SET finished_at = NULL, reason = NULL WHERE id = (SELECT max(id) FROM crawls "
                       "WHERE portal = ?)", (portal,))  # fmt: skip
    db.commit()
    db.close()


def _fill(archive: Archive, frontier: SqliteFrontier, key: str, number: int, text: str) -> None:
    home = f"https://huyen-{number}.example.gov.vn/"
    name = f"Cổng thông tin điện tử huyện {number}"
    archive.put_portal(key, name=name, homepage=home, definition=text, language="vi",
                       timezone="Asia/Ho_Chi_Minh", at=START)  # fmt: skip
    crawl = archive.begin_crawl(key, software={"luutru": "0", "extractor": "1"}, at=START)
    visits = [_visit(key, home, one, START) for one in range(ARTICLES)]
    archive.add_visits(visits, crawl=crawl, due=lambda _visit, _recorded: (START + timedelta(days=90), "later"))
    frontier.put(Entry(portal=key, url=f"{home}trang/{one}", request_url=f"{home}trang/{one}", priority=6,
                       host=home.split("/")[2], due_at=START + timedelta(days=90)) for one in range(50))  # fmt: skip
    archive.finish_crawl(crawl, reason="finished", counts={"pages": 4, "requests": 4}, at=START)
    if number % 10 == 2:
        found = Finding(kind="unreachable", level="red", since=START, evidence="nothing was reached for 3 days")
        _stated(archive.recording, {"type": "health", "portal": key, "found": [as_said(found)]}, at=START)


def _visit(key: str, home: str, number: int, at: datetime) -> Visit:
    url = f"{home}tin-tuc/bai-{number}"
    payload = f"<html><h1>Bài {number}</h1><p>Nội dung riêng của bài thứ {number} của {key}.</p></html>".encode()
    capture = Capture(url=url, fetched_at=at, status=200, headers=(("Content-Type", "text/html"),), payload=payload)
    article = Article(
        url=url, title=f"Bài {number}", text=f"Nội dung riêng của bài thứ {number} của {key}.",
        published_on=at.date(), published_precision="day", published_from="visible",
    )  # fmt: skip
    return Visit(portal=key, url=url, requested_url=url, at=at, outcome="article", captures=(capture,), article=article)


def main() -> None:
    """Makes the archive, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portals", type=int, default=700)
    parser.add_argument("--runs", type=int, default=60, help="of each portal")
    parser.add_argument("--captures", type=int, default=500, help="of each portal")
    parser.add_argument("--show", action="store_true", help="print what each verb shows")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "archive"
        made(folder, told.portals, told.runs, told.captures)
        known, fresh = Path(place) / "known.csv", Path(place) / "fresh.csv"
        for file, host in ((known, "huyen"), (fresh, "xa")):
            lines = "".join(
                f"https://{host}-{number}.example.gov.vn/,{host}-{number:03},Tên {number},tỉnh,6 hours\n"
                for number in range(told.portals)
            )
            file.write_text(f"address,key,name,tags,schedule\n{lines}", encoding="utf-8")
        luutru = [sys.executable, "-m", "crawler", "-a", str(folder)]
        environment = {"LUUTRU_NOW": NOW, "PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin"}
        figures = {}
        for name, command in (
            ("python -c pass", [sys.executable, "-c", "pass"]),
            ("status", [*luutru, "status"]),
            ("status --json", [*luutru, "status", "--json"]),
            ("portals", [*luutru, "portals"]),
            ("portals --all", [*luutru, "portals", "--all"]),
            ("add --from, all known", [*luutru, "add", "--from", str(known)]),
            ("add --from --no-look, all new", [*luutru, "add", "--from", str(fresh), "--no-look"]),
        ):
            if told.show:
                shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
                print(f"$ luutru {name}\n{shown[:6000]}")
                if "--no-look" in command:  # what it wrote is known now
                    for file in (folder / "portals").glob("xa-*.toml"):
                        file.unlink()
            figures[name] = round(cost_of(command, Path(place), environment).cpu_seconds, 2)
        size = (folder / "archive.db").stat().st_size
    if told.json:
        print(json.dumps({"portals": told.portals, "database_bytes": size, "cpu_seconds": figures}))
        return
    print(f"{told.portals} portals, {size / 1e6:.0f} MB of database")
    for name, seconds in figures.items():
        print(f"{seconds:6.2f} s CPU  {name}")


if __name__ == "__main__":
    main()
