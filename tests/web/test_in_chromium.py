"""Every page as readers meet it: on a desk and a phone, in light and dark, by keyboard; a picture of each is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import NEEDS_CHROMIUM, Served

pytestmark = NEEDS_CHROMIUM
PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
WINDOWS = {"desk": (1280, 900), "phone": (390, 844)}
PAGES = {
    "home": "/", "search": "/search?q=nong+thon+moi", "search-all": "/search", "search-nothing": "/search?q=khonghềcó",
    "search-narrowed": "/search?q=nông&category=Kinh+tế&since=2021&sort=newest",
    "search-as-of": "/search?q=tin&as_of=2022-12-12",
    "search-wrong": "/search?q=%22", "search-hostile": "/search?q=độc", "article": "/article/{7}",
    "article-edited": "/article/{5}", "article-old": "/article/{5}?version=1", "article-removed": "/article/{1}",
    "article-hostile": "/article/{doc}", "article-undated": "/article/{khong-ngay}",
    "difference": "/article/{5}/difference",
    "difference-first": "/article/{5}/difference?from=1&to=3", "never-edited": "/article/{7}/difference",
    "portal": "/portal/example", "portals": "/portals", "changes": "/changes",
    "changes-removed": "/changes?kind=removed",
    "stories": "/stories", "story": "/story/{story}", "story-compared": "/story/{story}?compare={ban-sao}",
    "article-copied": "/article/{ban-sao}", "search-folded": "/search?q=cầu+bến+đò&fold=1",
    "article-doubtful": "/article/{su-kien}", "article-notice": "/article/{thong-bao}",
    "search-types": "/search?q=trang&page_type=all", "search-events": "/search?page_type=event&page_type=guide",
    "withheld": "/article/3", "nowhere": "/article/999",
}  # fmt: skip
AXE = (("light", "desk"), ("dark", "phone"))
"""Each of the colours and each of the layouts, once."""
SERIOUS = ("serious", "critical")


class Looked:
    """What a browser met on the way."""

    def __init__(self, page: Any, own: str) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("console", lambda message: self._console(message))
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.troubles.append(f"ran: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: None if request.url.startswith(own) else self.troubles.append(f"asked {request.url}"),
        )

    def _console(self, message: Any) -> None:
        # Chromium reports the page's own status as a failed resource: it is what was asked for.
        is_own_status = "the server responded with a status of" in message.text
        if message.type in ("error", "warning") and not is_own_status:
            self.troubles.append(f"console: {message.text}")


@contextmanager
def looking(chromium: Any, served: Served, **options: Any) -> Iterator[Looked]:
    context = chromium.new_context(**options)
    try:
        yield Looked(context.new_page(), served.url)
    finally:
        context.close()


def address(served: Served, path: str) -> str:
    for name, number in served.ids.items():
        path = path.replace(f"{{{name}}}", str(number))
    return served.url + path


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_for_all(chromium: Any, served: Served, name: str, scheme: str, window: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    width, height = WINDOWS[window]
    locale = "vi-VN" if window == "phone" else "en-GB"
    with looking(
        chromium, served, color_scheme=scheme, viewport={"width": width, "height": height}, locale=locale
    ) as looked:
        page = looked.page
        answer = page.goto(address(served, PAGES[name]))
        assert answer.status == {"search-wrong": 400, "withheld": 410, "nowhere": 404}.get(name, 200)
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == locale[:2]
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{scheme}-{window}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if (scheme, window) in AXE:
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS] == []
        assert looked.troubles == []


@pytest.mark.parametrize("name", ["home", "search", "article-edited", "portal", "changes"])
def test_nothing_needs_a_mouse(chromium: Any, served: Served, name: str) -> None:
    """Each link, field and button is reached with the tab key, in the order of the page, and is seen to be."""
    with looking(chromium, served, viewport={"width": 1280, "height": 900}) as looked:
        page = looked.page
        page.goto(address(served, PAGES[name]))
        visible = "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']"
        wanted = page.evaluate(
            f"[...document.querySelectorAll({visible!r})].filter(e => e.checkVisibility()"
            " && !(e.closest('details:not([open])') && !e.matches('summary'))).length"
        )
        reached: list[int] = []
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            at = page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)")
            if at in reached or page.evaluate("document.activeElement === document.body"):
                break
            reached.append(at)
            shown = page.evaluate(
                "(s => s.outlineStyle + ' ' + s.outlineWidth)(getComputedStyle(document.activeElement))"
            )
            assert shown not in ("none 0px", "none 3px"), page.evaluate("document.activeElement.outerHTML")
        assert len(reached) == wanted
        assert reached == sorted(reached)


def test_from_a_question_to_an_article_by_keyboard(chromium: Any, served: Served) -> None:
    with looking(chromium, served, locale="vi-VN") as looked:
        page = looked.page
        page.goto(served.url + "/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type('"thôn 17"')
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?**")
        assert page.locator(".hits li").count() == 1
        while page.evaluate("!document.activeElement.closest('.hits h3')"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/article/*")
        assert page.locator("h1").inner_text() == "Tin nông thôn mới số 17"
        assert looked.troubles == []


def test_a_search_is_narrowed_and_widened_by_clicks_and_each_state_is_an_address(chromium: Any, served: Served) -> None:
    with looking(chromium, served, locale="en-GB") as looked:
        page = looked.page

        def count() -> int:
            return int(page.locator(".summary h2").inner_text().split()[0])

        page.goto(served.url + "/search?q=nông+thôn")
        whole = count()
        page.locator(".facet a", has_text="Kinh tế").click()
        narrowed = count()
        assert 0 < narrowed < whole
        page.locator(".bars a:not(.empty)").first.click()
        month = count()
        assert 0 < month < narrowed
        address = page.url
        page.goto(served.url + "/")
        page.goto(address)
        assert count() == month
        while page.locator(".chosen a").count():
            page.locator(".chosen a").first.click()
        assert count() == whole
        page.locator(".sorts a", has_text="newest first").click()
        first = page.locator(".hits time").first.inner_text()
        page.locator(".paging a[rel=next]").click()
        assert page.locator(".hits li").count() == whole - 20
        assert page.locator(".hits time").first.inner_text() != first
        assert looked.troubles == []


def test_the_language_is_the_readers(chromium: Any, served: Served) -> None:
    with looking(chromium, served, locale="vi-VN") as looked:
        page = looked.page
        page.goto(served.url + "/search?q=tin")
        assert page.locator("button").first.inner_text() == "Tìm"
        page.locator(".language").click()
        assert page.locator("button").first.inner_text() == "Search"
        page.goto(served.url + "/")
        assert page.locator("html").get_attribute("lang") == "en"  # it is remembered
