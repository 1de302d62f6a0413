"""The hostile pages of the bench, small, through `extract` in one process with hard limits: each ends as documented."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.extraction import extract
from crawler.extraction.bounds import LARGEST_CHARACTERS, LONGEST_RUN, MOST_TAGS, bounded

ROOT = Path(__file__).parents[3]
SCALE = 0.03
SECONDS = 120
BYTES = 2 << 30
PROGRAM = f"""
import resource, sys
sys.path[:0] = [{str(ROOT / "bench")!r}, {str(ROOT)!r}]
from hostile_pages import page, page_names
from crawler.extraction import NotAnArticle, extract
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({BYTES}, {BYTES}))
for name in page_names():
    print(name, flush=True)
    try:
        extract(page(name, {SCALE}), url="https://example.gov.vn/tin/bai-1.html")
    except NotAnArticle:
        pass
print("all", flush=True)
"""


def test_every_hostile_page_ends_within_limits() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"at the page {ran.stdout.splitlines()[-1:]}: {ran.stderr[-2000:]}"
    assert ran.stdout.splitlines()[-1] == "all"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p " + " ".join(f"a{n}" for n in range(2000)) + ">x", "<p>x"),
        (f"<img alt='{'một hai ' * 2000}'>x", f"<img alt='{'một hai ' * 2000}'>x"),
        (f"<img src='data:{'A' * 70_000}'>x", "<img>x"),
        ("<p>" + "x" * (LONGEST_RUN + 1) + "<p>y", "<p>" + "x" * LONGEST_RUN + "<p>y"),
        ("<script>" + "x" * LARGEST_CHARACTERS + "</script><p>y", "</script><p>y"),
        ("<style>" + "x" * (LONGEST_RUN + 9) + "</style>", "<style>" + "x" * (LONGEST_RUN + 9) + "</style>"),
        ("<b>" * (MOST_TAGS + 1), "<b>" * MOST_TAGS),
        ("<p>một" * 10, "<p>một" * 10),
    ],
)
def test_what_is_left_out_of_a_page(text: str, expected: str) -> None:
    assert bounded(text) == expected


@pytest.mark.parametrize(
    ("more", "lost"),
    [
        ("", 0.0),
        ("<script>" + "x" * LARGEST_CHARACTERS + "</script>", 0.0),
        (f"<img src='data:{'A' * 70_000}'>", 0.0),
        ("<p>" + "một câu dài. " * (LONGEST_RUN // 6), 0.5),
        ("<p>một câu dài.</p>" * MOST_TAGS, 0.5),
    ],
)
def test_what_is_left_out_of_an_article_is_a_doubt(more: str, lost: float) -> None:
    paragraphs = "".join(f"<p>Câu thứ {n} của bài viết nói về con đường mới của xã.</p>" for n in range(20))
    html = f"<html><body><h1>Đường mới của xã</h1><p>12/12/2022</p>{paragraphs}{more}</body></html>"
    doubts = dict(extract(html, url="https://example.gov.vn/tin/bai-1.html").doubts)
    assert doubts.get("beyond_bounds", 0.0) == pytest.approx(lost, abs=0.05)
