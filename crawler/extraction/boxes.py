"""Boxes of links to other pages inside an article: where each begins and where the article goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extraction.words import ATTACHMENT, RELATED_HEADING

if TYPE_CHECKING:
    from crawler.extraction.blocks import Block, Layout

HEADING_WORDS = 10
UNFOLDED, UNFOLDED_WORDS = 4, 100
"""Paragraphs one after the other, and their words together, that make running text below the heading of a list."""
_SHOWN = frozenset(("image", "caption"))
_OWN_FRAME = frozenset("p li h1 h2 h3 h4 h5 h6 blockquote pre dt dd".split())
Kin = tuple[int, tuple[str, str | None]]
"""What paragraphs of one text share: the frame around them, their tag and class."""
_BARE = ("", None)


def kin_of(layout: Layout, block: Block) -> Kin:
    """The frame that a block stands in, and how it is named there."""
    if block.box.tag in _OWN_FRAME and block.frame >= 0:
        return layout.parents[block.frame], layout.signs[block.frame]
    return block.frame, _BARE


def named_kin(layout: Layout, block: Block) -> object:
    """The names of a block's frame and of the one around it, if that has one: page builders set every paragraph or two
    in a frame of its own.
    """
    around, sign = kin_of(layout, block)
    return (layout.signs[around], sign) if around >= 0 and layout.signs[around][1] else None


def _holds_both(layout: Layout, heading: int, number: int, above: int) -> bool:
    """Whether the frame around a heading, not its own, holds a block too, and not the paragraph above it."""
    frame = layout.blocks[heading].frame
    while frame >= 0 and layout.ends[frame] - layout.starts[frame] <= 1:
        frame = layout.parents[frame]
    return frame >= 0 and above < layout.starts[frame] <= number < layout.ends[frame]


def boxes_of(layout: Layout, first: int) -> list[tuple[int, ...]]:
    """For each block the headings of related lists whose box it stands in, those after block `first` alone.

    A box ends before the first paragraph that is set as those before it were, unless titles and their descriptions
    take turns there.
    """
    blocks = layout.blocks
    found: list[tuple[int, ...]] = [()] * len(blocks)
    seen: set[object] = set()
    box: list[int] = []
    above = -1
    for number, block in enumerate(blocks):
        if number > first and is_box_heading(block) and not _heads_no_pages(blocks, number):
            box.append(number)
        elif box and _is_next_section(layout, box[0], number):
            box = []
        elif _is_paragraph(block):
            kin, named = kin_of(layout, block), named_kin(layout, block)
            if not box:
                above = number
                seen.update((kin, named) if named else (kin,))
            elif (kin in seen or (named in seen and not _holds_both(layout, box[0], number, above))) and not _describes(
                blocks, number, box[0]
            ):
                _close(blocks, found, number, box)
                box = []
        found[number] = tuple(box)
    return found


def is_box_heading(block: Block) -> bool:
    """Whether a short line heads links to other pages."""
    return 0 < block.word_count <= HEADING_WORDS and bool(RELATED_HEADING.match(block.text))


def _goes_on(blocks: list[Block], number: int) -> bool:
    """Whether what follows a heading is running text without links: the rest of a text that a reader unfolds."""
    following = [block for block in blocks[number + 1 : number + 1 + 2 * UNFOLDED] if block.kind not in _SHOWN]
    prose = [block for block in following[:UNFOLDED] if block.kind == "text" and not block.link_word_count]
    return len(prose) == UNFOLDED and sum(block.word_count for block in prose) >= UNFOLDED_WORDS


def _heads_no_pages(blocks: list[Block], number: int) -> bool:
    """Whether what stands below a line are no other pages: running text, documents, further items of its list."""
    beside = _beside(blocks, number, 1)
    if beside is None or _goes_on(blocks, number):
        return beside is not None
    following = blocks[beside]
    is_item = blocks[number].kind == following.kind == "item"
    return names_documents(following) or (is_item and not following.link_word_count)


def _is_next_section(layout: Layout, heading: int, number: int) -> bool:
    """Whether a heading is set as the one of a box is, as high and beside it, and so begins what is none of it."""
    block, above = layout.blocks[number], layout.blocks[heading]
    return (
        (block.kind == above.kind == "heading" and 0 < block.level <= above.level and not block.link_word_count)
        and (block.frame >= 0 and above.frame >= 0)
        and layout.parents[block.frame] == layout.parents[above.frame]
    )


def names_documents(block: Block) -> bool:
    """Whether all links of a block lead to documents, and there is one."""
    linked = [run.href for run in block.runs if run.href]
    return bool(linked) and all(ATTACHMENT.search(href) for href in linked)


def _is_paragraph(block: Block) -> bool:
    return (
        block.kind in ("text", "quote", "pre")
        and block.word_count >= 5
        and 2 * block.link_word_count < block.word_count
        and not block.suspect
    )


def _is_title(block: Block | None) -> bool:
    """Whether a line is a link and nothing else."""
    return block is not None and block.word_count >= 2 and 10 * block.link_word_count >= 9 * block.word_count


def _describes(blocks: list[Block], number: int, start: int) -> bool:
    """Whether a paragraph tells of the linked title above it, as those around it do."""
    before, after = _beside(blocks, number, -1), _beside(blocks, number, 1)
    if before is None or not _is_title(blocks[before]):
        return False
    if after is not None and _is_title(blocks[after]):
        return True
    earlier = _beside(blocks, before, -1)
    return earlier is not None and earlier > start and _is_paragraph(blocks[earlier])


def _beside(blocks: list[Block], number: int, step: int) -> int | None:
    """The next block that is no picture."""
    number += step
    while 0 <= number < len(blocks):
        if blocks[number].kind not in _SHOWN:
            return number
        number += step
    return None


def _close(blocks: list[Block], found: list[tuple[int, ...]], number: int, box: list[int]) -> None:
    """Gives back the subheadings right above the paragraph with which the article goes on."""
    place = number - 1
    while place > box[-1] and (blocks[place].kind in ("image", "heading") and not blocks[place].link_word_count):
        found[place] = ()
        place -= 1
