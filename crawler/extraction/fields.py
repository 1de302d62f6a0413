"""What stands around a body: lead, names, category, tags, language, figures, documents, from where pages print them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from archive.records import Attachment, Image
from crawler.extraction.authors import ROLES, Marked, is_name, is_whole
from crawler.extraction.body import is_about
from crawler.extraction.render import absolute
from crawler.extraction.words import (
    ATTACHMENT,
    LEAD,
    SOURCE,
    TAG_LINE,
    VIEWS,
    attribute_words,
    has_digit,
    letters,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block, Layout
    from crawler.extraction.body import Body
    from crawler.extraction.metadata import Metadata
    from crawler.extraction.site_names import SiteNames

_HOME = re.compile(
    r"^\W*(?:trang\s*(?:chủ|nhất|tin)|home(?:page)?|accueil|startseite|início|inicio|you\s+are\s+here|bạn\s+đang\s+(?:xem|ở).*|đang\s+xem)\W*$",
    re.I,
)
_CRUMB = re.compile(r"(?<!\s)\s*+(?:»|›|>|→|::)\s*|(?<!\s)\s++[/\\|]\s+")
_CRUMBS = etree.XPath(
    "descendant-or-self::*[contains(@class,'readcrumb') or contains(@id,'readcrumb') or "
    "contains(@class,'duong-dan') or contains(@class,'duongdan') or contains(@aria-label,'readcrumb') or "
    "contains(@itemtype,'BreadcrumbList')]"
)
_VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.I)
_ONLY_VIETNAMESE = re.compile(r"[đơưăảẩẳẻểỉỏổởủửỷạặậẹệịọộợụựỵẵẫẽễĩỗỡũữỹ]", re.I)
_LANGUAGE = re.compile(r"^([A-Za-z]{2})(?:[-_].*)?$")
_NUMBER = re.compile(r"\d[\d.,]*")
_STOPWORDS = {
    "en": frozenset(["the", "and", "of", "to", "in", "is", "that", "for", "with"]),
    "fr": frozenset(["le", "la", "les", "des", "et", "est", "une", "dans", "pour"]),
    "de": frozenset(["der", "die", "das", "und", "ist", "nicht", "mit", "für", "von"]),
    "es": frozenset(["el", "los", "las", "que", "del", "una", "por", "para", "con"]),
    "pt": frozenset(["os", "as", "que", "uma", "não", "para", "com", "dos", "da"]),
}
LEAD_WORDS = (5, 130)
_BEFORE_TITLE, _BELOW_TITLE, _BELOW = 4, 6, 3
"""Blocks before a headline, below it and below a body in which its author may stand."""
_MOST_AUTHORS = 50
_CUT_TITLE = 20
"""Letters with which a title that is cut short begins."""


def find_lead(blocks: list[Block], *, title: int | None, start: int, body: list[Block], meta: Metadata) -> str:
    """The standing summary between headline and body, as printed; empty where there is none."""
    first = title + 1 if title is not None and title < start + 4 else max(0, start - 3)
    own = [block for block in body if block.kind not in ("image", "caption")]
    between = [
        block
        for block in blocks[first:start]
        if block.kind in ("text", "heading", "quote") and not is_about(block, before=True)
    ]
    candidates = between + own[:3]
    for number, block in enumerate(candidates):
        if (
            not LEAD_WORDS[0] <= block.word_count <= LEAD_WORDS[1]
            or block.link_word_count * 2 > block.word_count
            or block.suspect
        ):
            continue
        if _is_named(block, LEAD) and (number < len(between) + 1 or block.is_bold):
            return _one_line(block)
    for number, block in enumerate(candidates):
        if not LEAD_WORDS[0] <= block.word_count <= LEAD_WORDS[1] or block.suspect:
            continue
        following = candidates[number + 1] if number + 1 < len(candidates) else None
        plain = letters(block.text)
        if (
            following is not None
            and len(plain) > 20
            and len(letters(following.text)) > len(plain)
            and letters(following.text).startswith(plain)
        ):
            return _one_line(block)
        if number == 0 and not between and len(own) > 2 and block.word_count >= 10 and _stands_apart(block, own[1:]):
            return _one_line(block)
        if number == len(between) and len(own) > 1:
            described = letters(meta.description)
            if block.is_bold and block.kind == "text" and block.word_count >= 8:
                return _one_line(block)
            if len(described) > 40 and plain == described:
                return _one_line(block)
        elif number < len(between) and len(plain) > 40 and plain == letters(meta.description):
            return _one_line(block)
    return ""


def _stands_apart(block: Block, others: list[Block]) -> bool:
    """Whether a block stands outside the one element that holds all the others."""
    for holder in [others[0].box, *others[0].box.iterancestors()][:4]:
        if holder.tag in ("body", "html"):
            return False
        held = sum(holder is other.box or holder in other.box.iterancestors() for other in others)
        if held == len(others):
            return holder is not block.box and holder not in block.box.iterancestors()
    return False


def _is_named(block: Block, pattern: re.Pattern[str]) -> bool:
    element = block.element
    for _ in range(2):
        if element is None or element.tag in ("body", "article", "main"):
            return False
        name = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if len(name) > 2 and pattern.search(attribute_words(name)):
            return True
        element = element.getparent()
    return False


def find_author(
    blocks: list[Block], body: Body, meta: Metadata, site_names: SiteNames, *, title: int, start: int, end: int
) -> str:
    """The author as printed, else as the metadata say; never the portal's own name, nor an account's."""

    def accepted(name: str) -> bool:
        return (
            bool(name) and letters(name) not in ROLES and "://" not in name and "@" not in name
            and not site_names.has_owner(name)
        )  # fmt: skip

    near = Marked.around(blocks[max(0, min(title, start) - _BEFORE_TITLE) : max(title, start) + _BELOW_TITLE])
    others = [name for name in (*near.sure, *near.named, meta.author) if accepted(name)]
    if accepted(body.author):
        return next((name for name in others if is_whole(name, body.author)), body.author)
    named = [name for name in near.named if is_name(name)]
    for found in (near.sure, [body.signature], named, [meta.author], near.named):
        if names := [name for name in found if accepted(name)]:
            return _listed(names)
    below = Marked.around(blocks[end : end + _BELOW])
    return _listed([name for name in below.sure or below.named if accepted(name)])


def _listed(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names[:_MOST_AUTHORS]))


def find_source(blocks: list[Block], body: Body, *, first: int, end: int) -> str:
    """Whom the portal credits, without the label; empty where it credits nobody."""
    if body.source:
        return body.source
    for block in blocks[max(0, first) : end + 4]:
        if 1 <= block.word_count <= 14 and block.kind == "text" and _is_named(block, SOURCE):
            return re.sub(r"^\W*(?:theo|nguồn(?:\s*tin)?|source)\s*[:：]?\s*", "", block.text, flags=re.I).strip(
                " .:-–()"
            )
    return ""


def find_category(
    layout: Layout, *, title: str, place: int | None, meta: Metadata, url: str, site_names: SiteNames
) -> str:
    """The portal's section, from what the metadata say or from the path above the headline: its last part that is not
    the article itself.
    """
    own = _Own(title, url, site_names)
    if meta.section and not own.holds(meta.section):
        return meta.section
    for crumbs in (meta.crumbs, *_linked_paths(layout), *_printed_paths(layout.blocks, place or 0)):
        if found := own.last_other(crumbs):
            return found
    return ""


@dataclass(frozen=True, slots=True)
class _Own:
    """What a path holds that is no section: the article, the portal."""

    title: str
    url: str
    site_names: SiteNames

    def last_other(self, crumbs: Sequence[tuple[str, str]]) -> str:
        """The last crumb of a path that is neither; empty where it is too long for a section."""
        others = [crumb for crumb, target in crumbs if not (self.holds(crumb) or self._is_address(target))]
        return others[-1].strip() if others and len(others[-1]) <= 80 else ""

    def holds(self, crumb: str) -> bool:
        """Whether a crumb is the home page, the portal, or the article's title, cut short perhaps."""
        plain, whole = letters(crumb), letters(self.title)
        if not plain or plain == whole or _HOME.match(crumb) or self.site_names.has_owner(crumb):
            return True
        is_cut = crumb.rstrip().endswith(("…", "..")) or len(plain) >= _CUT_TITLE
        return is_cut and (whole.startswith(plain) or (plain.startswith(whole) and len(whole) >= _CUT_TITLE))

    def _is_address(self, target: str) -> bool:
        """Whether a link leads to the page itself."""
        if not target.strip("#") or not self.url:
            return False
        try:
            one, other = urlsplit(urljoin(self.url, target)), urlsplit(self.url)
        except ValueError:
            return False
        return (one.path.rstrip("/"), one.query) == (other.path.rstrip("/"), other.query)


def _linked_paths(layout: Layout) -> Iterator[list[tuple[str, str]]]:
    """The paths that markup names so: text and address of each link."""
    marked: list[HtmlElement] = []
    for part in layout.navigation[:6]:
        marked += cast("list[HtmlElement]", _CRUMBS(part))[:2]
    for element in (marked + layout.crumbs)[:6]:
        yield [
            (" ".join("".join(map(str, anchor.itertext())).split()), anchor.get("href") or "")
            for anchor in element.iter("a")
        ]


def _printed_paths(blocks: list[Block], place: int) -> Iterator[list[tuple[str, str]]]:
    """The lines above a headline that are a path: parts between separators, of which some are links."""
    for block in reversed(blocks[max(0, place - 12) : place]):
        if not (2 <= block.word_count <= 30 and block.link_word_count and _CRUMB.search(block.text)):
            continue
        links = {" ".join(run.text.split()): run.href for run in block.runs if run.href}
        parts = [part for part in _CRUMB.split(block.text) if part.strip()]
        if any(part in links for part in parts):
            yield [(part, links.get(part, "")) for part in parts]


def find_tags(anchors: list[HtmlElement], meta: Metadata, blocks: list[Block]) -> tuple[str, ...]:
    """The keywords, each once: those linked as tags, those on a line of their own, or those in the head."""
    linked = [" ".join(anchor.text_content().split()) for anchor in anchors[:40]]
    line = next((block for block in blocks if block.word_count <= 60 and TAG_LINE.match(block.text)), None)
    if line is not None and not linked:
        linked = [run.text.strip(" ,;") for run in line.runs if run.href] or re.split(
            r"\s*[,;]\s*", TAG_LINE.sub("", " ".join(line.text.split()))
        )
    tags = [tag.strip("# ") for tag in (linked or meta.tags)]
    return tuple(dict.fromkeys(tag for tag in tags if tag and len(tag) <= 80))[:40]


def find_language(text: str, meta: Metadata, given: str) -> str:
    """ISO 639-1 of the text; letters count before what the page says: many Vietnamese pages call themselves English."""
    sample = text[:1600]
    if not sample.isascii():
        count = sum(map(str.isalpha, sample))
        if count > 80 and len(_ONLY_VIETNAMESE.findall(sample)) > count * 0.04:
            return "vi"
    match = _LANGUAGE.match(meta.language)
    stated = match[1].lower() if match else ""
    words = re.findall(r"\w+", sample.lower())[:200]
    times = Counter(words)
    counts = {language: sum([times[word] for word in common]) for language, common in _STOPWORDS.items()}
    likely = max(counts, key=lambda language: counts[language])
    if (
        len(words) >= 60
        and counts[likely] > len(words) * 0.06
        and stated != likely
        and counts[likely] > 2 * counts.get(stated, 0)
    ):
        return likely
    return stated or given


def find_figures(blocks: list[Block], *, first: int, end: int) -> tuple[tuple[str, int], ...]:
    """The view count, printed near headline or body."""
    for block in blocks[max(0, first - 4) : end + 12]:
        if block.word_count > 30 or not has_digit(block.text):
            continue
        match = VIEWS.search(block.apart)
        if match:
            digits = re.sub(r"\D", "", match[1] or match[2])
            if digits and len(digits) <= 10:
                return (("views", int(digits)),)
    return ()


def find_images(body: list[Block], captions: dict[int, str], base_url: str) -> tuple[Image, ...]:
    """The pictures of the body with their captions, in order, each address once."""
    found: dict[str, Image] = {}
    for block in body:
        url = absolute(base_url, block.source) if block.kind == "image" else ""
        caption = captions.get(id(block), "")
        if url and (url not in found or (caption and not found[url].caption)):
            found[url] = Image(url=url, caption=caption, alt=block.alt)
    return tuple(found.values())


def find_attachments(blocks: Iterable[Block], base_url: str) -> tuple[Attachment, ...]:
    """The documents that the article's blocks link to."""
    found: dict[str, Attachment] = {}
    for block in blocks:
        texts: dict[str, str] = {}
        for run in block.runs:
            if run.href and ATTACHMENT.search(run.href):
                texts[run.href] = texts.get(run.href, "") + run.text
        for reference, text in texts.items():
            url = absolute(base_url, reference)
            if url and url not in found:
                name = " ".join(text.split()) or unquote(urlsplit(url).path.rpartition("/")[2])
                extension = ATTACHMENT.search(reference)
                found[url] = Attachment(
                    url=url, name=name, media_type=MEDIA_TYPES.get(extension[1].lower(), "") if extension else ""
                )
    return tuple(found.values())


MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
}


def _one_line(block: Block) -> str:
    return " ".join(block.text.split())
