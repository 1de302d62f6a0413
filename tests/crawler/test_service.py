"""What systems are told so that they keep luutru running: held against the systems' own readers."""

from __future__ import annotations

import os
import plistlib
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.service import Service, agent, cron_line, read_secrets, secrets_text, timer, unit, unit_once
from tests.crawler.conftest import clean_environment

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru

AWKWARD = "/srv/100% “tin” $HOME \\x \"a\" 'b' c:d;e/việt"
paths = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1).filter(str.isprintable)


def service(archive: str = AWKWARD, *, sandbox: bool = True) -> Service:
    return Service(
        name="luutru", python=Path(sys.executable), archive=Path(archive), contact="tin 100%@x.vn", sandbox=sandbox,
        secrets=Path(archive) / "s.env",
    )  # fmt: skip


def values(text: str) -> dict[str, str]:
    """The keys of a unit's [Service], by the standard library's reader."""
    reader = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",), strict=True)
    reader.optionxform = str  # type: ignore[assignment,method-assign]
    reader.read_string(text)
    return dict(reader["Service"])


def unquoted(word: str) -> str:
    """A word of a unit file as systemd reads it: escapes undone, specifiers and variables too."""
    assert (word[0], word[-1]) == ('"', '"')
    found, escaped = "", False
    for mark in word[1:-1]:
        if mark == "\\" and not escaped:
            escaped = True
            continue
        found, escaped = found + mark, False
    return found.replace("%%", "%")


@given(paths)
def test_any_path_stands_in_each_form_as_it_is(path: str) -> None:
    made = service(f"/srv/{path}")
    written = values(unit(made))
    words = shlex.split(written["ExecStart"].replace("$$", "\0").replace("%%", "%"), posix=True)
    assert words[5].replace("\0", "$") == str(made.archive)
    assert unquoted(written["ReadWritePaths"]) == str(made.archive)
    assert unquoted(written["Environment"]) == "LUUTRU_CONTACT=tin 100%@x.vn"
    _, _, _, _, _, *rest = cron_line(made).replace(r"\%", "%").split(" ", 5)
    assert shlex.split(rest[0].partition("set +a; ")[2])[6] == str(made.archive)
    told = plistlib.loads(agent(made, log=Path("/var/log/x")).encode())
    assert shlex.split(told["ProgramArguments"][2].partition("exec ")[2])[5] == str(made.archive)
    assert written["EnvironmentFile"].replace("%%", "%") == f"-{made.secrets}"


def test_the_shell_reads_the_line_of_cron_as_it_is_meant(tmp_path: Path) -> None:
    made = Service(name="x", python=Path("/bin/echo"), archive=tmp_path / "a $b 'c' 100%", contact="x y@z.vn")
    command = cron_line(made).split(" ", 5)[5].replace(r"\%", "%")  # as cron hands it on
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == f"-P -m crawler -a {tmp_path}/a $b 'c' 100% run --once --quiet\n"


@pytest.mark.parametrize("sandbox", [True, False])
def test_systemd_finds_no_fault(tmp_path: Path, sandbox: bool) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (apt install systemd): units are read by our own eyes alone")
    made = service(str(tmp_path / '100% “tin” $HOME "a"'), sandbox=sandbox)
    for name, text in (("l.service", unit(made)), ("o.service", unit_once(made)), ("o.timer", timer(made))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [program, "verify", "--user", "--man=no", "l.service", "o.service", "o.timer"], cwd=tmp_path,
        capture_output=True, encoding="utf-8", check=False, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_unit_stops_as_luutru_does_and_is_not_begun_again_for_wrong_use() -> None:
    written = values(unit(service()))
    assert written["KillMode"] == "mixed"  # `run` hands the signal on itself: twice would be at once
    assert written["RestartPreventExitStatus"] == "2"
    assert "Restart" not in values(unit_once(service()))
    assert "ProtectSystem" not in values(unit(service(sandbox=False)))
    assert values(unit(service(sandbox=False)))["NoNewPrivileges"] == "yes"


@pytest.fixture
def systemctl(tmp_path: Path) -> dict[str, str]:
    """An environment with a home of its own and a systemctl that notes what it is asked for."""
    programs, home = tmp_path / "bin", tmp_path / "home"
    programs.mkdir()
    home.mkdir()
    program = programs / "systemctl"
    asked = shlex.quote(str(tmp_path / "asked"))
    program.write_text(f'#!/bin/sh\necho "$@" >> {asked}\necho active\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{programs}{os.pathsep}{clean_environment()['PATH']}"
    return {"HOME": str(home), "XDG_CONFIG_HOME": "", "PATH": path, "LUUTRU_CONTACT": "archive@example.org"}


def files(luutru: Luutru) -> list[str]:
    return sorted(file.name for file in (luutru.folder / "home").rglob("*") if file.is_file())


def test_what_was_installed_is_shown_and_removed_and_nothing_else(luutru: Luutru, systemctl: dict[str, str]) -> None:
    folder = luutru.folder / "home" / ".config" / "systemd" / "user"
    folder.mkdir(parents=True)
    (folder / "other.service").write_text("[Service]\n", encoding="utf-8")
    done = luutru("service", "install", "--no-sandbox", **systemctl)
    assert done.returncode == 0, done.stderr
    assert "enable-linger" in done.stdout
    assert files(luutru) == ["luutru.service", "other.service"]
    assert "LUUTRU_CONTACT=archive@example.org" in (folder / "luutru.service").read_text(encoding="utf-8")
    shown = luutru("service", "status", **systemctl).stdout
    assert str(luutru.archive) in shown
    assert "active" in shown
    assert luutru("service", "install", "--timer", **systemctl).returncode == 0
    assert files(luutru) == ["luutru.service", "luutru.timer", "other.service"]
    assert luutru("service", "install", **systemctl).returncode == 0
    assert files(luutru) == ["luutru.service", "other.service"]
    assert luutru("service", "remove", **systemctl).returncode == 0
    assert files(luutru) == ["other.service"]
    asked = (luutru.folder / "asked").read_text(encoding="utf-8").splitlines()
    assert asked.count("--user enable luutru.timer") == 1
    assert "--user disable --now luutru.timer" in asked
    assert "nothing is installed" in luutru("service", "status", **systemctl).stdout
    assert luutru.archive.is_dir()


def test_what_others_have_written_is_not_touched(luutru: Luutru, systemctl: dict[str, str]) -> None:
    file = luutru.folder / "home" / ".config" / "systemd" / "user" / "luutru.service"
    file.parent.mkdir(parents=True)
    file.write_text("[Service]\n", encoding="utf-8")
    done = luutru("service", "install", **systemctl)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert luutru("service", "remove", **systemctl).returncode == 0
    assert file.read_text(encoding="utf-8") == "[Service]\n"


def test_print_and_cron_write_nothing(luutru: Luutru, systemctl: dict[str, str]) -> None:
    for option in ("--print", "--cron"):
        shown = luutru("service", "install", option, **systemctl)
        assert shown.returncode == 0
        assert str(luutru.archive) in shown.stdout
        assert "archive@example.org" in shown.stdout
    assert plistlib.loads(
        luutru("service", "install", "--launchd", "--print", **systemctl).stdout.partition("\n")[2].encode()
    )["KeepAlive"] == {"SuccessfulExit": False}
    assert files(luutru) == []
    assert not luutru.archive.exists()


def test_without_a_manager_of_services_it_is_said_what_to_do(luutru: Luutru, systemctl: dict[str, str]) -> None:
    program = luutru.folder / "bin" / "systemctl"
    program.write_text("#!/bin/sh\necho Failed to connect to bus: No medium found >&2\nexit 1\n", encoding="utf-8")
    for verb in ("install", "status", "remove"):
        done = luutru("service", verb, **systemctl)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert "--cron" in done.stderr
    assert files(luutru) == []


def test_wrong_use_of_service_is_one_line_and_status_2(luutru: Luutru, systemctl: dict[str, str]) -> None:
    for arguments in (("--name", "a b"), ("--memory", "much"), ("--contact", "Nguyễn")):
        done = luutru("service", "install", *arguments, **systemctl)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    done = luutru("-a", "a\nb", "service", "install", **systemctl)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1).filter(str.isprintable))
def test_any_password_is_read_as_it_was_written(password: str) -> None:
    values = {"LUUTRU_SMTP_PASSWORD": password, "LUUTRU_WEBHOOK": "https://hook.example/$x"}
    assert read_secrets(secrets_text(values, archive=Path("/srv/a"))) == values


def test_a_shell_reads_the_file_of_secrets_as_it_is_meant(tmp_path: Path) -> None:
    said = "a 'b' \"c\" $HOME \\ % `id` đ"
    made = Service(
        name="x", python=Path("/usr/bin/env"), archive=tmp_path / "a b", secrets=tmp_path / "it's 100% $x.env"
    )
    assert made.secrets is not None
    arguments = {
        "cron": cron_line(made).split(" ", 5)[5].replace(r"\%", "%").partition("set +a; ")[0],
        "launchd": plistlib.loads(agent(made, log=Path("/x")).encode())["ProgramArguments"][2].partition("exec ")[0],
    }
    for has_file in (False, True):
        if has_file:
            text = secrets_text({"LUUTRU_SMTP_PASSWORD": said}, archive=made.archive)
            made.secrets.write_text(text, encoding="utf-8")
        for how, begin in arguments.items():
            script = f"{begin.partition('set +a; ')[0].removesuffix('; ')}; printenv LUUTRU_SMTP_PASSWORD || true"
            done = subprocess.run(["/bin/sh", "-ec", script], capture_output=True, encoding="utf-8", check=True)
            assert done.stdout == (f"{said}\n" if has_file else ""), how


def test_secrets_are_kept_for_the_service_and_for_nobody_else(luutru: Luutru, systemctl: dict[str, str]) -> None:
    file = luutru.folder / "home" / ".config" / "luutru" / "luutru.env"
    luutru.archive.mkdir()
    alerts = "[alerts]\nemail = 'a@example.org'\nsmtp = 'smtps://user@mail.example'\n"
    (luutru.archive / "luutru.toml").write_text(alerts, encoding="utf-8")
    lacking = luutru("service", "install", **systemctl)
    assert lacking.returncode == 0, lacking.stderr
    assert f"write LUUTRU_SMTP_PASSWORD='…' into {file}" in lacking.stdout
    assert not file.exists()
    done = luutru("service", "install", **systemctl, LUUTRU_SMTP_PASSWORD="it's a secret")  # noqa: S106
    assert (done.returncode, "secret'" in done.stdout, "needs LUUTRU" in done.stdout) == (0, False, False)
    assert file.stat().st_mode & 0o777 == 0o600
    assert luutru("service", "install", **systemctl, LUUTRU_WEBHOOK="https://hook.example/x").returncode == 0
    assert read_secrets(file.read_text(encoding="utf-8")) == {
        "LUUTRU_SMTP_PASSWORD": "it's a secret", "LUUTRU_WEBHOOK": "https://hook.example/x",
    }  # fmt: skip
    unit_file = luutru.folder / "home" / ".config" / "systemd" / "user" / "luutru.service"
    assert f"EnvironmentFile=-{file}" in unit_file.read_text(encoding="utf-8")
    assert "a secret" not in unit_file.read_text(encoding="utf-8")
    assert luutru("service", "remove", **systemctl).returncode == 0
    assert not file.exists()
    file.write_text("LUUTRU_WEBHOOK='mine'\n", encoding="utf-8")
    assert luutru("service", "remove", **systemctl).returncode == 0
    assert file.exists()
