"""Encodings on sets that no one here wrote: html5lib's, uchardet's Vietnamese, feedparser's. Skipped where missing."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from crawler.extraction import parse
from crawler.extraction.charset import decoded
from crawler.extraction.labels import codec_of

URL = "https://example.org/"
NEEDS_A_SCRIPT = b"document.write"
"""A label that a script writes is not read: no script runs here."""
LABELLED_WRONGLY = "<!--京-->".encode()
"""The case is labelled EUC-JP, and its bytes are UTF-8."""


def folder(shared: Path, name: str) -> Path:
    place = shared / "corpora" / name
    if not place.is_dir():
        pytest.skip(f"corpora/{name} is not among the public test data")
    return place


def test_html5lib_charset_from_meta(shared: Path) -> None:
    wrong, cases = [], 0
    for file in sorted(folder(shared, "html5lib-tests/encoding").rglob("*.dat")):
        for case in file.read_bytes().split(b"#data\n")[1:]:
            page, _, rest = case.partition(b"\n#encoding\n")
            cases += 1
            if decoded(page, "")[1] != codec_of(rest.split(b"\n")[0].decode()):
                wrong.append(page)
    assert cases == 83
    assert [page for page in wrong if NEEDS_A_SCRIPT not in page and LABELLED_WRONGLY not in page] == []
    assert len(wrong) == 2


@pytest.mark.parametrize("label", ["", "utf-8", "iso-8859-1", "windows-1258", "viscii"])
@pytest.mark.parametrize("name", ["utf-8", "viscii", "windows-1258"])
def test_uchardet_vietnamese(shared: Path, name: str, label: str) -> None:
    place = folder(shared, "uchardet-vi")
    text, encoding = decoded((place / f"{name}.txt").read_bytes(), f"text/plain; charset={label}" if label else "")
    expected = (place / "utf-8.txt").read_text(encoding="utf-8")
    assert codec_of(encoding) == codec_of(name)
    found = unicodedata.normalize("NFC", " ".join(text.split()))
    assert found == unicodedata.normalize("NFC", " ".join(expected.split()))


def test_feedparser_encodings(shared: Path) -> None:
    wrong, cases = [], 0
    for file in sorted(folder(shared, "feedparser/encoding").glob("*.xml")):
        body = file.read_bytes()
        plain = body.replace(b"\0", b"")
        header = re.search(rb"Header:\s+Content-type:\s*([^\n]+)", plain)
        expected = re.search(rb"encoding == '([^']+)'", plain)
        text, encoding = decoded(body, header[1].decode() if header else "")
        parse(body, url=URL)
        if expected:
            cases += 1
            # What is all ASCII reads the same in each of the encodings that hold it.
            if not body.isascii() and _plain(encoding) != _plain(expected[1].decode()):
                wrong.append((file.name, encoding))
            assert "\ufffd" not in text, file.name
    assert (cases, wrong) == (62, [])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bozo_double-encoded-html", "…"),
        ("double-encoded-html", "…"),
        ("demoronize-1", "don’t"),
        ("demoronize-2", "don’t"),
        ("euc-kr", "\ub144"),
        ("euc-kr-item", "\ub144"),
        ("http_i18n", "Iñtërnâtiônàlizætiøn"),
        ("http_text_xml_charset_2", "This is a £“test.”"),
        ("bozo_invalid-bytes-with-bom", "Valid UTF8: Ѩ"),
    ],
)
def test_feedparser_texts(shared: Path, name: str, words: str) -> None:
    body = (folder(shared, "feedparser/encoding") / f"{name}.xml").read_bytes()
    label = "windows-1252" if b"charset=windows-1252" in body else ""
    tree = parse(body, url=URL, content_type=f"text/xml; charset={label}").tree
    assert tree is not None
    assert words in tree.text_content()


def _plain(encoding: str) -> str:
    return re.sub(r"[-_]", "", codec_of(encoding) if "16" not in encoding and "32" not in encoding else encoding)
