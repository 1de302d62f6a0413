"""The ways to the archivist: e-mail, a webhook, a command. Each sends a message, or says why it could not."""

from __future__ import annotations

import http.client
import json
import os
import smtplib
import ssl
import subprocess
import urllib.error
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.errors import LuutruError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawler.alerts.messages import Message
    from crawler.configuration import Alerts

SECONDS = 20
COMMAND_SECONDS = 60
MOST_LETTERS = 3500
"""Of a message to a chat: Telegram takes 4,096, Slack and Teams cut somewhat above."""


class NotSent(LuutruError):
    """A message that one of the ways could not take."""


def ways_of(alerts: Alerts) -> tuple[str, ...]:
    """The ways that are set, by the key in luutru.toml that sets them."""
    return tuple(way for way in WAYS if getattr(alerts, way))


def send(message: Message, alerts: Alerts, way: str) -> str:
    """Sends a message one way; what went wrong with it though it was taken, or nothing. Raises NotSent, whose text
    names the way, where it was not taken.
    """
    try:
        note = WAYS[way](message, alerts)
    except NotSent as error:
        raise NotSent(f"[alerts] {NAMES[way]}: {error}") from None
    return f"[alerts] {NAMES[way]}: {note}" if note else ""


def by_email(message: Message, alerts: Alerts) -> str:
    """Sends a plain e-mail through the SMTP server that is set; encrypted wherever the server can, and the password
    in no other way. Whom the server refuses, though it takes the mail, is said.
    """
    server = urlsplit(alerts.smtp)
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = (
        message.subject,
        alerts.sender or alerts.email[0],
        ", ".join(alerts.email),
    )
    mail["Date"], mail["Message-ID"] = formatdate(localtime=False), make_msgid(domain="luutru.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    host = server.hostname or "localhost"
    context = ssl.create_default_context()
    is_encrypted = server.scheme == "smtps"
    try:
        if server.scheme == "smtps":
            opened: smtplib.SMTP = smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=context)
        else:
            opened = smtplib.SMTP(host, server.port or 25, timeout=SECONDS)
        with opened:
            opened.ehlo()
            if server.scheme == "smtp" and opened.has_extn("starttls"):
                opened.starttls(context=context)
                opened.ehlo()
                is_encrypted = True
            password = os.environ.get("LUUTRU_SMTP_PASSWORD", "")
            if server.username and password:
                if not is_encrypted:  # whoever is on the way can take the offer of STARTTLS out of the answer
                    raise NotSent(f"{host}: it offers no encryption, and the password is not sent without")
                opened.login(server.username, password)
            refused = opened.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"{host}: {_reason(error)}") from None
    return f"{host} takes no mail for {', '.join(sorted(refused))}; the others have it" if refused else ""


def by_webhook(message: Message, alerts: Alerts) -> str:
    """Posts the message as JSON in the form that the receiver takes. Redirects are not followed, proxies not used."""
    request = urllib.request.Request(  # noqa: S310 - the configuration takes http(s) only
        alerts.webhook, data=json.dumps(_body(message, alerts)).encode(), method="POST",
        headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "luutru"},
    )  # fmt: skip
    host = urlsplit(alerts.webhook).hostname
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as response:
            response.read(1000)
    except urllib.error.HTTPError as error:
        with error:
            raise NotSent(f"{host} answered HTTP {error.code}") from None
    except http.client.HTTPException as error:  # whose text may be anything that the other side has sent
        raise NotSent(f"{host}: its answer is no HTTP ({type(error).__name__})") from None
    except (OSError, ValueError) as error:
        raise NotSent(f"{host}: {_reason(error)}") from None
    return ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _body(message: Message, alerts: Alerts) -> dict[str, Any]:
    text = message.text if len(message.text) <= MOST_LETTERS else f"{message.text[:MOST_LETTERS]} …"
    if alerts.form == "slack":
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return {"text": f"*{message.subject}*\n```\n{escaped}\n```"}
    if alerts.form == "teams":
        lines = [{"type": "TextBlock", "text": message.subject, "weight": "bolder", "wrap": True}]
        lines.append({"type": "TextBlock", "text": text, "fontType": "monospace", "wrap": True})
        card = {"type": "AdaptiveCard", "version": "1.4", "body": lines}
        return {
            "type": "message",
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
        }
    if alerts.form == "telegram":
        return {
            "chat_id": alerts.chat,
            "text": f"{message.subject}\n\n{text}",
            "link_preview_options": {"is_disabled": True},
        }
    return {"subject": message.subject, "text": message.text, **message.values}


def by_command(message: Message, alerts: Alerts) -> str:
    """Runs the command, without a shell, with the text on its standard input and the subject in LUUTRU_SUBJECT."""
    try:
        done = subprocess.run(
            list(alerts.command), input=message.text, text=True, timeout=COMMAND_SECONDS, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
            env={**os.environ, "LUUTRU_SUBJECT": message.subject},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotSent(f"{alerts.command[0]} did not end within {COMMAND_SECONDS} s") from None
    except (OSError, ValueError) as error:
        raise NotSent(f"{alerts.command[0]}: {_reason(error)}") from None
    if done.returncode:
        said = " ".join(done.stderr.split())[:200]
        raise NotSent(f"{alerts.command[0]} ended with status {done.returncode}{': ' if said else ''}{said}")
    return ""


def _reason(error: Exception) -> str:
    """Why, in one line, without what might hold a secret (the address of a webhook is one)."""
    inner = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    return " ".join(str(inner).split())[:200]


WAYS: Mapping[str, Callable[[Message, Alerts], str]] = {
    "email": by_email, "webhook": by_webhook, "command": by_command,
}  # fmt: skip
NAMES = {"email": "e-mail", "webhook": "webhook", "command": "command"}
"""What the ways are called in messages."""
