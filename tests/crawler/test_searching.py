from __future__ import annotations

import pytest

from crawler.portal import PortalError, parse_portal
from crawler.searching import SEARCH_SECONDS, Pattern, SlowPattern
from tests.crawler.conftest import Luutru, Site, page

SLOW = r"(?:a|aa)+$"
"""Doubles its work with each two letters, whoever searches by going back."""


def test_a_pattern_that_takes_too_long_is_given_up_and_searched_for_no_more() -> None:
    pattern = Pattern(SLOW)
    assert pattern.search("https://a.vn/aaaa")
    for _ in range(1000):  # each of them would take its time again
        with pytest.raises(SlowPattern, match=f"takes longer than {SEARCH_SECONDS} s on https://a.vn/"):
            pattern.search("https://a.vn/" + "a" * 200 + "!")


@pytest.mark.parametrize(
    "text",
    [
        "(", "(?:" * 400 + "a" + ")" * 400, "a" * 1001, "(?:(?:(?:a{1000}){1000}){1000}){1000}", "a{99999999999}",
        "[" * 900, "(?P<a>",
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_kept_is_refused_with_the_definition(text: str) -> None:
    with pytest.raises(PortalError, match=r"portal.toml: discover.ignore"):
        parse_portal(f"homepage = 'https://a.vn/'\n[discover]\nignore = ['{text}']", key="a", origin="portal.toml")


@pytest.mark.parametrize(
    "text",
    [
        "div " * 300, ":has(" * 20 + "a" + ")" * 20, "a[href^=", "xpath://title", "//title", "string(//title)",
        "unparsed-text('/etc/passwd')", "xpath:unparsed-text('file:///etc/passwd')", "document('/etc/passwd')",
    ],
)  # fmt: skip
def test_a_selector_is_css_of_bounded_length_and_reads_no_files(text: str) -> None:
    with pytest.raises(PortalError, match=r"portal.toml: article.title"):
        parse_portal(f'homepage = "https://a.vn/"\n[article]\ntitle = "{text}"', key="a", origin="portal.toml")


@pytest.mark.parametrize(
    "pattern", [r"/tin/[^/?]+-\d+\.html(?:\?|$)", r"^https?://(?!m\.)", r"(?<=/tin/)\w+", r"\bprint=1\b", r"(?i)/RSS"]
)
def test_what_addresses_are_usually_searched_for_is_found(pattern: str) -> None:
    found = ["https://a.vn/tin/bai-1.html", "https://a.vn/rss?print=1"]
    assert any(Pattern(pattern).search(url) for url in found)


@pytest.mark.parametrize("rule", ["[discover]\nignore", "[discover]\nfollow", "[discover]\nformer", "[article]\nurl"])
def test_a_crawl_ends_that_cannot_tell_what_its_definition_says(luutru: Luutru, site: Site, rule: str) -> None:
    site.put("/", page("Cổng", links=("/tin/bai-viet-hay-so-1", "/" + "a" * 200 + "!")))
    site.put("/tin/bai-viet-hay-so-1", page("Bài viết hay số 1"))
    value = f"'{SLOW}'" if "url" in rule else f"['{SLOW}']"
    done = luutru("crawl", "--file", luutru.define(site, f"{rule} = {value}\n"), "--quiet")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "takes longer than 0.25 s on http://127.0.0.1" in line
    assert luutru("verify").returncode == 0
    again = luutru("crawl", "--file", luutru.define(site), "--quiet")
    assert again.returncode == 0, again.stderr
