"""What an archive holds of the practice portal, beside what the portal truly holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.demo import material as m
from crawler.demo.chrome import LINES
from crawler.demo.portal import CLOSED
from crawler.urls import canonical_url, split_url

if TYPE_CHECKING:
    from archive import Archive
    from crawler.demo.portal import DemoPortal, Truth
    from crawler.demo.server import DemoServer

FIELDS = ("title", "lead", "text", "captions", "author", "source", "category", "published_on", "state", "version")


@dataclass
class Comparison:
    """How an archive differs from the truth of a day."""

    day: int
    truth: int
    requests: int
    found: int = 0
    missing: list[str] = field(default_factory=list)
    """Paths of articles that are not in the archive."""
    wrong: list[str] = field(default_factory=list)
    """Addresses of archived articles that are none, or that stand twice."""
    differing: dict[str, list[tuple[str, Any, Any]]] = field(default_factory=dict)
    """By field: path, archived and true value."""
    boilerplate: list[str] = field(default_factory=list)
    """Lines of the page around an article that stand in a text."""
    refused: list[str] = field(default_factory=list)
    """Paths closed by robots.txt that were asked for all the same."""

    @property
    def failed(self) -> bool:
        """Whether anything differs."""
        return bool(self.missing or self.wrong or self.differing or self.boilerplate or self.refused)

    def lines(self) -> list[str]:
        """The comparison for a reader."""
        out = [
            f"day {self.day}: {self.found} of {self.truth} articles archived, {len(self.wrong)} that are none or stand "
            f"twice, {self.requests} requests"
        ]
        out += [f"  missing: {path}" for path in self.missing[:10]]
        out += [f"  wrong: {url}" for url in self.wrong[:10]]
        for name, rows in self.differing.items():
            out.append(
                f"  {name} differs {len(rows)} times, first {rows[0][0]}: {rows[0][1]!r:.80} for {rows[0][2]!r:.80}"
            )
        out += [f"  boilerplate in a text: {line}" for line in self.boilerplate]
        out += [f"  asked for though closed by robots.txt: {path}" for path in self.refused]
        if not self.failed:
            out.append(
                f"  every {', '.join(FIELDS[:-1])} and {FIELDS[-1]} as the portal has it; no line of boilerplate"
            )
        return out


def compared(archive: Archive, portal: DemoPortal, server: DemoServer, day: int) -> Comparison:
    """Holds what the archive has of the portal against the truth of a day."""
    result = Comparison(day, 0, sum(server.requests.values()))
    result.refused = sorted(path for path in server.requests if path.startswith(CLOSED))
    rows = _archived(archive)
    places = _places(archive, server)
    seen: set[int] = set()
    for truth in portal.truth(day):
        result.truth += 1
        number = next(
            (places[url] for path in (truth.path, *truth.aliases) if places.get(url := _url(server, path)) in rows),
            None,
        )
        if number is None:  # not there, or called something other than news
            result.missing.append(truth.path)
            continue
        seen.add(number)
        result.found += 1
        _compare(result, truth, rows[number])
    result.wrong = [row["url"] for number, row in rows.items() if number not in seen]
    texts = [row["text"] for row in rows.values()]
    result.boilerplate = [line for line in LINES if any(line in text for text in texts)]
    return result


def _archived(archive: Archive) -> dict[int, dict[str, Any]]:
    rows = {
        row["id"]: {**row, "captions": []} for row in archive.rows("SELECT * FROM usual_articles WHERE portal = 'demo'")
    }
    for image in archive.rows(
        "SELECT article_id, caption FROM images WHERE caption <> '' ORDER BY article_id, position"
    ):
        if image["article_id"] in rows:
            rows[image["article_id"]]["captions"].append(image["caption"])
    return rows


def _places(archive: Archive, server: DemoServer) -> dict[str, int]:
    own = archive.rows("SELECT url, id FROM articles")
    others = archive.rows("SELECT url, article_id AS id FROM article_urls")
    return {_sorted(row["url"], server): row["id"] for row in (*others, *own)}


def _url(server: DemoServer, path: str) -> str:
    return _sorted(server.url.rstrip("/") + path, server)


def _sorted(url: str, server: DemoServer) -> str:
    """The address with its parameters sorted: the archive has them in the order that the portal prints."""
    return canonical_url(url, home=split_url(server.url)) or ""


def _compare(result: Comparison, truth: Truth, row: dict[str, Any]) -> None:
    made = truth.article
    true = {
        "title": made.title, "lead": made.lead, "text": made.text, "captions": list(made.captions), "author": made.author,
        "source": made.source, "category": m.CATEGORIES[made.category],
        "published_on": made.published.date().isoformat(), "version": made.version, "state": truth.state,
    }  # fmt: skip
    for name, value in true.items():
        if row[name] != value:
            result.differing.setdefault(name, []).append((truth.path, row[name], value))
