"""What a page with a text of its own is: news, a notice, an event, a guide, a profile or something else.

Evidence of several kinds is added up: what the page says of itself to machines, its address, what the CMS writes into
its classes, its headline, what it prints (a date, a by-line, a venue, steps), and who named it. No single word decides.
A wrong type costs a filter, never the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.extraction.listing import LIKELY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.records import PageType
    from crawler.extraction.blocks import Block

_SCHEMA: dict[str, tuple[PageType, float]] = {
    **dict.fromkeys("newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle liveblogposting".split(), ("news", 2.0)),
    **dict.fromkeys("article blogposting report backgroundnewsarticle".split(), ("news", 1.0)),
    **dict.fromkeys("jobposting specialannouncement governmentannouncement".split(), ("notice", 2.5)),
    **dict.fromkeys(
        "event businessevent educationevent socialevent publicationevent exhibitionevent festival hackathon courseinstance".split(),
        ("event", 3.0),
    ),
    **dict.fromkeys("governmentservice service techarticle howto faqpage qapage course learningresource".split(), ("guide", 2.5)),
    **dict.fromkeys("profilepage aboutpage".split(), ("profile", 2.5)),
    "person": ("profile", 1.0),
    "contactpage": ("other", 2.0),
}  # fmt: skip
"""What a type of schema.org says, by its name in small letters."""
_OG: dict[str, tuple[PageType, float]] = {
    "event": ("event", 2.0), "events.event": ("event", 2.0), "profile": ("profile", 2.0), "book": ("guide", 1.0),
}  # fmt: skip
_NAMES: dict[PageType, str] = {
    "news": (
        "news newsroom news-and-events press press-release press-releases pressroom media blog blogs post posts article articles "
        "story stories speech speeches tin tin-tuc tintuc tin-bai tin-tuc-su-kien thoi-su bai-viet hoat-dong actualite actualites "
        "nouvelles communiques noticia noticias novedades nachrichten aktuelles presse pressemitteilung pressemitteilungen "
        "meldungen notizie comunicati nieuws nyheter berita aktualnosci novosti novinky haber haberler xinwen"
    ),
    "notice": (
        "notice notices public-notices tender tenders procurement bid bids bids-and-tenders rfp vacancy vacancies job jobs "
        "recruitment announcement announcements consultation consultations advisory advisories thong-bao moi-thau dau-thau "
        "tuyen-dung giay-moi thu-moi lich-cong-tac cong-khai avis appels-d-offres marches-publics recrutement "
        "bekanntmachungen ausschreibungen stellenangebote convocatorias licitaciones avisos editais bandi avvisi pengumuman gonggao"
    ),
    "event": (
        "event events event-details calendar webinar webinars workshops conferences meetings lich-su-kien su-kien hoi-thao "
        "evenement evenements agenda veranstaltung veranstaltungen termine evento eventos eventi evenementen kegiatan wydarzenia"
    ),
    "guide": (
        "guide guides guidance guideline guidelines help how-to howto handbook manual manuals docs documentation resource "
        "resources service services toolkit toolkits tutorial tutorials faq faqs learn support benefits forms standards "
        "huong-dan thu-tuc thu-tuc-hanh-chinh dich-vu dich-vu-cong hoi-dap quy-trinh demarches aide ressources ratgeber leistungen "
        "hilfe guias tramites servicios ayuda servizi guida layanan panduan"
    ),
    "profile": (
        "author authors people person persons profile profiles staff team our-team teams leadership leaders members member "
        "management biography biographies board officials organisation organization about about-us who-we-are community "
        "communities departments agencies lanh-dao ban-lanh-dao gioi-thieu co-cau-to-chuc so-do-to-chuc can-bo tieu-su "
        "chuc-nang-nhiem-vu a-propos equipe qui-sommes-nous ueber-uns personen mitarbeiter nosotros equipo quienes-somos "
        "chi-siamo tentang profil"
    ),
    "other": (
        "privacy privacy-policy terms terms-of-use legal accessibility contact contact-us lien-he imprint impressum cookies "
        "disclaimer login signup search dang-nhap sitemap chinh-sach mentions-legales datenschutz kontakt contacto"
    ),
}
"""Words by which portals name the folders of an address, their classes and their sections."""
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_BEGINNINGS: tuple[tuple[PageType, str], ...] = (
        (
            "notice",
            r"thông\s+báo|thư\s+mời|giấy\s+mời|mời\s+(?:thầu|chào\s+giá|báo\s+giá)|tuyển\s+dụng|lịch\s+(?:công\s+tác|tiếp\s+công\s+dân)|"
            r"(?:public\s+)?notice(?:s)?\s+(?:of|to|on|for|regarding)|public\s+notice|call\s+for|invitation\s+(?:to|for)|request\s+for|tenders?|vacanc(?:y|ies)|"
            r"recruitment|avis\s+(?:de|d|au|aux|public)|appel\s+(?:d.offres|à)|bekanntmachung|ausschreibung|stellen(?:angebot|ausschreibung)|"
            r"convocatoria|licitaci[oó]n|aviso|edital|bando|avviso|pengumuman|公告|通知|招标|招聘|公示",
        ),
        ("event", r"webinar|workshop|online\s+event|save\s+the\s+date|open\s+day|hội\s+thảo\s+trực\s+tuyến"),
        (
            "guide",
            r"hướng\s+dẫn|thủ\s+tục|quy\s+trình|câu\s+hỏi\s+thường\s+gặp|how\s+to|guide|guidance|faqs?|frequently\s+asked|an?\s+introduction\s+to|"
            r"apply\s+for|user\s+guide|comment\s+(?:faire|obtenir)|foire\s+aux\s+questions|so\s+geht|häufige\s+fragen|cómo|preguntas\s+frecuentes",
        ),
        (
            "profile",
            r"giới\s+thiệu|tiểu\s+sử|chức\s+năng|cơ\s+cấu\s+tổ\s+chức|sơ\s+đồ\s+tổ\s+chức|about(?:\s+us)?|who\s+we\s+are|our\s+(?:team|people|mission|story)|"
            r"biography|meet\s+the|à\s+propos|qui\s+sommes|über\s+uns|quiénes\s+somos|chi\s+siamo",
        ),
        (
            "other",
            r"contact(?:\s+us)?|liên\s+hệ|privacy|terms\s+of|terms\s+and|accessibility\s+statement|cookies?|disclaimer|đăng\s+nhập|log\s*in|"
            r"sitemap|mentions\s+légales|impressum|datenschutz|kontakt",
        ),
)  # fmt: skip
"""How the headlines of such pages begin."""
_HEADLINES = tuple((kind, re.compile(rf"^\W*(?:{words})(?!\w)", re.IGNORECASE)) for kind, words in _BEGINNINGS)
_HOURS = re.compile(
    r"\d{1,2}(?:[:.h]\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[-–—]|to|đến|bis|à|until)\s*\d{1,2}(?:[:.h]\d\d)?\s*(?:[ap]\.?m|h\b|uhr|giờ)|"
    r"\d{1,2}[:h]\d\d\s*(?:[ap]\.?m\.?)?\s*[-–—]\s*\d{1,2}[:h]\d\d",
    re.IGNORECASE,
)
"""From one hour to another."""
_LABELS: tuple[tuple[PageType, re.Pattern[str]], ...] = (
    (
        "event",
        re.compile(
            r"^\W*(?:venue|where|when|location|hosted\s+by|speakers?|register(?:\s+(?:now|here|for.{0,30}))?|rsvp|add\s+to\s+(?:my\s+)?calendar|"
            r"date\s+and\s+time|time|địa\s+điểm|thời\s+gian|diễn\s+giả|lieu|horaires?|ort|uhrzeit|lugar|hora|luogo)\s*(?:[:：]|$)|^\W*hosted\s+by\b",
            re.IGNORECASE,
        ),
    ),
    (
        "profile",
        re.compile(
            r"^\W*(?:họ\s+(?:và\s+)?tên|chức\s+vụ|ngày\s+sinh|quê\s+quán|trình\s+độ|position|job\s+title|date\s+of\s+birth|born|education|"
            r"fonction|amtszeit|geboren|cargo|appointed)\s*[:：]",
            re.IGNORECASE,
        ),
    ),
    (
        "notice",
        re.compile(
            r"^\W*(?:closing\s+date|deadline|reference\s+(?:no|number)|salary|vacancy|tender\s+(?:no|number)|hạn\s+(?:nộp|cuối|chót)|"
            r"(?:thời\s+hạn|thời\s+gian)\s+(?:nộp|nhận)\s+hồ\s+sơ|mức\s+lương|số\s+lượng\s+tuyển|date\s+limite|bewerbungsfrist|plazo)\b.{0,40}[:：]",
            re.IGNORECASE,
        ),
    ),
    (
        "guide",
        re.compile(
            r"^\W*(?:step\s+\d+|bước\s+\d+|étape\s+\d+|schritt\s+\d+|paso\s+\d+|who\s+can\s+apply|how\s+to\s+apply|what\s+you(?:.ll)?\s+need|"
            r"thành\s+phần\s+hồ\s+sơ|trình\s+tự\s+thực\s+hiện|cách\s+thức\s+thực\s+hiện|lệ\s+phí|on\s+this\s+page|in\s+this\s+(?:guide|section)|overview$)",
            re.IGNORECASE,
        ),
    ),
)
"""Short lines that such pages print."""
_CLASS = re.compile(
    r"^(?:(?:page-)?node-(?:-)?type|node-type|single|post-type|content-type|section|tpl|template|layout|type|page)[-_]+(\w.*)$"
)
_WORD = re.compile(r"[^\W\d_]+")
_OFFICES = re.compile(
    r"^(?:mr|mrs|ms|dr|prof|sir|dame|hon|the\s+hon|ông|bà|đồng\s+chí|minister|mayor|president|commissioner|director|secretary|"
    r"bộ\s+trưởng|chủ\s+tịch|bí\s+thư|giám\s+đốc)\b\.?",
    re.IGNORECASE,
)
_DATED_FOLDERS = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|$)")
_LONGEST_LABEL = 16
_FIRST = 3
"""Blocks of the text among which the hours of an event may stand, where nothing is above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is known of a page that speaks for its type."""

    url: str
    title: str
    section: str
    types: frozenset[str]
    """Types of schema.org in JSON-LD, in small letters."""
    og_type: str
    classes: str
    """The classes of `body`."""
    news: int
    """How many signs of news it shows: a date, article markup, an author, a source, a dateline, a feed that names it."""
    is_dated: bool
    """A date of publication is printed."""
    has_author: bool
    is_named: bool
    """A feed or a dated listing names it."""
    is_called_article: bool
    """The definition's pattern, or who handed it over, calls it an article."""
    list_evidence: float
    """How much speaks for a list of other pages."""


@dataclass(slots=True)
class _Evidence:
    sums: defaultdict[PageType, float] = field(default_factory=lambda: defaultdict(float))
    kinds: defaultdict[PageType, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, kind: PageType, source: str, weight: float) -> None:
        self.sums[kind] += weight
        self.kinds[kind].add(source)


ENOUGH = 2
"""Signs of news that make a page news where nothing else speaks."""
_PRIOR = 1.0
_UNUSUAL: tuple[PageType, ...] = ("event", "guide", "profile", "other")
_SOURCES = 2
"""Kinds of evidence that it takes to call a page with enough signs of news something else."""
_NAMED_SIGNS = 2
"""Signs of news that a feed's naming a page comes to. A feed of everything names events and guides too: where a page
says of itself that it is something else, by several kinds of evidence, its being named says little.
"""
_NOTICE_WORDS = 40
"""Words from which a text without signs of news is a notice by its headline alone."""


def page_type_of(traits: Traits, head: Sequence[Block], body: Sequence[Block]) -> tuple[PageType, float]:
    """The type of a page, and how sure that is (0 to 1).

    `head` are the lines between its headline and its text, `body` the blocks of the text.
    """
    found = _Evidence()
    _from_markup(found, traits)
    _from_address(found, traits)
    _from_headline(found, traits)
    _from_lines(found, head, body)
    _from_signs(found, traits)
    is_news = traits.news >= ENOUGH or traits.is_called_article
    if is_news:
        for kind in _UNUSUAL:
            if len(found.kinds[kind]) < _SOURCES:
                found.sums[kind] = min(found.sums[kind], _PRIOR)
    else:
        found.sums["news"] = min(found.sums["news"], 0.0)
        if len(found.kinds["notice"]) < _SOURCES and sum(block.word_count for block in body) < _NOTICE_WORDS:
            found.sums["notice"] = min(found.sums["notice"], 0.0)
    order: tuple[PageType, ...] = ("news", "notice", "event", "guide", "profile", "other")
    best = max(order, key=lambda kind: found.sums[kind])
    whole = sum(exp(found.sums[kind]) for kind in order)
    return best, round(exp(found.sums[best]) / whole, 2)


def _from_markup(found: _Evidence, traits: Traits) -> None:
    """What the page says of itself to machines, and what its CMS writes into the classes of `body`."""
    best: dict[PageType, float] = {}
    for name in traits.types:
        kind, weight = _SCHEMA.get(name, ("other", 0.0))
        if weight:
            best[kind] = max(best.get(kind, 0.0), weight)
    for kind, weight in best.items():
        found.add(kind, "schema", weight)
    if traits.og_type in _OG:
        kind, weight = _OG[traits.og_type]
        found.add(kind, "schema", weight)
    for kind in _named(_class_words(traits.classes)):
        found.add(kind, "class", 1.5)


@lru_cache(maxsize=512)
def _class_words(classes: str) -> tuple[str, ...]:
    words = []
    for word in classes.lower().split()[:40]:
        match = _CLASS.match(word)
        words.append(match[1] if match else word)
    return tuple(words)


def _named(words: Iterable[str]) -> set[PageType]:
    return {_BY_NAME[word] for word in words if word in _BY_NAME}


def _from_address(found: _Evidence, traits: Traits) -> None:
    """The folders of the address, and the values of its query: weak, since one portal's "events" are news."""
    kinds = _named(folders(traits.url))
    for kind in kinds:
        found.add(kind, "address", 1.2)
    if _DATED_FOLDERS.search(urlsplit(traits.url).path):
        found.add("news", "address", 0.7)


@lru_cache(maxsize=512)
def folders(url: str) -> tuple[str, ...]:
    """The names of the folders that an address stands in, and the short values of its query.

    >>> folders("https://a.vn/vi/thong-bao/moi-hop-12.html"), folders("https://a.vn/index.php?nv=news&id=7")
    (('vi', 'thong-bao'), ('news',))
    """
    parts = urlsplit(url)
    *above, _ = unquote(parts.path).lower().replace("_", "-").strip("/").split("/")
    values = [value.lower().replace("_", "-") for _, value in parse_qsl(parts.query) if not value.isdigit()]
    return tuple(one for one in (*above, *values) if one and len(one) <= 40)


def _from_headline(found: _Evidence, traits: Traits) -> None:
    for kind, pattern in _HEADLINES:
        if pattern.match(traits.title):
            found.add(kind, "headline", 1.2)
    words = _WORD.findall(traits.title)
    if _OFFICES.match(traits.title) and len(words) <= 8:
        found.add("profile", "headline", 0.6)
    if 2 <= len(words) <= 4 and all(word[0].isupper() for word in words) and not re.search(r"\d", traits.title):
        found.add("profile", "headline", 0.5)
    for kind in _named((re.sub(r"\W+", "-", traits.section.lower()).strip("-"),)):
        found.add(kind, "section", 1.0)


def _from_lines(found: _Evidence, head: Sequence[Block], body: Sequence[Block]) -> None:
    """What the page prints: the hours of an event, labels, steps."""
    counts: dict[PageType, int] = defaultdict(int)
    for block in (*head, *body):
        if block.kind == "image" or block.word_count > _LONGEST_LABEL:
            continue
        for kind, pattern in _LABELS:
            counts[kind] += bool(pattern.match(block.text))
    for kind, count in counts.items():
        if count:
            found.add(kind, "lines", min(count, 3) * 0.6)
    if any(block.word_count <= 24 and _HOURS.search(block.text) for block in (*head, *body[:_FIRST])):
        found.add("event", "hours", 1.5)
    subheadings = sum(block.kind == "heading" for block in body)
    if subheadings >= 4:
        found.add("guide", "form", 0.3)


def _from_signs(found: _Evidence, traits: Traits) -> None:
    """The signs of news, and their absence."""
    is_event = "hours" in found.kinds["event"]
    says_otherwise = any(len(found.kinds[kind]) >= _SOURCES for kind in _UNUSUAL)
    signs = traits.news - (_NAMED_SIGNS if traits.is_named and says_otherwise else 0)
    found.add("news", "signs", _PRIOR + 0.3 * min(signs - ENOUGH, 4))
    if traits.is_dated and not is_event:
        found.add("news", "date", 1.0)
    elif not traits.is_dated:
        for kind in ("guide", "profile", "other"):
            found.add(kind, "date", 0.8)
    if traits.has_author:
        found.add("news", "author", 0.7)
    if traits.is_named:
        found.add("news", "named", 0.5 if says_otherwise else 1.5)
    if traits.is_called_article:
        found.add("news", "called", 1.5)
    if traits.list_evidence > LIKELY and traits.news < 4:
        found.add("other", "list", 1.5 + traits.list_evidence)
        found.add("other", "form", 0.5)
    found.add("other", "prior", 0.2)
