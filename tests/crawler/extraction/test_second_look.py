"""What a second look finds on a page that the reading lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.extraction import extract, parse
from crawler.extraction.metadata import metadata_of
from crawler.extraction.reader import layout_of
from crawler.extraction.second_look import second_look

SENTENCES = (
    "The council of Merrow Bay voted on Monday to rebuild the sea wall that last winter's storms broke.",
    "Engineers will begin at the northern end, where the old foundations lie on sand and have sunk.",
    "Stone comes from the quarry at Tallow Hill, so that no lorry has to cross the bridge while the school term lasts.",
    "Shopkeepers on the front receive half of their rates back for each month of the works on the pavement.",
    "A second vote in autumn decides whether the promenade is raised too, at a third of this year's budget.",
)
PAGE = (
    "<html><head><title>Sea wall to be rebuilt</title></head><body><h1>Sea wall to be rebuilt</h1>"
    "<p>4 March 2024</p><div class=body>{body}</div></body></html>"
)


def doubts(html: str, text: str, **fields: str) -> dict[str, float]:
    """The doubts about a reading of a page that kept `text` alone."""
    page = parse(html, url="https://example.gov/news/sea-wall")
    assert page.tree is not None
    article = replace(extract(page, url=page.url), text=text, lead="", **fields)  # type: ignore[arg-type]
    return dict(second_look(page.tree, article, metadata_of(page.tree), layout_of(page.tree)))


def paragraphs(*sentences: str) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def test_a_whole_reading_is_not_doubted() -> None:
    html = PAGE.format(body=paragraphs(*SENTENCES))
    assert extract(html, url="https://example.gov/news/sea-wall").doubts == ()


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_lost_paragraphs_are_told_with_their_share(kept: int) -> None:
    found = doubts(PAGE.format(body=paragraphs(*SENTENCES)), "\n\n".join(SENTENCES[:kept]))
    assert found["lost_prose"] == pytest.approx(1 - kept / len(SENTENCES), abs=0.05)


def test_an_article_without_text_whose_page_has_prose() -> None:
    assert doubts(PAGE.format(body=paragraphs(*SENTENCES)), "") == {"no_text": 1.0}


@pytest.mark.parametrize("tag", ["dialog", "template", "select", "aside", "button", "noscript"])
def test_what_an_element_without_an_end_tag_has_swallowed(tag: str) -> None:
    html = PAGE.format(body=f"<{tag}>" + paragraphs(*SENTENCES))
    assert doubts(html, "")["no_text"] > 0.9


def test_a_box_within_the_article_that_holds_several_paragraphs() -> None:
    body = paragraphs(*SENTENCES[:2]) + f"<div class=related>{paragraphs(*SENTENCES[2:])}</div>"
    assert doubts(PAGE.format(body=body), "\n\n".join(SENTENCES[:2]))["lost_prose"] > 0.5


def test_comments_each_in_a_box_of_its_own_are_no_loss() -> None:
    comments = "".join(f"<div class=comment><div>{paragraphs(one)}</div></div>" for one in SENTENCES[3:])
    html = PAGE.format(body=paragraphs(*SENTENCES[:3])).replace("</body>", f"{comments}</body>")
    assert doubts(html, "\n\n".join(SENTENCES[:3])) == {}


def test_what_other_pages_of_the_portal_show_too_is_no_loss() -> None:
    notice = "<div class=note>" + paragraphs(*SENTENCES[2:]) + "</div>"
    html = PAGE.format(body=paragraphs(SENTENCES[0])).replace("<h1>", f"{notice}<h1>")
    page = parse(html, url="https://example.gov/news/sea-wall")
    assert page.tree is not None
    layout = layout_of(page.tree)
    for block in layout.blocks:
        block.elsewhere = 3 if block.text in SENTENCES[2:] else 0
    article = replace(extract(page, url=page.url), text=SENTENCES[0], lead="")
    assert second_look(page.tree, article, metadata_of(page.tree), layout) == ()


def test_the_text_that_the_metadata_give_is_compared() -> None:
    body = " ".join(SENTENCES).replace('"', "")
    stated = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    html = PAGE.format(body=paragraphs(*SENTENCES[:2])).replace("</head>", f"{stated}</head>")
    assert doubts(html, "\n\n".join(SENTENCES[:2]))["other_body"] > 0.5
    assert doubts(html, "\n\n".join(SENTENCES)) == {}


def test_another_headline_than_the_one_printed() -> None:
    html = PAGE.format(body=paragraphs(*SENTENCES))
    assert doubts(html, "\n\n".join(SENTENCES), title="Office hours over Easter")["other_title"] == 1.0


def test_what_is_hidden_is_no_loss_beside_an_article() -> None:
    consent = f"<div role=dialog>{paragraphs(*SENTENCES[3:])}</div>"
    html = PAGE.format(body=paragraphs(*SENTENCES[:3])).replace("</body>", f"{consent}</body>")
    assert doubts(html, "\n\n".join(SENTENCES[:3])) == {}


def test_another_date_than_the_one_printed() -> None:
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-07-01"}</script>'
    html = PAGE.format(body=paragraphs(*SENTENCES)).replace("4 March 2024", "Published: 4 March 2024")
    read = extract(html.replace("</head>", f"{data}</head>"), url="https://example.gov/news/sea-wall")
    assert (str(read.published_on), dict(read.doubts)) == ("2021-07-01", {"other_date": 1.0})
    assert extract(html, url="https://example.gov/news/sea-wall").doubts == ()
