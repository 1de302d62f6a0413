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
    r"(?:lượt\s*(?:xem|đọc|truy\s*cập)|số\s*lần\s*(?:xem|đọc)|đã\s*xem|views?|hits|lượt view)\s*[:：]?\s*\(?([\d.,]+)|(?<![\d.,])([\d.,]{1,20})\s*"
    r"(?:lượt\s*(?:xem|đọc)|views?\b)",
    re.IGNORECASE,
)

RELATED_HEADING = re.compile(
    r"^\W*(?:(?:các\s+)?(?:tin|bài)(?:\s+(?:viết|tức))?\s+(?:mới|khác|liên\s*quan|cùng|đọc|xem|nổi\s*bật|đã|tiếp|cũ|trước|sau)\b.{0,40}|"
    r"(?:có\s+thể\s+bạn|bạn\s+có\s+thể).{0,30}|đọc\s+nhiều.{0,20}|xem\s+nhiều.{0,20}|tin\s+(?:nóng|hot)|liên\s*kết.{0,20}|"
    r"các\s+(?:tin|bài)\s+.{0,30}|xem\s+thêm\b.{0,20}|bình\s*luận.{0,20}|ý\s*kiến\s+(?:bạn\s+đọc|của\s+bạn).{0,20}|gửi\s+(?:bình\s*luận|phản\s*hồi).{0,20}|"
    r"chia\s*sẻ.{0,20}|từ\s*khóa\b.{0,10}|"
    r"(?:related|more|other|latest|recent|popular|most\s+(?:read|popular|viewed)|recommended|further|you\s+may(?:\s+also)?|you\s+might).{0,40}|"
    r"(?:read\s+(?:more|next|also)|see\s+also|also\s+(?:read|on)|up\s+next|don'?t\s+miss|trending).{0,40}|"
    r"(?:leave\s+a\s+(?:reply|comment)|(?:\d+\s+)?comments?|share\s+this|share|tags?|filed\s+under|about\s+the\s+author|sign\s+up.{0,30}|subscribe.{0,30}|newsletter.{0,20})|"
    r"(?:articles?\s+(?:liés|similaires|connexes)|à\s+lire\s+(?:aussi|également)|lire\s+aussi|voir\s+aussi|commentaires?|partager).{0,30}|"
    r"(?:mehr\s+zum\s+thema|weitere\s+\w+|das\s+könnte|lesen\s+sie\s+auch|verwandte\s+\w+|kommentare?|zum\s+thema|teilen).{0,30}|"
    r"(?:leia\s+(?:mais|também)|veja\s+(?:mais|também)|notícias\s+relacionadas|compartilh\w+|artículos\s+relacionados|te\s+puede\s+interesar|comentarios?|comentários?).{0,30}|"
    r"(?:(?:voc[êe]|também)\s+(?:também\s+)?(?:pode|vai)\s+gostar|quizás?\s+te|(?:también\s+)?te\s+(?:puede|podría)|más\s+(?:noticias|sobre)|lea\s+también|mais\s+(?:notícias|lidas)|últimas\s+noticias).{0,30}|"
    r"(?:leggi\s+anche|potrebbe\s+interessarti|ti\s+potrebbe|articoli\s+correlati|lees\s+(?:ook|meer)|gerelateerd\w*|meer\s+(?:nieuws|over)|zobacz\s+(?:też|także|również)|czytaj\s+(?:też|także|również|więcej)|polecamy|powiązane).{0,30}|"
    r"(?:baca\s+juga|berita\s+terkait|artikel\s+terkait|terkait|ilgili\s+haberler|läs\s+(?:också|mer|även)|relaterat|les\s+også|læs\s+også|lue\s+myös|читайте\s+также|по\s+теме|похожие|ещё\s+по\s+теме|читайте\s+також).{0,30}|"
    r"(?:相关|相關|推荐|推薦|更多|延伸阅读|延伸閱讀|热门|熱門|関連|関連記事|おすすめ|あわせて読みたい|人気|관련|추천).{0,12}"
    r")\W*$",
    re.IGNORECASE,
)
"""A short line that heads what is not the article any more."""

SOURCE_LINE = re.compile(
    r"^\W{0,3}(?:(?:theo|nguồn(?:\s*(?:tin|bài|ảnh))?|tin\s+nguồn|trích\s+nguồn|source|quelle|fuente)\s*[:：]\s*|theo\s+(?=[A-ZĐÀ-Ỹ]))(?P<name>[^.!?]{2,90}?)\W{0,3}$",
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
    r"(?:tác\s*giả|người\s*(?:viết|đăng)|bút\s*danh|author)\s*[:：]\s*(?P<name>[^\d|•·:\n]{2,60}?)(?=\s*(?:[|•·\n\d]|(?:số\s*)?lượt|ngày|đăng|cập\s*nhật|$))",
    re.IGNORECASE,
)
"""An author's name in a line that also holds a date or a view count."""
TAG_LINE = re.compile(r"^\W*(?:từ\s*khóa|từ\s*khoá|thẻ|tags?|keywords?)\s*[:：]\s*", re.IGNORECASE)
BY_LINE = re.compile(r"^(?:by|von|par|por)\s+(?P<name>[A-ZÀ-Ỹ][^.!?\d]{2,60})$", re.IGNORECASE)
ATTACHMENT = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z)(?:[?#]|$)", re.IGNORECASE)
ATTACHMENT_LINE = re.compile(
    r"^\W*(?:(?:các\s+)?(?:tệp|tập\s*tin|file|tài\s*liệu|văn\s*bản)\s*(?:đính\s*kèm)?|đính\s*kèm|attachments?|tải\s*về|download)\b.{0,80}$",
    re.IGNORECASE,
)
META_LINE = re.compile(
    r"^\W*(?:(?:ngày|thời\s*gian)\s*(?:đăng|cập\s*nhật|tạo|xuất\s*bản|viết|gửi|:)|đăng\s*(?:ngày|lúc|bởi)|cập\s*nhật|lượt\s*(?:xem|đọc)|số\s*lần\s*(?:xem|đọc)|đã\s*xem|"
    r"published|posted|updated|last\s+(?:updated|modified)|date|publié|mis\s+à\s+jour|veröffentlicht|stand|views?|hits|by\s|tác\s*giả|chuyên\s*mục|font\s*size|cỡ\s*chữ|in\s+(?:bài|trang|tin)|"
    r"gửi\s+(?:mail|email|bài|cho)|email|print|in$|chia\s*sẻ|thích|share|tweet|a\s*[-+]|nghe\s+(?:đọc\s+)?bài|đọc\s+bài|từ\s*khóa|tags?\s*:|thẻ)",
    re.IGNORECASE,
)
"""The beginning of a short line that speaks of the article, not in it."""
IMPRINT = re.compile(
    r"giấy\s*phép\s*(?:số|thiết\s*lập|hoạt\s*động)|chịu\s*trách\s*nhiệm\s*(?:chính|nội\s*dung|xuất\s*bản)|cơ\s*quan\s*chủ\s*quản|trưởng\s*ban\s*biên\s*tập|"
    r"tổng\s*biên\s*tập|bản\s*quyền|ghi\s*rõ\s*nguồn|all\s*rights\s*reserved|tous\s*droits\s*réservés|alle\s*rechte|copyright|©|số\s*(?:lượt|người)\s*truy\s*cập|"
    r"đang\s*(?:trực\s*tuyến|online)",
    re.IGNORECASE,
)
"""What stands in the foot of a portal: licence, editor, address, counters."""
_IMPRINT_PARTS = (
    "giấy", "trách", "cơ quan", "ban biên", "biên tập", "bản quyền", "nguồn", "reserved", "réservés", "rechte",
    "copyright", "©", "truy", "trực tuyến", "online",
)  # fmt: skip


def is_imprint(text: str) -> bool:
    """Whether a text holds one of the formulas of IMPRINT; a glance first, since few do."""
    low = text.lower()
    for part in _IMPRINT_PARTS:
        if part in low:
            return bool(IMPRINT.search(text))
    return False


INLINE_READ_MORE = re.compile(
    r"^\W*(?:xem\s+thêm|đọc\s+thêm|tin\s+liên\s+quan|read\s+(?:more|also)|see\s+also|also\s+read|related|lire\s+aussi|à\s+lire|lesen\s+sie|mehr\s+dazu|leia\s+(?:mais|também)|lea\s+también)\s*[:：>»-]",
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
        asks = any(f"{first} {second}" in _ASKING_PAIRS for first, second in pairwise(words))
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


_DIGIT = re.compile(r"\d")


def has_digit(text: str) -> bool:
    """Whether a digit stands in a text: without one it holds no date and no count."""
    return _DIGIT.search(text) is not None


def letters(text: str) -> str:
    """The text's letters and digits alone, lower case: what two printings of one headline share.

    >>> letters("Hội nghị: “Số 13”")
    'hộinghịsố13'
    """
    return "".join(_LETTERS.findall(text.lower()))
