"""A text that the page shows in part and its metadata give whole."""

from __future__ import annotations

import html
import json

from crawler.extraction import extract

SENTENCES = (
    "The harbour board of Elmwick will lengthen the fish quay by forty metres before the next herring season begins.",
    "Work starts in May, once the ice has left the inner basin and the dredger has come back from its winter berth.",
    "Two cranes of the old yard are kept, since the carters' guild paid for their repair only four years ago.",
    "Half of the cost is met from quay dues, which rise by a tenth for boats of more than eighteen metres.",
    "Residents of Rope Lane asked for quiet at night, and the board promised that piles are driven by day alone.",
    "A hearing in the net loft on Thursday evening will show the plans to everybody who wants to see them.",
)


def page(shown: tuple[str, ...], hidden: tuple[str, ...] = (), stated: tuple[str, ...] = SENTENCES) -> str:
    data = json.dumps(
        {"@type": "NewsArticle", "headline": "Fish quay to be lengthened", "articleBody": " ".join(stated)}
    )
    visible = "".join(f"<p>{sentence}</p>" for sentence in shown)
    folded = "".join(f"<p>{sentence}</p>" for sentence in hidden)
    return (
        "<html><head><title>Fish quay to be lengthened</title>"
        f'<script type="application/ld+json">{data}</script></head>'
        f"<body><h1>Fish quay to be lengthened</h1><p>Published: 4 April 2024</p><div>{visible}"
        f"<div style='display:none'>{folded}</div></div></body></html>"
    )


def text(source: str) -> str:
    return extract(source, url="https://example.gov/news/fish-quay").text


def test_hidden_paragraphs_that_the_statement_holds_are_read() -> None:
    read = text(page(SENTENCES[:2], SENTENCES[2:]))
    assert read.split("\n\n") == list(SENTENCES)


def test_sentences_that_only_the_statement_holds_follow() -> None:
    read = text(page(SENTENCES[:2]))
    assert [sentence in read for sentence in SENTENCES] == [True] * len(SENTENCES)
    assert extract(page(SENTENCES[:2]), url="https://example.gov/news/fish-quay").doubts == ()


def test_a_statement_of_another_text_is_not_believed() -> None:
    other = tuple(sentence.replace("e", "u") for sentence in SENTENCES)
    read = text(page(SENTENCES[:2], stated=other))
    assert read.split("\n\n") == list(SENTENCES[:2])


def test_a_statement_that_is_a_teaser_takes_nothing_away() -> None:
    assert text(page(SENTENCES, stated=SENTENCES[:1])).split("\n\n") == list(SENTENCES)


def test_what_was_read_whole_stays_as_printed() -> None:
    assert text(page(SENTENCES)).split("\n\n") == list(SENTENCES)


def test_markup_in_a_statement_is_no_text_however_often_it_is_escaped() -> None:
    once = tuple(f"<p style='{'color: grey; ' * 40}'>{sentence}</p>" for sentence in SENTENCES)
    twice = tuple(html.escape(sentence) for sentence in once)
    thrice = tuple(html.escape(sentence) for sentence in twice)
    for stated in (once, twice, thrice):
        read = text(page(SENTENCES[:2], stated=stated))
        assert [sentence in read for sentence in SENTENCES] == [True] * len(SENTENCES)
        assert "grey" not in read
        assert "&" not in read
