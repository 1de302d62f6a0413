"""Who is told, how, and that each change of state is told once."""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from archive import Archive
from archive.health import Finding
from archive.health.troubles import update_troubles
from crawler.alerts import Message, NotSent, send, tell, tell_broken, ways_of
from crawler.configuration import Alerts
from tests.crawler.raw import serving_raw

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday
SAID = Message("luutru: p: red: articles without a date", "17 of 20 <b>&amp;</b>\nđường\n")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send_all(message: Message, alerts: Alerts) -> list[str]:
    """Sends a message every way; what each of them said."""
    return [send(message, alerts, way) for way in ways_of(alerts)]


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@contextlib.contextmanager
def hook(status: int = 200) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """A receiver of webhooks that answers with a status."""
    received: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"http://127.0.0.1:{server.server_address[1]}/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing is logged."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield received, f"http://127.0.0.1:{server.server_address[1]}/secret-token"
    server.shutdown()
    server.server_close()


def to_file(file: Path) -> tuple[str, ...]:
    script = "import os, sys; open(sys.argv[1], 'a').write(os.environ['LUUTRU_SUBJECT'] + '\\n' + sys.stdin.read())"
    return (sys.executable, "-c", script, str(file))


def test_an_e_mail_says_what_and_to_whom(mailbox: tuple[Mailbox, str]) -> None:
    box, server = mailbox
    assert send_all(SAID, Alerts(email=("a@example.org", "b@example.org"), smtp=server, sender="l@example.org")) == [""]
    mail = box.mails[0]
    assert (mail["Subject"], mail["To"], mail["From"]) == (
        SAID.subject,
        "a@example.org, b@example.org",
        "l@example.org",
    )
    assert mail.get_content().replace("\r\n", "\n") == SAID.text
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_password_is_not_sent_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []

    def hear(_server: Any, _session: Any, _envelope: Any, _mechanism: str, said: Any) -> AuthResult:
        heard.append(said)
        return AuthResult(success=True)

    port = free_port()
    controller = Controller(
        Mailbox(), hostname="127.0.0.1", port=port, authenticator=hear, auth_require_tls=False
    )  # fmt: skip
    controller.start()
    try:
        monkeypatch.setenv("LUUTRU_SMTP_PASSWORD", "a-secret")
        with pytest.raises(NotSent, match="no encryption"):
            send_all(SAID, Alerts(email=("a@example.org",), smtp=f"smtp://user@127.0.0.1:{port}"))
    finally:
        controller.stop()
    assert heard == []


@pytest.mark.parametrize("form", ["json", "slack", "teams", "telegram"])
def test_a_webhook_gets_the_form_that_it_takes(form: Any) -> None:
    with hook() as (received, url):
        assert send_all(SAID, Alerts(webhook=url, form=form, chat="7")) == [""]
    body = received[0]
    if form == "json":
        assert body == {"subject": SAID.subject, "text": SAID.text}
    elif form == "slack":
        assert "&lt;b&gt;&amp;amp;" in body["text"]
    elif form == "teams":
        assert body["attachments"][0]["content"]["body"][1]["text"] == SAID.text
    else:
        assert (body["chat_id"], SAID.text in body["text"]) == ("7", True)


def test_a_command_gets_the_text_and_no_shell(tmp_path: Path) -> None:
    file = tmp_path / "said"
    nasty = Message("luutru: $(touch evil); `id`", SAID.text)
    assert send_all(nasty, Alerts(command=to_file(file))) == [""]
    assert file.read_text(encoding="utf-8") == f"{nasty.subject}\n{SAID.text}"
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"email": ("a@example.org",), "smtp": "smtp://127.0.0.1:9"}, "e-mail: 127.0.0.1: "),
        ({"webhook": "http://127.0.0.1:9/secret-token"}, "webhook: 127.0.0.1: "),
        ({"command": ("no-such-command",)}, "command: no-such-command: No such file"),
        ({"command": (sys.executable, "-c", "import sys; sys.exit('no paper')")}, "ended with status 1: no paper"),
    ],
)
def test_what_does_not_go_is_said_in_one_line_without_secrets(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(NotSent) as error:
        send_all(SAID, Alerts(**settings))
    assert said in str(error.value)
    assert "secret-token" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_webhook_does_not_go_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with hook() as (received, url):
        assert send_all(SAID, Alerts(webhook=url)) == [""]
    assert len(received) == 1


def test_a_redirect_is_not_followed() -> None:
    with hook(302) as (received, url), pytest.raises(NotSent, match="HTTP 302"):
        send_all(SAID, Alerts(webhook=url))
    assert len(received) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"220 mail.example.org\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    ],
)
def test_a_receiver_that_does_not_speak_http_is_said_and_no_more(answer: bytes) -> None:
    def respond(connection: socket.socket, _count: int) -> None:
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            """What is said to it is read to the end, so that nothing of its answer is lost."""

    with serving_raw() as site, pytest.raises(NotSent) as error:
        site.elsewhere = respond
        send_all(SAID, Alerts(webhook=f"{site.url}secret-token"))
    assert str(error.value).startswith("[alerts] webhook: 127.0.0.1: its answer is no HTTP")


def test_a_command_that_nobody_can_run_is_said() -> None:
    with pytest.raises(NotSent, match="command"):
        send_all(SAID, Alerts(command=("true", "\x00")))


def find(archive: Archive, *findings: Finding, at: datetime) -> None:
    with archive.recording.transaction():
        update_troubles(archive.database.conn, "p", findings, at=at)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", write=True, create=True) as opened:
        opened.put_portal(
            "p", name="Cổng \x1b[31mp", homepage="https://p.gov.vn/", definition="", language="", timezone="", at=NOW
        )
        yield opened


def red(kind: str = "no_date") -> Finding:
    return Finding(
        kind=kind, level="red", since=NOW - timedelta(days=1), evidence="17 of 20 articles read state no date"
    )


def test_each_change_is_told_once_and_so_is_its_end(archive: Archive, tmp_path: Path) -> None:
    settings = Alerts(command=to_file(tmp_path / "said"), digest="never")

    def told() -> str:
        (tmp_path / "said").write_text("")
        assert tell(archive, settings, at=NOW) == []
        return (tmp_path / "said").read_text(encoding="utf-8")

    assert told() == ""
    find(archive, Finding(kind="no_date", level="yellow", since=NOW, evidence="1 of 2"), at=NOW)
    assert told() == ""
    find(archive, red(), at=NOW)
    first = told()
    assert first.startswith("luutru: p: red: articles without a date\n")
    for part in ("since 2026-03-02T08:00:00Z", "17 of 20", "do:", "luutru doctor p", "https://p.gov.vn/"):
        assert part in first
    assert "\x1b" not in first
    find(archive, red(), at=NOW)
    assert told() == ""
    find(archive, at=NOW + timedelta(days=1))
    assert told().startswith("luutru: p: over: articles without a date")
    assert told() == ""


def test_what_did_not_arrive_is_told_after_the_next_round(archive: Archive, tmp_path: Path) -> None:
    find(archive, red(), at=NOW)
    assert "tried again" in tell(archive, Alerts(command=("no-such-command",), digest="never"), at=NOW)[0]
    settings = Alerts(command=to_file(tmp_path / "said"), digest="never")
    assert tell(archive, settings, at=NOW) == []
    assert "articles without a date" in (tmp_path / "said").read_text(encoding="utf-8")


def test_a_run_that_was_cut_off_long_ago_is_no_news(archive: Archive, tmp_path: Path) -> None:
    said = tmp_path / "said"
    for days in (300, 1):
        at = NOW - timedelta(days=days)
        cut = Finding(kind="cut_off", level="yellow", since=at, evidence=f"{days} days ago", is_event=True)
        find(archive, cut, at=at)
    assert tell(archive, Alerts(command=to_file(said), digest="never"), at=NOW) == []
    text = said.read_text(encoding="utf-8")
    assert "1 days ago" in text
    assert "300 days ago" not in text


def test_the_week_is_summed_up_once_a_week(archive: Archive, tmp_path: Path) -> None:
    settings = Alerts(command=to_file(tmp_path / "said"))
    days = []
    for hour in range(0, 24 * 22, 6):
        (tmp_path / "said").unlink(missing_ok=True)
        moment = NOW + timedelta(hours=hour)
        assert tell(archive, settings, at=moment) == []
        if (tmp_path / "said").exists():
            days.append(moment.date().isoformat())
    assert days == ["2026-03-09", "2026-03-16", "2026-03-23"]


def test_a_clock_that_was_ahead_for_a_while_does_not_silence_the_digest(archive: Archive, tmp_path: Path) -> None:
    settings = Alerts(command=to_file(tmp_path / "said"))
    for moment in (NOW, NOW + timedelta(days=3650), NOW + timedelta(days=1)):
        assert tell(archive, settings, at=moment) == []
    (tmp_path / "said").unlink()
    assert tell(archive, settings, at=NOW + timedelta(days=8)) == []
    assert "the week" in (tmp_path / "said").read_text(encoding="utf-8")


def test_that_the_archive_is_broken_is_told_once_a_day_and_again_where_it_did_not_arrive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, said = tmp_path / "archive", tmp_path / "said"
    folder.mkdir()
    (line,) = tell_broken(folder, Alerts(command=("no-such-command",)), "no room")
    assert "no-such-command" in line
    settings = Alerts(command=to_file(said))
    assert tell_broken(folder, settings, "no room") == []
    assert "no room" in said.read_text(encoding="utf-8")
    said.unlink()
    (tmp_path / "anew").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "anew"))  # a service's own is new at each start
    assert tell_broken(folder, settings, "no room") == []
    assert not said.exists()
    Archive.open(folder, write=True, create=True).close()


def test_without_any_way_nothing_is_marked_as_told(archive: Archive) -> None:
    find(archive, red(), at=NOW)
    assert tell(archive, Alerts(), at=NOW) == []
    assert archive.rows("SELECT told FROM troubles") == [{"told": None}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": "a@["},
        {"email": "a\x00@example.org"},
        {"sender": "a@example.org\nBcc: b@example.org"},
        {"sender": "luutru <"},
        {"sender": "luutru"},
        {"smtp": "smtp://host:99999"},
        {"smtp": "smtp://host:mail"},
        {"webhook": "https://host:99999/"},
        {"webhook": "https://host:hook/"},
        {"webhook": "https://user:secret@host/"},
        {"webhook": "https://host/a b"},
        {"webhook": "https://host/đ"},
        {"smtp": "smtp://user:pass@host"},
        {"webhook": "ftp://x"},
        {"form": "telegram"},
        {"digest": "x"},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Alerts(**wrong)
