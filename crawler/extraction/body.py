"""From the chosen part of a page to the article's body: what stands around and between is taken out, block by block.

Nothing inside a paragraph is ever cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.extraction import names
from crawler.extraction.authors import author_in, is_name
from crawler.extraction.blocks import words_in
from crawler.extraction.choose import is_related_heading
from crawler.extraction.lines import is_about_line, is_date_line, is_date_with_names
from crawler.extraction.words import (
    ATTACHMENT,
    ATTACHMENT_LINE,
    AUTHOR_INLINE,
    AUTHOR_LINE,
    INLINE_READ_MORE,
    SOURCE_LINE,
    TAG_LINE,
    has_digit,
    letters,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block

CAPTION_WORDS = 40
MOST_PARTS, NAME_WORDS = 8, 6
"""Inline elements of a line about the article, and words of a name among them."""
PROSE_WORDS, FIRST_WORDS = 8, 25
"""Words of a sentence that is prose, and of a paragraph without one."""
_BELOW_LEAD = 2
"""Blocks below a lead among which a by-line may stand."""
_INITIALS = 6
"""Letters of a name that is set in capitals, as PV, BBT."""
_SIGNED_WORDS = 10
"""Of a by-line below a text."""
_ENDING = re.compile(r"[.!?…:;]\W*$")
_PAPER = re.compile(r"(?:báo|tạp\s*chí|cổng|trang|đài|thông\s*tấn|internet|sưu\s*tầm|www|https?)\b", re.IGNORECASE)
_ABOUT_PROPERTIES = frozenset("author datePublished dateModified dateCreated".split())
_FILE_NAME = re.compile(
    r"^\W*+\S.{0,120}\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z)\b\W*(?:[\d.,]+\s*[kmg]?b\W*)?$", re.IGNORECASE
)
_NOTE = re.compile(r"\W{0,2}\[?\d{1,3}\]?\.?\s.*://")
_CREDIT = re.compile(r"^\W*(?:ảnh|photo|foto|image|credit|crédit)\b\s*[:：(©]|^©", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """The blocks of an article, and what was printed around them about it."""

    blocks: list[Block] = field(default_factory=list)
    captions: dict[int, str] = field(default_factory=dict)
    """Caption of each image, by the identity of its block."""
    author: str = ""
    is_labelled: bool = False
    """The author's name follows a label with a colon."""
    signature: str = ""
    """A name that is set apart below the text, without a label."""
    source: str = ""
    attachments: list[Block] = field(default_factory=list)


def body_of(blocks: list[Block], is_content: list[bool], *, title: str, following: Sequence[Block] = ()) -> Body:
    """The article among the blocks from its first to its last; `title` is dropped where it is printed again.
    `following` are the blocks below.

    What is no content is looked through all the same: captions, names and documents stand there.
    """
    body = Body()
    content = {id(block) for block, is_kept in zip(blocks, is_content, strict=True) if is_kept or block.kind == "image"}
    kept = _without_attachments(blocks, body, content)
    kept = _without_lines_about_it(kept, body, title, content)
    kept = _without_captions(kept, body)
    body.blocks = [block for block in kept if id(block) in content]
    if body.blocks and not _heads_documents([*blocks, *following], body):
        _take_signature(body.blocks, body)
    return body


def _heads_documents(blocks: list[Block], body: Body) -> bool:
    """Whether documents stand below the last line of the text, so that it is their heading rather than a signature."""
    documents = {id(block) for block in body.attachments}
    for block in reversed(blocks):
        if block is body.blocks[-1]:
            return False
        if id(block) in documents or _linked_files(block) or (block.link_word_count * 2 > block.word_count):
            return not ATTACHMENT_LINE.match(block.text)  # a label of its own needs no heading
    return False


def _without_attachments(blocks: list[Block], body: Body, content: set[int]) -> list[Block]:
    """Takes the files out that are listed as such; one that a sentence or an item of the text names stays there."""
    kept: list[Block] = []
    is_labelled = False
    for block in blocks:
        if block.kind == "image":
            kept.append(block)
            continue
        linked = _linked_files(block)
        is_label = bool(ATTACHMENT_LINE.match(block.text))
        if linked and (is_label or is_labelled or id(block) not in content or _is_file_name(block)):
            body.attachments.append(block)
            is_labelled = is_labelled or is_label
        else:
            kept.append(block)
            is_labelled = is_label and block.word_count <= 8
    return kept


def _linked_files(block: Block) -> bool:
    """Whether a block is, to half of its words or by its label, a link to a file."""
    if not any(run.href and ATTACHMENT.search(run.href) for run in block.runs):
        return False
    return block.link_word_count * 2 >= block.word_count or bool(ATTACHMENT_LINE.match(block.text))


def _is_file_name(block: Block) -> bool:
    """Whether a line is the name of a file, and perhaps its size; a footnote that prints an address is none."""
    return bool(_FILE_NAME.match(block.text)) and not _NOTE.match(block.text)


def _without_lines_about_it(blocks: list[Block], body: Body, title: str, content: set[int]) -> list[Block]:
    """Takes the lines about the article out, and its headline where that is printed again.

    They stand before the first prose or after the last; a line between goes only if what stands around it, too, says
    that it is none of the text.
    """
    kept: list[Block] = []
    first, last = _prose_span(blocks, content)
    odd = _odd_names(blocks, content)
    plain_title = letters(title)
    for number, block in enumerate(blocks):
        if block.kind == "image":
            kept.append(block)
            continue
        if number <= first + 1 and plain_title and letters(block.text) == plain_title:
            continue
        before, after = number <= first, number > last
        is_edge = (before or after) and block.kind not in ("row", "pre")
        if (is_edge or block.flags & odd) and _speaks_of_article(block, before=before):
            _take_names(block, body)
            continue
        if is_edge and _take_names(block, body, near_end=not before):
            continue
        if first < number <= first + _BELOW_LEAD and (name := _by_line(block)):
            body.author = body.author or name
            continue
        kept.append(block)
    return kept


def _prose_span(blocks: list[Block], content: set[int]) -> tuple[int, int]:
    """The places of the first and the last paragraph of prose."""
    texts = [number for number, block in enumerate(blocks) if block.kind != "image"]
    prose = [number for number in texts if id(blocks[number]) in content and _is_prose(blocks[number])]
    first = next((number for number in prose if blocks[number].word_count >= FIRST_WORDS), prose[0] if prose else None)
    if first is None:
        return (texts[0], texts[-1]) if texts else (0, 0)
    return min(first, prose[0]), prose[-1]


def _is_prose(block: Block) -> bool:
    own = block.word_count - block.link_word_count
    if block.word_count < PROSE_WORDS or own * 3 < block.word_count:
        return False
    return block.word_count >= FIRST_WORDS or bool(_ENDING.search(block.text))


def _odd_names(blocks: list[Block], content: set[int]) -> int:
    """The names, as flags, that speak of no text and that no paragraph of the text bears."""
    common = 0
    for block in blocks:
        if id(block) in content and block.word_count >= PROSE_WORDS:
            common |= block.flags
    return (names.SUSPECT | names.DETAILS) & ~common


def _speaks_of_article(block: Block, *, before: bool) -> bool:
    if block.kind == "heading" and not before and not is_date_line(block.text, block.word_count):
        return bool(ATTACHMENT_LINE.match(block.text)) or is_about(block, before=before)
    if TAG_LINE.match(block.text) and block.word_count <= 40:
        return True
    return is_about(block, before=before) or (bool(ATTACHMENT_LINE.match(block.text)) and block.word_count <= 6)


def is_about(block: Block, *, before: bool) -> bool:
    """Whether a short line speaks of the article (its date, views, printing), not in it; `before`: it stands before the
    first prose, where names may follow a date.
    """
    text = block.text
    if block.word_count > 24 or block.kind == "pre":
        return False
    if block.word_count == 0 or is_about_line(text, block.word_count):
        return True
    if before and (_is_marked_about(block) or (block.word_count <= 14 and is_date_with_names(text))):
        return True
    return _is_about_in_parts(block)


def _is_marked_about(block: Block) -> bool:
    """Whether all words of a line stand in elements that are marked as dates or names of the article."""
    return bool(letters(block.text)) and not any(letters(text) for text in _unmarked(block.box))


def _unmarked(element: HtmlElement) -> Iterator[str]:
    """The texts in an element that stand in none that is marked as a date or a name."""
    said = element.get("itemprop", "").split() + element.get("rel", "").split()
    if element.tag == "time" or not _ABOUT_PROPERTIES.isdisjoint(said):
        return
    yield element.text or ""
    for part in element:
        if isinstance(part.tag, str):
            yield from _unmarked(part)
        yield part.tail or ""


def _is_about_in_parts(block: Block) -> bool:
    """Whether each inline element of a line speaks of the article, names apart: pages set them side by side without a
    sign between them.
    """
    parts = [part for run in block.runs if (part := run.text.strip(" \t\n|•·"))]
    if not 2 <= len(parts) <= MOST_PARTS:
        return False
    about = [is_about_line(part, words_in(part)) for part in parts]
    others = [part for part, is_it in zip(parts, about, strict=True) if not is_it]
    return len(others) < len(parts) - len(others) + 1 and all(_is_bare_name(part) for part in others)


def _is_bare_name(text: str) -> bool:
    return len(text.split()) <= NAME_WORDS and not has_digit(text) and not _ENDING.search(text) and is_name(text)


def _take_names(block: Block, body: Body, *, near_end: bool = False) -> bool:
    """Takes author or source from a line that states nothing else; whether it did."""
    if block.word_count > 24 or block.kind in ("item", "row", "pre"):
        return False
    match = SOURCE_LINE.match(block.text)
    if (
        match
        and block.kind != "heading"
        and _is_source(match["name"], labelled=":" in block.text or "：" in block.text)
    ):
        body.source = match["name"].strip(" .:-–()[]")
        return True
    match = AUTHOR_LINE.match(block.text) or AUTHOR_INLINE.search(block.text)
    name = match["name"].strip(" .:-–()[]") if match and not is_date_line(match["name"], 5) else ""
    labelled = author_in(block.text, labelled=True) or name
    name = labelled or ("" if near_end else author_in(block.text))
    if name and not body.author:
        body.author, body.is_labelled = name, bool(labelled)
    return bool(name)


def _is_source(name: str, *, labelled: bool) -> bool:
    """Whether a name can be one of a paper, an office or a site: no number of a law, no ordinary words."""
    if name.rstrip().endswith("?"):
        return False
    words = name.split()
    if labelled:
        return name[:1].isupper() or bool(_PAPER.match(name)) or "." in name
    capitals = sum(word[:1].isupper() for word in words)
    is_named = bool(_PAPER.match(name)) or 2 * capitals > len(words)
    return len(words) <= 8 and "," not in name and is_named and not any(mark.isdigit() for mark in name)


def take_names_before(blocks: list[Block], body: Body) -> None:
    """Takes the author from the lines between headline and body; a label in the body counts before a bare name here."""
    for block in blocks:
        if block.word_count > 30 or body.is_labelled:
            continue
        match = AUTHOR_INLINE.search(block.text)
        if name := author_in(block.text) or (match["name"].strip(" .:-–,()[]") if match else ""):
            body.author = name
            return


def take_names_after(blocks: list[Block], body: Body) -> None:
    """Takes author and source from the lines that follow the chosen part, up to what is not about it."""
    for place, block in enumerate(blocks):
        if block.kind == "image":
            continue
        if is_related_heading(block) or block.word_count > 20:
            return
        following = blocks[place + 1 : place + 2]
        if not _take_names(block, body, near_end=True) and not body.signature:
            body.signature = _by_line(block) or (
                block.text.strip(" ()-–")
                if _is_signature(block) and not any(_linked_files(one) or one.link_word_count for one in following)
                else ""
            )


def _take_signature(blocks: list[Block], body: Body) -> None:
    """A short bold or right-aligned line that ends a Vietnamese text is its author's name."""
    while blocks and blocks[-1].kind == "image":
        return
    if len(blocks) < 3 or body.author:
        return
    if name := _by_line(blocks[-1]):
        body.signature = name
        blocks.pop()
    elif _is_signature(blocks[-1]):
        body.signature = blocks.pop().text.strip(" ()-–")


def _by_line(block: Block) -> str:
    """The name in a line that is a by-line and nothing else."""
    is_line = block.kind in ("text", "quote") and block.word_count <= _SIGNED_WORDS and not _ENDING.search(block.text)
    return author_in(block.text) if is_line and not has_digit(block.text) else ""


def _is_signature(block: Block) -> bool:
    """Whether a short line is set apart at the end of a text and holds nothing but names."""
    words = block.text.split()
    is_short = len(words) == 1 and not (words[0].isupper() and len(words[0]) <= _INITIALS)
    if (
        block.kind != "text"
        or is_short
        or not 1 <= len(words) <= 6
        or _ENDING.search(block.text)
        or block.link_word_count
    ):
        return False
    if not (block.is_bold or block.align == "right" or block.is_italic):
        return False
    return all(word[:1].isupper() or not word[:1].isalpha() for word in words) and not any(
        mark.isdigit() for mark in block.text
    )


def _without_captions(blocks: list[Block], body: Body) -> list[Block]:
    """Takes the captions out of the text and gives them to their images."""
    kept: list[Block] = []
    image: Block | None = None
    distance = 0
    for number, block in enumerate(blocks):
        if block.kind == "image":
            image, distance = block, 0
            kept.append(block)
            continue
        if block.kind == "caption":
            if image is not None and distance == 0:
                _add_caption(body, image, block.text)
            continue
        if image is not None and distance == 0 and _is_caption(block, image, blocks[number + 1 : number + 2]):
            _add_caption(body, image, block.text)
            distance = 1
            continue
        distance += 1
        kept.append(block)
    return kept


def _add_caption(body: Body, image: Block, text: str) -> None:
    earlier = body.captions.get(id(image), "")
    body.captions[id(image)] = f"{earlier} {text}".strip() if earlier else text


def _is_caption(block: Block, image: Block, following: list[Block]) -> bool:
    """Whether the block after an image is its caption, printed as a paragraph."""
    if block.kind not in ("text", "row") or block.word_count > CAPTION_WORDS or block.is_bold:
        return False
    if _CREDIT.match(block.text) and block.word_count <= 20:
        return True
    if _ENDING.search(block.text) or INLINE_READ_MORE.match(block.text):
        return False
    if block.align == "center" or block.is_italic or block.element is image.element or _same_box(block, image):
        return True
    # A line of a script that sets no full stops may be the text itself.
    return block.word_count <= 25 and " " in block.text and bool(following) and following[0].word_count >= 20


def _same_box(block: Block, image: Block) -> bool:
    """Whether image and text stand in one small table, figure or paragraph."""
    box = image.element.getparent()
    for _ in range(5):
        if box is None or box.tag in ("body", "article", "main"):
            return False
        if box.tag in ("table", "figure", "p", "dl"):
            holder = block.element
            for _ in range(6):
                if holder is None:
                    break
                if holder is box:
                    return sum(len(text) for text in box.itertext()) < len(block.text) + 200
                holder = holder.getparent()
            return False
        box = box.getparent()
    return False
