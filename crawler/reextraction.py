"""Today's extractor over what the archive holds: what would change, and the change, by many processes at once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archive.clock import now, utc_text
from archive.errors import ArchiveError
from archive.readings import difference, put_reading, type_change
from archive.rereading import (
    Missing,
    count,
    history,
    is_parted,
    part,
    put_history,
    put_reached,
    reached,
    settle_own_addresses,
    tasks,
)
from archive.sites import label
from archive.stored import whole
from crawler.doubts import doubts_of, known_at, waiting
from crawler.learning import FIRST, FULL, learned_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archive import Archive, Article, Visit
    from archive.readings import Difference
    from archive.recording import Recording
    from archive.rereading import Position, Task
    from archive.visit_records import Interpreter, Terms, ToldVisit
    from crawler.portal import Portal

BATCH_COUNT = 200
EXAMPLES = 3
"""Examples of each kind of change that are kept for the report."""


@dataclass
class Changes:
    """What re-extraction of one portal changes, or would."""

    portal: str
    extractor: str
    """What reads: version of the extractor, and number of the portal's model."""
    is_learned_anew: bool = False
    read: int = 0
    """Pages read again."""
    differing: int = 0
    """Versions that read otherwise."""
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By field and kind of change (`gained`, `lost`, `differs`)."""
    examples: dict[tuple[str, str], list[Difference]] = field(default_factory=dict)
    called: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Addresses of articles that are called otherwise, by what they are called before and after."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Articles that are none today, address and reason; they are kept as they are."""
    found: list[tuple[str, str]] = field(default_factory=list)
    """Articles in pages that were taken for none, address and title."""
    parted: list[tuple[str, str]] = field(default_factory=list)
    """Articles of their own that were held for another address of one, address and title."""
    unreadable: list[str] = field(default_factory=list)
    """Pages past their limits, a line each."""
    damaged: list[str] = field(default_factory=list)
    """Captures whose bytes are damaged or not there, a line each."""

    def add(self, made: Difference) -> None:
        """Counts a version that reads otherwise."""
        self.differing += 1
        for change in made.fields:
            key = (change.name, change.kind)
            self.fields[key] += 1
            kept = self.examples.setdefault(key, [])
            if len(kept) < EXAMPLES:
                kept.append(made)


class Reextraction:
    """Reads one portal again. With `archive` open for writing, `apply` can be asked for."""

    def __init__(
        self, archive: Archive, recording: Recording, interpreter: Interpreter, portal: str, *,
        doubtful: bool = False, definition: Portal | None = None,
    ) -> None:  # fmt: skip
        """`doubtful`: only what a second look has doubted, and nothing is learned anew. `definition`: by which it is
        read; None: by that of the last crawl.
        """
        self._doubtful = doubtful
        self._archive = archive
        self._recording = recording
        self._interpreter = interpreter
        self._portal = portal
        crawl = recording.latest_crawl(portal)
        if crawl is None:
            raise ArchiveError(f"{portal} was never crawled: there is nothing to read again")
        self._crawl = crawl
        self._today = recording.terms(crawl)
        if definition is not None:
            overrides = json.dumps(definition.overrides, ensure_ascii=False, sort_keys=True)
            self._today = replace(self._today, definition=definition.toml, overrides=overrides)
        number = recording.sites.count(portal)
        models = recording.sites.models(portal, number)
        self.changes = Changes(portal, label(interpreter.extractor, number))
        # Cut off, it goes on with what it had learned, though articles may have been found since.
        self._model = "" if doubtful or self._reached() else self._learned()
        self._is_new = bool(self._model) and models != (self._model,)
        self._models = (self._model,) if self._model else models
        if self._is_new:
            self.changes = Changes(portal, label(interpreter.extractor, number + 1), is_learned_anew=True)

    @property
    def total(self) -> int:
        """How many pages are to be read."""
        return count(self._recording, self._portal, doubtful=self._doubtful)

    def run(self, *, apply: bool, threads: int, progress: Callable[[int], None] = lambda _count: None) -> Changes:
        """Reads everything again; with `apply` writes it, in batches. Killed in between, the next run goes on."""
        if apply and self._is_new:
            assert self._model
            self._archive.learn_site(
                self._portal, json.loads(self._model), crawl=self._crawl,
                pages=len(json.loads(self._model)["pages"]), again=None, alone=True, at=now(),
            )  # fmt: skip
        if apply and not self._doubtful:
            with self._recording.transaction():
                settle_own_addresses(self._recording.db, self._portal)
        batch: list[tuple[Task, Article]] = []
        others: list[tuple[Task, Article]] = []
        for task, visit in self._read(threads, after=self._reached() if apply else None):
            self.changes.read += 1
            progress(self.changes.read)
            if not self._note(task, visit) or visit.article is None:
                continue
            (others if task.is_other_address else batch).append((_without_payload(task), visit.article))
            if len(batch) >= BATCH_COUNT:
                if apply:
                    self._write(batch, (task.told.file, task.told.end))
                batch = []
        if apply:
            self._write(batch, None)
        self._part(others, apply=apply)
        if apply:
            self._publish_mended()
        return self.changes

    def _part(self, others: list[tuple[Task, Article]], *, apply: bool) -> None:
        """Parts addresses from articles that never said what they say: each is read from its first look on."""
        db = self._recording.db
        parted = [(task, article) for task, article in others if is_parted(db, task.told, article)]
        self.changes.parted += [(task.told.url, article.title) for task, article in parted]
        for task, _ in parted if apply else ():
            seen = history(self._recording, task.told, self._read_now)
            with self._recording.transaction():
                part(db, task.told)
                put_history(self._recording, task.told, seen, label=self.changes.extractor)

    def _read_now(self, told: ToldVisit) -> Visit | None:
        """A visit as it reads today; None: its bytes are damaged."""
        try:
            read = whole(self._recording.db, self._recording.warc_folder, told)
            return self._interpreter.visit(read, self._terms(read))
        except ArchiveError as error:
            self.changes.damaged.append(f"{told.url}: {error}")
            return None

    def _publish_mended(self) -> None:
        """Publishes what was set aside and is read without a doubt now."""
        for number in waiting(self._archive, self._portal):
            rows = self._archive.rows("SELECT capture_id, url FROM set_aside WHERE id = ?", number)
            visit, _ = self._recording.visit_again(rows[0]["capture_id"])
            if visit is None or visit.article is None:
                continue
            before = known_at(self._archive, self._portal, visit.url, read_by=self._interpreter.extractor)
            if not doubts_of(self._archive, self._portal).judge(visit.article, before):
                self._archive.settle(self._portal, [number], how="published")
                self.changes.found.append((visit.url, visit.article.title))

    def _note(self, task: Task, visit: Visit) -> bool:
        """Counts what a reading changes; whether there is something to write."""
        url, article = task.told.url, visit.article
        if self._recording.withheld.covers(visit):
            return False
        if visit.extract_error:
            self.changes.unreadable.append(f"{url}: {visit.extract_error}")
            return False
        if task.is_other_address:
            return article is not None
        if task.version_id is None:
            if article is not None:
                self.changes.found.append((url, article.title))
            return article is not None
        if article is None:
            self.changes.refused.append((url, visit.error or visit.outcome))
            return False
        if (called := type_change(self._recording.db, task.version_id, article)) is not None:
            self.changes.called.setdefault(called, []).append(url)
        made = difference(self._recording.db, task.version_id, article)
        if made is not None:
            self.changes.add(made)
        return True

    def _write(self, batch: list[tuple[Task, Article]], position: Position | None) -> None:
        at, read_by = utc_text(now()), self.changes.extractor
        found = {
            task.told.url: history(self._recording, task.told, self._read_now)
            for task, _ in batch
            if task.version_id is None
        }
        with self._recording.transaction():
            for task, article in batch:
                if task.version_id is None:
                    put_history(self._recording, task.told, found[task.told.url], label=read_by)
                else:
                    put_reading(self._recording.db, task.version_id, article, label=read_by, at=at)
            put_reached(self._recording.db, self._portal, self._key(), position)

    def _reached(self) -> Position | None:
        """Where the last run was cut off, if it read as this one does."""
        return reached(self._recording.db, self._portal, self._key())

    def _key(self) -> str:
        """What decides how a page is read."""
        said = [
            self.changes.extractor,
            self._today.definition,
            self._today.overrides,
            *(["doubtful"] if self._doubtful else []),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]

    def _read(self, threads: int, *, after: Position | None) -> Iterator[tuple[Task, Visit]]:
        """The readings, in the order of the tasks; some are under way while others are worked on."""
        waiting: deque[tuple[Task, object]] = deque()
        with ThreadPoolExecutor(threads) as pool:
            try:
                for task in tasks(self._recording, self._portal, after=after, doubtful=self._doubtful):
                    if isinstance(task, Missing):
                        self.changes.damaged.append(f"warc/{task.place.file} at {task.place.offset}")
                        continue
                    try:
                        told = whole(self._recording.db, self._recording.warc_folder, task.told)
                    except ArchiveError as error:
                        self.changes.damaged.append(f"{task.told.url}: {error}")
                        continue
                    waiting.append((task, pool.submit(self._interpreter.visit, told, self._terms(told))))
                    if len(waiting) > 4 * threads:
                        yield _first(waiting)
                while waiting:
                    yield _first(waiting)
            finally:
                pool.shutdown(cancel_futures=True)

    def _terms(self, told: ToldVisit) -> Terms:
        return replace(self._recording.terms_of(told, self._today), models=self._models)

    def _learned(self) -> str:
        """What is learned of the portal's articles as they lie in the archive; empty where there are too few."""
        rows = self._recording.db.execute(
            "SELECT articles.url, capture_id FROM usual_articles AS articles JOIN article_versions "
            "ON article_id = articles.id AND number = version WHERE portal = ? ORDER BY articles.id",
            (self._portal,),
        ).fetchall()
        if len(rows) < FIRST:
            return ""
        site = learned_from(self._archive.captured, rows[:: max(1, len(rows) // FULL)])
        return json.dumps(site.as_json(), separators=(",", ":"), sort_keys=True)


def _without_payload(task: Task) -> Task:
    """The task without the bytes that it was read from, so that a batch of large pages fits into memory."""
    captures = tuple(replace(one, capture=replace(one.capture, payload=b"")) for one in task.told.captures)
    return replace(task, told=replace(task.told, captures=captures, parts=()))


def _first(waiting: deque[tuple[Task, object]]) -> tuple[Task, Visit]:
    task, future = waiting.popleft()
    visit: Visit = future.result()  # type: ignore[attr-defined]
    return task, visit
