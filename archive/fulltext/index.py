"""The folder of the search index: opened, brought up to what the tables say, made anew where it is not to be used.

`state.json` beside it tells up to which change (table `search_changes`) it follows which database. Where that does not
fit, every article is held against it. One process at a time brings it up to date; others search what is there.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tantivy import Index, Query

from archive.errors import ArchiveBusy, ArchiveError
from archive.files import SEARCH as FOLDER
from archive.folding import FOLDING
from archive.fulltext.documents import documents, schema, told
from archive.fulltext.tokens import TOKENIZER, analyzer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from tantivy import IndexWriter, Searcher

FORM = 4
"""Changes with every change of the documents' fields: an index of another form is made anew."""
_STATE, LOCK = "state.json", "lock"
_HEAP_BYTES, _SMALL_HEAP_BYTES = 64_000_000, 20_000_000
"""What the writer holds in memory, for many articles and for one portion."""
_PORTION, _STEP = 5000, 200
"""Articles that are entered at once, and between two words of how far it is."""
_LOOK_SECONDS = 0.2
_WAIT_SECONDS = 10
"""So long a search waits for another process that brings the index up to date."""
_FORGET_SECONDS = 600
"""So long, the same, whoever withholds an article."""


@dataclass(frozen=True, slots=True)
class _State:
    """What the index follows."""

    form: int = 0
    folding: int = 0
    database: str = ""
    """Which file `archive.db` is: device and inode."""
    change: int = 0
    """The last change that it holds."""


class TextIndex:
    """The search index of an archive."""

    def __init__(self, folder: Path) -> None:
        self._database = folder / "archive.db"
        self._folder = folder / FOLDER
        self._index: Index | None = None
        self._state = _State()
        self._in_memory = False

    def searcher(self, db: sqlite3.Connection, *, progress: Callable[[int, int], None] | None = None) -> Searcher:
        """What searches the index, brought up to what `db` says.

        `progress` is told how many of how many articles were entered. Raises ArchiveError where the index can neither
        be read nor made.
        """
        with self._explained():
            if not self._follows(_latest(db)):
                self._refresh(db, progress, wait_seconds=_WAIT_SECONDS)
            assert self._index is not None
            return cast("Searcher", _Guarded(self._index.searcher(), self._explained))

    def refresh(
        self, db: sqlite3.Connection, *, progress: Callable[[int, int], None] | None = None, waits: bool = True
    ) -> int:
        """Brings the index up to what `db` says; how many articles it entered or took out.

        Where another process is at it, waits for that one; where the folder cannot be written, makes the index in
        memory. With `waits` False does neither. What `progress` raises ends it: what was entered until then stays, the
        next time goes on behind it. Raises ArchiveError where the index cannot be made.
        """
        with self._explained():
            return self._refresh(db, progress, wait_seconds=_WAIT_SECONDS if waits else 0)

    def held(self, db: sqlite3.Connection) -> dict[int, int] | None:
        """By article the number of what is held of it; None: the index does not follow `db` as it is. Writes nothing.

        Raises ArchiveError where the index cannot be read.
        """
        with self._explained():
            if not self._follows(_latest(db)):
                return None
            assert self._index is not None
            searcher = self._index.searcher()
            addresses = []
            if searcher.num_docs:
                hits = searcher.search(Query.all_query(), limit=searcher.num_docs, count=False).hits
                addresses = [address for _, address in hits]
            columns = (searcher.fast_field_values(name, addresses) for name in ("article", "print"))
            return {int(number or 0): int(value or 0) for number, value in zip(*columns, strict=True)}

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            # tantivy has no errors of its own, and what it panics at is no Exception.
            if not isinstance(error, ValueError | OSError | RuntimeError) and type(error).__name__ != "PanicException":
                raise
            raise ArchiveError(
                f"{self._folder} cannot be used ({_line(error)}): luutru verify --repair makes it anew from archive.db"
            ) from None

    def _refresh(
        self, db: sqlite3.Connection, progress: Callable[[int, int], None] | None, *, wait_seconds: float
    ) -> int:
        told_of = progress or (lambda _done, _of: None)
        if self._in_memory:
            return self._bring_up(db, told_of)
        try:
            self._folder.mkdir(exist_ok=True)
            lock = (self._folder / LOCK).open("a")
        except OSError:
            if not wait_seconds:
                raise
            self._in_memory, self._index, self._state = True, _index(), _State(FORM, FOLDING)
            return self._bring_up(db, told_of)
        with lock:
            if not _held(lock.fileno(), wait_seconds):
                self._open()
                if self._index is None and wait_seconds:
                    raise ArchiveError(f"{self._folder} is being made by another process: wait for it to end")
                return 0
            self._open()
            if self._index is None:
                self._make()
            try:
                return self._bring_up(db, told_of)
            except ValueError as error:  # damaged: a file is missing or cut short
                if "LockBusy" in str(error):  # a process that was told to stop is just ending
                    raise
                self._make()
                return self._bring_up(db, told_of)

    def _follows(self, latest: int) -> bool:
        """Whether the index is open and holds every change."""
        if self._index is None and not self._in_memory:
            self._open()
        if self._index is None:
            return False
        if not self._in_memory and self._state.change != latest:
            self._open()  # another process may have brought it up to date
        return self._state.change == latest and (self._in_memory or self._state.database == self._identity())

    def _identity(self) -> str:
        found = self._database.stat()
        return f"{found.st_dev}:{found.st_ino}"

    def _open(self) -> None:
        """Opens what is there, if it can be used."""
        state = _read_state(self._folder / _STATE)
        if (state.form, state.folding) != (FORM, FOLDING):
            self._index, self._state = None, _State()
            return
        if self._index is None:
            with contextlib.suppress(ValueError):
                self._index = _index(self._folder, reuse=True)
        if self._index is not None:
            self._index.reload()
            self._state = state

    def _make(self) -> None:
        """Begins an empty index in the place of what is there."""
        self._index = None
        _empty(self._folder)
        self._index = _index(self._folder, reuse=False)
        self._put_state(0)

    def _bring_up(self, db: sqlite3.Connection, progress: Callable[[int, int], None]) -> int:
        assert self._index is not None
        latest, entered = _latest(db), 0
        behind = self._behind(db)
        if behind:
            writer = self._index.writer(_HEAP_BYTES if len(behind) > _PORTION else _SMALL_HEAP_BYTES, 1)
            try:
                for begin in range(0, len(behind), _PORTION):
                    portion = behind[begin : begin + _PORTION]
                    entered += self._enter(db, writer, portion, partial(_tell, progress, begin, len(behind)))
                    writer.commit()
                    self._put_state(portion[-1][1])
            except BaseException:
                with contextlib.suppress(ValueError):
                    writer.rollback()
                raise
            self._put_state(latest)
            merging = threading.Thread(target=writer.wait_merging_threads, daemon=True)
            merging.start()
            while merging.is_alive():  # whoever wants to stop need not wait for it: it costs nothing but its work
                merging.join(_LOOK_SECONDS)
                progress(len(behind), len(behind))
            self._index.reload()
        self._put_state(latest)
        return entered

    def _behind(self, db: sqlite3.Connection) -> list[tuple[int, int]]:
        """The articles that the index may not hold as they are, each with its latest change, in the order of these.

        So up to the change of each it holds everything when that one has been entered.
        """
        is_same = self._in_memory or self._state.database == self._identity()
        if self._state.change and self._state.change <= _latest(db) and is_same:
            return db.execute(
                "SELECT article_id, change FROM search_changes WHERE change > ? ORDER BY change", (self._state.change,)
            ).fetchall()
        self._state = _State(FORM, FOLDING)
        changes = dict(db.execute("SELECT article_id, change FROM search_changes"))
        numbers = {number for (number,) in db.execute("SELECT id FROM articles")}
        return sorted(
            ((number, changes.get(number, 0)) for number in numbers.union(self._held_articles())),
            key=lambda one: (one[1], one[0]),
        )

    def _enter(
        self, db: sqlite3.Connection, writer: IndexWriter, portion: Sequence[tuple[int, int]],
        told_of: Callable[[int], None],
    ) -> int:  # fmt: skip
        assert self._index is not None
        self._index.reload()
        searcher, entered = self._index.searcher(), 0
        for place, (number, _) in enumerate(portion):
            if place % _STEP == 0:
                told_of(place)
            article = told(db, number)
            print_ = article.print if article else None
            held = _print_of(searcher, self._index, number) if searcher.num_docs else None
            if print_ == held:
                continue
            entered += 1
            if held is not None:
                writer.delete_documents_by_term("article", number)
            for document in documents(article, print_) if article and print_ is not None else ():
                writer.add_document(document)
        return entered

    def _held_articles(self) -> Iterator[int]:
        assert self._index is not None
        searcher = self._index.searcher()
        if searcher.num_docs:
            found = searcher.search(Query.all_query(), limit=searcher.num_docs, count=False).hits
            for number in searcher.fast_field_values("article", [address for _, address in found]):
                yield int(number or 0)

    def _put_state(self, change: int) -> None:
        """Notes that every change up to this one is in the index."""
        self._state = _State(FORM, FOLDING, "" if self._in_memory else self._identity(), change)
        if self._in_memory:
            return
        file = self._folder / _STATE
        beside = file.with_suffix(".new")
        said = {name: getattr(self._state, name) for name in ("form", "folding", "database", "change")}
        beside.write_text(json.dumps(said) + "\n", encoding="utf-8")
        beside.replace(file)


class _Guarded:
    """A searcher whose errors are explained, as a damaged file is noticed when it is read."""

    def __init__(self, searcher: Searcher, explained: Callable[[], AbstractContextManager[None]]) -> None:
        self._searcher = searcher
        self._explained = explained

    def __getattr__(self, name: str) -> Any:
        with self._explained():
            found = getattr(self._searcher, name)
        return partial(self._call, found) if callable(found) else found

    def _call(self, method: Callable[..., Any], *values: Any, **named: Any) -> Any:
        with self._explained():
            return method(*values, **named)


@contextlib.contextmanager
def forgotten(folder: Path) -> Iterator[None]:
    """Removes the index, and lets nobody make it anew meanwhile: what is withheld may not stay in its files, nor get
    there from rows that are about to move. It is made anew when it is next asked for.

    Waits for whoever makes it. Raises ArchiveBusy where that takes too long, ArchiveError where it cannot be removed.
    """
    index = folder / FOLDER
    try:
        index.mkdir(exist_ok=True)
        lock = (index / LOCK).open("a")
    except OSError as error:
        raise ArchiveError(f"{index} cannot be removed: {error.strerror}") from None
    with lock:
        if not _held(lock.fileno(), _FORGET_SECONDS):
            raise ArchiveBusy(f"{index} is being made by another process: try again after it")
        try:
            _empty(index)
            yield
        finally:
            _empty(index)


def forget(folder: Path) -> None:
    """Removes the index, if there is one; see `forgotten`."""
    if (folder / FOLDER).is_dir():
        with forgotten(folder):
            pass


def _empty(index: Path) -> None:
    """Removes all but the lock, which others may wait for."""
    for entry in index.iterdir():
        if entry.name != LOCK:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _index(folder: Path | None = None, *, reuse: bool = False) -> Index:
    """The index in a folder, or one in memory."""
    index = Index(schema(), str(folder) if folder else None, reuse=reuse)
    index.register_tokenizer(TOKENIZER, analyzer())
    return index


def _tell(progress: Callable[[int, int], None], begin: int, of: int, done: int) -> None:
    progress(begin + done, of)


def _latest(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(change), 0) FROM search_changes").fetchone()[0])


def _print_of(searcher: Searcher, index: Index, number: int) -> int | None:
    """The number that the documents of an article were entered with; None: it has none."""
    query = Query.term_query(index.schema, "article", number)
    found = searcher.search(query, limit=1, count=False).hits
    if not found:
        return None
    (value,) = searcher.fast_field_values("print", [found[0][1]])
    return int(value or 0)


def _held(handle: int, wait_seconds: float) -> bool:
    """Takes the lock of the index, waiting for whoever has it; whether it could."""
    import fcntl

    for _ in range(1 + int(wait_seconds * 20)):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


def _read_state(file: Path) -> _State:
    try:
        said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return _State(int(said["form"]), int(said["folding"]), str(said["database"]), int(said["change"]))
    except (OSError, ValueError, KeyError, TypeError):
        return _State()


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
