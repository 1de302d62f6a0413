from __future__ import annotations

import re
import urllib.error
import urllib.request
from itertools import combinations

import pytest

from crawler.demo import BOILERPLATE, LAYOUTS, DemoPortal, DemoServer
from crawler.demo.articles import COPIES, FORECASTS, GREETINGS, article
from crawler.demo.days import edits, gone_on, state_on


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return set(zip(*(words[start:] for start in range(4)), strict=False))


def test_no_two_articles_are_alike_but_declared_copies_and_formulas() -> None:
    alike = {*COPIES, *GREETINGS, *FORECASTS}
    made = {number: shingles(article(number, "mixed").text) for number in range(312) if number not in alike}
    assert len(made) >= 300
    for (_, one), (_, other) in combinations(made.items(), 2):
        if one and other:
            assert len(one & other) / len(one | other) < 0.3


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_true_paragraph_stands_on_its_page(layout: str) -> None:
    portal = DemoPortal(layout)
    for truth in portal.truth()[:60]:
        body = portal.answer(truth.path, day=1, host="http://127.0.0.1:1", visit=1).body
        if truth.article.encoding != "utf-8":
            continue
        page = body.decode()
        for paragraph in truth.article.text.split("\n\n"):
            if " | " not in paragraph:
                assert paragraph.split("\n")[0].replace("“", "“") in page, truth.path


def test_boilerplate_is_in_no_truth() -> None:
    texts = [truth.article.text for truth in DemoPortal().truth(3)]
    assert not [line for line in BOILERPLATE if any(line in text for text in texts)]


def test_each_day_brings_edits_and_removals_that_the_truth_knows() -> None:
    portal = DemoPortal()
    assert len(portal.truth(2)) == len(portal.truth(1)) + 3
    versions = {truth.article.number: truth.article.version for truth in portal.truth(2)}
    assert {number for number, version in versions.items() if version == 2} == set(edits(2))
    assert (gone_on(60, 2), gone_on(60, 4)) == ("404", None)
    assert [state_on(60, day) for day in (1, 2, 3, 4)] == ["live", "suspect", "removed", "restored"]


def test_the_server_does_what_servers_do_wrong() -> None:
    with DemoServer(DemoPortal()) as server:
        busy = next(t for t in server.portal.truth() if t.article.number == 15)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(server.url.rstrip("/") + busy.path)
        assert (caught.value.code, caught.value.headers["Retry-After"]) == (503, "1")
        with caught.value:
            pass
        with urllib.request.urlopen(server.url.rstrip("/") + busy.path) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(server.url + "sitemap-1.xml.gz") as answer:
            assert answer.read(2) == b"\x1f\x8b"
        assert server.requests[busy.path] == 2
