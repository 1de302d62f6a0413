"""Who wrote an article, as a page prints it: by-lines in words, and names that markup sets apart. Pure.

A by-line is a label and a name; what else stands in its line (date, views) is none of either. Names are told by their
form: capitals but for particles, no figure, no end of a sentence; what follows a comma is a person's office.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from crawler.extraction import names
from crawler.extraction.dates import parse_date
from crawler.extraction.words import AUTHOR, VIEWS, attribute_words, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block

_PREPOSED = (
    r"(?:(?:written|posted|submitted|published|authored|created|reported|contributed|compiled|edited|story|text|words|"
    r"article|report|blog|news|interview)\s+)?by|"
    r"(?:(?:geschrieben|verfasst|veröffentlicht|ein\s+beitrag|text)\s+)?von|"
    r"(?:(?:publié|écrit|rédigé|proposé|posté|propos\s+recueillis|texte)e?\s+)?par|"
    r"(?:(?:escrito|publicado|redactado|enviado|postado|texto)\s+)?por|(?:(?:scritto|pubblicato|a\s+cura|articolo)\s+)?di|"
    r"(?:(?:geschreven|geplaatst|gepubliceerd)\s+)?door|(?:(?:skrevet|skriven|publicerad|publisert|tekst|text)\s+)?a[vf]|"
    r"(?:(?:ditulis|diposting|dipublikasikan)\s+)?oleh|(?:napisał|opublikował|dodał)a?|przez|"
    r"(?:đăng|viết|gửi|soạn|tạo|thực\s*hiện|tổng\s*hợp)\s+bởi|bởi"
)
"""What a name follows, with or without a colon."""
_PREPOSITIONS = frozenset(
    "by von par por di door av af oleh napisał napisała opublikował opublikowała dodał dodała przez bởi".split()
)
"""The words with which those end."""
_WORD = re.compile(r"\w+")
_TITLED = (
    r"(?:tên\s+)?tác\s*giả(?:\s+bài\s+viết)?|người\s*(?:viết|đăng|gửi|soạn)(?:\s*(?:bài|tin))?|bút\s*danh|"
    r"authors?|writers?|contributors?|columnists?|text|words|autor(?:in|en|es|a|as)?|verfasser(?:in)?|"
    r"auteurs?|autrice|rédacteurs?|rédaction|redactora?|redator|autor[ei]|redattore|schrijver|redacteur|"
    r"författare|forfatter|skribent|kirjoittaja|penulis|pengarang|yazar|szerző|autoři|автор(?:ы)?|авторка|"
    r"συντάκτης|συγγραφέας|作者|撰文|撰稿|文|記者|记者|来源作者|執筆者?|기자|글|작성자|글쓴이|등록자"
)
"""What a name follows after a colon."""
_LABEL = re.compile(
    rf"(?<!\w)(?:(?P<titled>{_TITLED})\s*[:：]|(?P<preposed>{_PREPOSED})(?:\s*[:：]|(?=\s)))\s*", re.IGNORECASE
)
_CUT = re.compile(
    r"[|•·\n\t»]|\s[-–—/]+\s|[\[(]?\d|(?<!\w)(?:số\s+)?lượt\s|(?<!\w)(?:views?|hits|tweet|twitter|share|follow|comments?)(?!\w)|"
    r"(?<!\w)(?:on|in|ngày|lúc|vào|thứ|đăng|cập\s*nhật|posted|published|updated|publié|veröffentlicht|nguồn|theo|"
    r"source|photos?|ảnh|fotos?)(?!\w)",
    re.IGNORECASE,
)
"""Where a name in a line ends."""
_DATED = re.compile(r"(?:^|(?<=[\s,|•·(]))(?:[^\W\d_]{3,12}\.?\s+)?\d{1,4}[\s./-]")
_MINUTES = re.compile(r"\d+\s*(?:min|phút)", re.IGNORECASE)
_LAST_WORD = re.compile(r"(?<![a-zà-ỹ])[^\W\d_][a-zà-ỹ]*+\.?$")
_BEFORE = re.compile(
    r"\s*(?:(?:published|posted|submitted|created|written|updated|last|date|time|on|at|the|ngày|đăng|lúc|thứ|"
    r"publié|veröffentlicht|publicado|le|am|el|em|den|op|um|uhr|h)(?!\w)[\s:,]*)*",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "and und et y e og och i và en de la las los le les van von vom der den des del della di da do dos das du bin ibn "
    "bint al el ul ten ter te zu zum zur the of for af av with mit avec con cùng a & + dan ve και и і in".split()
)
_JOINING = frozenset("and und et y e og och i và en with mit avec con cùng & ve και и".split())
_NO_NAME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow january february march april june july "
    "august september october november december law default comparison contrast then now order hand email mail post "
    "phone telephone fax train bus car plane".split()
)
"""What `by` is followed by in English where no name is meant."""
ROLES = frozenset(
    map(
        letters,
        "follow|share|bio|profile|more|twitter|facebook|linkedin|email|admin|administrator|administrateur|administrador|"
        "superuser|super user|root|user|guest|webmaster|web admin|site admin|"
        "editor|editors|author|authors|staff|staff writer|staff reporter|writer|reporter|contributor|anonymous|unknown|"
        "moderator|manager|editorial|redaktion|rédaction|redacción|redação|redazione|redactie|redakcja|redaksi|редакция|"
        "quản trị|quản trị viên|ban quản trị|biên tập|biên tập viên|người đăng|tác giả|phóng viên|cộng tác viên|"
        "thành viên|管理员|編集部|编辑|記者|记者|관리자".split("|"),
    )
)
"""Names of accounts and offices that are nobody's."""
_LONGEST_LINE = 30
_MOST_WORDS = 8
"""Of a name, without the office after its comma."""
_SECOND_WORDS = 4
_LONGEST = 240
_ENDS = " .,:;-–—|/\\[]*•·&\u00a0"


def author_in(text: str, *, labelled: bool = False) -> str:
    """The name in a line that says who wrote; empty where it says nothing. `labelled`: only after a colon.

    >>> [author_in(line) for line in ("By Ana Lopez, Deputy Editor", "5 May 2024 | Tác giả: Lê An | 12 lượt xem")]
    ['Ana Lopez, Deputy Editor', 'Lê An']
    >>> author_in("By Monday all roads are open"), author_in("a plan by Mayor Stone")
    ('', '')
    """
    if len(text) > 8 * _LONGEST or len(text.split()) > _LONGEST_LINE or not _may_label(text):
        return ""
    for label in _LABEL.finditer(text):
        before = text[: label.start()]
        if before.strip(_ENDS) and not (label["titled"] or _is_date(before)):
            continue
        has_colon = ":" in label[0] or "：" in label[0]
        name = _name_at(text, label.end()) if has_colon or not labelled else ""
        if name and label["titled"]:
            name = _with_second(name, text[label.end() :])
        if name and (has_colon or _looks_written(name)):
            return name
    return ""


def _with_second(name: str, rest: str) -> str:
    """A name with the one behind a dash, where the line ends with that: two people sign with a dash between them."""
    second = rest.strip()[len(name) :].strip()
    other = second.lstrip("-–— ").strip(_ENDS)
    if second[:1] not in ("-", "–", "—") or not 2 <= len(other.split()) <= _SECOND_WORDS or not is_name(other):
        return name
    return f"{name} {second[0]} {other}" if _CUT.search(other) is None else name


def _may_label(text: str) -> bool:
    """Whether a line holds a colon or a word that stands before a name; most lines hold neither."""
    return ":" in text or "：" in text or not _PREPOSITIONS.isdisjoint(_WORD.findall(text.lower()))


def _is_date(text: str) -> bool:
    """Whether what stands before a label is a date, with the words that go with one."""
    rest = _BEFORE.sub("", text.strip(_ENDS), count=1).strip(_ENDS)
    return not rest or (len(rest) <= 45 and _is_day(rest))


def _is_day(text: str) -> bool:
    """Whether a text is a date to the day."""
    dated = parse_date(text)
    return dated is not None and dated.precision in ("day", "minute")


def _name_at(text: str, place: int) -> str:
    """The name that begins at a place; empty where none does."""
    rest = text[place:]
    cut = _CUT.search(rest)
    is_dated = cut is not None and cut[0][-1:].isdigit()
    name = _trimmed(rest[: cut.start()] if cut else rest)
    if is_dated and (month := _LAST_WORD.search(name)) and _is_day(f"5 {month[0]} 2024"):
        name = name[: month.start()].strip(_ENDS)
    while " " in name and (word := name.rpartition(" ")[2]) and word.islower() and len(word) <= 4:
        name = name.rpartition(" ")[0].strip(_ENDS)
    return name if is_name(name) else ""


def _trimmed(text: str) -> str:
    """A text without the signs around it; a bracket that is closed in it stays."""
    text = text.strip(_ENDS)
    if text.startswith("(") and text.find(")") in (-1, len(text) - 1):
        text = text.strip("()")
    if text.count("(") != text.count(")"):
        text = text.rstrip("(").lstrip(")") if "(" not in text[:-1] else text.rpartition("(")[0]
    return text.strip(_ENDS)


def is_name(text: str) -> bool:
    """Whether a text can be one name or several: capitals but for particles, as far as the office after a comma."""
    if not 1 < len(text) <= _LONGEST or "://" in text or "@" in text or text.endswith(("?", "!")):
        return False
    own = re.split(r"[,;(（]", text, maxsplit=1)[0].split()
    return 1 <= len(own) <= 2 * _MOST_WORDS and all(map(_is_name_word, own)) and own[0][:1] not in "#\"“«'"


def _is_name_word(word: str) -> bool:
    bare = word.strip("'’.,-&+/\"“”")
    return not bare or not bare[:1].isalpha() or not bare[:1].islower() or word.lower() in _PARTICLES or "'" in word[:3]


def _looks_written(name: str) -> bool:
    """Whether what follows a bare preposition is a name, and no day, no means and no sentence."""
    own = re.split(r"[,;(（]", name, maxsplit=1)[0].split()
    return (
        own[0].lower() not in _NO_NAME
        and len(own) <= _MOST_WORDS
        and own[0].lower() not in _PARTICLES - {"van", "von", "de", "al", "el"}
    )


def without_label(text: str) -> str:
    """A name without the label before it.

    >>> without_label("Written by: Ana Lopez")
    'Ana Lopez'
    """
    return _LABEL.sub("", text, count=1) if (label := _LABEL.match(text)) and label.end() < len(text) else text


class Marked:
    """Names that the markup of a page sets apart as the author's, by how sure their marks are."""

    def __init__(self) -> None:
        self.sure: list[str] = []
        """By microdata, RDFa, `rel=author`, hCard."""
        self.named: list[str] = []
        """By a class alone."""

    @classmethod
    def around(cls, blocks: Iterable[Block]) -> Marked:
        """Those in and around some blocks."""
        made = cls()
        seen: set[HtmlElement] = set()
        for block in blocks:
            if block.flags & _FOREIGN or block.word_count > _PROSE:
                continue
            for element in _elements_around(block):
                if element not in seen:
                    seen.add(element)
                    made._look_at(element, seen, is_caption=block.kind == "caption")
        return made

    def _look_at(self, element: HtmlElement, seen: set[HtmlElement], *, is_caption: bool) -> None:
        mark = _mark_of(element)
        if mark is None or (is_caption and not mark):
            return
        seen.update(islice(element.iter(), _MOST_LOOKS))
        named = _names_in(element)
        target = self.sure if mark else self.named
        target += [name for name in named if name and name not in target]


_FOREIGN = names.COMMENTS | names.RELATED | names.SHARING | names.ADVERTISING | names.SIDE
_MOST_LOOKS = 40
_LEVELS = 2
_AUTHOR_PARTS = ("author", "byline", "tac", "vcard", "writer", "autor", "auteur", "nguoi")
"""What any class that speaks of an author holds."""
_PROPERTIES = frozenset(("author", "creator"))
_TERM = re.compile(r"[^\s:/]+(?=\s|$)")
"""The last part of each name of a vocabulary."""
_LINK = frozenset(("href",))
_MOST_INNER = 16
_PROSE = 40
"""Words of a block in which no author is marked."""


def _elements_around(block: Block) -> Iterator[HtmlElement]:
    """The elements around a block that hold little more, and those inside it; outer ones first."""
    outer: list[HtmlElement] = []
    for element in (block.box, *block.box.iterancestors()):
        if element.tag in ("body", "html", "main", "article") or len(outer) > _LEVELS:
            break
        outer.append(element)
    yield from reversed(outer)
    yield from islice(block.box.iter(), _MOST_INNER)


def _mark_of(element: HtmlElement) -> bool | None:
    """Whether an element is marked as the author beyond doubt, or by its class alone (False); None: not marked."""
    attributes = dict(element.items())
    if not attributes or attributes.keys() == _LINK or not isinstance(element.tag, str):
        return None
    for name in ("itemprop", "property"):
        if (value := attributes.get(name)) and not _PROPERTIES.isdisjoint(_TERM.findall(value.lower())):
            return True
    if "author" in attributes.get("rel", "").lower().split():
        return True
    own = attributes.get("class")
    return _names_author(own) if own else None


@lru_cache(maxsize=4096)
def _names_author(name: str) -> bool | None:
    """Whether a class attribute is hCard's for an author, or speaks of one (False); None: neither."""
    low = name.lower()
    if not any(map(low.__contains__, _AUTHOR_PARTS)):
        return None
    words = low.split()
    if "p-author" in words or ("vcard" in words and "author" in low):
        return True
    return False if AUTHOR.search(attribute_words(name)) else None


def _names_in(element: HtmlElement) -> list[str]:
    """The names in an element that is the author's."""
    inner = [one for one in islice(element.iter(), _MOST_LOOKS) if one is not element]
    links = [one for one in inner if "author" in (one.get("rel") or "").lower().split()]
    named = [
        one
        for one in inner
        if "name" in (one.get("itemprop") or one.get("property") or "").split() or _is_full_name(one)
    ]
    texts = [one.get("content") or " ".join(one.itertext()) for one in links or named]
    if not any(text.strip() for text in texts):
        texts = [element.get("content") or " ".join(element.itertext())]
    return [found for text in texts if (found := _cleaned(" ".join(text.split())))]


def _is_full_name(element: HtmlElement) -> bool:
    return bool({"fn", "p-name", "author-name", "author__name"} & set((element.get("class") or "").lower().split()))


def _cleaned(text: str) -> str:
    """A text in an author's element as a name; empty where it is none."""
    if found := author_in(text):
        return found
    plain = _undated(_trimmed(without_label(VIEWS.sub("", text)))).replace(" ,", ",")
    half = len(plain) // 2
    if len(plain) > 4 and plain[:half].strip() == plain[half:].strip():
        plain = plain[:half].strip()
    is_other = not 1 < len(plain) <= _LONGEST or "://" in plain or "@" in plain or ":" in plain
    return "" if is_other or letters(plain) in ROLES else plain


def _undated(text: str) -> str:
    """A name without the date, or the minutes to read, behind it."""
    for dated in _DATED.finditer(text):
        if _is_day(text[dated.start() :]) or _MINUTES.match(text[dated.start() :]):
            return _trimmed(text[: dated.start()])
    name, comma, last = text.rpartition(",")
    return _trimmed(name) if comma and last.split()[:1] and last.split()[0].lower() in _NO_NAME else text


def is_whole(name: str, longer: str) -> bool:
    """Whether a name is all of the name in a longer text, which goes on with a place, a day or what is glued to it."""
    plain = letters(name)
    if not plain or not letters(longer).startswith(plain):
        return False
    rest = longer[len(name) :] if longer.lower().startswith(name.lower()) else ""
    following = rest.strip(_ENDS).split()
    if following and following[0].lower() in _JOINING:
        return False
    return not rest.startswith((",", ";", " &", "/")) or len(following) == 1
