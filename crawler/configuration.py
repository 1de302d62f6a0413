"""How this archive is looked after: `ARCHIVE/luutru.toml`, the archivist's own settings. Values only, no behaviour.

It stands apart from the definitions of portals because it says nothing of any portal. There need be no such file.
"""

from __future__ import annotations

import os
import re
from email.headerregistry import HeaderRegistry
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from archive.errors import UsageError
from crawler.defaults import FILE_NAME as FILE_NAME
from crawler.defaults import check_defaults
from crawler.definition import Duration
from crawler.toml_values import first_fault, read_toml

if TYPE_CHECKING:
    from pathlib import Path

_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s*([kmgt]?b|)")
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}


def size_bytes(text: str) -> int:
    """A size as the file writes it, in bytes.

    >>> size_bytes("500 MB"), size_bytes("1.5GB")
    (500000000, 1500000000)
    """
    match = _SIZE.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"{text!r} is no size: write it as in '500 MB' or '2 GB'")
    return int(float(match[1]) * _UNITS[match[2]])


def _has_port(split: SplitResult) -> bool:
    """Whether the port is one, or there is none."""
    try:
        return split.port != 0
    except ValueError:
        return False


def _can_head_a_mail(value: str) -> bool:
    """Whether a mail can be from or to whom the value names."""
    try:
        header: Any = HeaderRegistry()("From", value)
        return bool(header.addresses) and value.isprintable() and not header.defects
    except Exception:  # of email's parser, which meets some texts with errors of its own
        return False


def _size(text: str) -> str:
    size_bytes(text)
    return text


Size = Annotated[str, AfterValidator(_size)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Disk(_Section):
    """When there is too little room to go on."""

    floor: Size = "1 GB"
    """A crawl ends cleanly when less than this is free where the archive lies; "0 MB": never."""


class Changes(_Section):
    """Which articles that were edited or taken down are told; of all portals where neither keys nor tags are given."""

    kinds: Annotated[tuple[Literal["edited", "removed", "restored"], ...], Field(min_length=1)] = Field(
        default=("edited", "removed"), strict=False
    )
    """What is told of."""
    portals: tuple[str, ...] = Field(default=(), strict=False)
    """Keys of the portals whose articles are meant."""
    tags: tuple[str, ...] = Field(default=(), strict=False)
    """The portals with one of these tags, too."""

    @field_validator("kinds", "portals", "tags", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Alerts(_Section):
    """Whom to tell when a portal's state changes, and how. Nothing set: nobody is told, `luutru status` shows it."""

    email: tuple[str, ...] = Field(default=(), strict=False)
    """Addresses that are written to."""
    smtp: str = "smtp://localhost:25"
    """The mail server: `smtp://user@host:587` (STARTTLS where offered) or `smtps://user@host:465`; the password comes
    from the environment, LUUTRU_SMTP_PASSWORD."""
    sender: str = ""
    """The sender; none: the first of `email`."""
    webhook: str = ""
    """An https address that takes JSON; also from the environment, LUUTRU_WEBHOOK."""
    form: Literal["json", "slack", "teams", "telegram"] = "json"
    """What the webhook takes."""
    chat: str = ""
    """Telegram: the chat's id."""
    command: tuple[str, ...] = Field(default=(), strict=False)
    """A command and its arguments, run without a shell: the text on standard input, the subject in LUUTRU_SUBJECT."""
    digest: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "never"] = "monday"
    """The day on which the week is summed up."""
    changes: Changes | None = None
    """Which edits and removals are told, in one message a run; None: none."""

    @field_validator("email", "command", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("email")
    @classmethod
    def _addresses(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not _EMAIL.fullmatch(value) or not _can_head_a_mail(value):
                raise ValueError(f"{value!r} is no e-mail address")
        return values

    @field_validator("sender")
    @classmethod
    def _from(cls, value: str) -> str:
        if value and not _can_head_a_mail(value):
            raise ValueError(f"{value!r} is no e-mail address")
        return value

    @field_validator("smtp")
    @classmethod
    def _server(cls, value: str) -> str:
        split = urlsplit(value)
        if split.scheme not in ("smtp", "smtps") or not split.hostname or split.password or not _has_port(split):
            # What is written is not said: it may hold the password.
            raise ValueError(
                "is no mail server: write smtp://user@host:587; the password comes from LUUTRU_SMTP_PASSWORD"
            )
        return value

    @field_validator("webhook")
    @classmethod
    def _hook(cls, value: str) -> str:
        split = urlsplit(value)
        is_plain = value.isascii() and value.isprintable() and " " not in value and "@" not in split.netloc
        if value and (
            split.scheme not in ("http", "https") or not split.hostname or not is_plain or not _has_port(split)
        ):
            raise ValueError("is no http(s) address")  # which one is not said: it is often a secret
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.form == "telegram" and not self.chat:
            raise ValueError("form telegram needs chat, the id of the chat")
        return self

    @property
    def is_set(self) -> bool:
        """Whether there is any way to tell."""
        return bool(self.email or self.webhook or self.command)


class RunSettings(_Section):
    """How `luutru run` and `luutru crawl` go about many portals."""

    at_once: int = Field(default=8, ge=1, le=100)
    """Portals crawled side by side; each is asked as gently as if it were alone."""
    longest: Duration = "6 hours"
    """After this time a round of `luutru run` ends: crawls that are still under way go on in the next one."""


class Configuration(_Section):
    """The archivist's settings as written."""

    run: RunSettings = RunSettings()
    disk: Disk = Disk()
    alerts: Alerts = Alerts()
    defaults: dict[str, Any] = {}
    """What definitions take over where they say nothing themselves: their own keys and tables."""

    @field_validator("defaults")
    @classmethod
    def _part_of_a_definition(cls, values: dict[str, Any]) -> dict[str, Any]:
        check_defaults(values)
        return values


def load_configuration(folder: Path) -> Configuration:
    """The settings of the archive in `folder`; the defaults where there is no file.

    Raises UsageError, one line with file, key and reason, where it cannot be used.
    """
    file = folder / FILE_NAME
    try:
        values = read_toml(file.read_text(encoding="utf-8-sig")) if file.exists() else {}
        if hook := os.environ.get("LUUTRU_WEBHOOK"):
            values["alerts"] = {**values.get("alerts", {}), "webhook": hook}
        return Configuration.model_validate(values)
    except ValidationError as error:
        raise UsageError(f"{file}: {first_fault(error, Configuration)}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file}: not UTF-8 text") from None
    except ValueError as error:
        raise UsageError(f"{file}: {error}") from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
