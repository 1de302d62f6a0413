"""Pages that take an article's place under status 200, on a real portal; looked at again, made anew from `warc/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawler.conftest import page, rows
from tests.crawler.test_identity import article, crawl, home, made_anew

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site

SUBJECTS = ("chợ cá", "hồ nước", "đê biển", "lò gạch", "vườn chè", "nhà văn hóa", "bãi rác", "sân vận động")
PATHS = tuple(f"/tin/bai-{n}" for n in range(len(SUBJECTS)))
PLACE = PATHS[3]
IN_ITS_PLACE = {
    "log-in": b"<html><title>Cong</title><body><h1>Sign in</h1><p>User name</p><p>Password</p><p>Members only, "
    b"please ask the office for an account of your own.</p></body></html>",
    "template": b"<html><head><title>Cong</title></head><body><h1></h1><p></p><div class=content></div>"
    b"<footer>Xa An Binh, 12 Le Loi</footer></body></html>",
    "files": b"<html><head><title>Index of /tin/bai-3</title></head><body><h1>Index of /tin/bai-3</h1><pre>"
    b'<a href="../">Parent Directory</a> 2026-01-02 10:11 - <a href="a.txt">a.txt</a> 2026-01-02 10:11 1K</pre>'
    b"</body></html>",
    "pdf": b"%PDF-1.4\n%%EOF",
}


def portal(site: Site) -> None:
    site.put("/", home(*PATHS))
    for path, subject in zip(PATHS, SUBJECTS, strict=True):
        site.put(path, article(subject))


def states(folder: Path) -> dict[str, tuple[str, int]]:
    """State and version by path."""
    found = rows(folder, "SELECT url, state, version FROM articles ORDER BY url")
    return {"/" + row["url"].split("/", 3)[3]: (row["state"], row["version"]) for row in found}


@pytest.mark.parametrize("kind", IN_ITS_PLACE)
def test_one_that_is_replaced_alone_is_suspect_then_removed_and_never_edited(
    luutru: Luutru, site: Site, kind: str
) -> None:
    portal(site)
    site.has_etags = kind == "log-in"
    crawl(luutru, site)
    site.put(PLACE, IN_ITS_PLACE[kind])
    expected = dict.fromkeys(PATHS, ("live", 1))
    for day, state in ((1, "suspect"), (2, "removed"), (3, "removed")):
        crawl(luutru, site, day, "--recheck")
        assert states(luutru.archive) == expected | {PLACE: (state, 1)}
    (absence,) = rows(luutru.archive, "SELECT substr(gone_at, 1, 10) AS gone, removed_at FROM absences")
    assert absence["gone"] == "2022-12-13"
    counted = "SELECT removed FROM crawls ORDER BY id"
    assert [row["removed"] for row in rows(luutru.archive, counted)] == [0, 0, 1, 0]
    made_anew(luutru)
    assert [row["removed"] for row in rows(luutru.archive, counted)] == [0, 0, 1, 0]
    site.put(PLACE, article(SUBJECTS[3]))
    crawl(luutru, site, 4, "--recheck")
    assert states(luutru.archive) == expected | {PLACE: ("restored", 1)}


def test_one_page_that_answers_for_every_article_removes_and_edits_none(luutru: Luutru, site: Site) -> None:
    portal(site)
    crawl(luutru, site)
    for path in PATHS:
        site.put(path, IN_ITS_PLACE["log-in"])
    for day in (1, 2, 3):
        crawl(luutru, site, day, "--recheck")
    assert states(luutru.archive) == dict.fromkeys(PATHS, ("live", 1))
    made_anew(luutru)


def test_a_wall_that_goes_up_within_a_run_removes_none(luutru: Luutru, site: Site) -> None:
    portal(site)
    crawl(luutru, site)
    for day in (1, 2):
        before = site.asked.total()

        def answer(path: str, total: int, before: int = before) -> tuple[int, dict[str, str], bytes]:
            body = article(SUBJECTS[PATHS.index(path)]) if total - before <= 6 else IN_ITS_PLACE["log-in"]
            return 200, {"Content-Type": "text/html"}, body

        for path in PATHS:
            site.answers.pop(path, None)
        site.elsewhere = lambda path, total: answer(path, total) if path in PATHS else (404, {}, b"")
        crawl(luutru, site, day, "--recheck")
    assert states(luutru.archive) == dict.fromkeys(PATHS, ("live", 1))


def test_an_article_whose_words_are_still_on_its_page_is_not_removed(luutru: Luutru, site: Site) -> None:
    """A page that our reading fails on is no absence: its words stand in what is taken for a list of links."""
    portal(site)
    crawl(luutru, site)
    body = article(SUBJECTS[3]).decode()
    text = body.partition("<p>Ngày")[2].partition("<p>")[2].partition("</p>")[0]
    links = "".join(f'<li><a href="/x/{n}">{sentence}</a></li>' for n, sentence in enumerate(text.split(". ")))
    site.put(PLACE, f"<html><title>Cổng</title><body><h1>Tin</h1><ul>{links}</ul></body></html>".encode())
    for day in (1, 2):
        crawl(luutru, site, day, "--recheck")
    assert states(luutru.archive)[PLACE][0] == "live"


def test_an_article_of_a_headline_alone_that_is_still_printed_is_not_removed(luutru: Luutru, site: Site) -> None:
    portal(site)
    headline = "Thông báo lịch tiếp công dân của lãnh đạo xã An Bình trong quý một"
    site.put(PLACE, page(headline, date="12/12/2022 08:30", body=""))
    crawl(luutru, site)
    assert rows(luutru.archive, "SELECT text FROM articles WHERE title LIKE 'Thông báo lịch%'") == [{"text": ""}]
    links = "".join(f'<li><a href="/x/{n}">Xã An Bình họp dân thôn {n} bàn việc chung</a></li>' for n in range(12))
    site.put(PLACE, f"<html><title>Cổng</title><h1>Tin</h1><p>{headline}</p><ul>{links}</ul></html>".encode())
    for day in (1, 2):
        crawl(luutru, site, day, "--recheck")
    (now,) = rows(luutru.archive, "SELECT outcome FROM pages WHERE url LIKE '%bai-3'")
    assert now["outcome"] != "article"
    assert states(luutru.archive)[PLACE] == ("live", 1)


def test_451_counts_as_404(luutru: Luutru, site: Site) -> None:
    portal(site)
    crawl(luutru, site)
    site.put(PLACE, page("Unavailable"), 451)
    crawl(luutru, site, 1, "--recheck")
    assert states(luutru.archive)[PLACE] == ("suspect", 1)
    site.put(PLACE, b"", 404)
    crawl(luutru, site, 2, "--recheck")
    assert states(luutru.archive)[PLACE] == ("removed", 1)


def test_new_ids_and_classes_make_no_version_and_a_new_document_makes_one(luutru: Luutru, site: Site) -> None:
    def built(salt: str, document: str = "a.pdf", more: str = "") -> bytes:
        sections = "".join(
            f'<section id="related-{salt}-{n}" class="{salt} comments-{n}"><h2 id="h{salt}{n}">Phần {n}</h2>'
            f"<p class=share-{salt}>Phần {n} nói về việc thứ {n * 11} của xã trong năm tới, gồm {n + 4} điều.</p>"
            "</section>"
            for n in range(4)
        )
        return (
            f"<html><head><title>Báo cáo năm của xã An Bình - Cổng</title></head><body class={salt}>"
            f"<h1>Báo cáo năm của xã An Bình</h1><p>Ngày đăng: 12/12/2022</p><p>Báo cáo có bốn phần, mỗi phần một việc "
            f"mà xã đã làm và sẽ làm tiếp trong năm sau.</p><p><a href='/tep/{document}'>Toàn văn báo cáo</a></p>{more}"
            f"<p>Báo cáo gửi các thôn trong tháng này để nhân dân góp ý kiến bằng văn bản.</p>{sections}"
            f"<script>var salt = '{salt}';</script></body></html>"
        ).encode()

    portal(site)
    site.put(PLACE, built("x1"))
    crawl(luutru, site)
    for day, salt in enumerate(("sidebar", "footer", "q7f3a"), 1):
        site.put(PLACE, built(salt))
        crawl(luutru, site, day, "--recheck")
        assert states(luutru.archive)[PLACE] == ("live", 1)
    made_anew(luutru)
    site.put(PLACE, built("q7f3a", "b.pdf"))
    crawl(luutru, site, 4, "--recheck")
    assert states(luutru.archive)[PLACE] == ("live", 2)
    site.put(PLACE, built("q7f3a", "b.pdf", "<p>Phần thêm: xã đính chính số liệu của phần hai.</p>"))
    crawl(luutru, site, 5, "--recheck")
    assert states(luutru.archive)[PLACE] == ("live", 3)
