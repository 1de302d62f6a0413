"""What the words before a date say that it is: publication, update, or another's (deadline, event, period). Pure.

A label that names neither publication nor update belongs to something else, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from crawler.extraction.dates import Dated, Found

Kind = Literal["published", "updated", "other", "labelled", "bare"]
"""`labelled`: by words that are unknown; `bare`: by none."""


class Labelled(NamedTuple):
    """A date and what its label says."""

    dated: Dated
    kind: Kind


def _any(words: str) -> re.Pattern[str]:
    """A pattern for texts in small letters; each word begins with a letter, so that the search skips to those."""
    by_letter: dict[str, list[str]] = {}
    for word in words.split():
        whole = word.removeprefix(r"\b").replace("_?", r"\s*").replace("_", r"\s+")
        before = rf"(?<![^\W\d_]{whole[0]})" if word.startswith(r"\b") else ""
        by_letter.setdefault(whole[0], []).append(before + whole[1:])
    return re.compile("|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items()))


PUBLISHED = _any(
    r"ngày_?(?:đăng|tạo|viết|xuất_bản|gửi|phát_hành|công_bố) "
    r"thời_gian_?(?:đăng|tạo|viết|xuất_bản|gửi|phát_hành|công_bố) đăng_?(?:ngày|lúc|tin|tải|bởi) xuất_bản publish "
    r"posted posted_on publication issued_on released_on release_date date_of_issue date_issued submitted uploaded "
    r"created \bdated? \bwritten publié publication mis_en_ligne mise_en_ligne paru(?:tion)?\b veröffentlich "
    r"erschienen erstellt erscheinungsdatum \bdatum publiziert publicad publicaci publicação postado divulgad "
    r"\bfecha\b \bdata\b pubblicat pubblicazione geplaatst gepubliceerd publicatie verschenen publicer offentliggj "
    r"udgivet publisert lagt_ut opprettet julkaist \bbirt útgáfud opublikow dodano utworzon zveřejn publikov "
    r"vydáno vloženo zverejn uverejn vytvor megjelen közzét publikál feltölt létrehoz publicat postat публику "
    r"опубликован публикац размещ добавлен оприлюднен опублікован публікац розміщен δημοσί ημερομηνία ανάρτηση "
    r"αναρτήθ yayın yayım eklenme oluşturulma النشر نشر أضيف تاريخ انتشار منتشر פורסם פרסום תאריך प्रकाशित प्रकाशन "
    r"तिथि तारीख เผยแพร่ วันที่ประกาศ ลงวันที่ โพสต์ วันที่ diterbitkan dipublikasi terbit diunggah diposting tanggal "
    r"tarikh disiarkan 등록 작성 게시 입력 발행 게재 공고일 公開 掲載 投稿 発表 発行 配信 登録 发布 發布 發佈 发表 "
    r"發表 发稿 刊登 刊出 公布 上版 张贴 日期 时间 時間 avaldatud lisatud publicēt pievienot paskelb publikuota "
    r"objavljen objava објављен објава објавен argitara publikuar foilsithe cyhoeddwyd"
)
UPDATED = _any(
    r"cập_?nhật sửa_đổi chỉnh_sửa updat modified revised \breviewed last_(?:edit|change|review|revision) "
    r"latest_(?:edit|change|review|revision) mise?_à_jour modifi actualis aktualis geändert \bstand\b "
    r"letzte_änderung zuletzt bearbeitet actualiz modificad atualiz alterad aggiorna modificat bijgewerkt "
    r"gewijzigd laatst uppdater ändrad senast opdater oppdater ændret endret \bsist\b \bsidst päivitet muokat "
    r"uppfær síðast aktualiz zaktualiz modyfik zmodyf změn upraven zmenen frissít módosít обновлен обновен изменен "
    r"последн актуализ оновлен змінен останн ενημέρωσ ενημερώθ τροποποί güncel değişt تحديث تعديل بروز به_?روز "
    r"ویرایش עודכן עדכון अद्यतन अपडेट संशोधित ปรับปรุง อัปเดต อัพเดท แก้ไข diperbarui pembaruan diubah kemas_?kini "
    r"수정 업데이트 최종 更新 最終 修改 修订 異動 muudetud uuendatud atjaun labots atnaujin pakeist redaguo "
    r"posodob spremenjen ažurira izmijenjen ажурира измењен"
)
OTHER = _any(
    r"\bhạn\b hết_hạn hiệu_lực diễn_ra khai_mạc bế_mạc \bsinh\b địa_điểm ban_hành \bký\b từ_ngày đến_ngày "
    r"trước_ngày bắt_đầu kết_thúc áp_dụng lấy_ý_kiến tổ_chức tiếp_nhận \bsố\b \bclos(?:e|es|ed|ing)\b deadline "
    r"\bdue\b expir \bvalid effective in_force venue \bwhere\b \bwhen\b event \bheld\b takes?_place \bstart "
    r"\bbegin \bends?\b \bopen(?:s|ing)\b \bfrom\b \buntil\b \btill\b \bbefore\b \bafter\b \bsince\b hearing "
    r"\bbis\b jusqu \bhasta\b fino_al \baté\b "
    r"meeting \bborn\b \bdied\b \bhours\b registration apply application consultation \bas_of\b next_ copyright © "
    r"échéance clôture date_limite \blieu\b \bfrist \bort\b einsendeschluss gültig plazo vence fecha_límite "
    r"\bprazo scadenza \btermin срок дедлайн до_?$ 截止 截至 締切 期限 마감 기한 開催 日時 日程 施行 生效 الموعد"
)
_ABOUT = _any(
    r"tác_giả người_(?:viết|đăng) nguồn lượt_ chuyên_mục danh_mục \bby\b author source category section posted_in "
    r"\bin\b views \bvon\b \bpar\b \bpor\b \bdi\b autor auteur quelle fuente fonte kategori rubri topic tags? "
    r"department ministry"
)
"""What else lines about an article say before their date."""
_PARTING = re.compile(r"[|·•;\n/]|\s[-–—]\s|\s{2,}|[.!?)](?=\s)")
_FROM_TO = re.compile(
    r"^[\s,.]*+(?:[-–—~〜～至]|to|until|till|through|thru|and|đến(?:_hết)?|tới|bis|au|al|à|y|e|hasta|até|a|tot|en|til|och|do|i|до|по|"
    r"إلى|حتى|から|까지|부터|ถึง|sampai|hingga|s/d|έως|ile|az|kuni|līdz|iki)[\s,.]*+(?:ngày|den|the|le|el|il|o|\w{2,12},)?[\s,]*+$",
    re.IGNORECASE,
)
_PART_OF_A_PERIOD = re.compile(
    r"(?:(?<![\d/.])\d{1,2}(?:st|nd|rd|th|\.)?(?:\s+[^\W\d_]{3,12}\.?|/\d{1,2})?\s*(?:[-–—~]|to|until|and|đến|bis|au|al|до)|"
    r"\b(?:from|từ|vom|du|desde|dal|från|fra|od|с|от|من|dari))\s*(?:ngày\s*)?(?:[^\W\d_]{2,12},?\s*)?$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(?:dated?|datum|fecha|data|tanggal|tarikh|ημερομηνία)\b|日期|时间|時間|วันที่|तिथि|तारीख|تاريخ|תאריך",
    re.IGNORECASE,
)
"""The bare word for a date."""
_LONGEST_LABEL = 60


def labelled_dates(text: str, found: list[Found], *, before: str = "") -> list[Labelled]:
    """Each date of a text with what its label says; `before`: what the block above says where it heads this one.

    >>> from crawler.extraction.dates import find_dates
    >>> line = "Updated: 7 March 2024 | Published: 5 March 2024"
    >>> [(one.dated.on.day, one.kind) for one in labelled_dates(line, find_dates(line))]
    [(7, 'updated'), (5, 'published')]
    """
    kinds = list(_kinds(text, found, before))
    for number, (one, following) in enumerate(pairwise(found)):
        if _FROM_TO.match(text[one.end : following.start]):
            kinds[number] = kinds[number + 1] = "other"
    return [Labelled(one.dated, kind) for one, kind in zip(found, kinds, strict=True)]


def _kinds(text: str, found: list[Found], before: str) -> Iterator[Kind]:
    end = 0
    for one in found:
        label = text[end : one.start][-_LONGEST_LABEL:]
        if _PART_OF_A_PERIOD.search(label):
            yield "other"
        else:
            kind = kind_of(label)
            yield kind_of(before, is_head=True) if kind == "bare" and before and one is found[0] else kind
        end = one.end


@lru_cache(maxsize=4096)
def kind_of(label: str, *, is_head: bool = False) -> Kind:
    """What a label says of the date behind it; the words nearest to the date count.

    >>> kind_of("Published and last updated on "), kind_of("Closing date: "), kind_of("Room 4, "), kind_of("Audit of: ")
    ('updated', 'other', 'bare', 'labelled')
    """
    parts = [part for part in _PARTING.split(label.lower()) if part.strip(" :,()-–—")]
    if not parts:
        return "bare"
    last = parts[-1]
    updated, other, published = (_last(words, last) for words in (UPDATED, OTHER, PUBLISHED))
    if updated >= 0 and updated >= other:
        return "updated"
    if other >= 0:
        return "other"
    if published >= 0 and not _is_said_in_passing(last):
        return _with_words_of_another(last)
    is_label = is_head or ":" in last or "：" in last
    return "labelled" if is_label and not _ABOUT.search(last) else "bare"


def _with_words_of_another(label: str) -> Kind:
    """A bare word for "date" that others go with is another's: "Date of visit:"; a word for publication never."""
    words = re.findall(r"[^\W\d_]{2,}", label)
    if not _GENERIC.search(label) or len(words) <= 1:
        return "published"
    rest = PUBLISHED.sub(" ", label)
    return "labelled" if re.search(r"[^\W\d_]{3,}", rest) and (":" in rest or "：" in rest) else "published"


def _is_said_in_passing(label: str) -> bool:
    """Whether a sentence speaks of a publication: `the report that was published on`."""
    match = PUBLISHED.search(label)
    return bool(match and ":" not in label and "：" not in label and len(label[: match.start()].split()) > 1)


def _last(words: re.Pattern[str], label: str) -> int:
    return max((match.start() for match in words.finditer(label)), default=-1)


def is_of_another(text: str, found: list[Found]) -> bool:
    """Whether a date in a line is that of a deadline, an event or a period: content, and not about the article."""
    return any(one.kind in ("other", "labelled") for one in labelled_dates(text, found))
