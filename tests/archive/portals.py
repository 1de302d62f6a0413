"""Several portals that print articles into one archive, and can be read again from what was received."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive import Archive, Article, Capture, Visit
from archive.records import Attachment, Image

if TYPE_CHECKING:
    from archive import Recorded
    from archive.visit_records import Terms, ToldVisit

START = datetime(2022, 12, 12, 1, 0, tzinfo=UTC)
NAMES = {
    "thuynguyen": "Cổng thông tin điện tử huyện Thủy Nguyên",
    "haiphong": "Cổng thông tin điện tử thành phố Hải Phòng",
    "anlao": "Trang thông tin điện tử huyện An Lão",
    "kienthuy": "Cổng TTĐT huyện Kiến Thụy",
}
SYLLABLES = (
    "nông thôn mới huyện ủy tổ chức hội nghị đánh giá kết quả thực hiện nhiệm vụ năm sáng nay đồng chí bí thư chủ trì "
    "phương hướng giải pháp trọng tâm phát triển kinh tế xã giao thông đường cầu trường học trạm y cán bộ nhân dân "
    "vui mừng phấn khởi đoàn kết xây dựng quê hương giàu đẹp văn minh lúa khoai cá biển rừng núi sông suối trồng cây"
).split()


def prose(seed: object, count: int = 90) -> str:
    """A text of so many words that no other seed gives: sentences in two paragraphs, a number here and there."""
    rng = random.Random(f"{seed}")
    words = [rng.choice(SYLLABLES) if rng.random() > 0.06 else str(rng.randrange(10, 9000)) for _ in range(count)]
    sentences = [" ".join(words[at : at + 11]).capitalize() + "." for at in range(0, count, 11)]
    half = len(sentences) // 2
    return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])


def edited(text: str, count: int, seed: object = 0) -> str:
    """The text with so many of its words replaced."""
    rng = random.Random(f"{seed}")
    words = text.split(" ")
    for place in rng.sample(range(len(words)), count):
        words[place] = rng.choice(("khác", "sửa", "thêm", "bớt", "đổi", "lại"))
    return " ".join(words)


class Printed:
    """Reads what `Portals` has printed: an article as JSON. Satisfies `archive.visit_records.Interpreter`."""

    extractor = "1"

    def visit(self, told: ToldVisit, terms: Terms) -> Visit:
        """The visit as its payload tells it."""
        captures = tuple(one.capture for one in told.captures)
        return Visit(
            portal=told.portal, url=told.url, requested_url=told.requested_url, at=told.at, outcome=told.outcome,  # type: ignore[arg-type]
            captures=captures, article=article_of(captures[-1].payload, told.url),
        )  # fmt: skip

    def page_text(self, told: ToldVisit) -> str:
        """The payload."""
        return told.captures[-1].capture.payload.decode()

    def due(self, visit: Visit, recorded: Recorded, terms: Terms) -> tuple[datetime | None, str]:
        """Never again."""
        return None, ""

    def is_former(self, url: str, terms: Terms) -> bool:
        """No portal has moved."""
        return False


def article_of(payload: bytes, url: str) -> Article | None:
    """The article in a payload; None: it holds none."""
    said: dict[str, Any] = json.loads(payload)
    if "text" not in said:
        return None
    published = said.pop("published", "")
    when = datetime.fromisoformat(published).astimezone(UTC) if "T" in published else None
    if published:
        day = date.fromisoformat(published[:10])
        said |= {
            "published_at": when or datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=7),
            "published_on": day, "published_precision": "minute" if when else "day", "published_from": "visible",
        }  # fmt: skip
    said.pop("salt", None)
    for name, kind in (("images", Image), ("attachments", Attachment)):
        if name in said:
            said[name] = tuple(kind(**one) for one in said[name])
    for name in ("figures", "doubts"):
        if name in said:
            said[name] = tuple((one, value) for one, value in said[name])
    return Article(**{"url": url, "title": "Tiêu đề", **said})


@dataclass
class Portals:
    """Prints articles into an archive, a crawl a portal under way; each visit is a minute later."""

    archive: Archive
    now: datetime = START

    def __post_init__(self) -> None:
        self.crawls = {}
        for key, name in NAMES.items():
            home = f"https://{key}.gov.vn/"
            self.archive.put_portal(
                key, name=name, homepage=home, definition="homepage = …", language="vi", timezone="", at=self.now
            )
            software = {"luutru": "0", "extractor": "1"}
            self.crawls[key] = self.archive.begin_crawl(key, software=software, at=self.now)

    def keep(self, portal: str, path: str, text: str | None = None, **values: Any) -> Visit:
        """Puts a page into `warc/`; `commit_visits` enters it."""
        self.now += timedelta(minutes=1)
        url = f"https://{portal}.gov.vn/{path}"
        said = {"text": text, **values} if text is not None else {}
        payload = json.dumps(said, ensure_ascii=False).encode()
        capture = Capture(url=url, fetched_at=self.now, status=200, headers=(), payload=payload)
        visit = Visit(
            portal=portal, url=url, requested_url=url, at=self.now, outcome="article" if said else "gone",
            captures=(capture,), article=article_of(payload, url),
        )  # fmt: skip
        self.archive.keep_visit(visit, crawl=self.crawls[portal], due=lambda _v, _r: (None, ""))
        return visit

    def print(self, portal: str, path: str, text: str | None = None, **values: Any) -> int:
        """Prints a page; the number of the article that it holds. Values: fields, and `published` as ISO 8601."""
        self.keep(portal, path, text, **values)
        (recorded,) = self.archive.commit_visits()
        return recorded.article_id or 0

    def close(self) -> Path:
        """Ends the crawls and closes the archive; its folder."""
        for number in self.crawls.values():
            self.archive.finish_crawl(number, reason="finished", counts={}, at=self.now)
        self.archive.close()
        return self.archive.folder


def stories_in(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the tables of an archive say of stories."""
    db = sqlite3.connect(folder / "archive.db")
    try:
        found = {name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
                 for name in ("stories", "story_signatures", "story_bands")}  # fmt: skip
        found["articles"] = db.execute("SELECT id, url, story_id FROM articles ORDER BY id").fetchall()
        return found
    finally:
        db.close()


def without_migration(db: sqlite3.Connection, name: str, script: str) -> None:
    """Takes back a migration that made nothing but indexes: those that a script of the schema makes."""
    for index in re.findall(r"CREATE INDEX (\w+)", script):
        db.execute(f"DROP INDEX IF EXISTS {index}")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (name,))
    db.execute("DELETE FROM fixity WHERE table_name = '_sqlite_migrations'")
