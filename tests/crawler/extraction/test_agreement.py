"""Blocks go by agreement: what stays in a text though one thing speaks against it, and what goes since several do."""

from __future__ import annotations

import pytest

from crawler.extraction import Hints, NotAnArticle, extract

A = "The harbour board opened the new lock on Monday, four months before the date that the contract had named."
B = "Two gates of oak and steel close in ninety seconds, and a pump below the quay keeps the basin level at low tide."
C = "Skippers who used the old lock pay the same fee until spring, when the board will publish a new table of dues."
D = "The old chamber becomes a dry dock for the museum, whose volunteers have begun to clear it of four decades of mud."
SHORT = "The board thanks all who wrote to it. It will answer before the end of the month."
T1 = "Ferry to the islands sails twice a day again"
T2 = "Library opens a reading room on the quay"
LINKS = f"<ul><li><a href=/a>{T1}</a></li><li><a href=/b>{T2}</a></li></ul>"
CARDS = "".join(
    f"<div class=card><p><a href=/{n}>{title}</a></p><p>{text}</p></div>"
    for n, (title, text) in enumerate(((T1, C), (T2, D), (T1 + " soon", B)))
)


def text_of(inner: str) -> str:
    html = (
        "<html><head><title>New lock opens at the northern quay - Port</title></head><body>"
        f"<header><a href=/>Port</a></header>"
        f"<main><h1>New lock opens at the northern quay</h1><p class=date>1 September 2023</p>{inner}</main>"
        "<footer><p>Port of Example</p></footer></body></html>"
    )
    return extract(html, url="https://example.gov/news/lock", hints=Hints(article_url=True)).text


@pytest.mark.parametrize("heading", ["<h3>Related stories</h3>", "<p><b>Xem thêm:</b></p>", "<p>Lesen Sie auch</p>"])
def test_what_follows_a_box_and_is_set_as_what_stood_before_stays(heading: str) -> None:
    text = text_of(f"<div class=page-text><p>{A}</p><p>{B}</p>{heading}{LINKS}<p>{C}</p><p>{D}</p></div>")
    assert all(part in text for part in (A, B, C, D))
    assert T1 not in text and T2 not in text


def test_descriptions_in_a_box_go_with_their_titles() -> None:
    box = f"<div class=inner><p>Read also</p><div><a href=/a>{T1}</a></div><p>{SHORT}</p></div>"
    text = text_of(f"<div class=page-text><p>{A}</p><p>{B}</p>{box}<p>{C}</p><p>{D}</p></div>")
    assert SHORT not in text and T1 not in text
    assert C in text and D in text


@pytest.mark.parametrize("name", ["print-area", "sidebar", "share-text", "article-tools print", "post-widget"])
@pytest.mark.parametrize("body", [f"<p>{SHORT}</p>", f"<p>{A}</p><p>{B}</p><p>{C}</p>"], ids=["short", "long"])
def test_the_frame_of_the_prose_is_not_suspect_for_its_name(name: str, body: str) -> None:
    assert (A if A in body else SHORT) in text_of(f"<div class='{name}'>{body}</div>")


def test_frames_of_one_suspicious_name_are_believed_together() -> None:
    text = text_of("".join(f"<div class=builder-widget><div class=w>{part}</div></div>" for part in (A, B, C, D)))
    assert all(part in text for part in (A, B, C, D))


@pytest.mark.parametrize("dialog", ["<div class='cookie-consent modal'>", "<div role=dialog>", "<div id=login-popup>"])
def test_a_dialog_longer_than_the_article_is_never_text(dialog: str) -> None:
    asking = f"We and our partners keep files on your device. {B} {C} {D}"
    text = text_of(f"<div class=content><p>{A}</p></div>{dialog}<p>{asking}</p><p>{asking} Really.</p></div>")
    assert A in text and "partners" not in text


def test_a_notice_is_no_text() -> None:
    notice = "<div role=alert><p>This page is kept for reference, and its links may lead nowhere by now.</p></div>"
    text = text_of(f"<article>{notice}<div itemprop=articleBody><p>{A}</p></div></article>")
    assert text == A


def test_the_placeholder_of_an_embedded_film_is_no_text() -> None:
    place = "<div class=embed-consent><p>This film comes from elsewhere. Allow cookies in order to see it.</p></div>"
    text = text_of(f"<div class=content><p>{A}</p><p>{B}</p>{place}<p>{C}</p>{place}<p>{D}</p></div>")
    assert "elsewhere" not in text and C in text


def test_the_next_article_below_is_not_appended_and_a_second_h1_inside_is_a_subheading() -> None:
    body = f"<div class=content><p>{C}</p><p>{D}</p></div>"
    following = f"<div class=next><h1>{T1} this year</h1><p>31 August 2023</p>{body}</div>"
    assert text_of(f"<div class=content><p>{A}</p><p>{B}</p></div>{following}") == f"{A}\n\n{B}"
    inside = text_of(f"<div class=content><p>{A}</p><p>{B}</p><h1>The old chamber</h1><p>{C}</p><p>{D}</p></div>")
    assert "The old chamber" in inside and D in inside


def test_a_short_stated_body_is_the_whole_text() -> None:
    assert (
        text_of(f"<article><div itemprop=articleBody><p>{SHORT}</p></div></article><div class=grid>{CARDS}</div>")
        == SHORT
    )


def test_date_and_names_are_no_body() -> None:
    line = "<p class=meta>September 1, 2023 Hana Ito, Head of Harbours, Port Authority</p>"
    assert text_of(f"<article>{line}<div class=content><iframe src=/film></iframe></div></article>") == ""


@pytest.mark.parametrize("lead", ["<div><b>{}</b></div>", "<div><span>{}</span></div>", "<p class=x>{}</p>"])
def test_a_lead_without_an_end_mark_stays(lead: str) -> None:
    words = "On Monday morning the board opened the lock that ships had waited for since the storm of last winter"
    assert words in text_of(f"{lead.format(words)}<div id=ct><p>{B}</p><p>{C}</p><p>{D}</p></div>")


@pytest.mark.parametrize(
    "line",
    [
        "<p>Write to <a href=/desk>the desk of the lock keeper</a>.</p>",
        "<ol><li id=fn1>Locks of the North (Port Press). 2019. <a href=/x>https://press.example/locks</a> "
        "<a href=#r1>↩</a></li></ol>",
        "<p>Port Authority, 4 Quay Street</p><p>Fax: 555 0101</p>",
        "<p>Table: <a href=/dues.pdf>Dues of the new lock (0.2 MB)</a></p>",
    ],
    ids=["sentence", "footnote", "address", "paper"],
)
def test_lines_at_the_end_of_a_text_stay(line: str) -> None:
    text = text_of(f"<div class=content><p>{A}</p><p>{B}</p><p>{C}</p>{line}</div>")
    assert C in text
    assert any(part in text for part in ("the desk of the lock keeper", "Locks of the North", "Quay Street", "Dues of"))


@pytest.mark.parametrize(
    "line", ["Closing date: 30 September 2023", "1 September 2023 to 30 September 2023", "Từ 1/9/2023 đến 30/9/2023"]
)
def test_dates_of_the_text_stay_in_it(line: str) -> None:
    assert line in text_of(f"<div class=content><p>{line}</p><p>{A}</p><p>{B}</p><p>{C}</p></div>")


def test_short_lines_in_sections_that_are_set_alike_stay() -> None:
    sections = (
        f"<div><h4>What changes</h4><p>Hours</p></div><div><h4>What stays</h4><p>{A}</p><p>{B}</p><p>{C}</p></div>"
    )
    text = text_of(f"<div class=content><section>{sections}</section></div>")
    assert "What changes" in text and "Hours" in text


def test_a_list_of_links_that_the_text_introduces_stays() -> None:
    text = text_of(
        f"<div class=content><p>{A}</p><p>{B}</p><p>These pages tell more of the works:</p>{LINKS}"
        f"<p>{C}</p><p>{D}</p></div>"
    )
    assert T1 in text and T2 in text


def test_true_lines_about_the_article_stay_out_at_its_end() -> None:
    text = text_of(
        f"<div class=content><p>{A}</p><p>{B}</p><p>{C}</p><p>Views: 310</p><p>Share this page</p><p>Print</p></div>"
    )
    assert text == f"{A}\n\n{B}\n\n{C}"


LIST = "".join(f"<li>{part}</li>" for part in (C, D))
MAIL = "E-mail: <a href='mailto:dues@port.example'>dues@port.example</a>"


@pytest.mark.parametrize(
    "inner",
    [
        f"<p>{A}</p><p>{B}</p><ol>{LIST}</ol><p>Dues Division<br>Port Authority<br>4 Quay Street<br>{MAIL}</p>",
        f"<p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p><p>{MAIL}</p>",
    ],
    ids=["below an address", "alone"],
)
def test_an_address_that_is_printed_is_no_title_of_another_page(inner: str) -> None:
    assert "dues@port.example" in text_of(f"<div class=page-text>{inner}</div>")


def test_lines_of_a_paragraph_below_a_list_stay() -> None:
    signed = "<p>Ministry of Harbours<br>Ministry of Canals</p>"
    items = "".join(f"<li>{part}</li>" for part in (A, B, C, D))
    text = text_of(f"<div class=page-text><ol>{items}</ol>{signed}</div>")
    assert "Ministry of Harbours" in text and "Ministry of Canals" in text


def test_a_footnote_whose_mark_the_text_prints_stays_outside_of_the_frame_of_the_prose() -> None:
    note = "Limited to craft of up to forty metres"
    body = f"<div class=page><div class=list><p>{A} [1]</p><p>{B}</p><p>{C}</p></div><p>[1] {note}</p></div>"
    assert note in text_of(body)


def test_a_table_with_a_class_after_the_text_stays() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>Quay {n}</td><td>Tel: 555 010{n}<br>Berth {n}0</td></tr>" for n in "12345")
    items = "".join(f"<li>{part}</li>" for part in (A, B, C, D))
    assert "Quay 3" in text_of(f"<div class=page-text><ol>{items}</ol><table class=table-h>{rows}</table></div>")


def test_a_whole_sentence_after_the_last_paragraph_may_be_odd_in_one_way() -> None:
    last = "<i>For more on the lock, see <a href=/r>the review of the year</a> and <a href=/s>the plans</a>.</i>"
    text = text_of(f"<div class=page-text><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p><p>{last}</p></div>")
    assert "the review of the year and the plans" in text


def test_a_list_of_links_to_other_sites_below_a_paragraph_is_the_author_s_own() -> None:
    away = "".join(
        f"<li><a href='https://films.example/{n}'>The building of the lock, part {n}</a></li>" for n in "123"
    )
    text = text_of(f"<div class=page-text><p>{A}</p><p>{B}</p><p>{C}</p><ul>{away}</ul></div>")
    assert "part 2" in text
    assert T1 not in text_of(f"<div class=page-text><p>{A}</p><p>{B}</p><p>{C}</p>{LINKS}</div>")


@pytest.mark.parametrize("label", ["<a href='#'>Read more</a>", "<b>Read more</b>"])
def test_the_rest_of_a_text_that_a_reader_unfolds_stays(label: str) -> None:
    rest = (
        f"<div id=read-more><div class=link>{label}</div><div class=more><p>{B}</p><p>{C}</p><p>{D}</p><p>{A[::-1]}</p>"
    )
    text = text_of(f"<div class=story><p>{A}</p>{rest}<p>{SHORT}</p></div></div></div>")
    assert all(part in text for part in (A, B, C, D, SHORT))
    assert "Read more" not in text


def test_a_column_with_the_prose_is_the_articles_though_a_lead_stands_above_it() -> None:
    body = "".join(f"<p>{part}</p>" for part in (B, C, D, A, B[::-1], C[::-1]))
    text = text_of(f"<div class=picture><p>{SHORT}</p></div><div class='right-column'>{body}</div>")
    assert all(part in text for part in (A, B, C, D))


def test_what_stands_between_sections_is_of_the_text_though_each_is_a_frame_of_its_own() -> None:
    steps = "".join(
        f"<div class=step><div class=inner><span>Step {number}</span><p>{part}</p></div></div>"
        for number, part in enumerate((A, B, C, D, A[::-1], B[::-1]), 1)
    )
    text = text_of(f"<div class=steps>{steps}</div>")
    assert {f"Step {number}" for number in (2, 3, 4)} <= set(text.split("\n\n"))


def test_what_is_laid_over_the_page_is_no_text_whatever_it_is_called() -> None:
    text = "".join(f"<p>{part}</p>" for part in (A, B, C, D, A[::-1], B[::-1], C[::-1], D[::-1]))
    asking = "".join(f"<p>{n}. We and our partners keep files on your device. {B} {C} {D}</p>" for n in range(6))
    html = (
        "<html><head><title>New lock opens at the northern quay</title></head><body><div id=root>"
        f"<h1>New lock opens at the northern quay</h1><div class=txt>{text}</div></div>"
        f"<div class=q7w5><h3>Your choices</h3><div>{asking}</div></div></body></html>"
    )
    kept = extract(html, url="https://example.gov/news/lock", hints=Hints(article_url=True)).text
    assert "partners" not in kept and A in kept and D in kept


def test_what_stands_around_a_panel_that_a_button_opens_is_of_the_text() -> None:
    panel = "".join(f"<p>{n}. {part}</p>" for n in range(12) for part in (A, B, C, D))
    transcript = (
        f"<div class=fold><h3><button aria-expanded=false aria-controls=p>Minutes of the board</button></h3>"
        f"<div id=p class=panel>{panel}</div></div>"
    )
    text = text_of(
        f"<div class=prose>{transcript}<h2>Agenda</h2><p>{SHORT}</p><ul><li>Dues of the lock</li></ul></div>"
    )
    assert all(part in text for part in (A, "Agenda", SHORT, "Dues of the lock"))


def test_a_control_beside_the_text_makes_no_panel_of_it() -> None:
    menu = "<div class=top><button aria-expanded=false>Menu</button></div>"
    story = f"<div class=story><p>{A}</p><p>{B}</p><p>{C}</p></div>"
    side = "<p>Opening hours of the office</p><p>Monday to Friday</p>"
    assert text_of(f"{menu}{story}<div class=office>{side}</div>") == f"{A}\n\n{B}\n\n{C}"


def test_lines_below_a_table_that_holds_most_of_the_prose_stay() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{part}</td></tr>" for name, part in zip("1234", (B, C, D, A), strict=True))
    items = f"<ol><li>{SHORT}</li><li>{A[::-1]}</li></ol>"
    text = text_of(
        f"<div class=page-text>{items}<table class=table-h>{rows}</table>{items}"
        "<p class=centred>Port Authority</p><p class=centred>4 Quay Street</p></div>"
    )
    assert "Port Authority" in text and "4 Quay Street" in text


@pytest.mark.parametrize("end", [".", ""])
def test_a_sentence_that_names_a_document_is_no_promotion(end: str) -> None:
    line = f"The report is in PDF format, to view <a href=/r.pdf>click here</a> (0.4 MB){end}"
    assert "to view click here" in text_of(f"<div class=page-text><p>{A}</p><p>{B}</p><p>{line}</p></div>")
    assert "to view click here" in text_of(f"<div class=page-text><p>3 Sep 2023</p><p>{line}</p></div>")


def test_documents_below_a_heading_are_no_related_pages() -> None:
    papers = "<ul><li>Address of the board (<a href=/e.pdf>Eng</a> &amp; <a href=/f.pdf>French</a>)</li></ul>"
    text = text_of(f"<div class=page-text><p>{A}</p><p>{B}</p><p>{C}</p><p>Related documents:</p>{papers}</div>")
    assert "Related documents:" in text and "Address of the board" in text


def test_a_footnote_that_prints_the_address_of_a_file_is_no_attachment() -> None:
    notes = "".join(f"<p>[{n}] <a href=/{n}.pdf>https://port.example/{n}.pdf</a></p>" for n in (1, 2))
    text = text_of(f"<div class=page-text><p>{A} [1]</p><p>{B} [2]</p><p>{C}</p>{notes}</div>")
    assert "https://port.example/2.pdf" in text


def test_what_stands_below_the_footer_is_no_text() -> None:
    html = (
        "<html><head><title>Hana Ito - Port</title></head><body><div class=page><main><h1>Hana Ito</h1></main>"
        "<footer><p>Port of Example</p></footer><div class=seal><section><p>Looking for the services of the port "
        "and its office?</p></section></div></div></body></html>"
    )
    try:
        text = extract(html, url="https://example.gov/people/ito").text
    except NotAnArticle:
        text = ""
    assert "Looking for" not in text


def test_an_item_of_a_list_heads_no_other_pages() -> None:
    items = "".join(f"<li>{part}</li>" for part in ("New plays", "More resources", "More training of the volunteers"))
    text = text_of(f"<div class=page-text><p>{A}</p><p>Contributions could be:</p><ul>{items}</ul><p>{B}</p></div>")
    assert "More resources" in text and "More training" in text


def test_the_next_section_ends_a_list_of_other_pages() -> None:
    notes = "".join(f"<div>{n}. Hana Ito. Locks of the North, pages {n}0 to {n}9. Port Press.</div>" for n in "1234")
    parts = f"<p>{A}</p><p>{B}</p><p>{C}</p><h2>See also</h2>{LINKS}<h2>References</h2>{notes}"
    text = text_of(f"<div class=page-text>{parts}</div>")
    assert "pages 30 to 39" in text and T1 not in text


def test_a_line_of_marked_dates_and_names_is_no_text_however_long() -> None:
    names = "Hana Ito (Authority of the Northern Harbours) and Sol Berg (Office of Locks and Canals of the Port)"
    line = (
        f"<p class=pm><time>1 September 2023</time> <span itemprop=author><span itemprop=name>{names}</span></span></p>"
    )
    assert text_of(f"{line}<div class=content><p>{A}</p><p>{B}</p><p>{C}</p></div>") == f"{A}\n\n{B}\n\n{C}"


def test_a_line_that_leads_to_another_site_is_no_title_of_another_page() -> None:
    away = "<p><a href=https://films.example/lock>The film of the building of the lock</a></p>"
    assert "The film" in text_of(f"<div class=page-text><p>{A}</p><p>{B}</p><p>{C}</p>{away}</div>")
    home = "<p><a href=https://example.gov/lock>The film of the building of the lock</a></p>"
    assert "The film" not in text_of(f"<div class=page-text><p>{A}</p><p>{B}</p><p>{C}</p>{home}</div>")


def test_a_subheading_above_the_first_paragraph_stays() -> None:
    text = text_of(
        f"<div class=rows><h2>Sign up for the trial runs</h2><p>{A}</p><p>{B}</p><h3>Who</h3><p>{C}</p></div>"
    )
    assert text.startswith("Sign up for the trial runs")


def test_a_note_among_notes_that_are_kept_stays() -> None:
    text = "".join(f"<p>{part}</p>" for part in (A, B, C, D) * 4)
    lines = (A, B, "Thus the note of the day", C, D, B[::-1])
    notes = "".join(f"<p>*{number} {line}</p>" for number, line in enumerate(lines, 1))
    kept = text_of(f"<div class=day><div class=body>{text}</div><div class=notes>{notes}</div></div>")
    assert "*3 Thus the note of the day" in kept
