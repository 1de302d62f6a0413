"""What stands around every article of the practice portal: banners, menus, lists, clocks, boxes. None of it is news."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.demo import material as m

MENU = (("/", "Trang chủ"), ("/gioi-thieu", "Giới thiệu"), *((f"/{key}", name) for key, name in m.CATEGORIES.items()),
        ("/van-ban", "Văn bản"), ("/lich", "Lịch công tác"), ("/lien-he", "Liên hệ"), ("/dang-nhap", "Đăng nhập"))  # fmt: skip
BANNER_ALT = "image banner"
ADVERTISEMENT_ALT = "image advertisement"
NOTICES = (
    "Thông báo lịch tiếp công dân của lãnh đạo huyện trong quý này",
    "Mời các tổ chức, cá nhân tham gia góp ý dự thảo quy hoạch chi tiết khu dân cư mới",
    "Đường dây nóng tiếp nhận phản ánh về vệ sinh an toàn thực phẩm luôn mở 24/7",
)
POLL = (
    "Theo bạn, giao diện của Cổng thông tin như thế nào?",
    "Rất đẹp và dễ dùng",
    "Bình thường",
    "Cần cải thiện thêm",
)
WEB_LINKS = ("--- Liên kết website ---", "Cổng thông tin điện tử Chính phủ", "UBND thành phố", "Báo điện tử địa phương")
FOOTER = (
    "Cơ quan chủ quản: Ủy ban nhân dân huyện An Bình. Giấy phép số 45/GP-TTĐT do Sở Thông tin và Truyền thông cấp.",
    "Trưởng Ban Biên tập: Phó Chủ tịch UBND huyện. Địa chỉ: Số 1 phố Huyện, thị trấn An Bình. Điện thoại: 0225.0000000.",
    "Ghi rõ nguồn Cổng thông tin điện tử huyện An Bình khi phát hành lại thông tin từ website này.",
)
COMMENT_BOX = ("Ý kiến bạn đọc", "Bình luận của bạn sẽ được kiểm duyệt trước khi đăng. Vui lòng gõ tiếng Việt có dấu.")
VISITORS = "Số lượt truy cập"
ONLINE = "Đang trực tuyến"
SHARE = ("Chia sẻ", "Facebook", "Zalo", "Gửi email", "In bài viết")
RELATED = "Tin cùng chuyên mục"
LATEST = "Tin mới"
POPULAR = "Tin đọc nhiều"
MORE = "Xem thêm: "

LINES = (
    m.SLOGAN, m.PORTAL_NAME, BANNER_ALT, ADVERTISEMENT_ALT, *NOTICES, *POLL, *WEB_LINKS, *FOOTER, *COMMENT_BOX, VISITORS, ONLINE,
    RELATED, LATEST, POPULAR, "Lượt xem", "Cỡ chữ", "Chia sẻ",
)  # fmt: skip
"""Lines of boilerplate: none may stand in any text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a listing or of a box."""

    path: str
    title: str
    date: str
    teaser: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a page shows around its own matter at one moment."""

    clock: str
    visitors: int
    latest: tuple[Entry, ...]
    popular: tuple[Entry, ...]
    related: tuple[Entry, ...]
    advertisement: int
    """Which of the advertisements turns up."""
