"""No regular expression takes time with the square of what it reads: pages, titles and searches are anybody's.

Each pattern of a module reads what tempts it to look again and again: pieces of what it looks for, repeated, and never
the end that it wants. What takes longer than a glance is read twice as long; it may take three times as long at most.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import archive
import crawler

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = 4000
GLANCE_SECONDS = 0.02
"""Of CPU. Reading 4,000 characters once takes a hundredth of it."""
MOST_GROWTH = 3.0
GIVEN_UP_SECONDS = 3.0
PIECES = (
    " ", "\n", "\t", "a", "1", "A", "-", ".", ",", ":", "/", "\\", "'", '"', '\\"', "<", "<!--", "/*", "(", "[", "{",
    "&", "%", "=", "a ", "1 ", "1/", "1.", "a-", "a.", "a=", "\xa0", "中", "| ", "- ", "x1",
)  # fmt: skip
TRUSTED = ("crawler.configuration", "crawler.definition", "crawler.service", "crawler.demo", "archive.web.words")
"""What they read is written by the one who runs luutru."""
_USE = r"\b{}\.(search|match|fullmatch|sub|subn|findall|finditer|split)\b"


def modules() -> Iterator[Any]:
    for package in (crawler, archive):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "__main__" not in found.name and ".weights" not in found.name and not found.name.startswith(TRUSTED):
                yield importlib.import_module(found.name)


def patterns() -> Iterator[tuple[str, re.Pattern[Any], set[str]]]:
    """Name, pattern and how it is used, of each pattern that stands in a module under a name of its own."""
    for module in modules():
        source = Path(module.__file__).read_text(encoding="utf-8")
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and re.search(rf"^{name} = ", source, re.MULTILINE):
                yield f"{module.__name__}.{name}", value, set(re.findall(_USE.format(name), source)) or {"search"}


def seconds(pattern: re.Pattern[Any], use: set[str], text: str | bytes) -> float:
    begun = time.process_time()
    if use & {"search", "sub", "subn", "findall", "finditer", "split"}:
        for _ in pattern.finditer(text):
            pass
    if use & {"match", "fullmatch"}:
        pattern.match(text)
        pattern.fullmatch(text)
    return time.process_time() - begun


class TooLong(Exception):
    pass


def give_up(*_: object) -> None:
    raise TooLong


def tempting(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = re.findall(r"[\w<>/!\"'=:. -]{2,15}", written)[:12]
    for start in ("", *words[:2]):
        for piece in (*PIECES, *words, *(f"{word} " for word in words)):
            yield start, piece


def grows(pattern: re.Pattern[Any], use: set[str]) -> str:
    """What it reads again and again; empty: nothing."""

    def text(start: str, piece: str, length: int) -> str | bytes:
        made = start + (piece * (length // len(piece) + 1))[:length] + "\x00!"
        return made if isinstance(pattern.pattern, str) else made.encode("latin-1", "replace")

    for start, piece in tempting(pattern):
        if seconds(pattern, use, text(start, piece, LENGTH)) < GLANCE_SECONDS:
            continue
        once, twice = (
            min(seconds(pattern, use, text(start, piece, length)) for _ in range(3)) for length in (LENGTH, 2 * LENGTH)
        )
        if once > GLANCE_SECONDS / 2 and twice > MOST_GROWTH * once:
            return f"{start!r} and then {piece!r}: {once:.3f} s, twice as much {twice:.3f} s"
    return ""


@pytest.mark.parametrize(("name", "pattern", "use"), [pytest.param(*one, id=one[0]) for one in patterns()])
def test_a_pattern_reads_in_proportion(name: str, pattern: re.Pattern[Any], use: set[str]) -> None:
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP_SECONDS * 20)
    found = "it does not come to an end"
    try:
        with suppress(TooLong):
            found = grows(pattern, use)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert not found, f"{name}: {found}"
