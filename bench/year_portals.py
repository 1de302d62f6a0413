"""Twenty portals of different rhythm on loopback, which publish day by day and break on demand: for bench/year.py."""

from __future__ import annotations

import hashlib
import random
import ssl
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

START = date(2025, 1, 1)
HISTORY_DAYS = 90
"""What the portal has published before the year begins."""
TET = range(27, 35)
"""Days of the year on which half of the portals rest (28 January to 4 February 2025)."""
RHYTHMS = ([3.0] * 6) + ([1.2] * 6) + ([0.5] * 4) + ([0.16] * 3) + [0.08]
"""Articles a working day, portal by portal."""
SLOW_SECONDS = 1.6
WORDS = (
    "huyện xã hội nghị tổng kết công tác phòng chống thiên tai sản xuất vụ xuân văn hóa thể thao giáo dục y tế đường "
    "nông thôn mới chuyển đổi số cải cách hành chính an toàn giao thông đại biểu nhân dân ủy ban chủ tịch bí thư"
).split()
NAMES = ("Nguyễn Thị Lan", "Trần Văn Hùng", "Lê Minh", "Phạm Thu Hà", "Vũ Quang")
SECTIONS = ("tin-tuc", "van-hoa", "kinh-te")
PER_PAGE = 15


@dataclass
class Failure:
    """Something that breaks on a day of the year, and is mended on another."""

    portal: int
    kind: str
    start: int
    end: int
    """The first day on which it is mended; a redesign stays."""

    def is_on(self, day: int) -> bool:
        """Whether it is broken on a day."""
        return self.start <= day < self.end


@dataclass
class Portal:
    """One portal; `day` is the day of the year that it shows."""

    number: int
    rng: random.Random
    failures: list[Failure] = field(default_factory=list)
    day: int = 0
    port: int = 0
    error_share: float = 0.01
    """Of addresses that answer with an error on a day."""
    elsewhere: int = 0
    """A port where somebody else answers, for the one that moves."""

    def __post_init__(self) -> None:
        """Publishes its whole life: number of each article and its day."""
        rate = RHYTHMS[self.number]
        self.rests = self.rng.random() < 0.5
        self.share = {name: self.rng.choice(shares) for name, shares in (
            ("author", (0.97, 0.97, 0.6)), ("source", (0.95, 0.4)), ("lead", (0.95, 0.95, 0.7)), ("image", (0.8, 0.5)),
            ("undated", (0.0, 0.0, 0.02)),
        )}  # fmt: skip
        self.published: list[int] = []
        for day in range(-HISTORY_DAYS, 366):
            on = START + timedelta(days=day)
            is_off = on.weekday() >= 5 or (self.rests and day in TET)
            count = _poisson(self.rng, rate * (0.08 if is_off else 1.0))
            self.published += [day] * count
        while sum(day < 0 for day in self.published) < 40:  # a year or more of history for those that write seldom
            self.published.insert(0, min(self.published, default=0) - 1 - round(self.rng.expovariate(rate)))

    def broken(self, *kinds: str) -> bool:
        """Whether one of these is wrong today."""
        return any(one.kind in kinds and one.is_on(self.day) for one in self.failures)

    def live(self) -> list[int]:
        """The articles of today, newest first."""
        return [number for number in range(len(self.published) - 1, -1, -1) if self.published[number] <= self.day]

    def answer(self, path: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of what an address answers today."""
        if self.broken("slow"):
            time.sleep(SLOW_SECONDS)
        if self.broken("challenge"):
            return 503, {}, CHALLENGE
        if self.broken("blocked"):
            return 403, {}, "<html><title>403 Forbidden</title><body><h1>403 Forbidden</h1></body></html>"
        if self.broken("for sale"):
            return 200, {}, FOR_SALE
        if self.broken("moved"):
            return 301, {"Location": f"http://127.0.0.1:{self.elsewhere}{path}"}, ""
        noise = random.Random(f"{self.number} {self.day} {path}")
        if path != "/" and noise.random() < self.error_share:
            return 500, {}, "<html><title>Lỗi</title><body>Lỗi máy chủ</body></html>"
        if path == "/":
            sections = "".join(f'<li><a href="/{name}">{name.replace("-", " ").title()}</a></li>' for name in SECTIONS)
            return 200, {}, self._page("Trang chủ", f"<ul>{sections}</ul>{self._list(self.live()[:10])}")
        section, _, rest = path.strip("/").partition("/")
        section, _, query = section.partition("?trang=")
        if section in SECTIONS and not rest:
            return self._section(section, int(query or 1))
        tail = rest.rpartition("-")[2]
        number = int(tail) if tail.isdigit() else -1
        if number not in set(self.live()):
            return 404, {}, "<html><title>Không tìm thấy</title><body>Không tìm thấy trang</body></html>"
        return 200, {}, self._article(number)

    def _section(self, section: str, page: int) -> tuple[int, dict[str, str], str]:
        numbers = [number for number in self.live() if SECTIONS[number % 3] == section]
        last = -(-len(numbers) // PER_PAGE)
        pages = " ".join(f'<a href="/{section}?trang={one}">{one}</a>' for one in range(1, last + 1))
        chosen = numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
        return 200, {}, self._page(section, f"<h1>{section}</h1>{self._list(chosen)}<p>{pages}</p>")

    def _list(self, numbers: list[int]) -> str:
        if self.broken("empty listing"):
            return "<p>Đang cập nhật dữ liệu</p>"
        shows_date = not self.broken("dates gone")
        rows = "".join(
            f'<li><a href="{self.address(n)}">{title(self.number, n)}</a>'
            + (f" <span>{self.date_of(n):%d/%m/%Y}</span></li>" if shows_date else "</li>")
            for n in numbers
        )
        return f'<ul class="{"danh-sach" if not self.broken("redesign") else "card-grid"}">{rows}</ul>'

    def address(self, number: int) -> str:
        """An article's path."""
        return f"/{SECTIONS[number % 3]}/hoi-nghi-tong-ket-{self.number}-{number}"

    def date_of(self, number: int) -> date:
        """The day on which an article came out."""
        return START + timedelta(days=self.published[number])

    def _article(self, number: int) -> str:
        rng = random.Random(f"{self.number}-{number}")
        has = {name: rng.random() < share for name, share in self.share.items()}
        text = [
            " ".join(rng.choices(WORDS, k=rng.randint(40, 90))).capitalize() + "." for _ in range(rng.randint(3, 8))
        ]
        lost = {one.kind.removeprefix("lost ") for one in self.failures if one.is_on(self.day)}
        name, on = title(self.number, number), self.date_of(number)
        dated = not has["undated"] and "dates gone" not in lost
        author = f"Tác giả: {rng.choice(NAMES)}" if has["author"] and "author" not in lost else ""
        source = "Nguồn: Báo Nhân Dân" if has["source"] and "source" not in lost else ""
        lead = text.pop(0) if has["lead"] and "lead" not in lost else ""
        image = (
            f'<figure><img src="/anh/{number}.jpg"><figcaption>Quang cảnh</figcaption></figure>' if has["image"] else ""
        )
        body = "".join(f"<p>{one}</p>" for one in text)
        if self.broken("redesign"):
            printed = f"<time>{on:%d-%m-%Y} 08:15</time>" if dated else ""
            described = f'<div class="summary">{lead}</div>' if lead else ""
            inner = (
                f'<article class="post-v2"><div class="meta-v2">{printed}</div><h2 class="headline">{name}</h2>{described}'
                f'{image}<div class="rte">{body}</div><footer><span>{author}</span> <em>{source}</em></footer></article>'
            )
        else:
            printed = f'<p class="ngay">Ngày đăng: {on:%d/%m/%Y}</p>' if dated else ""
            described = f'<p class="sapo"><b>{lead}</b></p>' if lead else ""
            inner = (
                f'<div class="chi-tiet"><h1>{name}</h1>{printed}{described}<div class="noi-dung">{image}{body}</div>'
                f'<p class="tac-gia">{author}</p><p class="nguon">{source}</p></div>'
            )
        return self._page(name, inner)

    def _page(self, name: str, inner: str) -> str:
        around = "".join(f'<a href="/{one}">{one}</a> ' for one in SECTIONS)
        head = f"<title>{name} - Cổng thông tin {self.number}</title>"
        if self.broken("redesign"):
            return f'<html><head>{head}</head><body><nav class="top">{around}</nav><main>{inner}</main><footer>Bản quyền</footer></body></html>'
        return f'<html><head>{head}</head><body><div id="menu">{around}</div>{inner}<div id="chan">Bản quyền thuộc về cổng</div></body></html>'


def title(portal: int, number: int) -> str:
    """An article's headline."""
    rng = random.Random(f"title {portal} {number}")
    return f"Hội nghị {' '.join(rng.choices(WORDS, k=6))} lần thứ {number}"


FIGURE = '<figure><img src="/anh/{}.jpg"><figcaption>Quang cảnh</figcaption></figure>'
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing the site</h1>"
    "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>"
)
FOR_SALE = (
    "<html><head><title>Tên miền này đang được rao bán</title></head><body><h1>Tên miền này đang được rao bán</h1>"
    "<p>Liên hệ với chúng tôi để sở hữu tên miền này ngay hôm nay. This domain is for sale.</p>"
    "<a href='https://example.com/buy'>Mua ngay</a></body></html>"
)


def _poisson(rng: random.Random, rate: float) -> int:
    limit, count, product = 2.718281828**-rate, 0, rng.random()
    while product > limit:
        count, product = count + 1, product * rng.random()
    return count


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            return self._send(404, {}, b"")
        portal = self.server.portal
        status, headers, text = portal.answer(self.path)
        body = text.encode()
        if portal.number % 2 == 0 and status == 200:  # half of them answer conditional requests
            headers = {**headers, "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'}
            if self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
        return self._send(status, {"Content-Type": "text/html; charset=utf-8", **headers}, body)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is nothing to speak of."""


def serve(portal: Portal, certificates: tuple[Path, Path] | None = None) -> _Server:
    """Serves a portal; with `certificates` (good and expired) by TLS, the expired one while that is what is wrong."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.portal = portal  # type: ignore[attr-defined]
    portal.port = server.server_address[1]
    if certificates is not None:
        contexts = []
        for file in certificates:
            contexts.append(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
            contexts[-1].load_cert_chain(file)
        good, expired = contexts

        def chosen(socket: ssl.SSLSocket, _name: str | None, _context: ssl.SSLContext) -> None:
            socket.context = expired if portal.broken("certificate") else good

        good.sni_callback = chosen  # type: ignore[assignment]
        server.socket = good.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def certificates(folder: Path) -> tuple[Path, Path, Path]:
    """An authority, and for `localhost` a good certificate and one that has expired by the machine's own clock."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    now = datetime.now(UTC)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])

    def made(subject: x509.Name, key: Any, until: datetime, *, is_authority: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(authority).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=400)).not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )  # fmt: skip
        if not is_authority:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        return builder.sign(authority_key, hashes.SHA256())

    files = [folder / name for name in ("authority.pem", "good.pem", "expired.pem")]
    plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[0].write_bytes(
        made(authority, authority_key, now + timedelta(days=30), is_authority=True).public_bytes(plain[0])
    )
    for file, until in ((files[1], now + timedelta(days=30)), (files[2], now - timedelta(days=1))):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        signed = made(subject, key, until, is_authority=False)
        file.write_bytes(key.private_bytes(*plain) + signed.public_bytes(plain[0]))
    return files[0], files[1], files[2]
