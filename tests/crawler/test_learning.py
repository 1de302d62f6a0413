"""What a crawl learns of a portal's pages, and what it makes of that."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from archive.verification import verify
from tests.crawler.test_resume import tables, without_database

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site

NOTICE = "Mọi ý kiến đóng góp xin gửi về Ban Biên tập qua đường dây nóng, chúng tôi sẽ trả lời trong ba ngày làm việc."


def paragraph(number: int, place: int) -> str:
    return (
        f"Đoạn thứ {place} của bài số {number} kể lại việc làm riêng trong ngày {number * 7 + place}, với nhiều chi "
        f"tiết mà không trang nào khác có, chẳng hạn con số {number * 131 + place * 17}."
    )


def article(number: int, *, notice: str = NOTICE, edit: str = "", tag: str = "p") -> bytes:
    """An article with a notice of the portal among its paragraphs, in markup that says nothing of it."""
    texts = [paragraph(number, place) for place in range(4)] + ([edit] if edit else [])
    texts.insert(3, notice)
    body = "".join(f"<{tag}>{text}</{tag}>" for text in texts)
    title = f"Bài viết hay số {number}"
    return (
        f"<html><head><title>{title} - Cổng</title></head><body><div><p>Cổng thông tin điện tử huyện An Bình</p></div>"
        f"<div class=noi-dung-{tag}><h1>{title}</h1><p>Ngày đăng: 12/12/2022</p>{body}</div></body></html>"
    ).encode()


def portal(site: Site, count: int, *, tag: str = "p", first: int = 0, **values: str) -> None:
    numbers = range(first, first + count)
    links = "".join(f"<p><a href='/tin/bai-viet-hay-so-{n}'>Bài viết hay số {n}</a></p>" for n in range(first + count))
    site.put("/", f"<html><title>Cổng</title><body>{links}</body></html>".encode())
    for n in numbers:
        site.put(f"/tin/bai-viet-hay-so-{n}", article(n, tag=tag, **values))


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(folder / "archive.db")
    found = db.execute(statement).fetchall()
    db.close()
    return found


def test_what_repeats_is_left_out_of_the_articles_read_before_too(luutru: Luutru, site: Site) -> None:
    portal(site, 20)
    file = luutru.define(site)
    assert luutru("crawl", "--file", file).returncode == 0
    texts = [str(text) for (text,) in rows(luutru.archive, "SELECT text FROM articles")]
    assert len(texts) == 20
    assert not [text for text in texts if NOTICE in text]
    assert all(text.count("Đoạn thứ") == 4 for text in texts)
    assert rows(luutru.archive, "SELECT max(number) FROM article_versions") == [(1,)]
    assert rows(luutru.archive, "SELECT count(*) FROM readings WHERE article LIKE '%đường dây nóng%'")[0][0] >= 16  # type: ignore[operator]
    assert verify(luutru.archive).findings == []


def test_a_notice_that_changes_and_a_model_make_no_version_and_an_edit_makes_one(luutru: Luutru, site: Site) -> None:
    portal(site, 20)
    file = luutru.define(site)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-20T00:00:00Z")
    site.put("/tin/bai-viet-hay-so-3", article(3, edit="Toà soạn đính chính: cuộc họp diễn ra vào buổi chiều hôm đó."))
    done = luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW="2022-12-21T00:00:00Z")
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT url, version FROM articles WHERE version > 1") == [
        (f"{site.url}tin/bai-viet-hay-so-3", 2)
    ]


def test_repair_reads_every_page_with_what_was_known_then(luutru: Luutru, site: Site) -> None:
    portal(site, 20)
    file = luutru.define(site)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-20T00:00:00Z")
    portal(site, 20, tag="div", first=20)  # a second layout
    luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW="2022-12-21T00:00:00Z")
    models = rows(luutru.archive, "SELECT * FROM site_models")
    readings = set(rows(luutru.archive, "SELECT version_id, extractor, read_at, article FROM readings"))
    before = tables(luutru.archive)
    assert len(models) >= 2
    without_database(luutru.archive)
    done = luutru("verify", "--repair")
    assert done.returncode == 0, done.stdout + done.stderr
    assert tables(luutru.archive) == before
    assert rows(luutru.archive, "SELECT * FROM site_models") == models
    assert set(rows(luutru.archive, "SELECT version_id, extractor, read_at, article FROM readings")) == readings


def test_a_new_layout_is_learned_beside_the_old_one(luutru: Luutru, site: Site) -> None:
    portal(site, 20)
    file = luutru.define(site)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-20T00:00:00Z")
    portal(site, 64, first=20)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-22T00:00:00Z")
    portal(site, 20, tag="div", first=84)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-24T00:00:00Z")
    models = rows(luutru.archive, "SELECT number, first, pages >= 16 FROM site_models")
    assert models == [(1, 1, 1), (2, 2, 1), (3, 2, 1)]
    assert rows(luutru.archive, "SELECT count(*) FROM articles WHERE text LIKE '%đường dây nóng%'") == [(0,)]
    assert rows(luutru.archive, "SELECT count(*), max(version) FROM articles") == [(104, 1)]
