"""How much of a page is read: what keeps time and memory bounded whatever the page is. Pure.

No article is as large as these bounds; what is beyond them is left out from the end of the page, or of one run of text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import islice

LARGEST_CHARACTERS = 3 << 19
"""More of a page than this is not read, giant scripts not counted."""
MOST_TAGS = 80_000
LONGEST_RUN = 1 << 18
"""Characters of text between two tags."""
_LARGEST_TAG = 1 << 16
"""A tag with so much in it (a picture in its address) is read without."""
_LARGE_TAG = 1 << 12
_MOST_ATTRIBUTES = 300
"""A large tag with so many is read without: libxml2 looks through all of a tag's attributes for each."""
_NAME = re.compile(r"[A-Za-z][\w:-]{0,40}(?=(\s)?)")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_GIANT = 1 << 16
_MOST_MARKS = 30
"""Marks on one letter (UAX #15, 13: the Stream-Safe Text Format); putting them in order costs the square of more."""
_BEYOND_ASCII = bytes(32 if byte < 128 else byte for byte in range(256))
_WHOLE_ALONE = (
    "\u0080-\u02ff\u0388-\u0482\u048a-\u052f\u1e00-\u1eff\u2002-\u206f\u20a0-\u20c0\u2100-\u2125\u2190-\u2328"
    "\u2460-\u27bf\u3000-\u3029\u309b-\u30ff\u3400-\u9fff\uac00-\ud7a3\ue000-\uf8ff\ufe00-\ufe0f\ufeff-\uffef"
    "\U0001f300-\U0001faff"
)
"""Characters beyond ASCII that are in NFC whatever stands before them."""
_IN_PARTS = re.compile(f"[^\\x00-\\x7f{_WHOLE_ALONE}]")
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_OPENING = re.compile("<")


def bounded(text: str) -> str:
    """The part of a page's source that is read.

    >>> bounded("<p>" + "a" * (1 << 20) + "<p>b")[-5:]
    'a<p>b'
    """
    return read_part(text)[0]


def read_part(text: str) -> tuple[str, float]:
    """The part of a page's source that is read, and how much of the page is not, 0 to 1: scripts, style sheets and what
    stands inside tags are none of it.
    """
    if len(text) > LARGEST_CHARACTERS:
        text = _without_giants(text)
    whole = len(text)
    lost = 0
    if whole > MOST_TAGS and text.count("<") > MOST_TAGS:
        last = next(islice(_OPENING.finditer(text), MOST_TAGS, None))
        text = text[: last.start()]
        lost = whole - len(text)
    if len(text) > _LARGE_TAG:
        text, more = _without_long_runs(text)
        lost += more
    lost += max(0, len(text) - LARGEST_CHARACTERS)
    return text[:LARGEST_CHARACTERS], lost / whole if lost else 0.0


def _without_long_runs(text: str) -> tuple[str, int]:
    """The source with its long runs, each from one `<` to the next, shortened, and by how many characters of text."""
    place = text.find("<")
    copied = place if place >= 0 else len(text)
    kept = [text[: min(copied, LONGEST_RUN)]]
    lost = copied - len(kept[0])
    while place >= 0:
        last = text.rfind("<", place + 1, place + _LARGE_TAG + 2)
        if last < 0:  # no `<` is near: a long run; else all between here and the last one are short
            last = text.find("<", place + 1)
            end = last if last >= 0 else len(text)
            if end - place - 1 > _LARGE_TAG:
                shorter, more = _shortened(text[place + 1 : end])
                kept += (text[copied : place + 1], shorter)
                lost += more
                copied = end
        place = last
    return ("".join((*kept, text[copied:])) if len(kept) > 1 or len(kept[0]) < copied else text), lost


def _shortened(run: str) -> tuple[str, int]:
    """A tag with the text behind it, without what is too much in either; by how many characters the text is shorter."""
    tag, end, text = run.partition(">")
    name = _NAME.match(tag)
    if name and (len(tag) > _LARGEST_TAG or (name[1] and len(_QUOTED.sub("", tag).split()) > _MOST_ATTRIBUTES)):
        tag = name[0]
    lost = 0
    if len(text) > LONGEST_RUN and not tag[:6].lower().startswith(("script", "style")):
        lost = len(text) - LONGEST_RUN
        text = text[:LONGEST_RUN]
    return tag + end + text, lost


def may_be_in_parts(letters: str) -> bool:
    """Whether a text with these letters beyond ASCII is worth being composed; no where it is in NFC for certain.

    >>> may_be_in_parts("Hội nghị – 会议"), may_be_in_parts("e\u0301")
    (False, True)
    """
    return _IN_PARTS.search(letters) is not None


def composed(text: str) -> str:
    """Text in NFC, at a cost that grows with its length alone.

    >>> composed("e\u0323\u0302" + "\u0301" * 10_000)[0], len(composed("a" + "\u0301\u0323" * 10_000)) < 50
    ('ệ', True)
    """
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    beyond_ascii = text.encode("utf-8", "replace").translate(_BEYOND_ASCII).split()
    if max(map(len, beyond_ascii)) > 2 * _MOST_MARKS:
        text = _many_marks().sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


@cache
def _many_marks() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+")


def _without_giants(text: str) -> str:
    """The source without the content of giant scripts and style sheets."""
    kept, place = [], 0
    for opening in _SCRIPT.finditer(text):
        if opening.start() < place:
            continue
        end = text.find(f"</{opening[1]}", opening.end())
        if end < 0:
            break
        if end - opening.end() > _GIANT:
            kept.append(text[place : opening.start()])
            place = end
    return "".join((*kept, text[place:]))
