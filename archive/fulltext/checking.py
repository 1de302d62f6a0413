"""Whether the search index is whole: each of its files by the checksum at its end, its articles by what the tables say.

It is only read. What is damaged is no loss: the index is made anew from the tables.
"""

from __future__ import annotations

import contextlib
import json
import struct
import zlib
from typing import TYPE_CHECKING

from archive.errors import ArchiveError
from archive.files import SEARCH as FOLDER
from archive.fulltext.documents import told
from archive.fulltext.index import LOCK, TextIndex

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

_ENDINGS = ("idx", "pos", "term", "fast", "fieldnorm", "store")
"""The files of a part of the index."""
_FOOTER = struct.Struct("<II")
"""At the end of each: how long its footer is, and a number that tells it is one."""
_MAGIC = 1337
_CHUNK_BYTES = 1 << 20


def search_faults(folder: Path, db: sqlite3.Connection | None) -> Iterator[str]:
    """What is wrong with the search index of the archive in `folder`, a line each.

    Where it is being brought up to date, or made by another luutru, nothing is said. `db`: the tables; None: they
    cannot be read.
    """
    with _kept_as_it_is(folder / FOLDER) as is_there:
        faults = list(_file_faults(folder / FOLDER)) if is_there else []
    yield from faults
    if is_there and not faults and db is not None:
        db.execute("BEGIN")  # both as they are at one moment
        try:
            yield from _article_faults(folder, db)
        except ArchiveError as error:
            yield str(error)
        finally:
            db.execute("ROLLBACK")


@contextlib.contextmanager
def _kept_as_it_is(index: Path) -> Iterator[bool]:
    """Nobody changes the index meanwhile; whether there is one that can be looked at."""
    import fcntl

    with contextlib.ExitStack() as stack:
        try:
            lock = stack.enter_context((index / LOCK).open("rb"))
            fcntl.flock(lock.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield (index / "meta.json").exists()


def _file_faults(index: Path) -> Iterator[str]:
    try:
        parts = json.loads((index / "meta.json").read_text(encoding="utf-8"))["segments"]
        names = [one["segment_id"].replace("-", "") for one in parts]
        deleted = [(name, one["deletes"]) for name, one in zip(names, parts, strict=True) if one["deletes"]]
        files = [f"{name}.{ending}" for name in names for ending in _ENDINGS]
        files += [f"{name}.{one['opstamp']}.del" for name, one in deleted]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield f"meta.json cannot be read ({' '.join(str(error).split()) or type(error).__name__})"
        return
    for name in files:
        if fault := _fault_of(index / name):
            yield f"{name} {fault}"


def _fault_of(file: Path) -> str:
    """What is wrong with a file of the index, by the checksum in its footer."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(size - _FOOTER.size, 0))
            length, magic = _FOOTER.unpack(opened.read())
            begin = size - _FOOTER.size - length
            if magic != _MAGIC or begin < 0:
                return "is cut off or damaged"
            opened.seek(begin)
            wanted = json.loads(opened.read(length))["crc"]
            opened.seek(0)
            found = 0
            while begin > 0 and (chunk := opened.read(min(begin, _CHUNK_BYTES))):
                found = zlib.crc32(chunk, found)
                begin -= len(chunk)
    except FileNotFoundError:
        return "is not there"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except (ValueError, KeyError, TypeError, struct.error):
        return "is cut off or damaged"
    return "" if found == wanted else "does not match its checksum"


def _article_faults(folder: Path, db: sqlite3.Connection) -> Iterator[str]:
    """Articles that the index should hold as the tables do, and does not."""
    held = TextIndex(folder).held(db)
    if held is None:
        return
    numbers = {number for (number,) in db.execute("SELECT id FROM articles")}
    for number in sorted(numbers | held.keys()):
        article = told(db, number)
        if held.get(number) != (article.print if article is not None else None):
            yield f"article {number} is not in it as it is in archive.db"


def is_damaged(folder: Path) -> bool:
    """Whether a file of the index is damaged."""
    return bool(list(search_faults(folder, None)))
