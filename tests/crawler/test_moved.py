"""A portal that moved: its articles go on as the same ones, by two servers on loopback."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.crawler.conftest import page, rows, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site

COUNT = 16


@pytest.fixture
def new() -> Iterator[Site]:
    """The portal's new home."""
    with serving() as made:
        yield made


def body(n: int, edited: str = "") -> str:
    return f"Nội dung riêng của bài thứ {n}{edited}, viết cho người đọc của huyện. " * 12


def fill(site: Site, path: str, *, numbers: range = range(COUNT), canonical: str = "", edited: int = -1) -> None:
    """A portal whose articles lie at `path`, with a document each whose address names the host."""
    paths = {n: path.format(n=n, id=1000 + n) for n in numbers}
    home = page("Cổng thông tin", date="", body="Trang chủ", links=tuple(paths.values()))
    site.put("/", home.replace(b"<html>", b'<html lang="vi">'))
    for n, one in paths.items():
        made = page(f"Bài viết hay số {n}", body=body(n, ", có bổ sung" if n == edited else ""))
        link = f'<p>Tải về: <a href="{site.url}tep/{n}.pdf">Quyết định {n}</a></p></body>'
        made = made.replace(b"</body>", link.encode())
        if canonical:
            made = made.replace(b"</head>", f'<link rel="canonical" href="{canonical}{one[1:]}"></head>'.encode())
        site.put(one, made)


def crawl(luutru: Luutru, clock: str, *more: str) -> None:
    done = luutru("crawl", "abc", "--quiet", *more, LUUTRU_NOW=clock)
    assert done.returncode == 0, done.stderr


def define(luutru: Luutru, site: Site) -> None:
    file = luutru.archive / "portals" / "abc.toml"
    file.parent.mkdir(parents=True)
    head = f"name = 'Cổng An Bình'\nhomepage = '{site.url}'\nprivate = true\ntimezone = 'Asia/Ho_Chi_Minh'\n"
    rules = "[article]\nbody = 'body'\n[politeness]\ndelay = 0\n[schedule]\nwatch = ['1 hour']\n"
    file.write_text(head + rules, encoding="utf-8")


def state(folder: Path) -> dict[str, Any]:
    (row,) = rows(
        folder,
        "SELECT count(*) AS articles, sum(state = 'live') AS live, max(version) AS version, "
        "(SELECT count(*) FROM article_versions) AS versions, (SELECT count(*) FROM absences) AS absences "
        "FROM articles",
    )  # fmt: skip
    return row


@pytest.mark.parametrize("squatter", ["dead", "404", "home"])
def test_a_new_host_and_whoever_has_the_old_one(luutru: Luutru, new: Site, squatter: str) -> None:
    with serving() as old:
        define(luutru, old)
        fill(old, "/tin/bai-viet-hay-so-{n}-{id}")
        crawl(luutru, "2026-01-01T00:00:00Z")
        assert state(luutru.archive)["articles"] == COUNT
        # The move: one article edited on the way, one new, stale canonical links to the host that is gone.
        fill(new, "/tin/bai-viet-hay-so-{n}-{id}", numbers=range(COUNT + 1), canonical=old.url, edited=3)
        if squatter == "404":
            old.answers.clear()
        if squatter == "home":
            home = page("Tên miền này đang được bán", date="", body="Liên hệ")
            old.answers = _Always((200, {"Content-Type": "text/html"}, home))
        if squatter != "dead":
            _go_on(luutru, new, old)
            return
    _go_on(luutru, new, old)


class _Always(dict):  # type: ignore[type-arg]
    """The same answer at every address."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self._answer = answer

    def get(self, _: Any, __: Any = None) -> Any:
        return self._answer


def _go_on(luutru: Luutru, new: Site, old: Site) -> None:
    refused = luutru("add", new.url, "--same-as", "abc")
    assert refused.returncode == 2
    assert "is there already" in refused.stderr
    old.asked.clear()
    added = luutru("add", new.url, "--same-as", "abc", "--yes")
    assert added.returncode == 0, added.stderr
    made = tomllib.loads((luutru.archive / "portals" / "abc.toml").read_text(encoding="utf-8"))
    assert made["name"] == "Cổng An Bình"
    assert made["homepage"] == new.url
    assert made["hosts"] == [f"127.0.0.1:{old.port}"]
    assert made["discover"]["former"] == [rf"^https?://(?:www\.)?127\.0\.0\.1:{old.port}/"]
    assert made["article"]["body"] == "body"
    assert made["schedule"] == {"watch": ["1 hour"]}

    crawl(luutru, "2026-02-01T00:00:00Z")
    found = state(luutru.archive)
    assert (found["articles"], found["live"], found["absences"]) == (COUNT + 1, COUNT + 1, 0)
    assert found["versions"] == COUNT + 2  # the edit made on the way is the only one
    addresses = rows(luutru.archive, "SELECT url, reason FROM article_urls")
    assert len(addresses) == COUNT
    assert all(row["url"].startswith(old.url) and row["reason"] == "moved" for row in addresses)
    assert all(row["url"].startswith(new.url) for row in rows(luutru.archive, "SELECT url FROM articles"))

    # Later looks: an edit is a version, a removal a removal, and the old host is left alone.
    fill(new, "/tin/bai-viet-hay-so-{n}-{id}", numbers=range(COUNT + 1), edited=5)
    del new.answers["/tin/bai-viet-hay-so-7-1007"]
    for clock in ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"):
        crawl(luutru, clock, "--recheck")
    found = state(luutru.archive)
    assert (found["articles"], found["live"], found["absences"]) == (COUNT + 1, COUNT, 1)
    assert not old.asked
    edits = rows(luutru.archive, "SELECT title, version FROM articles WHERE version > 1 ORDER BY title")
    assert [(row["title"][-1], row["version"]) for row in edits] == [("3", 3), ("5", 2)]

    # All of it can be made again from warc/ alone.
    before = rows(luutru.archive, "SELECT id, url, state, version, content_hash FROM articles ORDER BY id")
    aliases = rows(luutru.archive, "SELECT portal, url, article_id, reason FROM article_urls ORDER BY url")
    (luutru.archive / "archive.db").unlink()
    repaired = luutru("verify", "--repair")
    assert repaired.returncode in (0, 1), repaired.stderr
    assert rows(luutru.archive, "SELECT id, url, state, version, content_hash FROM articles ORDER BY id") == before
    assert rows(luutru.archive, "SELECT portal, url, article_id, reason FROM article_urls ORDER BY url") == aliases


def test_another_scheme_of_addresses_on_the_same_host(luutru: Luutru, site: Site) -> None:
    define(luutru, site)
    fill(site, "/xem-tin.asp?id={id}")
    crawl(luutru, "2026-01-01T00:00:00Z")
    site.answers.clear()
    fill(site, "/tin/bai-viet-hay-so-{n}-{id}", numbers=range(COUNT + 1))
    added = luutru("add", site.url, "--same-as", "abc", "--yes")
    assert added.returncode == 0, added.stderr
    made = tomllib.loads((luutru.archive / "portals" / "abc.toml").read_text(encoding="utf-8"))
    assert made["discover"]["former"] == [r"^https?://[^/]+/xem-tin\.asp\?id=\d+$"]
    site.asked.clear()
    for clock in ("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z"):
        crawl(luutru, clock, "--recheck")
    found = state(luutru.archive)
    assert (found["articles"], found["live"], found["absences"]) == (COUNT + 1, COUNT + 1, 0)
    assert found["versions"] == COUNT + 1
    assert not any("xem-tin" in path for path in site.asked)


def test_old_addresses_that_still_lead_to_articles_are_not_left_behind(luutru: Luutru, site: Site) -> None:
    define(luutru, site)
    fill(site, "/xem-tin.asp?id={id}")
    crawl(luutru, "2026-01-01T00:00:00Z")
    for n in range(COUNT):
        site.put(f"/xem-tin.asp?id={1000 + n}", status=301, Location=f"/tin/bai-viet-hay-so-{n}-{1000 + n}")
    fill(site, "/tin/bai-viet-hay-so-{n}-{id}")
    assert luutru("add", site.url, "--same-as", "abc", "--yes").returncode == 0
    made = tomllib.loads((luutru.archive / "portals" / "abc.toml").read_text(encoding="utf-8"))
    assert "former" not in made["discover"]
    crawl(luutru, "2026-02-01T00:00:00Z")
    crawl(luutru, "2026-02-02T00:00:00Z", "--recheck")
    found = state(luutru.archive)
    assert (found["articles"], found["live"], found["absences"], found["versions"]) == (COUNT, COUNT, 0, COUNT)


def test_a_key_that_nobody_knows(luutru: Luutru, site: Site) -> None:
    done = luutru("add", site.url, "--same-as", "nowhere", "--private")
    assert done.returncode == 2
    assert "no portal 'nowhere'" in done.stderr
