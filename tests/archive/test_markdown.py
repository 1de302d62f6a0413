"""Markdown of articles: what it holds, and that no text of an article becomes markup, HTML or a fact about it."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archive.export import COLUMNS, plain_row
from archive.export.markdown_folder import file_name, page
from archive.export.markdown_text import escaped, markdown, paragraphs

ROW: dict[str, Any] = dict.fromkeys(COLUMNS, "") | {
    "id": 7, "portal": "demo", "url": "https://example.gov.vn/a", "title": "Đường mới", "tags": '["cầu", "đường"]',
    "version": 2, "published_on": "2022-12-01", "published_at": "2022-11-30T17:00:00Z", "published_precision": "day",
    "published_from": "visible", "gone_at": None, "modified_at": None, "html": "<p>Chữ</p>", "text": "Chữ",
}  # fmt: skip
READER = MarkdownIt("commonmark", {"html": True}).enable("table")
SIGNS = st.sampled_from("<>&*_`[]()#+-.!|~\\:=\"'123 \n\t;{}/aệ")
HOSTILE = st.lists(
    st.one_of(
        st.text(SIGNS, max_size=9),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
        st.sampled_from(
            ["<script>alert(1)</script>", "<!--", "]]>", "&lt;", "&#60;", "---\n", "\n\n# ", "```\n", "~~~", "![a](b)",
             "[a](javascript:x)", "<https://a.b>", "1. ", "12) ", "- ", "> ", "| - |", "a\n===", "\u2028", "\x85",
             "  \n", "\\\n", "<?php", "<b>"]
        ),
    ),
    max_size=5,
).map("".join)  # fmt: skip


def shown(written: str) -> list[tuple[str, str]]:
    """What a reader of Markdown shows, block by block: the kind of each, and its words. Fails at HTML."""
    blocks = []
    for token in READER.parse(written):
        assert token.type != "html_block", token
        for inner in token.children or ():
            assert inner.type in ("text", "softbreak", "hardbreak", "link_open", "link_close", "em_open", "em_close",
                                  "text_special"), inner  # fmt: skip
        if token.type in ("inline", "fence"):
            words = "".join(one.content or " " * one.type.endswith("break") for one in token.children or ())
            blocks.append((token.type, " ".join((words or token.content).split())))
    return blocks


def plain(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def test_structure_stays_and_pictures_go() -> None:
    made = markdown(
        "<p>Mở <b>đầu</b> có <a href='https://a.vn/x?y=1&amp;z=(2)'>liên kết</a><br>dòng hai</p><h2>Mục 1</h2>"
        "<ul><li>một</li><li>hai</li></ul><table><tbody><tr><td>a</td><td>b|c</td></tr><tr><td>1</td></tr></tbody>"
        "</table><figure><img src='https://a.vn/i.jpg' alt='ảnh'><figcaption>Chú thích</figcaption></figure>"
        "<figure><img src='https://a.vn/j.jpg' alt='chỉ alt'></figure><figure><img src='https://a.vn/k.jpg'></figure>"
        "<blockquote>Trích</blockquote><pre>a  b\n```</pre><ol><li>bước</li></ol>"
    )
    assert made == (
        "Mở đầu có [liên kết](<https://a.vn/x?y=1&z=(2)>)\\\ndòng hai\n\n## Mục 1\n\n- một\n- hai\n\n"
        "| a | b\\|c |\n| --- | --- |\n| 1 |  |\n\n*Chú thích*\n\n*chỉ alt*\n\n> Trích\n\n````\na  b\n```\n````\n\n"
        "1. bước\n"
    )


@given(HOSTILE)
def test_no_text_is_taken_for_markup(text: str) -> None:
    expected = [("inline", plain(text))] if plain(text) else []
    assert shown(markdown(f"<p>{escape(text)}</p>".replace("\x00", ""))) in (expected, [("inline", plain(text))])
    assert shown(f"# {escaped(text)}\n") in (expected, [("inline", "")])


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_part_of_an_article_runs_or_changes_another(first: str, second: str, third: str) -> None:
    one, two, three = (escape(text.replace("\x00", "")) for text in (first, second, third))
    made = markdown(
        f"<h2>{one}</h2><ul><li>{two}</li><li>{three}</li></ul><p>{one}<a href='https://a.vn/{two}'>{three}</a>{two}"
        f"</p><table><tr><td>{one}</td><td>{two}</td></tr><tr><td>{three}</td></tr></table><blockquote>{two}"
        f"</blockquote><figure><img alt='{one}'></figure><pre>{three}</pre>"
    )
    words = [words for _, words in shown(made)]
    a, b, c = (plain(text.replace("\x00", "")) for text in (first, second, third))
    for text in filter(None, (a, b, c)):
        assert text in words
    assert plain(" ".join(words)).count(a) >= (3 if a else 0)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Chúc mừng!<a href='https://a.vn/'>đây</a></p>", "Chúc mừng!đây"),
        ("<p>a<br>===<br>---<br>1. b</p>", "a === --- 1. b"),
        ("<p>\n<b>a</b>\n<i>b</i>\n</p>", "a b"),
        ("loose <b>words</b>", "loose words"),
    ],
)
def test_where_parts_meet_nothing_else_arises(html: str, words: str) -> None:
    assert shown(markdown(html)) == [("inline", words)]


@given(HOSTILE)
def test_a_text_without_structure_keeps_its_words(text: str) -> None:
    assert plain(" ".join(words for _, words in shown(paragraphs(text)))) == plain(text)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//a.b", "vbscript:x", "x\njavascript:y"])
def test_a_link_leads_to_the_web_or_nowhere(href: str) -> None:
    assert markdown(f"<p><a href='{href}'>đây</a></p>") == "đây\n"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | HOSTILE


@given(title=TEXTS, author=TEXTS, tags=st.lists(TEXTS, max_size=3), lead=TEXTS)
def test_the_facts_are_read_as_they_were_written(title: str, author: str, tags: list[str], lead: str) -> None:
    row = {**ROW, "title": title, "author": author, "lead": lead, "tags": json.dumps(tags)}
    begin, facts, text = re.split(r"^---\n", page(row), maxsplit=2, flags=re.MULTILINE)
    assert begin == ""
    assert yaml.safe_load(facts) == {
        name: value for name, value in plain_row(row).items() if name not in ("text", "html")
    }
    assert shown(text)[-1] == ("inline", "Chữ")


@given(title=TEXTS, portal=st.from_regex(r"[A-Za-z0-9._-]{1,80}", fullmatch=True) | st.sampled_from(["con", "NUL.txt"]))
def test_a_file_has_a_name_that_every_system_takes(title: str, portal: str) -> None:
    parts = file_name({**ROW, "title": title, "portal": portal}).split("/")
    assert len(parts) == 3
    for part in parts:
        assert re.fullmatch(r"[A-Za-z0-9._-]+", part)
        assert not part.startswith("..")
        assert not part.endswith(".")
        assert len(part) < 100
        assert part.split(".")[0].lower() not in ("con", "prn", "aux", "nul", "com1", "lpt9")
    assert parts[2].startswith("12-7")


@pytest.mark.parametrize(
    ("stated", "precision", "name"),
    [
        ("2022-12-01", "minute", "demo/2022/12-7-duong-moi.md"),
        ("2022-12-01", "month", "demo/2022/12-7-duong-moi.md"),
        ("2022-01-01", "year", "demo/2022/00-7-duong-moi.md"),
        (None, None, "demo/undated/7-duong-moi.md"),
    ],
)
def test_a_file_is_named_by_what_is_stated(stated: str | None, precision: str | None, name: str) -> None:
    assert file_name({**ROW, "published_on": stated, "published_precision": precision}) == name
