"""How long the ledger takes over a large archive, and what announcements cost a crawl.

    python bench/coverage.py [ARTICLES]

Makes an archive of so many articles (100,000) in a temporary folder, straight into its tables: one running id in ten
missing, every other article a numbered document, each announced by sitemap and listing, 5,000 announced and not held.
Then the ledger, and a sitemap of 50,000 addresses entered twice.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from archive import Archive, Capture, Visit
from archive.coverage import coverage
from archive.records import Announcement

HOME = "https://example.gov.vn/"
SECTIONS = ("tin-tuc", "kinh-te", "van-hoa", "van-ban", "quoc-phong")
AT = datetime(2024, 1, 1, tzinfo=UTC)
LISTED = 50_000


def fill(archive: Archive, count: int) -> None:
    """The rows of so many articles."""
    chance = random.Random(1)
    articles, pages, named = [], [], []
    number = 0
    for n in range(count):
        number += 1 + (chance.random() < 0.1)
        section = SECTIONS[n % len(SECTIONS)]
        on = (date(2014, 1, 1) + timedelta(days=n * 3650 // count)).isoformat()
        url = f"{HOME}{section}/quyet-dinh-ve-viec-phe-duyet-ke-hoach-{100_000 + number}.html"
        title = f"Quyết định số {n % 1500 + 1}/QĐ-UBND về việc {n}" if n % 2 else f"Hội nghị {n}"
        articles.append((n + 1, url, title, "Nội dung của bài viết. " * 150, on, section.title(), f"{n:064x}"))
        pages.append((url, "article"))
        named += [(url, "sitemap", None), (url, "listing", on)]
    named += [(f"{HOME}tin-tuc/bai-chua-co-{n}", "sitemap", None) for n in range(5000)]
    with archive.recording.transaction() as _:
        db = archive.database.conn
        at = "2024-01-01T00:00:00Z"
        db.executemany(
            "INSERT INTO articles (id, portal, url, title, text, published_on, category, content_hash, first_seen, "
            f"last_seen) VALUES (?, 'example', ?, ?, ?, ?, ?, ?, '{at}', '{at}')", articles,
        )  # fmt: skip
        db.executemany(
            "INSERT INTO pages (url, portal, kind, outcome, first_seen, last_seen, looks, unchanged) "
            f"VALUES (?, 'example', ?, 'article', '{at}', '{at}', 1, 0)", pages,
        )  # fmt: skip
        db.executemany(
            "INSERT INTO announcements (portal, url, road, announced_on, first_seen) "
            f"VALUES ('example', ?, ?, ?, '{at}')", named,
        )  # fmt: skip


def announce(archive: Archive, crawl: int, at: datetime) -> float:
    """Seconds that a sitemap of LISTED addresses takes to be entered."""
    url = f"{HOME}sitemap.xml"
    named = tuple(Announcement(url=f"{HOME}khac/bai-so-{n}", road="sitemap") for n in range(LISTED))
    capture = Capture(url=url, fetched_at=at, status=200, headers=(), payload=str(at).encode())
    visit = Visit(
        portal="example", url=url, requested_url=url, at=at, outcome="sitemap", captures=(capture,), announcements=named
    )
    begun = time.perf_counter()
    archive.add_visits([visit], crawl=crawl, due=lambda _visit, _recorded: (None, ""))
    return time.perf_counter() - begun


def main(count: int) -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "archive"
        with Archive.open(place, write=True, create=True) as archive:
            archive.put_portal(
                "example", name="Ví dụ", homepage=HOME, definition="", language="vi", timezone="", at=AT
            )  # fmt: skip
            crawl = archive.begin_crawl("example", software={"extractor": "1"}, at=AT)
            fill(archive, count)
        with Archive.open(place) as archive:
            begun = time.perf_counter()
            (ledger,) = coverage(archive)
            seconds = time.perf_counter() - begun
        print(f"ledger of {ledger.articles} articles, {ledger.announced} announced: {seconds:.1f} s")
        print(f"    {len(ledger.missing)} missing, {len(ledger.gaps)} gaps with {ledger.likely_in_gaps} articles")
        with Archive.open(place, write=True) as archive:
            crawl = archive.begin_crawl("example", software={"extractor": "1"}, at=AT)
            size = (place / "archive.db").stat().st_size
            first = announce(archive, crawl, AT)
            again = announce(archive, crawl, AT + timedelta(hours=1))
            print(f"sitemap of {LISTED} addresses: {first:.2f} s at first, {again:.2f} s again")
        print(f"    {((place / 'archive.db').stat().st_size - size) / LISTED:.0f} bytes an address")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
