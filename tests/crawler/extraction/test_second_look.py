"""What a second look finds on a page that the reading lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.extraction import extract, parse
from crawler.extraction.layouts import layout_of
from crawler.extraction.metadata import metadata_of
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
    layout = layout_of(page.tree, page.source)
    return dict(second_look(article, metadata_of(page.tree), layout, source=page.source))


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


def test_a_box_among_paragraphs_that_each_have_a_box() -> None:
    boxes = [("part", SENTENCES[:2]), ("login-popup", SENTENCES[2:4]), ("part", SENTENCES[4:])]
    body = "".join(f"<div><div class={name}><p>{' '.join(part)}</p></div></div>" for name, part in boxes)
    text = f"{' '.join(SENTENCES[:2])}\n\n{SENTENCES[4]}"
    assert doubts(PAGE.format(body=body), text)["lost_prose"] == pytest.approx(0.4, abs=0.05)


def test_a_box_that_keeps_its_subheading_alone() -> None:
    heading = "What the quarry and the shops have to do with it"
    body = paragraphs(*SENTENCES[:2]) + f"<div class=advert><h2>{heading}</h2>{paragraphs(*SENTENCES[2:])}</div>"
    assert doubts(PAGE.format(body=body), "\n\n".join((*SENTENCES[:2], heading)))["lost_prose"] > 0.5


def test_an_item_of_the_list_that_is_the_article() -> None:
    names = ("", " class=popup", "", "", "")
    items = [f"<li{name}><p>{one} {one}</p></li>" for name, one in zip(names, SENTENCES, strict=True)]
    kept = "\n\n".join(f"{one} {one}" for one in SENTENCES if one is not SENTENCES[1])
    assert doubts(PAGE.format(body=f"<ol>{''.join(items)}</ol>"), kept)["lost_prose"] > 0.1


@pytest.mark.parametrize("tag", ["nav", "select", "template"])
def test_what_was_swallowed_in_a_list_item(tag: str) -> None:
    opening = f"<{tag}><option>" if tag == "select" else f"<{tag}>"
    items = f"<li>{opening}{SENTENCES[0]} {SENTENCES[1]}</li>" + "".join(f"<li>{one}</li>" for one in SENTENCES[2:])
    assert doubts(PAGE.format(body=f"<ul>{items}</ul>"), "\n\n".join(SENTENCES[2:]))["lost_prose"] > 0.3


def test_a_table_in_a_box_of_which_the_rest_was_kept() -> None:
    rows = "".join(f"<tr><td>{place}</td><td>{one}</td></tr>" for place, one in enumerate(SENTENCES[2:]))
    box = f"<div class=popup>{paragraphs(SENTENCES[1])}<table>{rows}</table></div>"
    body = paragraphs(*SENTENCES[:1] * 2) + box
    assert doubts(PAGE.format(body=body), "\n\n".join(SENTENCES[:2]))["lost_prose"] > 0.4


def test_a_comment_that_was_taken_for_the_article() -> None:
    comment = "I walk there every morning, and the gulls sit on what is left of it as if they had a vote as well."
    html = PAGE.format(body=paragraphs(*SENTENCES)).replace("</body>", f"<div class=comment>{comment}</div></body>")
    assert doubts(html, comment)["lost_prose"] > 0.7


def test_an_offer_among_the_paragraphs_that_is_set_otherwise_is_no_loss() -> None:
    offer = "".join(
        f"<li class=benefit>Read what {count} reporters of the Merrow Bay Gazette find out, on your own devices.</li>"
        for count in ("three", "four", "five")
    )
    body = paragraphs(*SENTENCES[:3]) + f"<section><ul>{offer}</ul></section>" + paragraphs(*SENTENCES[3:])
    assert doubts(PAGE.format(body=body), "\n\n".join(SENTENCES)) == {}


def test_comments_below_the_last_paragraph_are_no_loss() -> None:
    comments = "".join(
        f"<li><div><p>{name} of the harbour office says that the wall should have been mended years ago.</p></div></li>"
        for name in ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
    )
    body = paragraphs(*SENTENCES) + f"<div><ol>{comments}</ol></div>"
    assert doubts(PAGE.format(body=body), "\n\n".join(SENTENCES)) == {}


def test_what_the_foot_of_a_page_tells_at_length_is_no_loss() -> None:
    notice = " ".join(f"Partner number {count} may keep what this browser says of itself." for count in range(9))
    html = PAGE.format(body=paragraphs(*SENTENCES)).replace("</body>", f"<div><p>{notice}</p></div></body>")
    assert doubts(html, "\n\n".join(SENTENCES)) == {}


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
    assert second_look(article, metadata_of(page.tree), layout, source=page.source) == ()


def test_the_text_that_the_metadata_give_is_compared() -> None:
    body = " ".join(SENTENCES).replace('"', "")
    stated = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    html = PAGE.format(body=paragraphs(*SENTENCES[:2])).replace("</head>", f"{stated}</head>")
    assert doubts(html, "\n\n".join(SENTENCES[:2]))["other_body"] > 0.5
    assert doubts(html, "\n\n".join(SENTENCES)) == {}


def test_another_headline_than_the_one_printed() -> None:
    html = PAGE.format(body=paragraphs(*SENTENCES))
    assert doubts(html, "\n\n".join(SENTENCES), title="Office hours over Easter")["other_title"] == 1.0


def test_a_stated_text_whose_markup_is_escaped_twice() -> None:
    body = "&lt;p&gt;" + "&lt;/p&gt;&lt;p class='x'&gt;".join(SENTENCES).replace('"', "") + "&lt;/p&gt;"
    body += "&amp;lt;iframe title='A map of all the quarries of the county, and of the roads that lead to them'&amp;gt;"
    stated = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    html = PAGE.format(body=paragraphs(*SENTENCES)).replace("</head>", f"{stated}</head>")
    assert extract(html, url="https://example.gov/news/sea-wall").doubts == ()


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("<h1>Harbour politics and the sea</h1><h2>Sea wall to be rebuilt</h2>", ""),
        ("<h2>Sea wall to be rebuilt</h2>", "<h1>A word from our editor</h1><p>Write to us.</p>"),
        ("<h1><a href=/>Gazette of Merrow Bay</a></h1><h2>Sea wall to be rebuilt</h2>", ""),
        ("<h1>Contact us</h1><h1>Where to find us today</h1><h2>Sea wall to be rebuilt</h2>", ""),
    ],
    ids=["a kicker", "below the text", "the logo", "several"],
)
def test_a_main_heading_that_is_no_headline(head: str, foot: str) -> None:
    html = PAGE.format(body=paragraphs(*SENTENCES)).replace("<h1>Sea wall to be rebuilt</h1>", head)
    html = html.replace("</body>", f"{foot}</body>")
    assert doubts(html, "\n\n".join(SENTENCES), title="Sea wall to be rebuilt") == {}


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
