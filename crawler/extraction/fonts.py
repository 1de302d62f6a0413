"""Where on a page the fonts of the time before Unicode are meant: by their names, or by the letters alone.

A font is named in `face`, `style`, `class` or a style sheet on the page, and holds for what is inside until another is
named. Where none is named (the style sheet is elsewhere), a block of text is in such letters if its words become
Vietnamese by them and are none before, and only if that is so of many words of the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction.legacy_fonts import converted, scheme_of
from crawler.extraction.texts import MOST_ELEMENTS, Text, attributes
from crawler.extraction.vietnamese import Count, count, is_syllable, marked_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import lxml.html

_NAME = re.compile(rb"""vn(?:i(?<![a-z0-9]vni)(?:[- ][a-z]|times|helve)|time|arial|(?<=[\s"':,;=]\.vn)[a-z])""")
_SIGNS = (("µ¸¶¹Þ¬\xad", 2, 4), ("øùïäåûõ", 4, 6))
"""Letters that text for the .Vn and the VNI fonts is full of: how many different ones there must be, and how many."""
_FONT = re.compile(r"font(?:-family)?\s{0,9}:\s{0,9}([^;]{1,300})", re.IGNORECASE)
_SIZE = re.compile(r"^[^,]{0,80}?\d(?:pt|px|em|rem|%)(?:/\S{1,9})?\s{1,9}")
_SELECTOR = re.compile(r"([\w-]{0,40})((?:[.#][\w-]{1,60})?)$")
_INLINE = frozenset(
    "a abbr acronym b basefont bdo big cite code del dfn em font i ins kbd label mark nobr q s samp small span strike "
    "strong sub sup tt u var".split()
)
_NOT_READ = ("script", "style", "noscript", "template")
_BEYOND = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_MANY_WORDS = 8
"""Different Vietnamese words that the letters must yield, before a page that names no font is taken to need one."""
_MOST_CHARACTERS = 300_000
"""More text beyond ASCII than this is left as it is."""
_MOST_WEIGHED = 100_000
"""Characters by which a page that names no font is judged."""
_MOST_SHEET_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class _Run:
    """A text, the scheme of the font that it is in by name, and the number of the block that it stands in."""

    text: Text
    scheme: str
    block: int


def names_a_font(body: bytes) -> bool:
    """Whether a page may name such a font; cheap."""
    lower = body.lower()
    place = lower.find(b"vn")
    while place >= 0:
        if _NAME.match(lower, place):
            return True
        place = lower.find(b"vn", place + 1)
    return False


def looks_typed_for_one(letters: str) -> bool:
    """Whether a page's letters beyond ASCII are those that text for such a font is full of; cheap."""
    return any(
        sum(counts) >= least and len(counts) - counts.count(0) >= different
        for signs, different, least in _SIGNS
        for counts in [[letters.count(sign) for sign in signs]]
    )


def mend_fonts(tree: lxml.html.HtmlElement) -> None:
    """Puts what the page's old fonts show in the place of what was typed for them."""
    runs = list(_runs(tree))
    schemes = _named(runs) or _unnamed(runs)
    if "vni" in schemes or "tcvn3" in schemes:
        for scheme in schemes:
            _mend_blocks([run for run in runs if not run.scheme or run.text.place not in ("text", "tail")], scheme)


def _named(runs: list[_Run]) -> set[str]:
    """Converts the runs in a font that is named, if those of its kind are typed for it; the schemes that were."""
    found = set()
    for scheme in ("tcvn3", "tcvn3h", "vni"):
        mine = [run.text for run in runs if run.scheme == scheme and not _BEYOND.search(run.text.value)]
        whole = " ".join(text.value for text in mine)
        if not mine or _gain(whole, scheme) <= 0:
            continue
        found.add(scheme[:5])
        for text in mine:
            if _gain(text.value, scheme) >= 0:
                text.put(converted(text.value, scheme))
    return found & {"tcvn3", "vni"}


def _unnamed(runs: list[_Run]) -> set[str]:
    """The schemes that the letters of blocks without such a font's name are in, on a page that names none."""
    return {scheme for scheme in ("tcvn3", "vni") if _is_typed_for(_blocks(runs), scheme)}


def _is_typed_for(blocks: dict[int, str], scheme: str) -> bool:
    right: set[str] = set()
    other: set[str] = set()
    room = _MOST_WEIGHED
    for text in blocks.values():
        room -= len(text)
        if room < 0:
            break
        shown = marked_words(converted(text, scheme))
        if _fits(text, scheme):
            right.update(word for word in shown if is_syllable(word))
        elif count(text).score <= 0:
            other.update(shown)
    return len(right) >= _MANY_WORDS and len(right) > 2 * len(other)


def _mend_blocks(runs: list[_Run], scheme: str) -> None:
    """Converts the blocks whose letters are a scheme's, on a page where the scheme is known to be meant."""
    fitting = {block for block, text in _blocks(runs).items() if _fits(text, scheme)}
    for run in runs:
        if run.block in fitting and not _BEYOND.search(run.text.value):
            run.text.put(converted(run.text.value, scheme))


def _blocks(runs: list[_Run]) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for run in runs:
        found[run.block].append(run.text.value)
    return {block: " ".join(values) for block, values in found.items()}


def _fits(text: str, scheme: str) -> bool:
    """Whether a block's words become Vietnamese by a scheme, nearly all of them, and were not before."""
    if _BEYOND.search(text):
        return False
    after = _counted(converted(text, scheme))
    return after.right > 0 and after.share >= 0.8 and after.score > _counted(text).score


def _gain(text: str, scheme: str) -> int:
    """How many more words are Vietnamese as the font shows them than as they were typed."""
    return _counted(converted(text, scheme)).score - _counted(text).score


def _counted(text: str) -> Count:
    return count(text[:100_000])


def _runs(tree: lxml.html.HtmlElement) -> Iterator[_Run]:
    """The runs of a page in its order, with the font that holds there."""
    rules = _rules(tree)
    fonts, blocks, number, seen, room = [""], [0], 0, 0, _MOST_CHARACTERS
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            seen += 1
            tag = element.tag if isinstance(element.tag, str) else "script"
            named = _scheme(element, tag, rules)
            fonts.append(fonts[-1] if named is None else named)
            number += tag not in _INLINE
            blocks.append(blocks[-1] if tag in _INLINE else number)
            if element.text and tag not in _NOT_READ and _is_wanted(element.text, fonts[-1]):
                room -= len(element.text)
                yield _Run(Text(element, "text", element.text), fonts[-1], blocks[-1])
            for attribute in attributes(element):
                number += 1
                room -= len(attribute.value)
                yield _Run(attribute, "", number)
        else:
            fonts.pop()
            blocks.pop()
            if blocks and element.tail and _is_wanted(element.tail, fonts[-1]):
                room -= len(element.tail)
                yield _Run(Text(element, "tail", element.tail), fonts[-1], blocks[-1])
        if seen > MOST_ELEMENTS or room < 0:
            return


def _is_wanted(text: str, scheme: str) -> bool:
    return (scheme == "tcvn3h" or not text.isascii()) and not text.isspace()


def _scheme(element: lxml.html.HtmlElement, tag: str, rules: dict[str, str]) -> str | None:
    """The scheme of the font that an element names; empty for an ordinary one, None where it names none."""
    style = element.get("style")
    if style and (family := _family(style)):
        return scheme_of(family)
    identifier = element.get("id")
    if identifier and f"#{identifier}" in rules:
        return rules[f"#{identifier}"]
    for name in (element.get("class") or "")[:300].split():
        for selector in (f"{tag}.{name}", f".{name}"):
            if selector in rules:
                return rules[selector]
        if scheme_of(name):
            return scheme_of(name)
    if tag in rules:
        return rules[tag]
    face = element.get("face")
    return scheme_of(face) if face else None


def _family(style: str) -> str:
    """The font family of a style; empty where it names none."""
    found = _FONT.search(style[:2000])
    return _SIZE.sub("", found[1].strip()) if found else ""


def _rules(tree: lxml.html.HtmlElement) -> dict[str, str]:
    """The schemes by selector, of the rules on the page that name a font: a tag, a class, an identifier."""
    found: dict[str, str] = {}
    for sheet in tree.iter("style"):
        for rule in (sheet.text or "")[:_MOST_SHEET_CHARACTERS].split("}"):
            selectors, _, style = rule.partition("{")
            family = _family(style)
            if family:
                found.update(dict.fromkeys(_simple(selectors.split(",")), scheme_of(family)))
    return found


def _simple(selectors: Iterable[str]) -> Iterator[str]:
    for selector in selectors:
        plain = selector.strip()[-100:]
        last = _SELECTOR.search(plain)
        if last and last[0]:
            yield last[2] if last[2].startswith("#") else last[1].lower() + last[2]
