"""Pages of the practice portal that are no articles, and answers that are no pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends."""

    status: int
    headers: dict[str, str]
    body: bytes

    @classmethod
    def html(cls, text: str, status: int = 200) -> Answer:
        """A page in UTF-8."""
        return cls(status, {"Content-Type": "text/html; charset=utf-8"}, text.encode("utf-8"))


_ABOUT = (
    "Huyện An Bình nằm ở phía đông thành phố, có diện tích tự nhiên 186 km2 và dân số trên 160 nghìn người, gồm hai mươi tư xã và một thị trấn.",
    "Vùng đất này được khai phá từ nhiều thế kỷ trước, nổi tiếng với nghề đúc đồng, trồng cau và những làn điệu hát đúm bên sông.",
    "Bộ máy của huyện gồm Huyện ủy, Hội đồng nhân dân, Ủy ban nhân dân cùng mười hai phòng chuyên môn và các đơn vị sự nghiệp.",
)
OTHER_PAGES = {
    "/gioi-thieu": ("Giới thiệu huyện An Bình", "<h1>Giới thiệu huyện An Bình</h1>" + "".join(f"<p>{text}</p>" for text in _ABOUT)),
    "/lien-he": (
        "Liên hệ",
        "<h1>Liên hệ</h1><p>Mọi ý kiến xin gửi về Văn phòng HĐND và UBND huyện An Bình, số 1 phố Huyện, thị trấn An Bình.</p>"
        "<form><input name=ten><textarea></textarea><button>Gửi</button></form>",
    ),
    "/dang-nhap": ("Đăng nhập", "<h1>Đăng nhập</h1><form><input name=u><input type=password><button>Đăng nhập</button></form><p>Quên mật khẩu?</p>"),
    "/tim-kiem": ("Tìm kiếm", "<h1>Tìm kiếm</h1><form><input name=q></form><p>Nhập từ khóa để tìm trong toàn bộ Cổng thông tin.</p>"),
    "/thu-vien-anh": (
        "Thư viện ảnh",
        "<h1>Thư viện ảnh</h1>" + "".join(f'<a href="#"><img src="/upload/anbinh/gallery/{n}.jpg" alt=""></a><span>Album {n}</span>' for n in range(1, 13)),
    ),
    "/video": ("Video", '<h1>Video</h1><video src="/upload/anbinh/video/1.mp4"></video><div>Phóng sự: An Bình ngày mới</div>'),
    "/so-do-trang": (
        "Sơ đồ trang",
        '<h1>Sơ đồ trang</h1><ul><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="/lien-he">Liên hệ</a></li></ul>',
    ),
}  # fmt: skip


def calendar(month: str) -> tuple[str, str]:
    """A month of the working calendar; the next month always follows, without end."""
    try:
        first = datetime.strptime(month, "%Y-%m")  # noqa: DTZ007 - a month has no zone
    except ValueError:
        first = datetime(2022, 12, 1)  # noqa: DTZ001 - see above
    following = (first + timedelta(days=32)).replace(day=1) if first.year < 9990 else first
    before = (first - timedelta(days=1)).replace(day=1) if first.year > 10 else first
    cells = "".join(f"<td>{day}</td>" + ("</tr><tr>" if day % 7 == 0 else "") for day in range(1, 29))
    inner = (
        f'<div>Lịch công tác tháng {first.month} năm {first.year}</div><table><tr>{cells}</tr></table><a href="/lich?thang={before:%Y-%m}">Tháng trước</a> '
        f'<a href="/lich?thang={following:%Y-%m}">Tháng sau</a>'
    )
    return f"Lịch công tác tháng {first.month}/{first.year}", inner


def document_list() -> str:
    """A listing of official documents: numbers, dates, titles, each with its PDF."""
    rows = "".join(
        f"<tr><td>{n}/QĐ-UBND</td><td>{n % 28 + 1:02d}/{n % 12 + 1:02d}/2022</td><td>Quyết định về việc phê duyệt kế hoạch số {n}</td>"
        f'<td><a href="/upload/anbinh/documents/qd-{n}.pdf">Tải về</a></td></tr>'
        for n in range(101, 113)
    )
    return f"<h1>Văn bản chỉ đạo điều hành</h1><table border=1><tr><th>Số</th><th>Ngày</th><th>Trích yếu</th><th>Tệp</th></tr>{rows}</table>"


def binary() -> bytes:
    """Bytes that are no text, though the server calls them HTML."""
    return bytes(range(256)) * 40


def pdf(path: str) -> bytes:
    """A small PDF of one line."""
    text = f"Van ban {path.rpartition('/')[2]}".encode("ascii", "replace")
    stream = b"BT /F1 12 Tf 72 720 Td (" + text + b") Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
