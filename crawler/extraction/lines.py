"""Short lines that speak of an article, not in it: each is a label with its value, a date, or the name of a tool, and
nothing else. A line that only begins with such a word ("Views of the growers") is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.extraction.dates import parse_date
from crawler.extraction.words import BY_LINE, VIEWS, has_digit

if TYPE_CHECKING:
    from datetime import date

    from crawler.extraction.dates import Dated

MOST_WORDS = 24
_LONGEST = 200
_DATE_WORDS = 14
_SPLIT = re.compile(r"(?<![^\S\n])[^\S\n]*+[|•·\n]+\s*|(?<!\s)\s++[-–—]\s+")
_TOKEN = re.compile(r"[^\s,;|•·()\[\]–—]+")
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun lundi mardi "
    "mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr "
    "sa so lunes martes miércoles jueves viernes sábado domingo segunda terça quarta quinta sexta feira segunda-feira "
    "terça-feira quarta-feira quinta-feira sexta-feira lunedì martedì mercoledì giovedì venerdì sabato domenica maandag "
    "dinsdag woensdag donderdag vrijdag zaterdag zondag poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag senin selasa rabu kamis jumat sabtu "
    "minggu pazartesi salı çarşamba perşembe cuma cumartesi pazar понедельник вторник среда четверг пятница суббота "
    "воскресенье thứ hai ba tư năm sáu bảy chủ nhật cn t2 t3 t4 t5 t6 t7"
)
_PARTS = (
    "ngày tháng năm lúc hồi giờ phút sáng chiều tối on at the of um uhr am pm a.m p.m le la à de del den der vom kl klo "
    "o'clock h ch gmt utc est edt cst cdt pst pdt bst cet cest ict sgt ist jst local time hrs noon midnight st nd rd th"
)
_LABELS = (
    "published publish posted post updated update modified revised last date dated created issued released release "
    "online first đăng cập nhật xuất bản tạo gửi viết tin bài thời gian đăng: publié publiée mis mise jour créé modifié "
    "modification publication veröffentlicht veröffentlichung aktualisiert stand datum erstellt publicado publicada "
    "actualizado actualización publicación fecha data atualizado atualização publicação em às pubblicato aggiornato "
    "pubblicazione aggiornamento geplaatst gepubliceerd bijgewerkt opublikowano aktualizacja dodano publicerad "
    "uppdaterad publisert oppdatert udgivet opdateret julkaistu päivitetty diterbitkan diperbarui tanggal yayınlanma "
    "güncelleme tarihi tarih опубликовано обновлено дата публикации опубліковано 发布 发布时间 发布日期 时间 日期 更新 "
    "更新时间 发表于 發布 發布日期 公開日 更新日 掲載日 등록일 작성일 수정일 게시일 입력 تاريخ النشر تحديث"
)
_BESIDE_DATES = frozenset(f"{_WEEKDAYS} {_PARTS} {_LABELS}".split())
_DATE_LABEL = (
    r"(?:ngày|thời\s*gian|giờ)\s*(?:đăng|cập\s*nhật|tạo|xuất\s*bản|viết|gửi)(?:\s*tin|\s*bài)?|đăng\s*(?:ngày|lúc|tin)|"
    r"cập\s*nhật(?:\s*(?:lần\s*cuối|ngày|lúc|mới\s*nhất))*|(?:first\s+|originally\s+)?(?:published|posted|updated)(?:\s+(?:on|at))?|"
    r"(?:date\s+)?last\s+(?:updated|modified|revised|reviewed)(?:\s+(?:on|at))?|(?:publication|publish(?:ed)?|posted|release)\s+date|publié(?:e)?(?:\s+le)?|"
    r"mise?\s+à\s+jour(?:\s+le)?|dernière\s+mise\s+à\s+jour|veröffentlicht(?:\s+am)?|aktualisiert(?:\s+am)?|publicado(?:\s+(?:el|em))?|"
    r"(?:última\s+)?actualizaci[óo]n|atualizado(?:\s+em)?|pubblicato(?:\s+il)?|aggiornato(?:\s+il)?|发布(?:时间|日期)|更新(?:时间|日期?)|公開日|更新日|掲載日|"
    r"등록일|작성일|수정일"
)
_DATE_LABELLED = re.compile(
    rf"^\W*(?:{_DATE_LABEL})(?P<colon>\s*[:：])?(?P<value>(?!\w).*)$", re.IGNORECASE | re.DOTALL
)
_BARE = re.compile(
    r"^\W*(?:date|ngày|thời\s*gian|datum|fecha|data|views?|hits|(?:số\s*)?lượt\s*(?:xem|đọc|truy\s*cập)|số\s*lần\s*(?:xem|đọc)|"
    r"đã\s*xem|tác\s*giả|author|chuyên\s*mục|category|by)\s*[:：]?\W*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^\W*(?:(?:tác\s*giả|người\s*(?:viết|đăng|gửi)|chuyên\s*mục|thể\s*loại|categor(?:y|ies)|section|author|topics?)\s*[:：]\s*\S.{0,60}|"
    r"(?:posted|filed|published|listed)\s+(?:in|under)\s+\S.{0,60}|(?:posted|published|submitted|đăng)\s+(?:by|bởi)\s+\S.{0,50})$",
    re.IGNORECASE,
)
_TOOL = re.compile(
    r"^\W*(?:share|tweet|print(?:er)?|e-?mail|pin\s+it|like|save|listen|copy\s+link|(?:font|text)\s*size|chia\s*sẻ|thích|in(?:\s+(?:bài|trang|tin))?|"
    r"gửi\s+(?:e?mail|bài|tin|cho)|nghe(?:\s+đọc)?\s+bài|đọc\s+bài|cỡ\s*chữ|cỡ|a\s*[-+]|imprimer|partager|envoyer|drucken|teilen|imprimir|compartir|"
    r"compartilhar|enviar|stampa|condividi|afdrukken|delen|drukuj|打印|分享|字号|收藏|印刷|인쇄)"
    r"(?:\W+(?:this|the|page|article|post|story|news|on|to|via|by|with|a|your|friends?|facebook|twitter|x|linkedin|whatsapp|telegram|zalo|"
    r"pinterest|reddit|messenger|instagram|youtube|e-?mail|link|it|pdf|version|friendly|bài|viết|trang|này|tin|qua|lên|cho|bạn|bè|mail|"
    r"cette|cet|la|l|le|un|ami|par|sur|seite|artikel|diese[nr]?|per|auf|esta?|página|por|en|no|pagina|大|中|小|share|print|tweet|in|chia|sẻ|"
    r"thích|facebook|like|save))*\W*[\d.,]{0,9}k?\W*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"^\W*(?:{VIEWS.pattern})\W*$", re.IGNORECASE)
_CLOCK = re.compile(r"^\W*\d[\d:./\-\s]*(?:[ap]\.?m\.?|sa|ch)?\W*$", re.IGNORECASE)
_TIMES = re.compile(r"\d:\d")
_PLACE = re.compile(r"^\W*+(?:[^\W\d_][\w.'’-]*+\s*+){1,4}+,\s")


def is_about_line(text: str, word_count: int) -> bool:
    """Whether all of a short line speaks of the article: its date, author, section, views, printing, sharing.

    >>> is_about_line("Lượt xem: 412 | In bài viết", 6), is_about_line("Views of the growers", 4)
    (True, False)
    """
    return word_count <= MOST_WORDS and len(text) <= _LONGEST and _is_about(text)


@lru_cache(maxsize=4096)
def _is_about(text: str) -> bool:
    parts = [part for part in _SPLIT.split(text) if part.strip()]
    return bool(parts) and (_is_part(text) or (parts != [text] and all(_is_part(part) for part in parts)))


@lru_cache(maxsize=4096)
def _is_part(text: str) -> bool:
    if _TOOL.match(text) or _BARE.match(text) or _COUNTED.match(text) or _NAMED.match(text):
        return True
    match = _DATE_LABELLED.match(text)
    if match:
        value = match["value"].strip()
        if not value.strip(" .:：") or _CLOCK.match(value):
            return True
        if match["colon"] and has_digit(value) and len(value) <= 60 and len(value.split()) <= 8:
            return True
    return has_digit(text) and _is_dated(text)


def is_date_line(text: str, word_count: int) -> bool:
    """Whether a line holds a date and nothing but what is said with one: a weekday, a label, the place before it.

    >>> is_date_line("Hà Nội, ngày 5 tháng 3 năm 2024", 8), is_date_line("Closing date: 5 March 2024", 5)
    (True, False)
    """
    return word_count <= _DATE_WORDS and has_digit(text) and len(text) <= 160 and _is_dated(text)


def is_date_with_names(text: str) -> bool:
    """Whether a line is a date and names after it, and no label before.

    >>> is_date_with_names("May 14, 2024 Ada Byron, Developer"), is_date_with_names("14 May 2024 is the last day")
    (True, False)
    """
    dated = parse_date(text) if has_digit(text) and ":" not in _TIMES.sub("", text) else None
    if dated is None or dated.precision in ("month", "year"):
        return False
    words = _TOKEN.findall(text)
    date = _Printed.of(text, dated)
    first = date.start(words, stops_at_strange=True)
    if first is None:
        return False
    last = date.end(words, first)
    after = _strange(words[last:])
    if _strange(words[:first]) or _other(words[last:]) or not after:
        return False
    return after[0][:1].isupper() and 2 * sum(word[:1].isupper() for word in after) >= len(after)


@lru_cache(maxsize=4096)
def _is_dated(text: str) -> bool:
    dated = parse_date(text)
    if dated is None or (dated.precision in ("month", "year") and len(text.split()) > 4):
        return False
    words = _TOKEN.findall(text)
    has_place = bool(_PLACE.match(text))
    date = _Printed.of(text, dated)
    first = date.start(words, stops_at_strange=not has_place)
    if first is None:
        return False
    last = date.end(words, first)
    before, after = words[:first], words[last:]
    if _other(before) or _other(after):
        return False
    if not _strange(before) and (not _strange(after) or _is_part_after(after)):
        return True
    return not _strange(after) and has_place and all(word[:1].isupper() for word in _strange(before))


class _Printed(NamedTuple):
    """The date of a line, as it is printed there."""

    on: date
    figure: str
    """Of its day; empty where it is not printed so."""

    @classmethod
    def of(cls, text: str, dated: Dated) -> _Printed:
        figure = str(dated.on.day) if dated.precision in ("day", "minute") and text.isascii() else ""
        return cls(dated.on, figure if figure in text else "")

    def is_in(self, words: list[str]) -> bool:
        """Whether some of the line's words hold the date; without the figure of its day they are not read for it."""
        text = " ".join(words)
        found = parse_date(text) if self.figure in text else None
        return found is not None and found.on == self.on

    def start(self, words: list[str], *, stops_at_strange: bool) -> int | None:
        """Where among the words the date begins; None at a word before it that is not said with a date, if that
        settles it.
        """
        first = 0
        while first + 1 < len(words) and self.is_in(words[first + 1 :]):
            if stops_at_strange and _strange(words[first : first + 1]):
                return None
            first += 1
        return first

    def end(self, words: list[str], first: int) -> int:
        """Where the date ends that begins at a word."""
        last = len(words)
        while last - 1 > first and self.is_in(words[first : last - 1]):
            last -= 1
        return last


def _strange(words: list[str]) -> list[str]:
    """The words that are not said with a date."""
    return [
        word
        for word in words
        if any(mark.isalpha() for mark in word) and word.strip(".:：,'’\"").casefold() not in _BESIDE_DATES
        and not _CLOCKED.fullmatch(word)
    ]  # fmt: skip


_CLOCKED = re.compile(
    r"\d{1,2}(?:[:.hg]\d{0,2})?(?:[ap]\.?m\.?)?|\d+(?:st|nd|rd|th)|gmt[+-]?\d*|utc[+-]?\d*", re.IGNORECASE
)


def _other(words: list[str]) -> bool:
    """Whether another date stands there too: the two are a stretch of time, unless each has its label."""
    return parse_date(" ".join(words)) is not None and not any(
        word.strip(".:：").casefold() in _LABEL_WORDS for word in words
    )


_LABEL_WORDS = frozenset(_LABELS.split())


def _is_part_after(words: list[str]) -> bool:
    """Whether what follows a date is a part of its own: the section, the author, the views."""
    text = " ".join(words)
    return bool(_NAMED.match(text) or _COUNTED.match(text) or BY_LINE.match(text) or _TOOL.match(text))
