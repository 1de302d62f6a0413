"""What a system is told so that it keeps luutru running: units of systemd, a line for cron, an agent of launchd.

Texts, pure. Each form has its own rules for signs that mean something in it: `%` is a specifier to systemd and a line's
end to cron, `$` a variable to systemd, a space parts words in all but launchd's XML.
"""

from __future__ import annotations

import contextlib
import plistlib
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import UsageError
from archive.processes import luutru_command

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARK = "Written by luutru service install"
"""Stands in each file that is ours to replace and to remove."""
STOP_SECONDS = 20
"""More than luutru takes to stop."""
EVERY_MINUTES = 15
"""Between two starts of `run --once` by a timer or cron."""
_SANDBOX = """
PrivateUsers=yes
ProtectSystem=strict
ReadWritePaths={archive}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictNamespaces=yes
"""
_HARDENING = """
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
MemoryMax={memory}
OOMPolicy=continue
Nice=10
KillMode=mixed
TimeoutStopSec={stop}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One archive that is to be kept up to date."""

    name: str
    """Of the unit: letters, digits, `-` and `_`."""
    python: Path
    archive: Path
    """Absolute."""
    contact: str = ""
    secrets: Path | None = None
    """The file of secrets that alerts need; absolute. It is read when the service begins, and need not be there."""
    memory: str = "75%"
    """How much memory it may take, as systemd writes it."""
    sandbox: bool = True
    """The file system is read-only but for the archive; needs user namespaces, which some systems forbid."""

    def __post_init__(self) -> None:
        for value in (str(self.python), str(self.archive), self.contact, str(self.secrets or ""), self.memory):
            if not value.isprintable():
                raise UsageError(f"{value!r} cannot stand in a unit file: it holds a control character")

    def command(self, *arguments: str) -> list[str]:
        """The words of the command."""
        return luutru_command("-a", str(self.archive), "run", *arguments, python=self.python)


def unit(service: Service) -> str:
    """A systemd service that lives as long as the machine does.

    >>> from pathlib import Path
    >>> made = unit(Service(name="luutru", python=Path("/opt/v/bin/python"), archive=Path("/srv/100% news")))
    >>> next(line for line in made.splitlines() if line.startswith("ExecStart"))
    'ExecStart="/opt/v/bin/python" "-P" "-m" "crawler" "-a" "/srv/100%% news" "run"'
    """
    lines = [
        *_head(service, "luutru: government news, crawled when it is due"),
        *_service(service, "exec"),
        "Restart=on-failure",
        "RestartSec=60",
        "RestartPreventExitStatus=2",
        "",
        "[Install]",
        "WantedBy=default.target",
    ]
    return "\n".join(lines) + "\n"


def unit_once(service: Service) -> str:
    """A systemd service that crawls what is due and ends, for the timer."""
    lines = [
        *_head(service, "luutru: government news, one round of crawls"),
        *_service(service, "oneshot", "--once"),
        "TimeoutStartSec=infinity",
    ]
    return "\n".join(lines) + "\n"


def timer(service: Service) -> str:
    """The timer that starts it; what was missed while the machine was off is made up for once."""
    lines = [
        f"# {MARK} for {service.archive}",
        "[Unit]",
        "Description=luutru: government news, one round of crawls",
        "",
        "[Timer]",
        f"OnCalendar=*:0/{EVERY_MINUTES}",
        "RandomizedDelaySec=60",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return "\n".join(lines) + "\n"


def cron_line(service: Service) -> str:
    """A line for `crontab -e`.

    >>> from pathlib import Path
    >>> made = Service(name="luutru", python=Path("/opt/bin/python"), archive=Path("/srv/100% news"), contact="a@b.vn")
    >>> cron_line(made)
    "*/15 * * * * LUUTRU_CONTACT=a@b.vn /opt/bin/python -P -m crawler -a '/srv/100\\\\% news' run --once --quiet"
    """
    contact = f"LUUTRU_CONTACT={shlex.quote(service.contact)} " if service.contact else ""
    command = f"{_sourced(service.secrets)}{contact}{shlex.join(service.command('--once', '--quiet'))}"
    return f"*/{EVERY_MINUTES} * * * * " + command.replace("%", r"\%")


def agent(service: Service, *, log: Path) -> str:
    """A launchd agent (macOS) that lives as long as its user is logged in."""
    told = {
        "Label": label(service.name),
        "ProgramArguments": (
            ["/bin/sh", "-c", f"{_sourced(service.secrets)}exec {shlex.join(service.command())}"]
            if service.secrets
            else service.command()
        ),
        "EnvironmentVariables": {"LUUTRU_CONTACT": service.contact} if service.contact else {},
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 60,
        "ExitTimeOut": STOP_SECONDS,
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "StandardErrorPath": str(log),
    }
    head, mark, rest = plistlib.dumps(told, sort_keys=False).decode().partition("<plist")
    written = str(service.archive).replace("--", "- -")  # which may not stand in a comment of XML
    return f"{head}<!-- {MARK} for {written} -->\n{mark}{rest}"


def secrets_text(values: Mapping[str, str], *, archive: Path) -> str:
    """A file of secrets, by name of the variable, that a shell and systemd (EnvironmentFile) read alike.

    Raises UsageError, which does not say the value, where it holds a control character.

    >>> from pathlib import Path
    >>> print(secrets_text({"LUUTRU_SMTP_PASSWORD": "a b$c"}, archive=Path("/srv/a")).splitlines()[-1])
    LUUTRU_SMTP_PASSWORD='a b$c'
    """
    lines = [f"# {MARK} for {archive}", "# NAME='value', one a line; systemd and the shell read it."]
    for name, value in values.items():
        if not value.isprintable():
            raise UsageError(f"{name} cannot be kept for the service: it holds a control character")
        quoted = "'" + value.replace("'", "'\"'\"'") + "'"
        lines.append(f"{name}={quoted}")
    return "\n".join(lines) + "\n"


def read_secrets(text: str) -> dict[str, str]:
    """What a file of secrets says, by name of the variable; lines that say nothing are left out."""
    found = {}
    for line in text.splitlines():
        name, mark, written = line.strip().partition("=")
        if mark and name.isidentifier():
            with contextlib.suppress(ValueError):  # quotes that do not end
                found[name] = "".join(shlex.split(written))
    return found


def _sourced(secrets: Path | None) -> str:
    """The words of a shell that take over what is in the file, where it is there."""
    if secrets is None:
        return ""
    file = shlex.quote(str(secrets))
    return f"set -a; [ ! -r {file} ] || . {file}; set +a; "


def label(name: str) -> str:
    """What launchd calls the agent."""
    return f"vn.luutru.{name}"


def _head(service: Service, what: str) -> list[str]:
    return [
        f"# {MARK} for {service.archive}",
        "[Unit]",
        f"Description={what}",
        f"RequiresMountsFor={_word(str(service.archive))}",
        "",
    ]


def _service(service: Service, kind: str, *arguments: str) -> list[str]:
    first, *rest = service.command(*arguments)
    words = [_word(first), *(_word(word.replace("$", "$$")) for word in rest)]
    sandbox = _SANDBOX.format(archive=_word(str(service.archive))) if service.sandbox else ""
    hardening = _HARDENING.format(memory=service.memory, stop=STOP_SECONDS)
    contact = [f"Environment={_word(f'LUUTRU_CONTACT={service.contact}')}"] if service.contact else []
    secrets = [f"EnvironmentFile=-{str(service.secrets).replace('%', '%%')}"] if service.secrets else []
    return [
        "[Service]",
        f"Type={kind}",
        f"ExecStart={' '.join(words)}",
        *contact,
        *secrets,
        *hardening.split("\n")[1:-1],
        *sandbox.split("\n")[1:-1],
    ]


def _word(text: str) -> str:
    """One word of a unit file, whatever signs it holds."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'
