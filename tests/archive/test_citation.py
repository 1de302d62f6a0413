"""Citations: what they say, and that the programs which take them read the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from archive.citation import Citation, Form
from archive.errors import UsageError
from tests.archive.conftest import Crawls

CITED = Citation(
    article_id=12, version=2, title="Khánh thành cầu 50% & {đường} #1", author="Bùi Thị Hạnh", portal="thuy_nguyen",
    portal_name="Cổng thông tin huyện", url="https://example.gov.vn/tin?a=1&b=%20_x", published="2022-12-12",
    captured_at="2022-12-13T01:05:00Z", payload_digest="sha256:" + "0f" * 32, language="vi",
)  # fmt: skip
UNSIGNED = replace(CITED, author="", published="2022-12")


def test_a_footnote() -> None:
    assert CITED.written("text") == (
        "Bùi Thị Hạnh, “Khánh thành cầu 50% & {đường} #1”, Cổng thông tin huyện, 12 December 2022, "
        "https://example.gov.vn/tin?a=1&b=%20_x, version 2, captured 13 December 2022, 01:05 UTC, "
        f"sha256:{'0f' * 32}.\n"
    )


def test_a_footnote_in_vietnamese() -> None:
    assert UNSIGNED.written("text-vi") == (
        "Cổng thông tin huyện, “Khánh thành cầu 50% & {đường} #1”, tháng 12/2022, "
        "https://example.gov.vn/tin?a=1&b=%20_x, phiên bản 2, lưu trữ lúc 01:05 (UTC) ngày 13/12/2022, "
        f"sha256:{'0f' * 32}.\n"
    )


def test_what_has_no_date_says_so() -> None:
    undated = replace(CITED, published="")
    assert ", n.d., " in undated.written("text")
    assert ", không ghi ngày, " in undated.written("text-vi")
    assert "year" not in undated.written("bibtex")
    assert "DA  -" not in undated.written("ris")
    assert "issued" not in json.loads(undated.written("csl-json"))[0]


def test_bibtex() -> None:
    assert CITED.written("bibtex") == (
        "@misc{thuy-nguyen-12-v2,\n"
        "  author = {{Bùi Thị Hạnh}},\n"
        "  title = {{Khánh thành cầu 50\\% \\& \\textbraceleft{}đường\\textbraceright{} \\#1}},\n"
        "  organization = {{Cổng thông tin huyện}},\n"
        "  date = {2022-12-12},\n"
        "  year = {2022},\n"
        "  month = {12},\n"
        "  url = {https://example.gov.vn/tin?a=1&b=%20_x},\n"
        "  urldate = {2022-12-13},\n"
        "  version = {2},\n"
        "  language = {vi},\n"
        f"  note = {{Version 2, captured 2022-12-13T01:05:00Z, sha256:{'0f' * 32}}}\n"
        "}\n"
    )


def test_ris() -> None:
    assert UNSIGNED.written("ris").split("\r\n") == [
        "TY  - ELEC",
        "ID  - thuy-nguyen-12-v2",
        "AU  - Cổng thông tin huyện",
        "TI  - Khánh thành cầu 50% & {đường} #1",
        "PB  - Cổng thông tin huyện",
        "PY  - 2022",
        "DA  - 2022/12//",
        "UR  - https://example.gov.vn/tin?a=1&b=%20_x",
        "Y2  - 2022/12/13/",
        "LA  - vi",
        f"N1  - Version 2, captured 2022-12-13T01:05:00Z, sha256:{'0f' * 32}",
        "ER  - ",
        "",
    ]


@pytest.mark.parametrize(
    ("published", "parts"), [("2022-12-01", [2022, 12, 1]), ("2022-12", [2022, 12]), ("2022", [2022])]
)
def test_csl_dates_have_the_parts_that_were_stated(published: str, parts: list[int]) -> None:
    (record,) = json.loads(replace(UNSIGNED, published=published).written("csl-json"))
    assert record["issued"] == {"date-parts": [parts]}
    assert record["accessed"] == {"date-parts": [[2022, 12, 13]]}
    assert record["author"] == [{"literal": "Cổng thông tin huyện"}]
    assert record["note"].endswith("sha256:" + "0f" * 32)


# What `archive.citation.citation` lets through: one line, nothing that steers, no space at either end.
_special = st.text(st.sampled_from(" {}\\%&$#_~^\"'`-,<>?!@=aệ1"), max_size=14)
_lines = st.lists(_special | st.text(st.characters(exclude_categories=["C", "Z"]), max_size=9), max_size=4).map("".join)
_lines = _lines.map(lambda text: " ".join(text.split())).filter(bool)
_KNOWN = get_default_latex_context_db()
_KNOWN.add_context_category(
    "ours",  # LaTeX's own names, which pylatexenc does not know, or takes for another sign
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
    ],
    prepend=True,
)
_LATEX = LatexNodes2Text(latex_context=_KNOWN, strict_latex_spaces=True)


@settings(max_examples=60)  # the reader of LaTeX is slow
@given(title=_lines, author=_lines)
def test_bibtex_is_read_as_it_was_written(title: str, author: str) -> None:
    library = bibtexparser.parse_string(replace(CITED, title=title, author=author).written("bibtex"))
    assert not library.failed_blocks
    (entry,) = library.entries
    assert (entry.entry_type, entry.key) == ("misc", "thuy-nguyen-12-v2")
    for name, value in (("title", title), ("author", author)):
        assert _LATEX.latex_to_text(entry[name]) == value
    assert entry["url"] == CITED.url


@given(title=_lines, author=_lines)
def test_ris_is_read_as_it_was_written(title: str, author: str) -> None:
    (record,) = rispy.loads(replace(CITED, title=title, author=author).written("ris"))
    assert record["title"] == title
    assert record["authors"] == [author]
    assert record["urls"] == [CITED.url]


@given(title=_lines, author=_lines)
def test_csl_is_read_as_it_was_written(title: str, author: str) -> None:
    (record,) = json.loads(replace(CITED, title=title, author=author).written("csl-json"))
    assert (record["title"], record["author"]) == (title, [{"literal": author}])


def dated(on: date, precision: str) -> dict[str, object]:
    return {"published_on": on, "published_at": datetime(on.year, on.month, on.day, tzinfo=UTC),
            "published_precision": precision, "published_from": "visible"}  # fmt: skip


def test_an_article_is_cited_in_the_wording_of_the_version(crawls: Crawls) -> None:
    crawls.look("a", "cũ", title="Tiêu đề\n\x1b[31mcũ", **dated(date(2022, 12, 1), "month"))
    crawls.next_day()
    crawls.look("a", "mới", title="Tiêu đề mới", author="Hạnh", **dated(date(2022, 12, 1), "minute"))
    archive = crawls.archive
    first, now = archive.cite(1, 1), archive.cite(1)
    assert (first.title, first.author, first.published, first.version) == ("Tiêu đề [31mcũ", "", "2022-12", 1)
    assert (first.captured_at, first.creator, first.language) == ("2022-12-12T01:00:00Z", "Ví dụ", "vi")
    assert (now.title, now.author, now.published, now.version) == ("Tiêu đề mới", "Hạnh", "2022-12-01", 2)
    digests = [row["payload_digest"] for row in archive.rows("SELECT payload_digest FROM captures ORDER BY id")]
    assert [first.payload_digest, now.payload_digest] == [f"sha256:{digest}" for digest in digests]
    assert first.key != now.key
    for form in Form:
        assert not {mark for mark in now.written(form) if not mark.isprintable()} - {"\r", "\n"}


def test_the_date_that_a_list_gives_counts(crawls: Crawls) -> None:
    crawls.look("a", "chữ")
    moment = datetime(2022, 11, 3, tzinfo=UTC)
    crawls.archive.date_articles("example", {"https://example.gov.vn/a": (moment, moment.date(), "day", "listing")})
    assert crawls.archive.cite(1).published == "2022-11-03"


@pytest.mark.parametrize(("article", "version"), [(2, None), (1, 2), (2**70, None), (1, 2**70), (0, 0)])
def test_what_is_not_there_cannot_be_cited(crawls: Crawls, article: int, version: int | None) -> None:
    crawls.look("a", "chữ")
    with pytest.raises(UsageError, match="there is no "):
        crawls.archive.cite(article, version)
