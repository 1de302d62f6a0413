"""The words by which pages name their parts: in class and id attributes, in headings, in labels. Several languages.

Attribute words are matched as whole words of the attribute (`tin-lien-quan`, `RelatedNews`), never as mere substrings.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[^\W_]+")
_CUT = re.compile(r"[^a-z0-9]+")


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^| )(?:{'|'.join(words.split())})(?: |$)".replace("_", " "))


BOILERPLATE = _any(
    "comments? comment_list commentlist comment_form respond disqus binh_luan binhluan ykien y_kien "
    "shar(?:e|ing|es|ebar|ethis|ed|er)? addthis addtoany sharethis social socials? sociallinks? chia_se like_box fb_like "
    "relat(?:ed|ive)s? related_\\w+ lien_quan lienquan tin_lien_quan tinlienquan tin_khac tinkhac cung_chuyen_muc "
    "cungchuyenmuc bai_lien_quan bai_khac more_news other_news othernews tin_moi tinmoi doc_nhieu docnhieu xem_nhieu "
    "xemnhieu most_read most_viewed mostread popular_posts? recent_posts? recentposts? latest_news trending recommend(?:ed|ations?)? "
    "recirc(?:ulation)? sidebar side_bar sidebar\\w* aside breadcrumbs? bread_crumbs? pagination pager paging pagenav page_nav navi "
    "nav navbar navigation\\w* menu menus menubar topmenu submenu mainmenu footer foot_\\w+ footer\\w* site_header masthead banner banners "
    "advert\\w* ads? adv adsense adsbox ad_container quang_cao quangcao sponsor(?:ed|s)? promo\\w* promotion newsletter subscri(?:be|ption) signup "
    "cookies? cookie_\\w+ gdpr consent popup modal lightbox overlay toolbar tools utilities print_link font_size skip_link skiplinks? "
    "tag_?cloud taglist post_tags tags_links? entry_tags article_tags widget widgets weblinks? lien_ket lienket poll tham_do thamdo "
    "login search searchbox search_form author_bio about_author author_box bio_box rating ratings vote danh_gia danhgia "
    "read_more readmore continue_reading also_read xem_them xemthem outbrain taboola hidden visually_hidden sr_only screen_reader_text "
    "feedback phan_hoi thong_ke thongke visitor counter copyright disclaimer site_map sitemap trackback pingback jp_relatedposts "
    "noprint no_print dont_print metadata_box teasers? teaserlist crosslinks? infobox_nav lang_switch language_switcher"
)
CONTENT = _any(
    "article article_?body article_?content article_?text articlebody post post_?body post_?content entry entry_?content "
    "content_?detail detail_?content news_?detail newsdetail news_?content news_?body newsbody noi_?dung noidung chi_?tiet chitiet "
    "story story_?body storybody body_?text maincontent main_?content content_?body text_?body single blog_?post fck_detail bai_?viet baiviet "
    "journal_content_article field_name_body node_content rich_?text richtext wysiwyg"
)
CAPTION = _any(
    "caption captions wp_caption_text figcaption chu_thich chuthich img_desc image_caption photo_caption photocms_caption imgcaption"
)
LEAD = _any(
    "sapo lead leade intro introtext summary tom_?tat tomtat mo_?ta trich_?yeu trichyeu standfirst chapeau teaser_text "
    "subtitle sub_title deck dek excerpt description short_intro news_?lead article_lead vorspann einleitung"
)
TITLE = _any(
    "title titles? headline tieu_?de tieude post_?title entry_?title article_?title news_?title newstitle heading story_?title "
    "title_?detail detail_?title page_title pagetitle"
)
DATE = _any(
    "date dates time datetime published publish_?date pubdate post_?date entry_?date ngay ngay_?dang ngaydang ngay_thang posted posted_on "
    "timestamp thoi_?gian thoigian createdate created update_?time meta meta_?data article_meta post_meta byline info dateline published_at"
)
AUTHOR = _any("author authors author_name byline tac_?gia tacgia vcard writer autor auteur nguoi_?viet post_author")
SOURCE = _any("source nguon nguon_?tin nguontin")
CATEGORY = _any(
    "breadcrumbs? bread_crumbs? breadcumb category cat_links? chuyen_?muc chuyenmuc section_name path duong_dan"
)
VIEWS = re.compile(
    r"(?<![^\W\d])(?:lượt\s*(?:xem|đọc|truy\s*cập|view)|số\s*lần\s*(?:xem|đọc)|đã\s*xem|views?|hits)"
    r"(?:\s*[:：]\s*\(?|\s*\(|\s+(?=[\d.,]+\W*(?:$|[|•·])))([\d.,]*\d)(?:(?!\w)|(?=(?-i:[A-ZĐ][^\W\dA-Z_])))|"
    r"(?<![\w.,])([\d.,]{0,19}\d)\s*(?:lượt\s*(?:xem|đọc|truy\s*cập|view)|views?)(?=\W*(?:$|[|•·\-–—\n]))",
    re.IGNORECASE,
)
"""A number with the word that says what it counts; without a colon it ends its line.

The elements of a line may stand without a blank between them: a figure before, a word with a capital after.
"""

_VI_LISTS = r"(?:chuyên\s*mục|chủ\s*đề|loại|lĩnh\s*vực|mục|danh\s*mục|tác\s*giả)"
_EN_LISTS = (
    r"(?:news|articles?|posts?|stor(?:y|ies)|links?|content|topics?|coverage|reading|reads?|videos?|pages?|items?|"
    r"information|headlines?|publications?|updates?|resources?|documents?|announcements?|press|media|releases?|blogs?|"
    r"searches|galleries|podcasts?|tags?|on|this|the|same|topic|subject|story|in|category|section|from|us|like|for|you|"
    r"now|today|week|and|our|events?|speeches|notices?)"
)
_COUNT = r"(?:\s*[(\[]?\d{1,5}[)\]]?)?"
RELATED_HEADING = re.compile(
    r"^\W*(?:"
    rf"(?:(?:các|những)\s+)?(?:tin|bài)(?:\s+(?:viết|tức))?\s+(?:mới|khác|liên\s*quan|cùng\s+{_VI_LISTS}|(?:đọc|xem)\s+nhiều|nổi\s*bật|"
    rf"đã\s*(?:đưa|đăng)|tiếp\s*theo|cũ|trước|sau)(?:\s+(?:nhất|hơn|khác|cập\s*nhật|đã\s*(?:đưa|đăng)|trong\s+ngày|(?:trong\s+)?(?:cùng\s+)?{_VI_LISTS}))*|"
    r"có\s+thể\s+bạn.{0,30}|bạn\s+có\s+thể\s+(?:quan\s*tâm|thích|muốn\s+(?:xem|đọc)|xem\s+thêm|chưa\s+biết)|"
    r"(?:đọc|xem)\s+nhiều(?:\s+(?:nhất|trong\s+(?:ngày|tuần|tháng)))*|tin\s+(?:nóng|hot)|liên\s*kết(?:\s+(?:web(?:site)?|trang|nhanh|hữu\s*ích|khác))*|"
    rf"các\s+(?:tin|bài)(?:\s+viết)?|(?:xem|đọc)\s+thêm(?:\s+(?:tin|bài)(?:\s+(?:viết|tức|khác|liên\s*quan))*)?|"
    rf"bình\s*luận(?:\s+(?:của\s+bạn|bài\s+viết|bạn\s+đọc))?{_COUNT}|ý\s*kiến\s+(?:bạn\s+đọc|của\s+bạn){_COUNT}|"
    r"gửi\s+(?:bình\s*luận|phản\s*hồi|ý\s*kiến)(?:\s+của\s+bạn)?|"
    r"chia\s*sẻ(?:\s+(?:bài\s+viết|tin|trang|này|với\s+bạn\s+bè|lên|qua|facebook|zalo|twitter|email|mạng\s+xã\s+hội))*|từ\s*kho[áó]a?|"
    rf"(?:related|more|other|latest|recent|popular|most\s+(?:read|popular|viewed)|recommended|further|similar|trending|featured)(?:\s+{_EN_LISTS})*|"
    r"(?:more|latest|also)\s+(?:from|on|in|about)\s+.{1,40}|you\s+(?:may|might)\s+(?:also\s+)?(?:like|enjoy|want|be\s+interested|have\s+missed).{0,20}|"
    rf"(?:read\s+(?:more|next|also)|see\s+also|also\s+read|up\s+next|don['’]?t\s+miss)(?:\s+{_EN_LISTS})*|"
    rf"leave\s+a\s+(?:reply|comment)|(?:\d+\s+)?comments?{_COUNT}|share(?:\s+(?:this|on|via|with|your|friends|facebook|twitter|email|{_EN_LISTS}))*|"
    r"tags?|filed\s+under|about\s+the\s+authors?|sign\s+up(?:\s+(?:for|to|now|today|here)\b.{0,30})?|subscribe(?:\s+(?:to|for|now|today|here|via)\b.{0,30})?|"
    r"newsletters?(?:\s+sign\s*up)?|"
    rf"articles?\s+(?:liés|similaires|connexes)|à\s+lire(?:\s+(?:aussi|également|sur\s+.{{1,20}}))?|lire\s+aussi|voir\s+aussi|commentaires?{_COUNT}|"
    r"partager(?:\s+(?:cet\s+article|cette\s+page|sur\s+.{1,20}))?|"
    r"mehr\s+zum\s+thema|weitere\s+(?:artikel|meldungen|nachrichten|beiträge|themen|inhalte|links|news|informationen|pressemitteilungen)|"
    rf"das\s+könnte.{{0,30}}|lesen\s+sie\s+(?:auch|mehr)|verwandte\s+(?:artikel|themen|beiträge|inhalte)|kommentare?{_COUNT}|zum\s+thema|teilen|"
    r"(?:leia|veja)\s+(?:mais|também)|(?:notícias|artículos|noticias|matérias)\s+relacionad[ao]s|compartilh(?:e|ar)(?:\s+(?:esta?|isso|no|na|notícia|página))*|"
    rf"te\s+puede\s+interesar|coment[aá]rios?{_COUNT}|"
    r"(?:voc[êe]|também)\s+(?:também\s+)?(?:pode|vai)\s+gostar.{0,30}|quizás?\s+te\s.{0,30}|(?:también\s+)?te\s+(?:puede|podría)\s+.{0,30}|"
    r"más\s+noticias|más\s+sobre\s+.{1,30}|lea\s+(?:también|además)|mais\s+(?:notícias|lidas)|últimas\s+noticias|"
    r"leggi\s+anche|potrebbe\s+interessarti|ti\s+potrebbe\s+.{0,30}|articoli\s+correlati|lees\s+(?:ook|meer)|gerelateerd(?:e\s+\w+)?|meer\s+nieuws|meer\s+over\s+.{1,30}|"
    r"zobacz\s+(?:też|także|również)|czytaj\s+(?:też|także|również|więcej)|polecamy|powiązane(?:\s+(?:artykuły|tematy|wpisy))?|"
    r"baca\s+juga|(?:berita\s+|artikel\s+)?terkait|ilgili\s+haberler|läs\s+(?:också|mer|även)|relaterat|les\s+også|læs\s+også|lue\s+myös|"
    r"читайте\s+также|(?:ещё\s+)?по\s+теме|похожие(?:\s+(?:новости|материалы|статьи|записи))?|читайте\s+також|"
    r"(?:相关|相關|推荐|推薦|更多|延伸|热门|熱門|精彩)(?:\s*(?:新闻|新聞|阅读|閱讀|文章|链接|連結|鏈接|报道|報導|推荐|推薦|内容|信息|资讯|資訊|文件|专题|專題|解读|稿件|附件|>+))*|"
    r"関連(?:記事|リンク|ニュース|情報|項目)*|おすすめ(?:の?記事)?|あわせて読みたい|人気(?:の?記事|ランキング)?|(?:관련|추천)\s*(?:기사|뉴스|글)?"
    r")\W*$",
    re.IGNORECASE,
)
"""A short line that heads what is not the article any more: nothing else stands in it."""

SOURCE_LINE = re.compile(
    r"^\W{0,3}(?:(?:theo|nguồn(?:\s*(?:tin|bài|ảnh))?|tin\s+nguồn|trích\s+nguồn|source|quelle|fuente)\s*[:：]\s*|theo\s+(?=[^\W\d_]))(?P<name>[^.!?]{2,90}?)\W{0,3}$",
    re.IGNORECASE,
)
_AUTHOR_LABEL = (
    r"(?:tác\s*giả|người\s*(?:viết|đăng|thực\s*hiện)|bút\s*danh|thực\s*hiện|biên\s*tập|(?:tin|bài|ảnh)(?:\s*(?:,|và|-|&)?\s*(?:tin|bài|ảnh|viết|clip))*|"
    r"author|written\s+by|autor(?:in)?)"
)
AUTHOR_LINE = re.compile(
    rf"^\W{{0,3}}(?:{_AUTHOR_LABEL}\s*[:：]\s*|(?:by|von|par|por)\s*[:：]\s*)(?P<name>[^.!?]{{2,80}}?)\W{{0,3}}$",
    re.IGNORECASE,
)
AUTHOR_INLINE = re.compile(
    r"(?<!\w)(?:tác\s*giả|người\s*(?:viết|đăng)|bút\s*danh|author)\s*[:：]\s*(?P<name>[^\d|•·:\n]{2,60}?)(?=\s*(?:[|•·\n\d]|(?:số\s*)?lượt|ngày|đăng|cập\s*nhật|$))",
    re.IGNORECASE,
)
"""An author's name in a line that also holds a date or a view count."""
TAG_LINE = re.compile(r"^\W*(?:từ\s*khóa|từ\s*khoá|thẻ|tags?|keywords?)\s*[:：]\s*", re.IGNORECASE)
BY_LINE = re.compile(
    r"^(?i:by|von|par|por)\s+(?P<name>(?!(?i:the|a|an|our|your|this|all|der|die|das|la|le|les|el|los|las)\b)[A-ZÀ-ÞĐẠ-Ỹ][^.!?\d:]{1,60})$"
)
ATTACHMENT = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z)(?:[?#]|$)", re.IGNORECASE)
ATTACHMENT_LINE = re.compile(
    r"^\W*(?:(?:các\s+)?(?:tệp|tập\s*tin|file|tài\s*liệu|văn\s*bản)\s*(?:đính\s*kèm|kèm\s*theo)|đính\s*kèm|attachments?|attached\s+files?|"
    r"tải\s*(?:về|xuống)|downloads?|pièces?\s+jointes?|anhänge?|anlagen?|archivos?\s+adjuntos?|anexos?|附件|添付(?:ファイル)?|첨부(?:파일)?)"
    r"(?:\W*$|\s*[:：].{0,80}$|\W[^:]{0,60}\b(?:pdf|docx?|xlsx?|pptx?|zip|rar|\d\s*[km]b)\b\W*$)",
    re.IGNORECASE,
)
"""The label of a file, with nothing or a file after it."""
IMPRINT = re.compile(
    r"giấy\s*phép\s*(?:thiết\s*lập|(?:hoạt\s*động\s*)?(?:báo\s*chí|xuất\s*bản|trang\s*(?:thông|tin)))|^\W*giấy\s*phép\s*(?:hoạt\s*động\s*)?(?:số)?\s*[:：]?\s*\d|"
    r"chịu\s*trách\s*nhiệm\s*(?:chính|nội\s*dung|xuất\s*bản)\s*[:：(]|^\W*cơ\s*quan\s*chủ\s*quản\W|trưởng\s*ban\s*biên\s*tập\s*[:：]|"
    r"tổng\s*biên\s*tập\s*[:：]|bản\s*quyền\s*(?:©|\(c\)|[12]\d{3}|thuộc)|ghi\s*rõ\s*nguồn|all\s*rights\s*reserved|tous\s*droits\s*réservés|alle\s*rechte\s*vorbehalten|"
    r"\bcopyright\s*(?:©|\(c\)|[12]\d{3})|^\W*copyright\W*(?:by\b.{0,60})?$|©|số\s*(?:lượt|người)\s*truy\s*cập\s*[:：\d]|đang\s*(?:trực\s*tuyến|online)\s*[:：\d(]",
    re.IGNORECASE,
)
"""What stands in the foot of a portal: licence, editor, address, counters."""
_IMPRINT_PARTS = (
    "giấy", "trách", "cơ quan", "ban biên", "biên tập", "bản quyền", "nguồn", "reserved", "réservés", "rechte",
    "copyright", "©", "truy", "trực tuyến", "online",
)  # fmt: skip


def is_imprint(text: str) -> bool:
    """Whether a text holds one of the formulas of IMPRINT."""
    return _holds_imprint(text) if len(text) > _LONG_TEXT else _is_short_imprint(text)


_LONG_TEXT = 1000


@lru_cache(maxsize=1024)
def _is_short_imprint(text: str) -> bool:
    """The same, remembered: each step asks it of each block."""
    return _holds_imprint(text)


def _holds_imprint(text: str) -> bool:
    """The same, after a glance, since few texts do."""
    low = text.lower()
    for part in _IMPRINT_PARTS:
        if part in low:
            return bool(IMPRINT.search(text))
    return False


INLINE_READ_MORE = re.compile(
    r"^\W*(?:xem\s+thêm|đọc\s+thêm|tin\s+liên\s+quan|read\s+(?:more|also)|see\s+also|also\s+read|related|lire\s+aussi|à\s+lire|lesen\s+sie|mehr\s+dazu|leia\s+(?:mais|também)|lea\s+también|vea\s+también|leggi\s+anche|czytaj\s+(?:też|także|również)|zobacz\s+(?:też|także|również)|lees\s+ook|läs\s+(?:även|också)|les\s+også|læs\s+også|baca\s+juga|читайте\s+также)\s*(?:[:：>»]|\s[-–—]\s)",
    re.IGNORECASE,
)
_ASKING = frozenset(
    "newsletter newsletters inbox cookie cookies subscribe subscription subscriptions advert adverts advertisement "
    "advertising sponsored abonnieren abonnement anmelden werbung anzeige datenschutz inscrivez inscription abonnez abonner "
    "suivez publicité confidentialité suscríbete suscribirse suscripción síguenos publicidad inscreva assine siga "
    "publicidade iscriviti seguici pubblicità reklama zapisz advertentie aanmelden iklan login tip".split()
)
_ASKING_PAIRS = frozenset(
    (
        "sign up", "follow us", "follow me", "follow him", "follow her", "follow them", "privacy policy", "terms of",
        "continue reading", "keep reading", "story continues", "article continues", "scroll down", "click here",
        "join us", "join our", "like us", "contact us", "all rights", "log in", "our app", "the app", "folgen sie",
        "non commercial", "do not", "đăng ký", "theo dõi", "quảng cáo", "vào đây", "mời bạn", "mời quý", "mời các",
    )
)  # fmt: skip
_ASKING_FIRSTS = frozenset(pair.partition(" ")[0] for pair in _ASKING_PAIRS)
_ASKING_SIGNS = re.compile("扫一扫|扫码|二维码|关注我们|关注微信|责任编辑|版权|转载|会員登録|広告")
_CREDITING = frozenset(
    "photo photos foto fotos image images picture pictures ảnh getty reuters afp shutterstock bild credit crédit crédits "
    "courtesy photograph photographer illustration".split()
)
_WORD = re.compile(r"\w+")


def said(text: str) -> tuple[float, float]:
    """Whether a short text asks the reader for something or speaks of the site (newsletters, accounts, cookies,
    advertisements), and whether it credits a picture; 1 or 0 each.

    >>> said("Sign up for our newsletter"), said("(Photo: Getty)")
    ((1.0, 0.0), (0.0, 1.0))
    """
    words = _WORD.findall(text.lower())
    asks = not _ASKING.isdisjoint(words)
    if not asks and not _ASKING_FIRSTS.isdisjoint(words):
        asks = any(
            first in _ASKING_FIRSTS and f"{first} {second}" in _ASKING_PAIRS for first, second in pairwise(words)
        )
    if not asks and not text.isascii():
        asks = bool(_ASKING_SIGNS.search(text))
    return 1.0 if asks else 0.0, 1.0 if "©" in text or not _CREDITING.isdisjoint(words) else 0.0


NOT_FOUND = re.compile(
    r"(?:không\s+(?:tìm\s+thấy|tồn\s+tại)|trang\s+(?:này\s+)?(?:không|đã\s+bị)|bài\s+viết\s+(?:này\s+)?(?:không\s+tồn\s+tại|đã\s+bị\s+(?:xóa|xoá|gỡ))|đã\s+bị\s+gỡ|"
    r"page\s+(?:you\s+\w+\s+)?(?:(?:was|is|could|can)\s*(?:not|n't)\s*(?:be\s+)?|not\s+)(?:found|exist|available)|not\s+found|no\s+longer\s+(?:available|exists)|"
    r"page\s+(?:introuvable|non\s+trouvée)|seite\s+(?:wurde\s+)?nicht\s+gefunden|página\s+no\s+encontrada|página\s+não\s+encontrada)",
    re.IGNORECASE,
)
ERROR_PAGE = re.compile(
    r"^\W*(?:(?:error|lỗi|http|status|mã\s+lỗi)\W*)?404\s*(?:\W*$|[-–—|:»]|(?:\W*\b(?:error|lỗi|page|not|trang|không|file|nothing)\b))|"
    r"\b(?:error|lỗi)\W*404\b|\b404\W*(?:error|not\s+found|page\s+not|trang\s+không)|"
    r"\bpage\s+(?:was\s+|is\s+|could\s+)?not\s+(?:be\s+)?found\b|^\W*not\s+found\W*(?:$|[-–—|:»])|"
    r"^\W*(?:trang|bài\s+viết)\s+(?:này\s+)?(?:không|đã\s+bị)\s+(?:tồn\s+tại|tìm\s+thấy|xóa|xoá|gỡ)\W*(?:$|[-–—|:»])|"
    r"^\W*không\s+(?:tìm\s+thấy|tồn\s+tại)\s+(?:trang|bài\s+viết|nội\s+dung|địa\s+chỉ|đường\s+dẫn)(?:\s+(?:này|web|tin|bạn|yêu|cầu|cần|tìm|đã))*\W*(?:$|[-–—|:»])|"
    r"page\s+(?:introuvable|non\s+trouvée)|seite\s+(?:wurde\s+)?nicht\s+gefunden|página\s+(?:no\s+encontrada|não\s+encontrada)",
    re.IGNORECASE,
)
"""Titles that no article bears: others that speak of something lost may be news ("Không tìm thấy nạn nhân")."""
CHALLENGE = re.compile(
    r"(?:checking\s+your\s+browser|just\s+a\s+moment|cf-browser-verification|cf_chl|ddos\s+protection|attention\s+required|are\s+you\s+a\s+(?:robot|human)|"
    r"verify\s+you\s+are\s+human|enable\s+javascript\s+and\s+cookies|document\.cookie\s*=[^;]{3,200};?.{0,400}(?:location\.(?:reload|href|replace)|location\s*=)|captcha)",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=16384)
def attribute_words(text: str) -> str:
    """A class or id attribute as lower-case words with one space between them.

    >>> attribute_words("box-tinLienQuan  col_md8")
    'box tin lien quan col md8'
    """
    return _CUT.sub(" ", _CAMEL.sub(" ", text).lower()).strip()


SENTENCE_ENDS = re.compile(r"(?<=[.!?。])\s")
"""Where one sentence ends and the next begins."""
_DIGIT = re.compile(r"\d")


def has_digit(text: str) -> bool:
    """Whether a digit stands in a text: without one it holds no date and no count."""
    return _DIGIT.search(text) is not None


def letters(text: str) -> str:
    """The text's letters and digits alone, lower case: what two printings of one headline share.

    >>> letters("Hội nghị: “Số 13”")
    'hộinghịsố13'
    """
    low = text.lower()
    if low.isascii():
        return low.encode().translate(None, _NO_LETTERS).decode()
    return "".join(_LETTERS.findall(low))


_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
