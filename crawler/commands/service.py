"""`luutru service`: has the system keep `luutru run` running, as the user who types it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from archive.commands.options import ArchiveOption, archive_folder, say
from archive.errors import LuutruError, UsageError
from crawler.commands.crawl import user_agent
from crawler.configuration import load_configuration
from crawler.service import MARK, Service, agent, cron_line, label, read_secrets, secrets_text, timer, unit, unit_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

app = typer.Typer(
    name="service", help="Have the system keep luutru running, as you: a systemd user service, cron or launchd.",
    no_args_is_help=True, add_completion=False,
)  # fmt: skip
NameOption = Annotated[str, typer.Option(help="What to call it, where there are several archives.")]
SECRETS = ("LUUTRU_SMTP_PASSWORD", "LUUTRU_WEBHOOK")
"""Variables that are kept for the service in a file of their own."""
IS_MAC = sys.platform == "darwin"


class NoManager(LuutruError):
    """The system's manager of services does not answer."""


@app.command()
def install(
    ctx: typer.Context,
    name: NameOption = "luutru",
    with_timer: Annotated[
        bool, typer.Option("--timer", help="A timer that begins `luutru run --once`, instead of a service that lives.")
    ] = False,
    cron: Annotated[bool, typer.Option("--cron", help="Print a line for crontab instead; writes nothing.")] = False,
    launchd: Annotated[bool, typer.Option("--launchd", help="An agent of launchd, as on macOS.")] = IS_MAC,
    only_print: Annotated[bool, typer.Option("--print", help="Print what would be written; writes nothing.")] = False,
    memory: Annotated[str, typer.Option(help="How much memory it may take, as 2G or 75%.")] = "75%",
    sandbox: Annotated[
        bool | None,
        typer.Option(
            "--sandbox/--no-sandbox", help="Whether it sees the file system read-only but for the archive; else tried."
        ),
    ] = None,
    contact: Annotated[
        str, typer.Option(envvar="LUUTRU_CONTACT", help="Whom a portal can write to: an e-mail or web address.")
    ] = "",
    archive: ArchiveOption = None,
) -> None:
    """Install it for one archive, and begin."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
        raise UsageError(f"--name {name!r}: write it in letters, digits, '-' and '_'")
    if not re.fullmatch(r"\d{1,12}[KMGT]?|\d{1,2}%|infinity", memory):
        raise UsageError(f"--memory {memory!r}: write it as in 2G or 75%")
    user_agent(contact)
    secrets = _secrets_file(name)
    service = Service(
        name=name, python=Path(sys.executable), archive=archive_folder(ctx, archive).absolute(), contact=contact,
        secrets=secrets, memory=memory, sandbox=_may_sandbox() if sandbox is None else sandbox,
    )  # fmt: skip
    if cron:
        say(cron_line(service))
        _say_secrets(service, sys.stderr.write)
        return
    files = _launchd_files(service) if launchd else _systemd_files(service, with_timer=with_timer)
    if only_print:
        for file, text in files.items():
            say(f"# {file}" if not launchd else f"<!-- {file} -->")
            say(text)
        return
    service.archive.mkdir(parents=True, exist_ok=True)
    for file in (*files, secrets):
        _check_ours(file)
    _keep_secrets(service)
    for file in _installed(name):  # another form of it may be at work
        with contextlib.suppress(NoManager):
            _disable(file)
        if file not in files:
            file.unlink()
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(file)
        say(f"written: {file}")
    _say_secrets(service, sys.stdout.write)
    _enable(files, launchd=launchd)
    if not launchd and not _lingers():
        say("it runs while you are logged in; so that it runs without that: loginctl enable-linger")


@app.command()
def status(name: NameOption = "luutru") -> None:
    """Show what is installed and in what state it is."""
    files = _installed(name)
    if not files:
        say(f"{name}: nothing is installed")
        return
    for file in files:
        say(f"{file}: {_archive_of(file)}")
    for file in files:
        if file.suffix == ".plist":
            _call("launchctl", "print", f"gui/{os.getuid()}/{label(name)}")
            say(f"{file.stem}: loaded")
        else:
            enabled = _call("systemctl", "--user", "is-enabled", file.name, may_fail=True)
            active = _call("systemctl", "--user", "is-active", file.name, may_fail=True)
            say(f"{file.name}: {enabled}, {active}")


@app.command()
def remove(name: NameOption = "luutru") -> None:
    """End it, and remove exactly what was installed; the archive stays."""
    files = _installed(name)
    if not files:
        say(f"{name}: nothing is installed")
        return
    trouble = ""
    for file in files:
        try:
            _disable(file)
        except NoManager as error:
            trouble = str(error)
    for file in files:
        file.unlink()
        for link in file.parent.glob(f"*.wants/{file.name}"):
            link.unlink()
        say(f"removed: {file}")
    if (secrets := _secrets_file(name)).exists() and _archive_of(secrets):
        secrets.unlink()
        say(f"removed: {secrets}")
    if any(file.suffix != ".plist" for file in files) and not trouble:
        _call("systemctl", "--user", "daemon-reload")
    if trouble:
        raise NoManager(f"{trouble}; the files are removed, what may run goes on until you log out")


# Secrets


def _secrets_file(name: str) -> Path:
    """Where the passwords of a service are kept: outside the archive, whose copies go elsewhere."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "luutru" / f"{name}.env"


def _keep_secrets(service: Service) -> None:
    """Writes the secrets of this environment for the service, readable by the user alone; those kept before stay."""
    given = {name: value for name in SECRETS if (value := os.environ.get(name))}
    file = service.secrets
    if not given or file is None:
        return
    kept = read_secrets(file.read_text(encoding="utf-8")) if file.exists() else {}
    text = secrets_text({**kept, **given}, archive=service.archive)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    part.replace(file)
    say(f"written: {file} ({', '.join(given)}; only you can read it)")


def _say_secrets(service: Service, write: Callable[[str], object]) -> None:
    """Says which secret the service will lack, and where it is looked for."""
    alerts = load_configuration(service.archive).alerts
    file = service.secrets
    assert file is not None
    kept = read_secrets(file.read_text(encoding="utf-8")) if file.exists() else {}
    if alerts.email and urlsplit(alerts.smtp).username and not kept.get("LUUTRU_SMTP_PASSWORD"):
        write(
            f"e-mail needs LUUTRU_SMTP_PASSWORD, which the service will not have: write LUUTRU_SMTP_PASSWORD='…' into "
            f"{file} (chmod 600), or set it and install again\n"
        )


# Files


def _systemd_files(service: Service, *, with_timer: bool) -> dict[Path, str]:
    folder = _systemd_folder()
    if with_timer:
        return {
            folder / f"{service.name}.service": unit_once(service),
            folder / f"{service.name}.timer": timer(service),
        }
    return {folder / f"{service.name}.service": unit(service)}


def _launchd_files(service: Service) -> dict[Path, str]:
    log = Path.home() / "Library" / "Logs" / f"{label(service.name)}.log"
    return {_agents_folder() / f"{label(service.name)}.plist": agent(service, log=log)}


def _systemd_folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _agents_folder() -> Path:
    return Path.home() / "Library" / "LaunchAgents"


def _installed(name: str) -> list[Path]:
    """The files of that name that we have written; the timer first."""
    places = [
        _systemd_folder() / f"{name}.timer",
        _systemd_folder() / f"{name}.service",
        _agents_folder() / f"{label(name)}.plist",
    ]
    return [file for file in places if file.exists() and _archive_of(file)]


def _archive_of(file: Path) -> str:
    """The archive for which we have written a file; empty: somebody else wrote it."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    line = next((line for line in text.splitlines()[:4] if f"{MARK} for " in line), "")
    return line.partition(f"{MARK} for ")[2].removesuffix(" -->")


def _check_ours(file: Path) -> None:
    if file.exists() and not _archive_of(file):
        raise UsageError(f"{file} is there and was not written by luutru: give another --name")


# Programs


def _enable(files: Mapping[Path, str], *, launchd: bool) -> None:
    if launchd:
        (file,) = files
        _call("launchctl", "bootout", f"gui/{os.getuid()}/{file.stem}", may_fail=True)
        _call("launchctl", "bootstrap", f"gui/{os.getuid()}", str(file))
        return
    *_, last = files  # the timer, where there is one
    try:
        _call("systemctl", "--user", "daemon-reload")
        _call("systemctl", "--user", "enable", last.name)
        _call("systemctl", "--user", "restart", last.name)
    except NoManager as error:
        raise NoManager(f"{error}; then: systemctl --user enable --now {last.name}") from None


def _disable(file: Path) -> None:
    if file.suffix == ".plist":
        _call("launchctl", "bootout", f"gui/{os.getuid()}/{file.stem}", may_fail=True)
    else:
        _call("systemctl", "--user", "disable", "--now", file.name)


def _call(*command: str, may_fail: bool = False) -> str:
    """What a program says; raises NoManager, with what to do, where it is not there or does not answer."""
    what = f"{command[0]} --user" if command[0] == "systemctl" else command[0]
    found = shutil.which(command[0])
    if found is None:
        raise NoManager(f"{what} is not there: use luutru service install --cron")
    done = subprocess.run([found, *command[1:]], capture_output=True, encoding="utf-8", errors="replace", check=False)
    reason = " ".join(done.stderr.split())
    if "connect to bus" in reason or "connect to user scope bus" in reason.lower():
        raise NoManager(
            f"{what} does not answer ({reason}): log in as this user (not by su or sudo), or use "
            "luutru service install --cron"
        )
    if done.returncode and not may_fail:
        raise LuutruError(f"{' '.join(command)}: {reason or f'status {done.returncode}'}")
    return done.stdout.strip() or reason or "unknown"


def _may_sandbox() -> bool:
    """Whether a user may have a file system of his own here."""
    program = shutil.which("unshare")
    if program is None:
        return False
    return not subprocess.run([program, "--user", "--mount", "true"], capture_output=True, check=False).returncode


def _lingers() -> bool:
    return (Path("/var/lib/systemd/linger") / (os.environ.get("USER") or "")).is_file()
