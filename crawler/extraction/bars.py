"""Blocks that are surely none of the article, whatever they say: dialogs, teasers in a box, the next article, and what
stands outside of the part that the page itself states to be the article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extraction import names
from crawler.extraction.lines import is_date_line

if TYPE_CHECKING:
    from crawler.extraction.blocks import Layout
    from crawler.extraction.features import PageMeasures

SHORT_BODY = 60
"""Words up to which a stated body is short: beside it teasers look like the longer text."""
LONG_BODY = 120
"""Words of prose below a headline that make a text."""
MOST_AROUND = 5
"""Times the words of a stated body that a text around it may have before it is believed instead."""
_BOXES = frozenset(("div", "section", "aside", "form", "dialog"))
_HOLDS_FOOTERS = frozenset(("article", "main", "section", "aside", "blockquote", "figure", "li", "td"))
NEXT_PROSE = 25
"""Words of prose that make a second article below the first."""


def barred_of(page: PageMeasures) -> set[int]:
    """The places of blocks that are surely none of the article."""
    barred = {number for number, block in enumerate(page.blocks) if block.flags & names.DIALOG & ~page.main_flags}
    barred |= {number for number, heads in enumerate(page.boxes) if heads and _is_teaser(page, number, heads)}
    barred |= _second_article(page) | _appended(page) | _below_footer(page)
    return barred | _outside_stated(page)


def _is_teaser(page: PageMeasures, number: int, heads: tuple[int, ...]) -> bool:
    """Whether a block stands in a container with the heading of a related list, apart from the article's prose."""
    layout, around = page.layout, page.layout.blocks[number].frame
    box = page.holders[heads[0]]
    if box in page.above or box < 0:
        return False
    while around >= 0:
        if around == box:
            return True
        around = layout.parents[around]
    return False


def _appended(page: PageMeasures) -> set[int]:
    """What is laid over the page: containers of another name at the end of the body, after the one that holds the
    headline and a text below it.
    """
    layout = page.layout
    home = _branch(layout, page.blocks[page.place].frame) if page.place >= 0 else -1
    if home < 0 or page.sums.prose[layout.ends[home]] - page.sums.prose[page.place] < LONG_BODY:
        return set()
    found: set[int] = set()
    for number in range(layout.ends[home], len(page.blocks)):
        frame = _branch(layout, page.blocks[number].frame)
        is_other = frame >= 0 and layout.signs[frame] != layout.signs[home] and layout.signs[frame][0] in _BOXES
        if is_other and layout.ends[frame] - layout.starts[frame] > 1:
            found.add(number)
    return found


def _below_footer(page: PageMeasures) -> set[int]:
    """What stands beside the page's footer and below it, unless it is a text itself."""
    layout = page.layout
    below = {
        beside
        for element, _ in layout.passed
        if element.tag == "footer" and not any(around.tag in _HOLDS_FOOTERS for around in element.iterancestors())
        for beside in element.itersiblings()
    }
    found: set[int] = set()
    for frame, element in enumerate(layout.elements if below else ()):
        start, end = layout.starts[frame], layout.ends[frame]
        if element in below and 0 <= page.place < start and page.sums.prose[end] - page.sums.prose[start] < LONG_BODY:
            found.update(range(start, end))
    return found


def _branch(layout: Layout, frame: int) -> int:
    """The outermost frame around one, below the body; -1: there is none."""
    while frame >= 0 and layout.parents[frame] >= 0 and layout.elements[layout.parents[frame]].tag != "body":
        frame = layout.parents[frame]
    return frame


def _second_article(page: PageMeasures) -> set[int]:
    """What belongs to another headline as high as the article's own, below its prose, in a container of its own."""
    place = page.place
    if place < 0:
        return set()
    level = page.blocks[place].level if page.blocks[place].kind == "heading" else 1
    for number in range(place + 1, len(page.blocks)):
        block = page.blocks[number]
        if block.kind != "heading" or not 0 < block.level <= level or block.text == page.blocks[place].text:
            continue
        frame = _apart(page.layout, block.frame, place)
        start, end = (page.layout.starts[frame], page.layout.ends[frame]) if frame >= 0 else (0, 0)
        sums = page.sums.prose
        if frame < 0 or start <= page.choice.start or sums[start] != sums[number]:
            continue
        if sums[start] == sums[place + 1] or sums[end] - sums[number] < NEXT_PROSE:
            continue
        if _is_headline(page, number, frame):
            return set(range(start, len(page.blocks)))
    return set()


def _is_headline(page: PageMeasures, number: int, frame: int) -> bool:
    """Whether a heading is that of an article: one by its tag, named as the headline above, or with a line about it."""
    layout, block, title = page.layout, page.blocks[number], page.blocks[page.place]
    around = block.frame
    while around != layout.parents[frame] and around >= 0:
        if layout.signs[around][0] == "article":
            return True
        around = layout.parents[around]
    sign = layout.signs[block.frame]
    if sign[1] and sign == layout.signs[title.frame]:
        return True
    return any(is_date_line(line.text, line.word_count) for line in page.blocks[number + 1 : number + 4])


def _apart(layout: Layout, frame: int, place: int) -> int:
    """The widest frame around a block that does not hold another place; -1: there is none."""
    found = -1
    while frame >= 0 and not layout.starts[frame] <= place < layout.ends[frame]:
        found, frame = frame, layout.parents[frame]
    return found


def _outside_stated(page: PageMeasures) -> set[int]:
    """What stands after a short part that states itself to be the article's body."""
    stated = [
        number for number, block in enumerate(page.blocks) if block.flags & names.STATED and block.kind != "image"
    ]
    if not stated:
        return set()
    words = sum(page.blocks[number].word_count - page.blocks[number].link_word_count for number in stated)
    around = page.sums.prose[-1] - sum(page.sums.prose_of[number] for number in stated)
    if not 0 < words <= SHORT_BODY or (around > MOST_AROUND * words and not _in_numbers(page, stated[-1])):
        return set()
    return {
        number for number in range(stated[-1] + 1, len(page.blocks)) if not page.blocks[number].flags & names.STATED
    }


def _in_numbers(page: PageMeasures, last: int) -> bool:
    """Whether what stands below comes in frames side by side, each with a link: teasers."""
    layout = page.layout
    linked = [
        number
        for number in range(last + 1, len(page.blocks))
        if page.blocks[number].word_count >= 3 and page.blocks[number].link_word_count == page.blocks[number].word_count
    ]
    prose = [number for number in range(last + 1, len(page.blocks)) if page.sums.prose_of[number]]
    return 2 * len(linked) >= len(prose) and len(layout.blocks) > last
