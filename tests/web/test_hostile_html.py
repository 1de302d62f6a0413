"""Article pages of hostile HTML run nothing, load nothing, and look like the page around them."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from archive import Archive
from archive.web.archived_html import TAGS, shown
from tests.archive.conftest import Crawls
from tests.web.conftest import NEEDS_CHROMIUM, Served, serving_archive
from tests.web.test_in_chromium import looking

CASES = 745
"""Injections among the feed parser's own tests."""
_CONTENT = re.compile(
    r"<(?:content|description|summary|title|body|div)\b[^>]*>(.*)</(?:content|description|summary|title|body|div)>",
    re.S,
)
EXTRA = (
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a><a href=\" javascript:alert(1)\">y</a><a href='data:text/html,<script>alert(1)</script>'>z</a>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe><object data='javascript:alert(1)'></object><embed src=x>",
    "<base href='http://evil.example/'><meta http-equiv=refresh content='0;url=http://evil.example/'><link rel=stylesheet href='//evil.example/x.css'>",
    "<form action='http://evil.example/'><input name=q autofocus onfocus=alert(1)><button formaction='javascript:alert(1)'>x</button></form>",
    "<p style='background:url(http://evil.example/a.png);position:fixed;inset:0'>x</p><div id=main class=top>y</div>",
    "<table background='http://evil.example/a.png'><tr><td colspan=99999999>x</td></tr></table>",
    "<video src='http://evil.example/a.mp4' autoplay onerror=alert(1)></video><picture><source srcset='//evil.example/b.png'></picture>",
    "</article></main></body></html><script>alert(1)</script>", "<plaintext>x", "<!--" , "<![CDATA[<script>alert(1)</script>]]>",
    "<xmp><script>alert(1)</script></xmp><textarea><script>alert(1)</script>", "\x00<scr\x00ipt>alert(1)</script>",
    "<a href=http://evil.example ping=http://evil.example target=_blank>x</a>", "<p>" * 5000 + "x",
)  # fmt: skip


def cases(shared: Path) -> list[str]:
    """What each of the feed parser's injection cases would put into a page."""
    found = []
    for file in sorted((shared / "corpora/feedparser/wellformed/sanitize").glob("*.xml")):
        feed = re.sub(r"<!--.*?-->", "", file.read_bytes().decode("utf-8", "replace"), count=1, flags=re.S)
        match = _CONTENT.search(feed)
        found.append(html.unescape(match[1] if match else feed))
    return found


def test_what_is_shown_is_made_of_harmless_elements_alone(shared: Path) -> None:
    hostile = [*cases(shared), *EXTRA]
    assert len(hostile) == CASES + len(EXTRA)
    for case in hostile:
        made = shown(case, picture="Ảnh")
        if made is None or not made.strip():
            continue
        for element in lxml.html.fragment_fromstring(str(made), create_parent="div").iterdescendants():
            assert element.tag in TAGS, case
            for name, value in element.attrib.items():
                assert name in ("href", "title", "rel", "class", "colspan", "rowspan", "lang"), case
                assert name != "href" or not re.match(r"\s*(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", value, re.I), case
                assert name != "class" or value == "picture", case


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An archive that holds them as they are: what extraction would have cleaned is not cleaned here."""
    folder = tmp_path_factory.mktemp("hostile") / "archive"
    with Archive.open(folder, write=True, create=True) as archive:
        crawls = Crawls(archive)
        for number, case in enumerate([*cases(shared), *EXTRA]):
            crawls.look(f"bai-{number}", f"Bài số {number} {case}", title=f"{case[:200]} {number}", html=case)
        count = archive.rows("SELECT count(*) AS n FROM articles")[0]["n"]
    for url in serving_archive(folder):
        yield Served(folder, url, {}), count


@pytest.mark.parametrize("mark", [pytest.param(None, marks=NEEDS_CHROMIUM)])
def test_article_pages_of_hostile_html_run_nothing(chromium: Any, hostile: tuple[Served, int], mark: None) -> None:
    served, count = hostile
    assert count == CASES + len(EXTRA)
    with looking(chromium, served) as looked:
        for number in range(1, count + 1):
            answer = looked.page.goto(f"{served.url}/article/{number}", wait_until="load")
            assert answer.status == 200
            assert (
                looked.page.evaluate(
                    "document.querySelectorAll('script, iframe, object, embed, form, [onclick], [style], main img').length"
                )
                == 0
            ), number
            assert looked.page.locator("footer.bottom").count() == 1, number
            assert looked.troubles == [], number
