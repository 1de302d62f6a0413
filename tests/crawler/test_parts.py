"""Articles whose text lies on several pages: one article, received in one visit, from the first crawl to a repair."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from archive.verification import verify
from archive.warc_scan import members, record_of
from tests.crawler.conftest import clean_environment, rows
from tests.crawler.test_resume import tables, without_database

if TYPE_CHECKING:
    from tests.crawler.conftest import Answer, Luutru, Site

WORDS = (
    "huyện xã đường cầu trường trạm bơm kênh mương lúa ngô khoai đồng ruộng nông dân hợp tác ngân sách hội nghị "
    "báo cáo kế hoạch đầu tư công trình mùa vụ thời tiết nước ngập lũ bão rừng biển cá tôm thuyền chợ hàng giá điện"
).split()
TITLE = "Nạo vét kênh mương trước mùa mưa bão"


def paragraphs(seed: int, count: int = 3) -> list[str]:
    """Paragraphs that no two seeds have in common."""
    state = seed * 7919 + 17
    made = []
    for _ in range(count):
        words = []
        for _ in range(28):
            state = (state * 1103515245 + 12345) % (1 << 31)
            words.append(WORDS[(state >> 8) % len(WORDS)])
        made.append(" ".join(words).capitalize() + ".")
    return made


def article(
    texts: list[str], pager: str = "", *, title: str = TITLE, head: str = "", date: str = "05/03/2024", after: str = ""
) -> bytes:
    body = "".join(f"<p>{one}</p>" for one in texts)
    printed = f"<p class=date>Ngày đăng: {date}</p>" if date else ""
    return (
        f"<html lang=vi><head><title>{title} - Cổng tỉnh</title>{head}</head><body><a href='/'>Trang chủ</a>"
        f"<div id=main><h1>{title}</h1>{printed}<div class=noi-dung>{body}</div>{pager}</div>{after}"
        "<div class=footer>Cổng thông tin tỉnh</div></body></html>"
    ).encode()


def pager(links: list[str], here: int) -> str:
    shown = [f"<b>{n}</b>" if n == here else f'<a href="{link}">{n}</a>' for n, link in enumerate(links, 1)]
    return f"<div class=trang>Trang {here}/{len(links)}: {' '.join(shown)}</div>"


def put_article(site: Site, links: list[str], *, seed: int = 1, title: str = TITLE) -> list[list[str]]:
    """An article on as many pages as there are addresses; the paragraphs of each."""
    texts = [paragraphs(10 * seed + n) for n in range(len(links))]
    for n, (link, text) in enumerate(zip(links, texts, strict=True), 1):
        site.put(link, article(text, pager(links, n), title=title))
    return texts


def put_others(site: Site, *links: str) -> None:
    """A home page with links, and two articles of one page each."""
    for n in (1, 2):
        site.put(f"/tin/bai-khac-{n}x.html", article(paragraphs(900 + n), title=f"Khánh thành trường học số {n}"))
    named = (*links, "/tin/bai-khac-1x.html", "/tin/bai-khac-2x.html")
    items = "".join(f"<li><a href='{link}'>Bài viết đáng đọc ở {link}</a></li>" for link in named)
    site.put("/", f"<html><title>Cổng tỉnh</title><body><h1>Cổng tỉnh</h1><ul>{items}</ul></body></html>".encode())


def crawl(luutru: Luutru, site: Site, day: int = 1, *options: str, text: str = "") -> str:
    site.asked.clear()
    done = luutru("crawl", "--file", luutru.define(site, text), *options, LUUTRU_NOW=f"2024-06-{day:02}T08:00:00Z")
    assert done.returncode == 0, done.stderr
    return done.stderr


def articles(luutru: Luutru, site: Site) -> dict[str, dict[str, Any]]:
    """The news of the archive by path."""
    found = rows(luutru.archive, "SELECT * FROM usual_articles")
    return {row["url"].removeprefix(site.url.rstrip("/")): row for row in found}


def parts(luutru: Luutru, site: Site) -> list[str]:
    found = rows(luutru.archive, "SELECT url FROM article_urls WHERE reason = 'part' ORDER BY rowid")
    return [row["url"].removeprefix(site.url.rstrip("/")) for row in found]


def whole(texts: list[list[str]]) -> str:
    return "\n\n".join(one for text in texts for one in text)


STYLES = {
    "a parameter": ["/tin/a.html", "/tin/a.html?page=2", "/tin/a.html?page=3"],
    "a parameter beside others": ["/xem?c=3&id=7", "/xem?c=3&id=7&so=2", "/xem?c=3&id=7&so=3"],
    "counted from nought": ["/node/77", "/node/77?page=1", "/node/77?page=2"],
    "below the address": ["/tin/a/", "/tin/a/2/", "/tin/a/3/"],
    "a dash": ["/tin/a.html", "/tin/a-2.html", "/tin/a-3.html"],
}


@pytest.mark.parametrize("style", STYLES)
def test_a_text_on_three_pages_is_one_article(luutru: Luutru, site: Site, style: str) -> None:
    links = STYLES[style]
    texts = put_article(site, links)
    put_others(site, links[0])
    crawl(luutru, site)
    found = articles(luutru, site)
    assert set(found) == {links[0], "/tin/bai-khac-1x.html", "/tin/bai-khac-2x.html"}
    assert found[links[0]]["text"] == whole(texts)
    assert found[links[0]]["html"].count("<p>") == 9
    assert (found[links[0]]["published_on"], found[links[0]]["title"]) == ("2024-03-05", TITLE)
    assert parts(luutru, site) == links[1:]
    assert [site.asked[link] for link in links] == [1, 1, 1]
    captured = rows(
        luutru.archive, "SELECT first.url AS first FROM captures JOIN captures AS first ON first.id = captures.part_of"
    )
    assert [row["first"].endswith(links[0]) for row in captured] == [True, True]
    assert not verify(luutru.archive).findings


def a_repair_gives_the_same(luutru: Luutru) -> None:
    """`warc/` alone is enough for all tables."""
    before = tables(luutru.archive)
    without_database(luutru.archive)
    assert luutru("verify", "--repair").returncode == 0
    assert tables(luutru.archive) == before


def test_pages_that_only_the_head_names(luutru: Luutru, site: Site) -> None:
    links = ["/tin/a", "/tin/a?page=2", "/tin/a?page=3"]
    texts = [paragraphs(n) for n in (1, 2, 3)]
    for n, link in enumerate(links):
        head = f'<link rel="next" href="{links[n + 1]}">' if n < 2 else ""
        site.put(link, article(texts[n], head=head))
    put_others(site, links[0])
    crawl(luutru, site)
    assert articles(luutru, site)["/tin/a"]["text"] == whole(texts)


def test_what_every_page_prints_stands_once(luutru: Luutru, site: Site) -> None:
    links = STYLES["a parameter"]
    texts = [paragraphs(n) for n in (1, 2, 3)]
    lead, closing = "Huyện nạo vét bốn mươi ki-lô-mét kênh trong một tháng.", "Theo Báo Nông nghiệp tỉnh, số ra thứ Ba."
    picture = "<p><img src=/anh/kenh.jpg alt=Kênh></p>"
    for n, (link, text) in enumerate(zip(links, texts, strict=True), 1):
        shown = f"<p><b>{lead}</b></p>{picture}"
        own = f"<p><img src=/anh/{n}.jpg></p><p><a href=/van-ban/{n}.pdf>Văn bản số {n}</a></p>"
        page = article([*text, closing], pager(links, n)).replace(
            b"<div class=noi-dung>", b"<div class=noi-dung>" + shown.encode()
        )
        site.put(link, page.replace(b"</div><div class=trang>", f"{own}</div><div class=trang>".encode()))
    put_others(site, links[0])
    crawl(luutru, site)
    found = articles(luutru, site)[links[0]]
    assert found["text"].count(lead) == 1
    assert found["text"].count(closing) <= 1
    assert [found["text"].count(one) for text in texts for one in text] == [1] * 9
    assert "Trang 2/3" not in found["text"]
    assert found["html"].count("kenh.jpg") == 1
    of_it = f"WHERE article_id = {found['id']} ORDER BY position"
    images = [row["url"].rpartition("/")[2] for row in rows(luutru.archive, f"SELECT url FROM images {of_it}")]
    assert images == ["kenh.jpg", "1.jpg", "2.jpg", "3.jpg"]
    attached = [row["url"].rpartition("/")[2] for row in rows(luutru.archive, f"SELECT url FROM attachments {of_it}")]
    assert attached == ["1.pdf", "2.pdf", "3.pdf"]


def test_a_list_or_a_sitemap_that_names_a_later_page_leads_to_the_first(luutru: Luutru, site: Site) -> None:
    links = STYLES["a parameter"]
    texts = put_article(site, links)
    put_others(site, links[2], links[1])
    named = "".join(f"<url><loc>{site.url.rstrip('/')}{link}</loc></url>" for link in (links[1], links[2]))
    site.put("/sitemap.xml", f"<urlset>{named}</urlset>".encode(), Content_Type="application/xml")
    for day in (1, 2, 9):
        crawl(luutru, site, day)
        found = articles(luutru, site)
        assert set(found) == {links[0], "/tin/bai-khac-1x.html", "/tin/bai-khac-2x.html"}
        assert found[links[0]]["text"] == whole(texts)
        assert (found[links[0]]["version"], sorted(parts(luutru, site))) == (1, links[1:])
    a_repair_gives_the_same(luutru)


def test_an_edit_on_a_later_page_makes_a_version(luutru: Luutru, site: Site) -> None:
    site.has_etags = True
    links = STYLES["a parameter"]
    texts = put_article(site, links)
    put_others(site, links[0])
    crawl(luutru, site)
    crawl(luutru, site, 9)
    assert articles(luutru, site)[links[0]]["version"] == 1
    texts[1][1] = "Đoạn này được tòa soạn viết lại sau khi có số liệu mới của ngành nông nghiệp."
    site.put(links[1], article(texts[1], pager(links, 2)))
    crawl(luutru, site, 18)
    crawl(luutru, site, 27)
    found = articles(luutru, site)
    assert (found[links[0]]["version"], found[links[0]]["text"]) == (2, whole(texts))
    assert {row["version"] for path, row in found.items() if path != links[0]} == {1}
    told = luutru("reextract")
    assert "0 versions read otherwise: nothing changes" in told.stdout, told.stdout
    a_repair_gives_the_same(luutru)
    assert not verify(luutru.archive).findings


def test_a_page_more_and_a_page_less_are_edits(luutru: Luutru, site: Site) -> None:
    links = STYLES["a parameter"]
    texts = put_article(site, links)
    put_others(site, links[0])
    crawl(luutru, site)
    for n in (1, 2):
        site.put(links[n - 1], article(texts[n - 1], pager(links[:2], n)))
    crawl(luutru, site, 9, "--recheck")
    assert (articles(luutru, site)[links[0]]["version"], parts(luutru, site)) == (2, links[1:2])
    assert articles(luutru, site)[links[0]]["text"] == whole(texts[:2])
    put_article(site, links)
    crawl(luutru, site, 18, "--recheck")
    assert (articles(luutru, site)[links[0]]["version"], parts(luutru, site)) == (3, links[1:])


@pytest.mark.parametrize("status", [404, 503])
def test_a_page_that_is_missing_for_a_visit_is_no_edit(luutru: Luutru, site: Site, status: int) -> None:
    links = STYLES["a parameter"]
    texts = put_article(site, links)
    put_others(site, links[0])
    crawl(luutru, site)
    answered = site.answers[links[1]]
    site.put(links[1], b"xin loi", status=status)
    told = crawl(luutru, site, 9, "--recheck")
    assert "a later page of its text is missing" in told
    found = articles(luutru, site)[links[0]]
    assert (found["version"], found["state"], found["text"]) == (1, "live", whole(texts))
    page = rows(luutru.archive, f"SELECT outcome, error FROM pages WHERE url LIKE '%{links[0]}'")[0]
    assert page["outcome"] == "failure"
    assert links[1] in page["error"]
    site.answers[links[1]] = answered
    crawl(luutru, site, 18, "--recheck")
    found = articles(luutru, site)[links[0]]
    assert (found["version"], found["state"], parts(luutru, site)) == (1, "live", links[1:])
    a_repair_gives_the_same(luutru)


def test_a_page_that_never_came_leaves_the_article_in_doubt_until_it_comes(luutru: Luutru, site: Site) -> None:
    links = STYLES["a parameter"]
    texts = put_article(site, links)
    put_others(site, links[0])
    answered = site.answers[links[2]]
    site.put(links[2], b"xin loi", status=404)
    crawl(luutru, site)
    found = articles(luutru, site)[links[0]]
    assert (found["text"], found["version"]) == (whole(texts[:2]), 1)
    doubts = f"SELECT name FROM doubts JOIN article_versions ON id = version_id WHERE article_id = {found['id']}"
    assert rows(luutru.archive, doubts) == [{"name": "missing_part"}]
    shown = luutru("show", str(found["id"]))
    assert "goes on on another page" in shown.stdout
    a_repair_gives_the_same(luutru)
    site.answers[links[2]] = answered
    crawl(luutru, site, 9, "--recheck")
    found = articles(luutru, site)[links[0]]
    assert (found["text"], found["version"], rows(luutru.archive, doubts)) == (whole(texts), 1, [])


def test_robots_txt_closes_later_pages_too(luutru: Luutru, site: Site) -> None:
    links = STYLES["a parameter"]
    texts = put_article(site, links)
    put_others(site, links[0])
    site.put("/robots.txt", b"User-agent: *\nDisallow: /*page=3\n", Content_Type="text/plain")
    crawl(luutru, site)
    assert articles(luutru, site)[links[0]]["text"] == whole(texts[:2])
    assert site.asked[links[2]] == 0


def test_more_pages_than_a_text_has_are_not_asked_for(luutru: Luutru, site: Site) -> None:
    links = ["/tin/a", *(f"/tin/a?page={n}" for n in range(2, 31))]
    put_article(site, links)
    put_others(site, links[0])
    crawl(luutru, site)
    found = articles(luutru, site)
    assert len(parts(luutru, site)) == 19
    assert found[links[0]]["text"].count("\n\n") == 20 * 3 - 1
    assert rows(luutru.archive, "SELECT name FROM doubts WHERE name = 'missing_part'") == [{"name": "missing_part"}]


def test_a_server_that_shows_the_same_whatever_page_is_asked_for(luutru: Luutru, site: Site) -> None:
    """The pager is that of a list below the article; what it leads to says nothing more."""
    text = paragraphs(1)
    for n, link in enumerate(STYLES["a parameter"], 1):
        site.put(link, article(text, pager(STYLES["a parameter"], n)))
    put_others(site, "/tin/a.html")
    crawl(luutru, site)
    found = articles(luutru, site)
    assert found["/tin/a.html"]["text"] == whole([text])
    assert parts(luutru, site) == []
    assert rows(luutru.archive, "SELECT 1 FROM doubts WHERE name = 'missing_part'") == []
    assert len(found) == 3


def test_pagers_that_join_nothing_are_left_alone(luutru: Luutru, site: Site) -> None:
    links = [f"/tin/bai-viet-so-{n}z.html" for n in range(12)]
    for n, link in enumerate(links):
        text = article(paragraphs(n), pager([link, f"{link}?page=2"], 1), title=f"Tin của ngày thứ {n} trong tháng")
        site.put(link, text)
        site.put(f"{link}?page=2", text)
    put_others(site, *links)
    crawl(luutru, site, text="[politeness]\ndelay = 0\nconcurrency = 1\n")
    assert len(articles(luutru, site)) == 14
    asked_behind = rows(luutru.archive, "SELECT count(*) AS n FROM captures WHERE part_of IS NOT NULL")[0]["n"]
    assert 3 <= asked_behind <= 6  # some are under way when the third has brought nothing


def test_the_next_article_of_the_same_name_is_another_article(luutru: Luutru, site: Site) -> None:
    """WordPress names the next post in the head, and gives a second post of one name an address with a number."""
    names = ["/thong-bao/", "/thong-bao-2/", "/thong-bao-3/"]
    for n, name in enumerate(names):
        head = f'<link rel="next" title="Thông báo" href="{names[n + 1]}">' if n < 2 else ""
        nav = (
            f"<nav class=nav-links><a rel=next href='{names[n + 1]}'>Bài tiếp theo: Thông báo</a></nav>"
            if n < 2
            else ""
        )
        site.put(name, article(paragraphs(n), nav, title="Thông báo lịch tiếp công dân", head=head))
    put_others(site, names[0])
    crawl(luutru, site)
    assert set(names) <= set(articles(luutru, site))
    assert parts(luutru, site) == []


def test_a_pager_that_leads_to_another_article_joins_nothing(luutru: Luutru, site: Site) -> None:
    links = ["/anh/bo-anh", "/anh/bo-anh/2", "/anh/bo-anh/3"]
    titles = ["Cầu mới qua sông lớn", "Trường học vùng cao mùa này", "Chợ phiên cuối năm ở huyện đảo"]
    for n, link in enumerate(links, 1):
        site.put(link, article(paragraphs(n), pager(links, n), title=titles[n - 1]))
    put_others(site, links[0])
    crawl(luutru, site)
    assert set(links) <= set(articles(luutru, site))
    assert parts(luutru, site) == []


def test_a_listing_is_turned_as_ever(luutru: Luutru, site: Site) -> None:
    pages = ["/tin", "/tin?page=2", "/tin?page=3"]
    for n, link in enumerate(pages):
        named = [f"/tin/bai-so-{n}{k}y.html" for k in range(4)]
        for k, path in enumerate(named):
            site.put(path, article(paragraphs(50 + 4 * n + k), title=f"Tin tức nông nghiệp số {n}{k} của huyện"))
        items = "".join(f"<li><a href='{one}'>Tin tức nông nghiệp ở {one}</a> <i>05/03/2024</i></li>" for one in named)
        shown = f"<html><title>Tin</title><body><h1>Tin tức</h1><ul>{items}</ul>{pager(pages, n + 1)}</body></html>"
        site.put(link, shown.encode())
    put_others(site, "/tin")
    crawl(luutru, site)
    assert len(articles(luutru, site)) == 14
    assert parts(luutru, site) == []


def test_an_archive_of_single_pages_is_completed_without_an_edit(luutru: Luutru, site: Site) -> None:
    """An archive that holds the first page alone: as one of an earlier luutru does."""
    links = STYLES["a parameter"]
    texts = put_article(site, links)
    put_others(site, links[0])
    crawl(luutru, site, 1, text="[discover]\nignore = ['page=']")
    assert articles(luutru, site)[links[0]]["text"] == whole(texts[:1])
    crawl(luutru, site, 9, "--recheck")
    found = articles(luutru, site)[links[0]]
    assert (found["text"], found["version"], parts(luutru, site)) == (whole(texts), 1, links[1:])
    a_repair_gives_the_same(luutru)


def test_a_kill_between_two_pages_leaves_no_half_a_text(luutru: Luutru, site: Site) -> None:
    links = STYLES["a parameter"]
    texts = put_article(site, links)
    put_others(site, links[0])
    last = site.answers[links[2]]
    assert isinstance(last, tuple)
    is_asked, may_answer = threading.Event(), threading.Event()

    def held(_count: int) -> Answer:
        is_asked.set()
        may_answer.wait(120)
        return last

    site.answers[links[2]] = held
    command = [sys.executable, "-m", "crawler", "crawl", "--file", luutru.define(site)]
    run = subprocess.Popen(command, cwd=luutru.folder, stderr=subprocess.DEVNULL, env=clean_environment())
    assert is_asked.wait(120)
    run.kill()
    run.wait()
    may_answer.set()
    assert links[0] not in articles(luutru, site)
    site.answers[links[2]] = last
    crawl(luutru, site, 2)
    found = articles(luutru, site)[links[0]]
    assert (found["text"], found["version"]) == (whole(texts), 1)
    assert not verify(luutru.archive).findings


def test_records_of_later_pages_lie_behind_the_answer(luutru: Luutru, site: Site) -> None:
    links = STYLES["a parameter"]
    put_article(site, links)
    put_others(site, links[0])
    crawl(luutru, site)
    file = next((luutru.archive / "warc").glob("*.warc.gz"))
    found = [record_of(one.plain) for one in members(file)]
    urls = [one.url.removeprefix(site.url.rstrip("/")) for one in found if one is not None]
    place = next(n for n, one in enumerate(urls) if one == links[0] and urls[n + 1] == links[1])
    assert urls[place : place + 4] == [links[0], links[1], links[2], links[0]]
    last = found[place + 3]
    assert last is not None
    said = json.loads(last.block)
    assert (said["captures"], said["parts"]) == (1, [1, 1])


def test_a_withheld_article_takes_its_later_pages_with_it(luutru: Luutru, site: Site) -> None:
    links = STYLES["a parameter beside others"]
    links = [link.replace("c=3&id=7", "id=7&c=3") for link in links]  # as no canonical address is written
    put_article(site, links)
    put_others(site, links[0])
    crawl(luutru, site)
    number = next(row["id"] for row in articles(luutru, site).values() if row["title"] == TITLE)
    held = "SELECT count(*) AS n FROM captures WHERE url LIKE '%/xem?%'"
    assert rows(luutru.archive, held) == [{"n": 3}]
    assert luutru("withhold", str(number), "--reason", "Yêu cầu").returncode == 0
    assert rows(luutru.archive, held) == [{"n": 0}]
    crawl(luutru, site, 9, "--recheck")
    assert rows(luutru.archive, held) == [{"n": 0}]
    assert rows(luutru.archive, "SELECT url FROM article_urls") == []
    assert luutru("withhold", str(number), "--undo", "--reason", "Xong").returncode == 0
    assert rows(luutru.archive, held) == [{"n": 6}]
    assert len(parts(luutru, site)) == 2
