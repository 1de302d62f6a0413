"""An archive with something of everything, served on loopback by the real command, and a real Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import lxml.html
import pytest

from archive import Archive, Attachment, Image
from crawler.downloading.browser import PROGRAMS
from tests.archive.conftest import HOME, Crawls
from tests.crawler.conftest import clean_environment

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)><svg onload=alert(3)>{{7*7}}⟦⟧</title>"
"""What stands in every field of one article."""
PARAGRAPHS = (
    "Sáng nay, huyện tổ chức hội nghị tổng kết chương trình xây dựng nông thôn mới với sự tham dự của đông đảo cán bộ.",
    "Đồng chí chủ tịch ghi nhận kết quả và giao các xã hoàn thành chỉ tiêu trong quý tới, bảo đảm đúng tiến độ đề ra.",
    "Nhân dân trong huyện phấn khởi trước những con đường mới, trường học mới và trạm y tế được đầu tư khang trang.",
)


ORIGINAL = """Ngày 1/11, Ủy ban nhân dân huyện tổ chức lễ khánh thành cầu Bến Đò bắc qua sông Giá, nối hai xã Lưu Kiếm
và Minh Tân. Cầu dài 214 mét, rộng 9 mét, khởi công từ tháng ba năm ngoái với tổng mức đầu tư 68 tỷ đồng.

Phát biểu tại buổi lễ, chủ tịch huyện cảm ơn các hộ dân đã nhường đất và đề nghị nhà thầu tiếp tục hoàn thiện đường dẫn
hai đầu cầu trước Tết để bà con đi lại thuận tiện. Từ nay học sinh hai xã không còn phải qua đò mỗi sáng."""
COPY = ORIGINAL.replace("cảm ơn các hộ dân", "biểu dương các hộ dân")
"""As another one has printed it."""
_KEPT = ("title", "lead", "category", "author", "source", "language", "published_precision", "published_from")


def fill(crawls: Crawls) -> None:
    """Forty articles over three years, one edited twice, one taken down, one restored, one withheld, one hostile; three
    pages that are no news, one of them in doubt.
    """
    for number in range(40):
        day = date(2020, 1, 10) + timedelta(days=27 * number)
        text = "\n\n".join((*PARAGRAPHS, f"Bài số {number} nói về thôn {number}."))
        crawls.look(
            f"tin/{number}", text, title=f"Tin nông thôn mới số {number}", lead=PARAGRAPHS[0],
            html=_html(text), published_on=day,
            published_at=datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC), published_precision="minute",
            published_from="json-ld", category=("Tin tức", "Kinh tế", "Văn hóa")[number % 3],
            author="Nguyễn Thị Hạnh" if number % 4 == 0 else "", source="Báo Hải Phòng" if number % 5 == 0 else "",
            figures=(("views", 100 + number),), language="vi",
        )  # fmt: skip
    for path, text, day in (("goc", ORIGINAL, 1), ("ban-sao", COPY, 3)):
        crawls.look(
            f"tin/{path}", text, title=f"Khánh thành cầu Bến Đò ({path})", html=_html(text),
            published_on=date(2022, 11, day),
            published_at=datetime(2022, 11, day, tzinfo=UTC), published_precision="day", published_from="visible",
            source="Ví dụ" if path == "ban-sao" else "",
        )  # fmt: skip
    for path, page_type in (("su-kien", "event"), ("thong-bao", "notice"), ("huong-dan", "guide")):
        crawls.look(
            f"trang/{path}", f"{PARAGRAPHS[1]} Trang {path}.", title=f"Trang {path}", published_on=date(2022, 11, 9),
            page_type=page_type, page_type_confidence=0.82,
            doubts=(("other_date", 1.0), ("lost_prose", 0.41)) if page_type == "event" else (),
        )  # fmt: skip
    crawls.look("tin/khong-ngay", "Bài không ghi ngày đăng, nói về biển.", title="Không ghi ngày")
    said = {
        "title": NASTY, "lead": NASTY, "author": NASTY, "source": NASTY, "category": NASTY, "tags": (NASTY,),
        "html": f"<p onclick=alert(4)>{NASTY}</p><a href='javascript:alert(5)'>x</a><style>*{{color:red}}</style>",
        "images": (Image(url="http://elsewhere.example/a.png", caption=NASTY, alt=NASTY),),
        "attachments": (Attachment(url="javascript:alert(6)", name=NASTY, media_type=NASTY),),
    }  # fmt: skip
    crawls.look("doc", f"độc hại {NASTY}", **said)
    look_again(crawls)


def look_again(crawls: Crawls) -> None:
    """Two more days: edits, a removal, a restoration; then one article is withheld."""
    for day in range(2):
        crawls.next_day()
        for number in range(3, 40):
            text = "\n\n".join((*PARAGRAPHS, f"Bài số {number} nói về thôn {number}."))
            if number == 5:
                text = text.replace("quý tới", f"quý tới, chậm nhất ngày {day + 20}/12")
            values = crawls.archive.rows("SELECT * FROM articles WHERE url = ?", f"{HOME}tin/{number}")[0]
            kept = {name: values[name] for name in _KEPT}
            crawls.look(
                f"tin/{number}", text, html=_html(text), figures=(("views", 200 + number + day),),
                published_on=date.fromisoformat(values["published_on"]),
                published_at=datetime.fromisoformat(values["published_at"]), **kept,
            )  # fmt: skip
        crawls.look("tin/1", outcome="gone")
    crawls.archive.finish_crawl(crawls.crawl, reason="finished", counts={"pages": 40}, at=crawls.now)
    withheld = crawls.article("tin/2")["id"]
    crawls.archive.withhold(withheld, reason="tên một đứa trẻ")


def _html(text: str) -> str:
    return "".join(f"<p>{one}</p>" for one in text.split("\n\n"))


@dataclass
class Served:
    """A served archive."""

    folder: Path
    url: str
    ids: dict[str, int]
    """The articles' numbers by the last part of their addresses."""

    def ask(self, path: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(self.url + path, headers=named, timeout=60)

    def json(self, path: str) -> Any:
        return self.ask(path).json()


def serving_archive(folder: Path, **environment: str) -> Iterator[str]:
    """The address, without its last slash, at which `luutru serve` shows an archive."""
    command = [sys.executable, "-m", "crawler", "-a", str(folder), "serve", "--port", "0"]
    printed = folder.with_name(f"{folder.name}.printed")
    with printed.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.PIPE, text=True, cwd=folder.parent,
            env={**clean_environment(), **environment},
        )  # fmt: skip
    try:
        assert process.stderr is not None
        address = process.stderr.readline().split()[0].rstrip("/")
        yield address
    finally:
        process.terminate()
        _, rest = process.communicate(timeout=60)
        assert process.returncode == 0
        assert rest == ""  # a page that broke has said so here
        assert printed.read_text(encoding="utf-8") == ""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("web") / "archive"
    with Archive.open(folder, write=True, create=True) as archive:
        fill(Crawls(archive))
        ids = {row["url"].rpartition("/")[2]: row["id"] for row in archive.rows("SELECT id, url FROM articles")}
        ids["story"] = archive.rows("SELECT story_id FROM articles WHERE url LIKE '%/goc'")[0]["story_id"]
    for address in serving_archive(folder, LUUTRU_NOW="2022-12-15T08:00:00Z"):
        yield Served(folder, address, ids)


NEEDS_CHROMIUM = [
    pytest.mark.skipif(find_spec("playwright") is None, reason="the extra `browser` is not installed"),
    pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="Chromium is not installed"),
]


@pytest.fixture(scope="package")  # it keeps the thread's event loop: other tests need one of their own
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    program = next(found for found in map(shutil.which, PROGRAMS) if found)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def read(served: Served, path: str, **headers: str) -> lxml.html.HtmlElement:
    answer = served.ask(path, **headers)
    assert answer.status_code == 200, answer.text
    return lxml.html.document_fromstring(answer.text)


def text(page: lxml.html.HtmlElement, selector: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.cssselect(selector)]
