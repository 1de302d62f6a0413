"""The text that a page's metadata give (JSON-LD `articleBody`), where what is read is only its beginning.

Pages hide the rest of a text behind a button, or let a script bring it. Where what was read agrees with what is stated,
the statement is believed: its paragraphs are taken from the page, hidden ones too, else from the statement itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extraction.blocks import Block, Run
from crawler.extraction.layouts import hidden_layout
from crawler.extraction.words import SENTENCE_ENDS, letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

LEAST_CHARACTERS = 300
"""A shorter statement is a description."""
MISSING = 0.5
"""Share of the statement's sentences from which it counts that they were not read. With less, statement and page tell
the same in other words more often than the page is cut."""
AGREEING = 0.8
"""Share of what was read that must stand in the statement."""
_LONG_LETTERS = 30
_PROBE, _BEGINNING = 40, 120


def completed(kept: list[Block], body: str, tree: HtmlElement, source: bytes) -> list[Block]:
    """The blocks with those that only the statement or a hidden part of the page holds, in the page's order."""
    if len(body) < LEAST_CHARACTERS or not _is_beginning(kept, body):
        return kept
    stated, old = letters(body), {letters(block.text): block for block in kept}
    pictures = {block.source: block for block in kept if block.kind == "image"}
    whole: list[Block] = []
    for block in hidden_layout(tree, source).blocks:
        plain = letters(block.text)
        if block.kind == "image":
            whole += [pictures.pop(block.source)] if block.source in pictures else []
        elif plain in old:
            whole.append(old.pop(plain))
        elif len(plain) >= _LONG_LETTERS and plain in stated:
            whole.append(block)
    if old:  # what was read stands nowhere in the hidden layout: the page is too odd to be put together
        whole = list(kept)
    return whole if _missing(whole, body) < MISSING else [*kept, *_stated_blocks(kept, body, tree)]


def _is_beginning(kept: Sequence[Block], body: str) -> bool:
    """Whether what was read agrees with the statement and lacks a part of it."""
    if _missing(kept, body) < MISSING:
        return False
    stated = letters(body)
    long = [plain for block in kept if len(plain := letters(block.text)) >= _LONG_LETTERS]
    agreeing = sum(len(plain) for plain in long if plain[:_PROBE] in stated)
    return agreeing >= AGREEING * sum(map(len, long))


def _missing(blocks: Sequence[Block], body: str) -> float:
    """The share of the statement's long sentences that the blocks lack."""
    return _share(_lacking(blocks, body), body)


def _lacking(blocks: Sequence[Block], body: str) -> list[str]:
    have = letters(" ".join(block.text for block in blocks))
    return [sentence for sentence in SENTENCE_ENDS.split(body) if _probe(sentence) not in have]


def _probe(sentence: str) -> str:
    """The first letters of a sentence; of a long one its beginning holds them."""
    found = letters(sentence[:_BEGINNING])
    return found[:_PROBE] if len(found) > _PROBE else letters(sentence)[:_PROBE]


def _share(sentences: Sequence[str], body: str) -> float:
    return sum(map(len, sentences)) / max(1, len(body))


def _stated_blocks(kept: Sequence[Block], body: str, tree: HtmlElement) -> list[Block]:
    """A paragraph of the sentences that the page itself does not hold."""
    holder = kept[-1].box if kept else tree
    made = Block("text", [Run(" ".join(_lacking(kept, body)))], holder, holder)
    made.finish()
    return [made] if made.text else []
