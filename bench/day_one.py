"""The first day with 43 portals as an archivist meets them: is every line of `status` true, and who is told of what?

    python bench/day_one.py [--seed 1] [--keep FOLDER] [--json]

Living portals, dissolved ones (one of them closed by its `valid_until`), slow ones, such as answer over http alone; and
those that give nothing: walled off against robots, written by scripts alone, with a certificate that proves nothing,
dead. All are servers on loopback. Two rounds, three hours apart: of those that gave nothing each is told once, of the
others none, and `status` says of each what its server knows to be so.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from archive.verification import verify
from bench.year_portals import START, Failure, Portal, certificates, serve

ROUNDS = (f"{START}T02:00:00Z", f"{START}T05:00:00Z")
DISSOLVED_DAYS = 500
"""How long ago a dissolved portal has published last."""
GAVE_NOTHING = ("walled", "scripts", "tls", "dead")
MEMBERS = {"living": 18, "dissolved": 5, "slow": 4, "http": 3, "walled": 4, "scripts": 3, "tls": 3, "dead": 3}
RED_AS = {
    "walled": {"challenge", "blocked"}, "scripts": {"no_articles"}, "tls": {"certificate"}, "dead": {"unreachable"},
}  # fmt: skip
"""What each may be called that gave nothing."""
SCRIPTED = (
    "<html><head><title>Cổng thông tin</title></head><body><div id='root'></div>"
    "<script src='/static/app.js'></script><script>window.__START__({})</script></body></html>"
)
WALLS = (
    "<html><head><title>Kiểm tra</title></head><body><h1>Đang kiểm tra trình duyệt của bạn</h1>"
    "<p>Vui lòng chờ trong giây lát.</p></body></html>",
    "<html><head><script>window['$_ts']=window['$_ts']||{};$_ts.cd='x';</script></head><body></body></html>",
)


class Same:
    """A server that answers everything with one page."""

    number, port = 1, 0

    def __init__(self, page: str) -> None:
        self._page = page

    def broken(self, *_kinds: str) -> bool:
        """Nothing is broken but what it is."""
        return False

    def answer(self, _path: str) -> tuple[int, dict[str, str], str]:
        """The page."""
        return 200, {}, self._page


@dataclass
class Member:
    """One of the portals, and what is true of it."""

    key: str
    kind: str
    homepage: str
    server: Portal | None = None
    """None: it gives nothing."""
    life: str = ""
    """A line of its definition."""

    @property
    def articles(self) -> int:
        """What it has published."""
        return len(self.server.live()) if self.server and not self.life else 0


def portals(folder: Path, seed: int) -> list[Member]:
    """The portals, each served."""
    found: list[Member] = []
    _, good, expired = certificates(folder)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    _, stranger, _ = certificates(elsewhere)
    (folder / "authority").write_bytes((folder / "authority.pem").read_bytes())
    for kind, count in MEMBERS.items():
        for place in range(count):
            number = len(found) % 20
            failures = [Failure(number, "slow", 0, 1)] if kind == "slow" else []
            portal = Portal(number, random.Random(f"{seed} {kind} {place}"), failures, error_share=0.0)
            key, life = f"{kind}-{place}", ""
            if kind == "dissolved":
                portal.published = [day - DISSOLVED_DAYS for day in portal.published if day <= 0]
                life = "valid_until = 2023-12-31" if place == 0 else ""
            if kind in ("living", "dissolved", "slow", "http"):
                serve(portal)
                found.append(Member(key, kind, f"http://127.0.0.1:{portal.port}/", portal, life))
                continue
            found.append(Member(key, kind, _silent(kind, place, number, portal, (good, expired, stranger))))
    return found


def _silent(kind: str, place: int, number: int, portal: Portal, files: tuple[Path, Path, Path]) -> str:
    """The home page of a portal that gives nothing, served where it is."""
    good, expired, stranger = files
    if kind == "dead":
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        if place == 0:
            listening.close()  # nobody is there
        else:
            _HANGING.append(listening)  # takes connections and says nothing
        return "http://khong-con-nua.invalid/" if place == 2 else f"http://127.0.0.1:{port}/"
    if kind == "tls":
        portal.failures = [Failure(number, "certificate", 0, 1)] if place == 0 else []
        serve(portal, (stranger, stranger) if place == 1 else (good, expired))
        return f"https://{'127.0.0.1' if place == 2 else 'localhost'}:{portal.port}/"
    served: Any = portal
    if kind == "walled" and place < 2:
        portal.failures = [Failure(number, ("challenge", "blocked")[place], 0, 1)]
    else:
        served = Same(WALLS[place - 2] if kind == "walled" else SCRIPTED)
    serve(served)
    return f"http://127.0.0.1:{served.port}/"


_HANGING: list[socket.socket] = []
"""Held until the end."""


class Day:
    """The first day."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.archive, self.said = folder, folder / "archive", folder / "mails.txt"
        self.members = portals(folder, seed)
        (self.archive / "portals").mkdir(parents=True)
        for one in self.members:
            (self.archive / "portals" / f"{one.key}.toml").write_text(
                f"homepage = '{one.homepage}'\nname = 'Cổng {one.key}'\ntimezone = 'Asia/Ho_Chi_Minh'\n{one.life}\n"
                f"private = {'false' if 'invalid' in one.homepage else 'true'}\n", encoding="utf-8",
            )  # fmt: skip
        script = (
            "import os, sys; open(sys.argv[1], 'a').write('\\n== ' + os.environ['LUUTRU_SUBJECT'] + '\\n' + "
            "sys.stdin.read())"
        )
        command = json.dumps([sys.executable, "-c", script, str(self.said)])
        (self.archive / "luutru.toml").write_text(
            f'[alerts]\ncommand = {command}\ndigest = "never"\n[run]\nat_once = 16\n[disk]\nfloor = "0 MB"\n'
            "[defaults.politeness]\ndelay = 0\nconcurrency = 4\ntimeout = 6\n", encoding="utf-8",
        )  # fmt: skip

    def luutru(self, *arguments: str, moment: str) -> subprocess.CompletedProcess[str]:
        """Runs the command line at a time."""
        environment = {**os.environ, "LUUTRU_NOW": moment, "SSL_CERT_FILE": str(self.folder / "authority.pem"),
                       "LUUTRU_CONTACT": "bench@example.org"}  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "crawler", "-a", str(self.archive), *arguments], cwd=self.folder, env=environment,
            capture_output=True, text=True, check=False, timeout=3000,
        )  # fmt: skip

    def told(self) -> Counter[str]:
        """How often each portal was told of."""
        text = self.said.read_text(encoding="utf-8") if self.said.exists() else ""
        return Counter(re.findall(r"^(?:RED|OVER|NOTE)\s+([\w.-]+):", text, re.MULTILINE))

    def untrue(self, moment: str) -> list[str]:
        """What `status` says that is not so."""
        rows = {
            row["portal"]: row
            for row in map(json.loads, self.luutru("status", "--json", moment=moment).stdout.splitlines())
        }
        wrong = [f"{one.key} is not shown" for one in self.members if one.key not in rows]
        for one in self.members:
            row = rows.get(one.key, {})
            wrong += [f"{one.key} ({one.kind}): {line}" for line in _untrue(one, row)]
        return wrong


def _untrue(one: Member, row: dict[str, Any]) -> list[str]:
    """What a line of `status` says of a portal that is not so."""
    wrong = []
    red = {trouble["kind"] for trouble in row["troubles"] if trouble["level"] == "red"}
    expected = "closed" if one.life else "red" if one.kind in GAVE_NOTHING else "green"
    if row["health"] != expected:
        wrong.append(f"is {row['health']}, not {expected}: {row['troubles']}")
    if one.kind in GAVE_NOTHING and not red <= RED_AS[one.kind]:
        wrong.append(f"is called {red}")
    if row["articles"] != one.articles:
        wrong.append(f"{row['articles']} articles, of {one.articles}")
    if one.articles and one.server is not None:
        newest = max(map(one.server.date_of, one.server.live()))
        if not (newest - timedelta(days=7)).isoformat() <= row["newest_article"] <= newest.isoformat():  # some undated
            wrong.append(f"newest {row['newest_article']}, not {newest}")
    if not one.life and (row["run"] != "ended" or not row["next_crawl"]):
        wrong.append(f"its run: {row['run']}, next crawl: {row['next_crawl']}")
    return wrong


def main() -> int:
    """Crawls two rounds and judges; 1 where something is not so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder that stays, for a look at the archive")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.keep or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        day = Day(folder, given.seed)
        untrue: list[str] = []
        for moment in ROUNDS:
            day.luutru("crawl", "--quiet", moment=moment)
            untrue += [f"{moment}: {line}" for line in day.untrue(moment.replace(":00:00Z", ":40:00Z"))]
        told = day.told()
        nothing = {one.key for one in day.members if one.kind in GAVE_NOTHING}
        found = {
            "portals": len(day.members), "gave_nothing": len(nothing), "untrue": untrue,
            "told_once": sum(told[key] == 1 for key in nothing),
            "told_wrongly": {key: count for key, count in told.items() if key not in nothing or count != 1},
            "verify": [str(one) for one in verify(day.archive).findings[:5]],
        }  # fmt: skip
        shown = day.luutru("status", moment=ROUNDS[-1].replace(":00:00Z", ":40:00Z")).stdout
    if given.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(shown)
        once = found["told_once"]
        print(f"{len(day.members)} portals, {len(nothing)} of which gave nothing: {once} of these told once; "
              f"told wrongly: {found['told_wrongly'] or 'none'}; verify: {found['verify'] or 'whole'}; "
              f"{len(untrue)} statements that are not so")  # fmt: skip
        for line in untrue:
            print("  not so:", line)
    return int(bool(untrue or found["told_wrongly"] or found["told_once"] < len(nothing) or found["verify"]))


if __name__ == "__main__":
    raise SystemExit(main())
