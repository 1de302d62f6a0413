from __future__ import annotations

from pathlib import Path

import pytest

from crawler.robots import TRIES, Robots

SITE = "http://127.0.0.1:8000"


def robots(text: str | None = None) -> Robots:
    made = Robots("luutru/0.1 (archive)", delay_seconds=0)
    if text is not None:
        made.read(f"{SITE}/robots.txt", text.encode())
    return made


def test_robots_txt_is_asked_for_once_a_host_and_before_anything_else() -> None:
    made = robots()
    assert not made.allows(f"{SITE}/a")
    assert made.wanted(f"{SITE}/a") == f"{SITE}/robots.txt"
    assert made.wanted(f"{SITE}/b") is None
    assert made.wanted("http://127.0.0.1:8001/") == "http://127.0.0.1:8001/robots.txt"


def test_what_is_closed_is_closed_and_the_rest_is_open() -> None:
    made = robots("User-agent: *\nDisallow: /kin/\nUser-agent: luutru\nDisallow: /rieng\n")
    assert not made.allows(f"{SITE}/rieng/a")
    assert made.allows(f"{SITE}/kin/a")


def test_a_missing_one_allows_and_an_unreachable_one_does_not() -> None:
    made = robots()
    made.unavailable(f"{SITE}/robots.txt")
    assert made.allows(f"{SITE}/a")
    other = robots()
    other.unreachable(f"{SITE}/robots.txt", "HTTP 503")
    assert not other.allows(f"{SITE}/a")
    assert other.wanted(f"{SITE}/a") == f"{SITE}/robots.txt"


def test_a_host_whose_robots_txt_stays_unreachable_is_given_up_for_the_run() -> None:
    made = robots()
    for _ in range(TRIES):
        assert not made.failure(f"{SITE}/a")
        made.wanted(f"{SITE}/a")
        made.unreachable(f"{SITE}/robots.txt", "HTTP 503")
    assert made.failures() == {SITE: "HTTP 503"}
    assert not list(made.waiting_hosts())


def test_a_page_in_its_place_has_no_rules() -> None:
    assert robots("<!DOCTYPE html><html>Disallow: /</html>").allows(f"{SITE}/a")


def test_crawl_delay_counts_and_is_bounded() -> None:
    assert robots("User-agent: *\nCrawl-delay: 7\n").crawl_delay(f"{SITE}/a") == 7.0
    assert robots("User-agent: *\nCrawl-delay: 86400\n").crawl_delay(f"{SITE}/a") == 60.0
    assert robots("User-agent: *\nDisallow:\n").crawl_delay(f"{SITE}/a") is None


def test_sitemap_lines_are_found() -> None:
    assert robots(f"Sitemap: {SITE}/sitemap.xml\n").sitemaps(f"{SITE}/a") == [f"{SITE}/sitemap.xml"]


def test_real_files_are_read_without_a_crash(shared: Path) -> None:
    folder = shared / "corpora" / "protego"
    if not folder.is_dir():
        pytest.skip("corpora/protego is not there")
    read = 0
    for file in sorted(folder.iterdir()):
        made = robots()
        made.read(f"{SITE}/robots.txt", file.read_bytes())
        assert isinstance(made.allows(f"{SITE}/tin-tuc/1"), bool)
        made.crawl_delay(f"{SITE}/")
        made.sitemaps(f"{SITE}/")
        read += 1
    assert read >= 600
