"""What an element's class and id say that it holds: comments, related pages, sharing, the article. Several languages.

The words are matched whole (`tin-lien-quan`, `RelatedNews`), alone and in pairs; long compounds by their stem.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction.words import RELATED_HEADING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

COMMENTS = 1 << 0
RELATED = 1 << 1
SHARING = 1 << 2
NAVIGATION = 1 << 3
ADVERTISING = 1 << 4
SIDE = 1 << 5
EXTRAS = 1 << 6
"""Newsletters, tools, tags, the author's portrait, polls, hidden parts, notices."""
CONTENT = 1 << 7
CAPTION = 1 << 8
LEAD = 1 << 9
DETAILS = 1 << 10
"""Date, author, source, category: lines about the article."""
TITLE = 1 << 11
ARTICLE = 1 << 12
"""The tags `article` and `main`."""
ASIDE = 1 << 13
"""The tag `aside`, or the role of one."""
HEADER = 1 << 14
FORM = 1 << 15
STATED = 1 << 16
"""`itemprop=articleBody`: the page itself says that here is the article."""
LIST = 1 << 17
FIGURE = 1 << 18
TABLE = 1 << 19
DIALOG = 1 << 20
"""What lies over the page or asks before it: consent, login, alerts. It never holds the article."""
SUSPECT = COMMENTS | RELATED | SHARING | NAVIGATION | ADVERTISING | SIDE | EXTRAS | DIALOG

_WORDS = {
    COMMENTS: (
        "comment comments commentlist comment_list commentform respond disqus livefyre fyre coral viafoura binhluan binh_luan "
        "ykien y_kien y_kien_ban_doc phan_hoi phanhoi kommentar kommentare kommentarer commentaire commentaires comentario "
        "comentarios commenti reacties komentarze komentar komentari yorum yorumlar pinglun replies reviews trackback pingback"
    ),
    RELATED: (
        "related relateds relatednews relatedposts relatives lienquan lien_quan tinkhac tin_khac tin_cu cungchuyenmuc "
        "cung_chuyen bai_khac cac_tin more_news more_stories more_articles other_news othernews other_posts tinmoi tin_moi "
        "docnhieu doc_nhieu xemnhieu xem_nhieu most_read most_viewed most_popular mostread popular popularposts trending "
        "recommend recommended recommendation recommendations recommends recirc recirculation readmore read_more read_next "
        "read_also see_also up_next also_read also_like xemthem xem_them doc_them continue_reading teasers teaserlist "
        "crosslinks verwandte weitere_artikel mehr_zum artikelempfehlungen connexes similaires lire_aussi a_lire voir_aussi "
        "relacionadas relacionados relacionada relacionado correlati correlate leggi_anche leia_mais leia_tambem lea_tambien "
        "te_puede gerelateerd lees_ook powiazane czytaj terkait baca_juga ilgili xiangguan tuijian kanren outbrain taboola "
        "jp_relatedposts latest_news latest_posts recent_posts recentposts recent_news you_may next_article prev_next "
        "post_navigation nav_links nextprev onward rail_articles tin_tuc_khac next_post previous_post"
    ),
    SHARING: (
        "share shares sharing sharebar sharethis shared sharer addthis addtoany sharedaddy social socials sociallinks "
        "social_media chiase chia_se like_box fb_like teilen partage partager compartir compartilhar condividi condivisione "
        "delen udostepnij dela bagikan paylas fenxiang bdsharebuttonbox follow follow_us synved heateor shariff"
    ),
    NAVIGATION: (
        "nav navbar navigation navi breadcrumb breadcrumbs breadcumb bread_crumb bread_crumbs pagination pager paging pagenav "
        "page_nav menu menus menubar topmenu submenu mainmenu megamenu footer footers foot site_header masthead topbar "
        "site_footer pied rodape fusszeile skip_link skiplink skiplinks sitemap site_map toc table_of_contents lang_switch "
        "language_switcher duong_dan weblinks lien_ket lienket colophon"
    ),
    ADVERTISING: (
        "ad ads adv advert adverts advertisement advertisements advertising adsense adsbox adsbygoogle dfp gpt_ad quang_cao "
        "quangcao sponsor sponsored sponsors promo promos promoted promotion werbung anzeige publicite pub publicidad "
        "publicidade pubblicita advertentie reklama reklam iklan annons guanggao paywall banner banners commercial dianomi "
        "affiliate shop product_card billboard_ad"
    ),
    SIDE: (
        "sidebar sidebars side_bar sidebarright sidebarleft aside rail right_rail rightrail right_col rightcol seitenleiste "
        "barra_lateral secondary left_col leftcol cot_phai cot_trai col_right right_column"
    ),
    DIALOG: (
        "cookie cookies cookiebar gdpr ccpa "
        "consent onetrust cookiebot modal login signin log_in sign_in dang_nhap dangnhap dialog "
        "cookie_banner cookie_notice paywall_overlay embed_placeholder embed_consent two_click twoclick"
    ),
    EXTRAS: (
        "popup lightbox overlay newsletter newsletters subscribe subscription subscriptions signup sign_up abo toolbar tools utilities print printlink font_size fontsize tagcloud tag_cloud tags taglist "
        "keywords post_tags entry_tags article_tags widget widgets poll tham_do thamdo register search searchbox "
        "search_form author_bio about_author about_the author_box authorbox bio bio_box author_info author_description "
        "biography rating ratings vote danh_gia danhgia hidden visually_hidden visuallyhidden sr_only screen_reader "
        "screen_reader_text assistive feedback thong_ke thongke visitor counter copyright disclaimer noprint no_print "
        "dont_print metadata_box infobox_nav donate donation donations alert alerts breaking ticker marquee calendar weather "
        "topics filed_under post_meta_footer credits quiz survey app_download download_app speech audio_player "
        "tts slideshow_nav gallery_nav correction_form"
    ),
    CONTENT: (
        "article articlebody article_body articlecontent article_content articletext article_text post postbody post_body "
        "postcontent post_content entry entry_content entrycontent content_detail detail_content detailcontent news_detail "
        "newsdetail news_content newscontent news_body newsbody noidung noi_dung chitiet chi_tiet story storybody story_body "
        "story_text storytext body_text bodytext maincontent main_content content_body contentbody text_body main_text single "
        "blog_post blogpost fck_detail baiviet bai_viet journal_content field_name field_body node_content richtext rich_text "
        "wysiwyg prose content texte contenu inhalt contenido conteudo contenuto corpo cuerpo treść tresc artikel artikeltext "
        "artikelinhalt zhengwen neirong article_detail page_content entry_text copy body_copy td_post_content cms_content "
        "isi isi_berita detail_text detail__body haber_metni mw_parser newstext news_text text_content"
    ),
    CAPTION: (
        "caption captions wp_caption_text figcaption chuthich chu_thich img_desc image_caption photo_caption "
        "photocms_caption imgcaption legende bildunterschrift pie_de_foto legenda didascalia credit image_credit photo_credit "
        "photocredit bildnachweis"
    ),
    LEAD: (
        "sapo lead leade intro introtext introduction summary tomtat tom_tat mota mo_ta trichyeu trich_yeu standfirst chapeau "
        "chapo teaser_text subtitle sub_title subheadline subhead deck dek excerpt description short_intro news_lead "
        "article_lead vorspann einleitung bajada entradilla sommario occhiello lede ingress abstract kicker strapline"
    ),
    DETAILS: (
        "date dates time datetime published publishdate publish_date pubdate post_date entry_date ngay ngaydang ngay_dang "
        "ngay_thang posted posted_on timestamp thoigian thoi_gian created createdate updated update_time meta metadata "
        "meta_data article_meta post_meta entry_meta byline info dateline published_at author authors author_name tacgia "
        "tac_gia vcard writer autor auteur autore source nguon nguontin nguon_tin category chuyen_muc chuyenmuc section_name "
        "datum fecha data_publicacao contributor contributors"
    ),
    TITLE: (
        "title titles headline headlines tieude tieu_de posttitle post_title entry_title article_title news_title newstitle "
        "heading story_title title_detail detail_title page_title pagetitle titre titel titulo titolo"
    ),
}
_STEMS = {
    COMMENTS: "comment kommentar",
    RELATED: "related relacionad recommend popular trending mostread",
    SHARING: "sharebutton sharebar socialshare shareicon sociallink socialmedia",
    NAVIGATION: "breadcrumb navigation pagination footer",
    ADVERTISING: "advert sponsor promo quangcao",
    SIDE: "sidebar",
    DIALOG: "cookieconsent cookienotice cookiebanner cookiepolicy",
    EXTRAS: "newsletter subscri cookie widget",
    CONTENT: "articlebody articlecontent postcontent entrycontent storybody articletext",
}
_TABLE = {word.replace("_", " "): flag for flag, words in _WORDS.items() for word in words.split()}
_STEM = re.compile("|".join(f"(?P<f{flag}>{'|'.join(words.split())})" for flag, words in _STEMS.items()))
_PARTS = re.compile("[A-Z]*[a-z]+|[A-Z]+")
_SEGMENT = re.compile("[A-Za-z0-9]+")
_SIZE = re.compile(r"(?<!\d)\d++x\d+")
_CHANGES = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_HEX = re.compile("[0-9a-f]+")
_SHORT_WORD = 4
"""Letters up to which a word may turn up in a random name."""
_VARIANT = re.compile(
    r"(?<!\S)\S*[a-z]:\S*|(?<!\S)\S*\[\S*|hidden-(?:xs|sm|md|lg|xl|print|mobile|phone|tablet|desktop)\S*"
)
"""Classes that say how a thing is set (on which screen, in which state), not what it is."""
_SHOWN_AGAIN = re.compile(r"(?<!\S)[a-z0-9-]+:(?:block|flex|grid|inline|table|contents)\S*")
_HIDDEN = re.compile(r"(?<!\S)hidden(?!\S)")
_BEGINNINGS = frozenset(word[:length] for word in _TABLE for length in range(1, len(word)))
"""What some entry begins with: after any other word no pair has to be looked up."""
_LONG = 9
_MOST = 24


@lru_cache(maxsize=8192)
def named_flags(name: str) -> int:
    """What the words of a class or id attribute speak of, as flags.

    >>> named_flags("box-tinLienQuan") == RELATED
    True
    >>> named_flags("articleBody post") == CONTENT
    True
    >>> named_flags("b75ad93f css-1nav7q md:hidden")
    0
    """
    name = name[:400]
    if ":" in name or "[" in name or "hidden-" in name:
        if _SHOWN_AGAIN.search(name):
            name = _HIDDEN.sub(" ", name)
        name = _VARIANT.sub(" ", name)
    flags = 0
    previous, begins = "", False
    for part in _words_of(name)[:_MOST]:
        word, found, stem, begins_next = _about(part)
        if begins:
            found |= _TABLE.get(f"{previous} {word}", 0) | _TABLE.get(previous + word, 0)
        flags |= found or stem
        previous, begins = word, begins_next
    return flags


def _words_of(name: str) -> list[str]:
    """The words of an attribute; a machine-made name has none, and beside one a short word may be chance."""
    if not _MIXED.search(name):
        return _PARTS.findall(name)
    return [word for token in name.split() for word in _words_of_token(token)]


@lru_cache(maxsize=8192)
def _words_of_token(token: str) -> tuple[str, ...]:
    """The same of one name: attributes are made of a few names over and over."""
    words: list[str] = []
    segments = _SEGMENT.findall(_SIZE.sub(" ", token) if "x" in token else token)
    machines = [is_machine_made(segment) for segment in segments]
    for segment, is_machine in zip(segments, machines, strict=True):
        if not is_machine:
            parts = _PARTS.findall(segment)
            words += [part for part in parts if len(part) >= _SHORT_WORD] if any(machines) else parts
    return tuple(words)


_MIXED = re.compile(r"\d[A-Za-z]|[A-Za-z]\d|[a-z][A-Z]")


def is_machine_made(segment: str) -> bool:
    """Whether letters and digits look drawn, not written: digits among letters, or capitals without words.

    >>> [is_machine_made(word) for word in ("b75ad93f", "col2", "relatedNews", "xKnAdQv", "h2title")]
    [True, False, False, True, False]
    """
    if segment.islower() and segment.isalpha():
        return False
    changes = len(_CHANGES.findall(segment))
    if changes:
        digits = sum(mark.isdigit() for mark in segment)
        is_hex = len(segment) >= 6 and digits >= 2 and changes >= 2 and bool(_HEX.fullmatch(segment.lower()))
        return is_hex or changes >= 3 or (segment[0].isdigit() and len(segment) >= 4)
    parts = _PARTS.findall(segment)
    return len(parts) >= 3 and len(segment) < 3 * len(parts)


def identity_flags(identity: str, element: HtmlElement, tag: str) -> int:
    """What an id speaks of: nothing where it is machine-made, or made of the heading that it leads to.

    The id of a heading names a place to jump to. That of a section may spell its heading, whose words then count as
    that heading's, once.
    """
    if tag in _HEADINGS:
        return 0
    flags = named_flags(identity)
    if flags & SUSPECT and (_is_drawn(identity) or _spells_heading(identity, element)):
        return flags & ~SUSPECT
    return flags


def _is_drawn(identity: str) -> bool:
    """Whether most of an id is machine-made."""
    segments = _SEGMENT.findall(identity)
    drawn = sum(len(segment) for segment in segments if is_machine_made(segment))
    return 3 * drawn > 2 * sum(map(len, segments))


def _spells_heading(identity: str, element: HtmlElement) -> bool:
    """Whether an id is the slug of the first heading inside, and that heading is no usual one of a list or of comments."""
    for _, heading in zip(range(_NEAR), element.iter(etree.Element), strict=False):
        if heading.tag in _HEADINGS:
            text = " ".join("".join(heading.itertext()).split())
            slug, plain = _plain(identity), _plain(text)
            same = len(slug) >= 4 and (plain.startswith(slug) or (len(plain) >= 4 and slug.startswith(plain)))
            return same and not RELATED_HEADING.match(text)
    return False


_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NEAR = 12
_NO_LETTER = re.compile(r"[^a-z]+")


def _plain(text: str) -> str:
    """The letters of a text without their marks, lower case."""
    marked = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return _NO_LETTER.sub("", marked)


@lru_cache(maxsize=8192)
def _about(part: str) -> tuple[str, int, int, bool]:
    """A word in small letters, what it says, what its stem says, and whether an entry of two words begins with it."""
    word = part.lower()
    stem = _STEM.search(word) if len(word) >= _LONG else None
    return word, _TABLE.get(word, 0), int(stem.lastgroup[1:]) if stem and stem.lastgroup else 0, word in _BEGINNINGS
