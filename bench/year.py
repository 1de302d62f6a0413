"""A year of daily runs over twenty portals with forty failures of twelve kinds: what is alerted, and how soon.

    python bench/year.py [--seed 2] [--days 365] [--keep FOLDER] [--json]

Real servers on loopback, the real command line with its clock set to each day, real alerts through a command. A failure
counts as alerted when a trouble of its portal becomes red (of a killed run: is noted) between its first day and three
days after its last; everything else that becomes red is a false alarm. Takes an hour or so.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from year_portals import RHYTHMS, START, Failure, Portal, certificates, serve

from archive import Archive
from archive.verification import verify

KINDS = (
    "redesign", "empty listing", "dates gone", "for sale", "challenge", "blocked", "slow", "certificate", "disk full",
    "killed", "moved", "lost author",
)  # fmt: skip
TLS = (1, 8)
"""Portals that are served by TLS."""
AFTER = 3
"""Days after the last one on which what becomes red is still that failure's."""


def plan(seed: int, days: int) -> list[Failure]:
    """Forty failures: two on each portal, in two halves of the year, three or four of each kind."""
    rng = random.Random(seed)
    kinds = [kind for kind in KINDS if kind != "certificate"] * 3 + ["lost source", "lost lead", "challenge"]
    rng.shuffle(kinds)
    places = [(portal, half) for half in (0, 1) for portal in range(len(RHYTHMS))]
    rng.shuffle(places)
    tls = [place for place in places if place[0] in TLS]
    chosen = [(place, "certificate") for place in tls]
    chosen += list(zip([place for place in places if place[0] not in TLS], kinds, strict=False))
    failures = []
    for (portal, half), kind in chosen:
        rate = RHYTHMS[portal]
        first = (45 if half == 0 else 210) + rng.randrange(80 if rate > 0.2 else 40)
        depends = kind in ("redesign", "dates gone", "empty listing") or kind.startswith("lost")
        length = {"killed": 1, "disk full": 2, "slow": 8}.get(kind, 12)
        length = max(length, round(7 / rate)) if depends and rate < 1 else length
        end = days + 1 if kind == "redesign" else first + length
        failures.append(Failure(portal, kind, first, end))
    return sorted(failures, key=lambda one: one.start)


class Year:
    """The year under way."""

    def __init__(self, folder: Path, seed: int, days: int, minutes: float) -> None:
        self.folder, self.archive, self.days = folder, folder / "archive", days
        self.failures = plan(seed, days)
        self.portals = [
            Portal(number, random.Random(f"{seed} {number}"), [one for one in self.failures if one.portal == number])
            for number in range(len(RHYTHMS))
        ]
        self.authority, good, expired = certificates(folder)
        stranger = Portal(0, random.Random(99))
        serve(stranger)
        (self.archive / "portals").mkdir(parents=True)
        for portal in self.portals:
            is_tls = portal.number in TLS
            serve(portal, (good, expired) if is_tls else None)
            portal.elsewhere = stranger.port
            home = f"https://localhost:{portal.port}/" if is_tls else f"http://127.0.0.1:{portal.port}/"
            (self.archive / "portals" / f"p{portal.number:02}.toml").write_text(
                f"homepage = '{home}'\nname = 'Cổng {portal.number}'\nprivate = true\ntimezone = 'Asia/Ho_Chi_Minh'\n"
                "[politeness]\ndelay = 0\nconcurrency = 4\n", encoding="utf-8",
            )  # fmt: skip
        self.said = folder / "alerts.txt"
        self.seconds: list[float] = []
        self.ends = time.monotonic() + minutes * 60

    def run(self) -> None:
        """Every day's run, killed or out of room where that is the failure."""
        for day in range(self.days):
            if time.monotonic() > self.ends:
                self.days = day
                return
            for portal in self.portals:
                portal.day = day
            on = {one.kind for one in self.failures if one.is_on(day)}
            self._settings(has_room="disk full" not in on)
            started = time.monotonic()
            self._crawl(day, is_killed="killed" in on)
            self.seconds.append(time.monotonic() - started)
            if day % 10 == 9 or day < 3:
                latest = self.seconds[-1:] if day < 3 else self.seconds[-10:]
                sys.stderr.write(f"day {day + 1}: {statistics.mean(latest):.1f} s a day\n")

    def _settings(self, *, has_room: bool) -> None:
        floor = "0 MB" if has_room else "1000000 TB"
        script = (
            "import os, sys; open(sys.argv[1], 'a').write(os.environ['LUUTRU_NOW'] + ' ' + "
            "os.environ['LUUTRU_SUBJECT'] + '\\n')"
        )
        command = json.dumps([sys.executable, "-c", script, str(self.said)])
        (self.archive / "luutru.toml").write_text(
            f'[disk]\nfloor = "{floor}"\n[alerts]\ncommand = {command}\ndigest = "never"\n', encoding="utf-8"
        )

    def _crawl(self, day: int, *, is_killed: bool) -> None:
        moment = datetime.combine(START + timedelta(days=day), datetime.min.time()) + timedelta(hours=12)
        environment = {
            **os.environ, "LUUTRU_NOW": f"{moment.isoformat()}Z", "SSL_CERT_FILE": str(self.authority),
            "LUUTRU_CONTACT": "bench@example.org",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler", "-a", str(self.archive), "crawl", "--quiet"],
            cwd=self.folder, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        if is_killed:
            time.sleep(4.5)
            os.killpg(process.pid, signal.SIGKILL)
        _, said = process.communicate(timeout=900)
        if "Traceback" in said:
            sys.stderr.write(f"day {day}: {said}\n")


def judged(year: Year) -> dict[str, Any]:
    """What was alerted of each failure, after how many days, and what was alerted falsely."""
    with Archive.open(year.archive) as archive:
        rows = archive.rows("SELECT * FROM troubles WHERE red_at IS NOT NULL OR kind = 'cut_off' ORDER BY id")
    lines = year.said.read_text(encoding="utf-8").splitlines() if year.said.exists() else []
    for line in lines:
        if "broke off" in line:
            at = line.partition(" ")[0]
            rows.append({"id": at, "portal": "p99", "kind": "disk", "red_at": at, "found_at": at, "evidence": line})
    for row in rows:
        told = row["red_at"] or row["found_at"]
        row["day"] = (datetime.fromisoformat(told).date() - START).days
        row["number"] = int(row["portal"][1:])
    used: set[object] = set()
    found = []
    for failure in year.failures:
        if failure.start + 8 > year.days:
            continue  # the year ended before that could show
        everywhere = failure.kind in ("disk full", "killed")
        last = min(failure.end, year.days) + (AFTER if failure.kind != "killed" else 2)
        hits = [
            row for row in rows
            if (everywhere or row["number"] == failure.portal) and failure.start <= row["day"] <= last
            and (not everywhere or row["kind"] == {"disk full": "disk", "killed": "cut_off"}[failure.kind])
        ]  # fmt: skip
        used |= {row["id"] for row in hits}
        first = min((row["day"] for row in hits), default=None)
        found.append({
            "kind": failure.kind, "portal": failure.portal, "rate": RHYTHMS[failure.portal], "start": failure.start,
            "end": failure.end, "days": None if first is None else first - failure.start,
            "as": sorted({row["kind"] for row in hits}),
        })  # fmt: skip
    false = [row for row in rows if row["id"] not in used]
    return {
        "failures": found, "alerted": sum(one["days"] is not None for one in found), "of": len(found),
        "false": [(row["portal"], row["kind"], row["day"], row["evidence"]) for row in false],
        "days": year.days, "false_per_portal_year": round(len(false) / len(RHYTHMS) * 365 / year.days, 3),
        "messages": len(lines),
        "seconds_a_day": round(statistics.mean(year.seconds), 1),
    }  # fmt: skip


def main() -> int:
    """Measures and prints; 1 where a failure was not alerted or false alarms are not under one a portal and year."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--minutes", type=float, default=600, help="the year ends early after so long")
    parser.add_argument("--keep", type=Path, help="a folder that stays, for a look at the archive")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.keep or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        year = Year(folder, given.seed, given.days, given.minutes)
        year.run()
        found = judged(year)
        found["verify"] = [str(one) for one in verify(year.archive).findings[:5]]
    if given.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for one in found["failures"]:
            after = "NOT ALERTED" if one["days"] is None else f"after {one['days']} days"
            print(
                f"p{one['portal']:02} ({one['rate']} a day) day {one['start']:>3} {one['kind']:<14} {after} {one['as']}"
            )
        print(f"{found['alerted']} of {found['of']} failures alerted; {len(found['false'])} false alarms, "
              f"{found['false_per_portal_year']} a portal and year; {found['messages']} messages; "
              f"verify: {found['verify'] or 'whole'}; {found['seconds_a_day']} s a day")  # fmt: skip
        for row in found["false"]:
            print("  false:", *row)
    return int(found["alerted"] < found["of"] or found["false_per_portal_year"] >= 1)


if __name__ == "__main__":
    raise SystemExit(main())
