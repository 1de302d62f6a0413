"""Which addresses are one article: crawled, crawled again, and made anew from `warc/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawler.conftest import rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site

SUBJECTS = ("cầu phao", "trạm y tế", "thư viện", "bến phà", "vườn ươm")


def body_of(subject: str) -> str:
    """A text of its own, some 150 words."""
    return " ".join(
        f"Về {subject}, điều {n}: ủy ban giao phòng số {n * 7} lo việc {subject} trong {n + 3} ngày."
        for n in range(1, 9)
    )


def article(subject: str, *, canonical: str = "", body: str = "", amp: str = "", links: str = "") -> bytes:
    head = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    head += f'<link rel="amphtml" href="{amp}">' if amp else ""
    title = f"Xã An Bình bàn về {subject} của xã"
    return (
        f"<html><head><title>{title} - Cổng</title>{head}</head><body><h1>{title}</h1><p>Ngày đăng: 12/12/2022</p>"
        f"<p>{body or body_of(subject)}</p>{links}</body></html>"
    ).encode()


def home(*links: str) -> bytes:
    anchors = "".join(f'<li><a href="{link}">Bài viết tại {link}</a></li>' for link in links)
    return f"<html><head><title>Cổng</title></head><body><h1>Cổng</h1><ul>{anchors}</ul></body></html>".encode()


def crawl(luutru: Luutru, site: Site, day: int = 0, *options: str) -> None:
    now = f"2022-12-{12 + day:02}T09:00:00+07:00"
    done = luutru("crawl", "--file", luutru.define(site), *options, LUUTRU_NOW=now)
    assert done.returncode == 0, done.stderr


def state(folder: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The articles by address, and their other addresses."""
    told = "SELECT url, title, text, version, state FROM articles ORDER BY url"
    others = "SELECT article_urls.url, articles.url AS own, reason FROM article_urls JOIN articles ON id = article_id"
    return (
        [tuple(row.values()) for row in rows(folder, told)],
        sorted(tuple(row.values()) for row in rows(folder, others)),
    )


def made_anew(luutru: Luutru) -> None:
    """Asserts that `warc/` alone tells the same."""
    before = state(luutru.archive)
    for file in luutru.archive.glob("archive.db*"):
        file.unlink()
    done = luutru("verify", "--repair")
    assert "made anew" in done.stdout + done.stderr, done
    assert state(luutru.archive) == before


@pytest.mark.parametrize("target", ["/", "/tin/", "/tin/bai-0", "/index.php", "/tin/bai-99"])
def test_one_canonical_on_every_page_makes_no_two_of_them_one(luutru: Luutru, site: Site, target: str) -> None:
    """A template that names the home page, a list, one of the articles, or what nobody answers to."""
    paths = [f"/tin/bai-{n}" for n in range(5)]
    site.put("/", home(*paths, "/tin/"))
    site.put("/tin/", home(*paths))
    for path, subject in zip(paths, SUBJECTS, strict=True):
        site.put(path, article(subject, canonical=site.url[:-1] + target))
    crawl(luutru, site)
    crawl(luutru, site, 9, "--recheck")
    found, others = state(luutru.archive)
    assert [str(row[0]).removeprefix(site.url[:-1]) for row in found] == paths
    assert {row[3] for row in found} == {1}
    assert others == []
    made_anew(luutru)


@pytest.mark.parametrize("order", [("/xem/12", "/tin/cau-phao.html"), ("/tin/cau-phao.html", "/xem/12")])
@pytest.mark.parametrize("extra", ["", " In lúc 9 giờ."])
def test_two_addresses_of_one_text_are_one_in_either_order(
    luutru: Luutru, site: Site, order: tuple[str, str], extra: str
) -> None:
    """The canonical address is the article's own once it was seen to say the same, whichever was asked for first."""
    own = site.url + "tin/cau-phao.html"
    site.put("/", home(order[0]))
    site.put("/xem/12", article("cầu phao", canonical=own, body=body_of("cầu phao") + extra))
    site.put("/tin/cau-phao.html", article("cầu phao", canonical=own))
    crawl(luutru, site)
    site.put("/", home(*order))
    crawl(luutru, site, 1, "--recheck")
    crawl(luutru, site, 2, "--recheck")
    found, others = state(luutru.archive)
    assert [(row[0], row[3]) for row in found] == [(own, 1)]
    assert [row[:2] for row in others] == [(site.url + "xem/12", own)]
    assert str(found[0][2]) == body_of("cầu phao")
    made_anew(luutru)


def test_a_print_view_without_a_canonical_link_is_known_by_the_page_that_leads_to_it(
    luutru: Luutru, site: Site
) -> None:
    site.put("/", home("/tin/ben-pha"))
    site.put("/tin/ben-pha", article("bến phà", links='<p><a href="/in/77">In bài viết</a></p>'))
    site.put("/in/77", article("bến phà", body=body_of("bến phà") + " Hết."))
    crawl(luutru, site)
    found, others = state(luutru.archive)
    assert [row[0] for row in found] == [site.url + "tin/ben-pha"]
    assert [row[0] for row in others] == [site.url + "in/77"]
    made_anew(luutru)


def test_a_page_that_goes_its_own_way_is_an_article_though_it_names_another(luutru: Luutru, site: Site) -> None:
    site.put("/", home("/tin/a", "/tin/b"))
    site.put("/tin/a", article("thư viện"))
    site.put("/tin/b", article("thư viện", canonical=site.url + "tin/a"))
    crawl(luutru, site)
    assert len(state(luutru.archive)[0]) == 1
    site.put("/tin/b", article("vườn ươm", canonical=site.url + "tin/a"))
    for day in (1, 2, 3):
        crawl(luutru, site, day, "--recheck")
    found, others = state(luutru.archive)
    assert [(str(row[0])[-1], row[3]) for row in found] == [("a", 1), ("b", 1)]
    assert others == []
    made_anew(luutru)
