"""What a page with a text of its own is called, and that no single word decides it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import PAGE_TYPES, Article
from crawler.extraction import Hints, NotAnArticle, extract
from crawler.extraction.page_types import folders

SENTENCES = (
    "The harbour office measures the depth of the channel twice a year and publishes the results on its own pages.",
    "Boats longer than twelve metres pass the lock in the morning, all others whenever the keeper opens the gates.",
    "Whoever keeps a boat in the basin pays a fee that the council sets in autumn for the year to come.",
)


def page(
    title: str,
    body: str = "",
    *,
    head: str = "",
    meta: str = "",
    classes: str = "",
    sentences: tuple[str, ...] = SENTENCES,
) -> str:
    prose = "".join(f"<p>{one}</p>" for one in sentences)
    return (
        f'<html lang=en><head><title>{title} | Harbour</title>{meta}</head><body class="{classes}"><main><h1>{title}</h1>'
        f"{head}<div>{prose}{body}</div></main></body></html>"
    )


def read(html: str, path: str = "/a/b", **hints: object) -> Article:
    return extract(html, url=f"https://harbour.example.org{path}", hints=Hints(**hints))  # type: ignore[arg-type]


def json_ld(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **values})}</script>'


DAY = "<p>Published: 3 May 2024</p>"


def test_a_dated_text_is_news() -> None:
    article = read(page("Lock gates replaced after forty years", head=DAY))
    assert article.page_type == "news"
    assert article.page_type_confidence is not None
    assert 0 < article.page_type_confidence <= 1


@pytest.mark.parametrize("title", ["Channel depths", "Fees", "Contact", "Our harbour"])
def test_a_text_without_any_sign_of_news_is_kept_and_is_none(title: str) -> None:
    article = read(page(title))
    assert article.page_type not in ("news", "notice")
    assert all(one in article.text for one in SENTENCES)
    assert article.published_on is None


@pytest.mark.parametrize(
    ("expected", "title", "path", "extra"),
    [
        ("event", "Open gates at the lock", "/events/open-gates", {"head": "<p>Saturday, 8 June 2024, 10:00 am – 4:00 pm</p><p>Venue: Old basin</p>"}),
        ("event", "Open gates at the lock", "/x/y", {"meta": json_ld(**{"@type": "Event", "name": "Open gates", "startDate": "2024-06-08"})}),
        ("guide", "How to register a boat", "/services/register-a-boat", {"body": "<h2>Who can apply</h2><p>Every owner of a boat may apply.</p>"}),
        ("guide", "Registering a boat", "/x/y", {"meta": json_ld(**{"@type": "GovernmentService", "name": "Registering a boat"})}),
        ("profile", "Mara Lindqvist", "/people/mara-lindqvist", {"body": "<p>Position: Harbour master</p>"}),
        ("profile", "About us", "/about-us/", {}),
        ("notice", "Call for tenders: dredging of the basin", "/tenders/dredging", {"head": DAY}),
        ("notice", "Notice of closure", "/x/y", {}),
        ("notice", "Harbour keeper", "/x/y", {"meta": json_ld(**{"@type": "JobPosting", "title": "Harbour keeper"})}),
        ("other", "Privacy policy", "/privacy/policy", {}),
    ],
)  # fmt: skip
def test_types_are_told(expected: str, title: str, path: str, extra: dict[str, str]) -> None:
    assert read(page(title, **extra), path).page_type == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("folder", ["events", "services", "people", "about-us", "resources", "contact", "guides"])
def test_no_word_of_an_address_alone_unmakes_news(folder: str) -> None:
    html = page("Lock gates replaced after forty years", head=DAY)
    assert read(html, f"/news/{folder}/lock-gates").page_type == "news"
    assert read(html, f"/{folder}/lock-gates").page_type == "news"


@pytest.mark.parametrize("title", ["Guide dogs ride the ferry free of charge", "About forty boats lost in the storm", "Contact with the lost ferry restored"])  # fmt: skip
def test_no_word_of_a_headline_alone_unmakes_news(title: str) -> None:
    assert read(page(title, head=DAY)).page_type == "news"


def test_several_kinds_of_evidence_do() -> None:
    html = page("Keeping a boat in winter", classes="guides page", meta='<meta property="og:type" content="article">')
    assert read(html, "/guides/winter").page_type == "guide"


def test_a_feed_that_names_a_page_makes_it_news_though_its_date_cannot_be_read() -> None:
    html = page("Channel depths")
    assert read(html).page_type != "news"
    assert read(html, dates=(("feed", "on the third day of spring"),)).page_type == "news"
    assert read(html, dates=(("feed", ""),)).page_type == "news"


@pytest.mark.parametrize("kind", ["event", "guide"])
def test_a_feed_of_everything_does_not_unmake_what_a_page_says_of_itself(kind: str) -> None:
    meta = '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-05-03">'
    html = page("Keeping a boat in winter", classes=f"{kind}s page", meta=meta)
    assert read(html, f"/{kind}s/keeping-a-boat-in-winter").page_type == kind
    assert read(html, f"/{kind}s/keeping-a-boat-in-winter", dates=(("feed", "3 May 2024"),)).page_type == kind
    assert read(html, "/x/keeping-a-boat-in-winter", dates=(("feed", "3 May 2024"),)).page_type == "news"


def test_a_dated_listing_that_names_a_page_makes_it_news() -> None:
    article = read(page("Channel depths"), dates=(("listing", "3 May 2024"),))
    assert (article.page_type, str(article.published_on)) == ("news", "2024-05-03")


@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_what_the_definition_says_holds(page_type: str) -> None:
    article = read(page("Lock gates replaced", head=DAY), page_type=page_type)
    assert (article.page_type, article.page_type_confidence) == (page_type, 1.0)


def test_a_name_without_a_text_is_nothing() -> None:
    with pytest.raises(NotAnArticle) as caught:
        read(
            "<title>Mara Lindqvist | Harbour</title><main><h1>Mara Lindqvist</h1></main><footer>Harbour office</footer>"
        )
    assert caught.value.kind == "empty"


def test_folders_are_whole_segments_and_values_of_the_query() -> None:
    assert folders("https://a.example/eventful/news-x/y.html") == ("eventful", "news-x")
    assert folders("https://a.example/index.php?nv=events&id=12") == ("events",)
    assert folders("https://a.example/Thong_Bao/x") == ("thong-bao",)


@settings(max_examples=100, deadline=None)
@given(
    title=st.text(min_size=1, max_size=60), path=st.text(max_size=40), classes=st.text(alphabet="abc-_ ", max_size=40),
    kind=st.one_of(st.text(max_size=12), st.sampled_from(["Event", "Person", "Service"])),
)  # fmt: skip
def test_whatever_a_page_says_its_type_is_one_of_six(title: str, path: str, classes: str, kind: str) -> None:
    html = page(title.replace("<", ""), meta=json_ld(**{"@type": kind}), classes=classes.replace('"', ""))
    try:
        article = extract(html, url=f"https://harbour.example.org/{path}", hints=Hints())
    except NotAnArticle:
        return
    assert article.page_type in PAGE_TYPES
    assert article.page_type_confidence is not None
    assert 0 < article.page_type_confidence <= 1


def test_hours_that_are_all_that_an_event_prints_are_its_hours() -> None:
    hours = ("Date(s) - 06/08/2024", "6:30 pm - 7:30 pm")
    article = read(page("Meeting of the basin council", sentences=hours), "/events/meeting-of-the-basin-council-18/")
    assert article.page_type == "event"
