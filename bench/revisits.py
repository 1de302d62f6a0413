"""What a second run costs and finds, and how soon an edit is noticed in a year of daily runs.

    python bench/revisits.py [--articles 2000] [--offers feed+etag,feed,etag,neither] [--year-only]

The second day of a portal on loopback with 1 % new, 1 % edited and 0.5 % removed articles, by what the portal offers:
feeds, conditional requests, both or neither. The year is reckoned with `crawler.schedule` alone, beside looks at equal
intervals that cost as much.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from archive import Archive, Visit
from archive.looks import Recorded
from crawler.definition import Schedule
from crawler.schedule import next_look

FIRST_DAY = date(2024, 5, 1)
SECTIONS, PER_PAGE, YEARS = 8, 20, 5
WORDS = (
    "huyện xã hội nghị tổng kết công tác phòng chống thiên tai sản xuất vụ xuân văn hóa thể thao giáo dục y tế".split()
)


class Portal:
    """So many articles over five years in eight sections; `day` 2 has news, edits and removals."""

    def __init__(self, count: int) -> None:
        rng = random.Random(5)
        self.count, self.day = count, 1
        self.new = range(count, count + count // 100)
        age = {number: (count - 1 - number) * YEARS * 365 / count for number in range(count)}
        # Half of the edits and removals are of the last quarter of a year, as far as that has articles.
        young = [number for number in age if age[number] < 90]
        old = [number for number in age if age[number] >= 90]
        self.edited = {*rng.sample(young, min(len(young), count // 200)), *rng.sample(old, count // 200)}
        rest = [number for number in range(count) if number not in self.edited]
        self.removed = set(rng.sample(rest, count // 200))
        self.has_feed = self.has_etags = False
        self.asked: Counter[str] = Counter()

    def published(self, number: int) -> date:
        """The day on which an article came out."""
        if number >= self.count:
            return FIRST_DAY + timedelta(days=1)
        return FIRST_DAY - timedelta(days=(self.count - 1 - number) * YEARS * 365 // self.count)

    def live(self) -> list[int]:
        """The articles of the day, newest first."""
        if self.day == 1:
            return list(range(self.count - 1, -1, -1))
        return [n for n in (*reversed(self.new), *range(self.count - 1, -1, -1)) if n not in self.removed]

    def answer(self, target: str) -> tuple[int, str, str]:
        """Status, type and text of what an address answers."""
        path, _, query = target.partition("?")
        if path == "/":
            links = "".join(f'<p><a href="/muc-{s}">Mục {s}</a></p>' for s in range(SECTIONS))
            feed = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">' if self.has_feed else ""
            return (
                200,
                "text/html",
                f"<html><head>{feed}<title>Cổng</title></head><body>{links}{self._list(self.live()[:10])}</body></html>",
            )
        if path == "/rss.xml" and self.has_feed:
            items = "".join(
                f"<item><title>{title(n)}</title><link>{address(n)}</link><pubDate>{self.published(n)}T08:00:00+07:00</pubDate></item>"
                for n in self.live()[:50]
            )
            return 200, "application/rss+xml", f"<rss><channel>{items}</channel></rss>"
        if path.startswith("/muc-"):
            section, page = int(path[5:]), int(query.partition("=")[2] or 1)
            numbers = [n for n in self.live() if n % SECTIONS == section]
            last = -(-len(numbers) // PER_PAGE)
            links = " ".join(
                f'<a href="{path}?trang={n}">{n}</a>' for n in range(1, last + 1) if abs(n - page) < 3 or n == last
            )
            chosen = self._list(numbers[(page - 1) * PER_PAGE : page * PER_PAGE])
            return (
                200,
                "text/html",
                f"<html><title>Mục</title><body><h1>Mục {section}</h1>{chosen}{links}</body></html>",
            )
        number = int(path.rpartition("-")[2]) if path.startswith("/tin/") else -1
        if number not in set(self.live()):
            return 404, "text/html", "khong co"
        rng = random.Random(number)
        text = " ".join(rng.choices(WORDS, k=90)) + (" đã sửa lại" if self.day > 1 and number in self.edited else "")
        return 200, "text/html", (
            f"<html><head><title>{title(number)} - Cổng</title></head><body><h1>{title(number)}</h1>"
            f"<p>Ngày đăng: {self.published(number):%d/%m/%Y}</p><p>{text}.</p></body></html>"
        )  # fmt: skip

    def _list(self, numbers: list[int]) -> str:
        return (
            "<ul>"
            + "".join(
                f'<li><a href="{address(n)}">{title(n)}</a> <span>{self.published(n):%d/%m/%Y}</span></li>'
                for n in numbers
            )
            + "</ul>"
        )


def address(number: int) -> str:
    """An article's path."""
    return f"/tin/hoi-nghi-tong-ket-cong-tac-{number}"


def title(number: int) -> str:
    """An article's headline."""
    return f"Hội nghị tổng kết công tác lần thứ {number}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        portal: Portal = self.server.portal
        portal.asked[self.path] += 1
        status, kind, text = portal.answer(self.path)
        body = text.encode()
        headers = {"Content-Type": f"{kind}; charset=utf-8"}
        if portal.has_etags and status == 200:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


def second_day(count: int, offers: str) -> None:
    """Crawls both days and prints what the second cost and found."""
    portal = Portal(count)
    portal.has_feed, portal.has_etags = "feed" in offers, "etag" in offers
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.portal = portal  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "portal.toml"
        file.write_text(
            f"homepage = 'http://127.0.0.1:{server.server_address[1]}/'\nprivate = true\n"
            "timezone = 'Asia/Ho_Chi_Minh'\n[politeness]\ndelay = 0\nconcurrency = 4\n"
        )
        spent = []
        for day in (1, 2):
            portal.day = day
            portal.asked.clear()
            moment = f"{FIRST_DAY + timedelta(days=day - 1)}T20:00:00+07:00"
            subprocess.run(
                [sys.executable, "-m", "crawler", "crawl", "--quiet", "--file", str(file)], cwd=place, check=True,
                env={**os.environ, "LUUTRU_NOW": moment},
            )  # fmt: skip
            spent.append(portal.asked.total())
        with Archive.open(Path(place) / "archive-data") as archive:
            held = {
                int(row["url"].rpartition("-")[2]): row
                for row in archive.rows("SELECT url, version, state FROM articles")
            }
    server.shutdown()
    server.server_close()
    new = sum(number in held for number in portal.new)
    edits = sum(held[number]["version"] > 1 for number in portal.edited)
    gone = sum(held[number]["state"] != "live" for number in portal.removed)
    print(
        f"{offers}: first run {spent[0]} requests for {count} articles ({spent[0] / count:.3f} each); second day "
        f"{spent[1]} ({spent[1] / spent[0]:.1%}): new {new} of {len(portal.new)}, edits seen {edits} of "
        f"{len(portal.edited)}, removals seen {gone} of {len(portal.removed)}", flush=True
    )  # fmt: skip


def year(count: int) -> None:
    """Prints how many days pass until an edit is noticed, by the age of the article, beside equal intervals."""
    start = datetime(2024, 1, 1, 9, tzinfo=UTC)
    rng = random.Random(11)
    looks: dict[int, list[datetime]] = {}
    for number in range(count):
        published = start - timedelta(days=rng.uniform(-365, YEARS * 365))
        looks[number] = _looks(f"https://example.gov.vn{address(number)}", published, start)
        looks[number].insert(0, published)
    total = sum(len(found) - 1 for found in looks.values())
    days = sum((start + timedelta(days=365) - max(found[0], start)).days for found in looks.values())
    interval = days / total
    print(f"a year of daily runs over {count} articles: {total / 365:.1f} looks a day ({total / days:.2%} of them)")
    print(f"the same looks at equal intervals: every {interval:.1f} days")
    for age, what in ((7, "one week"), (30, "one month"), (365, "one year")):
        waits = []
        for published, *found in looks.values():
            moment = published + timedelta(days=age, hours=rng.uniform(0, 24))
            if start < moment < start + timedelta(days=365 - 100):
                waits.append(
                    min((look - moment for look in found if look >= moment), default=timedelta(days=100))
                    / timedelta(days=1)
                )
        equal = interval / 2 + 0.5
        print(
            f"edited at {what}: noticed after {statistics.mean(waits):.1f} days, nine in ten within "
            f"{statistics.quantiles(waits, n=10)[8]:.1f} ({len(waits)} edits); at equal intervals {equal:.1f}"
        )


def _looks(url: str, published: datetime, start: datetime) -> list[datetime]:
    """The looks of a year: a run a day, each at what is due."""
    first_seen = max(published, start)
    run = start + timedelta(days=-(-(first_seen - start) // timedelta(days=1)))
    found = []
    due = run
    while run < start + timedelta(days=365):
        if due <= run:
            found.append(run)
            visit = Visit(portal="p", url=url, requested_url=url, at=run, outcome="article")
            said = Recorded("same", 1, first_seen=first_seen, published_at=published)
            due = next_look(visit, said, schedule=Schedule())[0]
        run += timedelta(days=1)
    return found


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--offers", default="feed+etag,feed,etag,neither")
    parser.add_argument("--year-only", action="store_true")
    given = parser.parse_args()
    year(given.articles)
    for offers in () if given.year_only else given.offers.split(","):
        second_day(given.articles, offers)


if __name__ == "__main__":
    main()
