"""Each page under tests/pages gives what its article.json says, without a selector."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.records import Article
from crawler.extraction import Hints, extract

PAGES = Path(__file__).parents[2] / "pages"
FOLDERS = sorted(file.parent for file in PAGES.rglob("page.html"))
SEED_BOILERPLATE = (
    "image banner",
    "Năm 2023 đẩy mạnh chỉnh trang",
    "Lượt xem",
    "Theo Cổng TTĐT",
    "image advertisement",
    "Tin mới",
    "Xã Lập Lễ ra quân",
    "Quang cảnh Hội nghị",
)


def read(folder: Path) -> tuple[Article, dict[str, Any]]:
    page = json.loads((folder / "page.json").read_text(encoding="utf-8"))
    article = extract(
        (folder / "page.html").read_bytes(),
        url=page["url"],
        content_type=page["content_type"],
        timezone="Asia/Ho_Chi_Minh",
        hints=Hints(first_seen=datetime.fromisoformat(page["received_at"])),
    )
    return article, json.loads((folder / "article.json").read_text(encoding="utf-8"))


def ids(folder: Path) -> str:
    return str(folder.relative_to(PAGES))


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
@pytest.mark.parametrize("field", ["title", "lead", "text", "captions", "source", "author", "language", "figures"])
def test_a_field_is_read_exactly(folder: Path, field: str) -> None:
    article, expected = read(folder)
    found = {
        "captions": [image.caption for image in article.images if image.caption],
        "figures": [list(figure) for figure in article.figures],
    }.get(field, getattr(article, field, None))
    assert found == expected[field]


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_no_line_of_boilerplate_is_in_the_text(folder: Path) -> None:
    article, _ = read(folder)
    assert not [line for line in SEED_BOILERPLATE if line in article.text]


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_a_dateline_without_a_year_is_inferred_and_says_so(folder: Path) -> None:
    article, _ = read(folder)
    assert (str(article.published_on), article.published_from) == ("2022-12-12", "inferred")


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_without_evidence_no_year_is_made_up(folder: Path) -> None:
    html = (folder / "page.html").read_bytes().replace(b"/2022/12/", b"/")
    assert extract(html, url="https://example.gov.vn/tin/bai-1", timezone="Asia/Ho_Chi_Minh").published_on is None


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_a_page_is_kept_as_it_was_put_down(folder: Path) -> None:
    page = json.loads((folder / "page.json").read_text(encoding="utf-8"))
    assert hashlib.sha256((folder / "page.html").read_bytes()).hexdigest() == page["sha256"]
