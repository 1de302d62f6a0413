"""What becomes of an archive that an earlier luutru made: numbers, citations and counts.

    python bench/upgrade.py REVISION [--port 9300] [--keep DIR]

Checks REVISION of this repository out beside, and has it crawl two portals on loopback for five days, the practice
portal and one that holds what that one lacks: pages of other types, articles that all name their section as their
address, two spellings of one article, an article that is withheld. Then today's luutru opens the archive, reads it
again, and makes it anew from `warc/` alone: before it was ever opened, after that, after the rereading, and with a kill
between `warc/` and the tables. Each time every article of before must have its number, its citation and its state, and
the portals the counts that they had.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DAYS = 5
SECTION = "/tin-tuc"
PARTED = 3
"""Articles that were held for other addresses of the first one that named the section."""
_SNAPSHOT = """
import json, sys
from archive import Archive
with Archive.open(sys.argv[1]) as archive:
    rows = archive.rows("SELECT id, portal, url, title, content_hash, version, state, first_seen FROM articles")
    for row in rows:
        row["cited"] = archive.cite(row["id"]).written("bibtex")
    search = len(list(archive.search(limit=None)))
    withheld = archive.rows("SELECT article_id FROM withholdings WHERE undone_at IS NULL")
    from archive.clock import now
    from archive.health.overview import overview
    held = {row["portal"]: row["articles"] for row in overview(archive, now=now())}
print(json.dumps({"rows": rows, "search": search, "held": held, "withheld": withheld}))
"""
_KILL = """
import archive.recording, os
from archive.recording import Recording
real = Recording._enter_progress
def killed(self):
    if self.db.execute("SELECT count(*) FROM articles").fetchone()[0] > 9:
        os._exit(9)
    real(self)
Recording._enter_progress = killed
from crawler.cli import main
main()
"""


def page(title: str, body: str, *, day: str = "", head: str = "", links: tuple[str, ...] = ()) -> bytes:
    """A plain page."""
    dated = f"<p>Ngày đăng: {day}</p>" if day else ""
    around = "".join(f'<p><a href="{link}">Xem trang {link}</a></p>' for link in links)
    return (
        f"<html><head><meta charset=utf-8><title>{title} - Cổng xã</title>{head}</head><body><h1>{title}</h1>{dated}"
        f"<div>{body}</div>{around}</body></html>"
    ).encode()


def prose(subject: str, count: int = 9) -> str:
    """Some paragraphs that no other subject has."""
    return "".join(
        f"<p>Về {subject}, điều {n}: ủy ban giao tổ số {n * 7} lo việc {subject} trong {n + 3} ngày, và báo cáo "
        f"kết quả {subject} với nhân dân trước kỳ họp thứ {n}.</p>" for n in range(1, count)
    )  # fmt: skip


class Portal(ThreadingHTTPServer):
    """A small portal; `day` says what it shows."""

    day = 1

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        pages = self._pages()
        return (200, pages[path]) if path in pages else (404, b"khong co trang nay")

    def _pages(self) -> dict[str, bytes]:
        made: dict[str, bytes] = {}
        for number in range(12 + 2 * self.day):
            if number == 3 and self.day >= 3:
                continue  # removed
            words = "đường làng" if not (number == 5 and self.day >= 2) else "đường làng đã sửa"
            made[f"/bai/{number}.html"] = page(
                f"Xã làm {words} số {number}", prose(f"{words} số {number}"), day=f"{number % 27 + 1}/11/2022"
            )
        for number in range(4):  # all name their section
            made[f"/chung/{number}.html"] = page(
                f"Tin chung của xã số {number}", prose(f"tin chung số {number}"), day=f"{number + 1}/10/2022",
                head=f'<link rel="canonical" href="{self.url}{SECTION}">',
            )  # fmt: skip
        same = f'<link rel="canonical" href="{self.url}/hai/a.html">'
        for name in ("b-in", "a"):
            made[f"/hai/{name}.html"] = page("Bài có hai địa chỉ", prose("hai địa chỉ"), day="2/9/2022", head=same)
        for number in range(3):
            edited = " mới" if self.day >= 4 else ""
            made[f"/dich-vu/{number}.html"] = page(f"Dịch vụ {number}", prose(f"dịch vụ công{edited} {number}"))
        listed = tuple(path for path in made if path.startswith("/chung/"))
        made[SECTION] = page("Tin tức", "", links=listed)
        made["/"] = page("Cổng xã", "", links=(SECTION, *(path for path in made if not path.startswith("/chung/"))))
        return made


class _Handler(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        status, body = self.server.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


class Luutru:
    """One revision of luutru, at one archive."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, folder: Path, *arguments: str, code: str = "", now: str = "") -> str:
        """What a command prints; `code` in its place: a script that is given the folder alone."""
        command = [sys.executable, "-c", code or "from crawler.cli import main; main()"]
        command += ["-a", str(folder), *arguments] if arguments else [str(folder)]
        environment = {**os.environ, "PYTHONPATH": str(self.root), **({"LUUTRU_NOW": now} if now else {})}
        done = subprocess.run(command, cwd=folder.parent, env=environment, capture_output=True, text=True)
        if done.returncode not in (0, 1, 9):
            raise SystemExit(f"{' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def snapshot(self, folder: Path) -> dict[str, Any]:
        """What the archive holds and says."""
        found: dict[str, Any] = json.loads(self(folder, code=_SNAPSHOT))
        found["rows"] = {row["id"]: row for row in found["rows"]}
        return found


def crawled(old: Luutru, folder: Path, port: int) -> Portal:
    """Five days of both portals by the earlier luutru, and one article withheld."""
    old(folder, "demo", "--no-serve", "--days", str(DAYS), "--port", str(port))
    portal = Portal(port + 1)
    file = folder.parent / "xa.toml"
    file.write_text(
        f'name = "Xã"\nhomepage = "{portal.url}/"\nprivate = true\nlanguage = "vi"\n[politeness]\ndelay = 0.0\n',
        encoding="utf-8",
    )
    for day in range(1, DAYS + 1):
        portal.day = day
        old(folder, "crawl", "--file", str(file), "--recheck", now=f"2022-12-{day + 10}T01:00:00Z")
    number = next(row["id"] for row in old.snapshot(folder)["rows"].values() if row["url"].endswith("/bai/7.html"))
    old(folder, "withhold", str(number), "--reason", "thử")
    return portal


def compare(name: str, before: dict[str, Any], after: dict[str, Any], *, is_parted: bool = True) -> bool:
    """Says what is not as it was. `is_parted`: the articles that all named their section have been parted since: the
    one that had the section's address has its own, and the others are more than there were.
    """
    wrong = []
    for number, row in before["rows"].items():
        found = after["rows"].get(number, {})
        differs = [f"{key}: {row[key]!r} -> {found.get(key)!r}" for key in row if row[key] != found.get(key)]
        if differs and not (is_parted and row["url"].endswith(SECTION) and row["title"] == found.get("title")):
            wrong.append(f"{number}: {'; '.join(differs)[:300]}")
    parted = PARTED if is_parted else 0
    held = {**before["held"], "xa": before["held"]["xa"] + parted}
    for key, wanted in (("search", before["search"] + parted), ("held", held), ("withheld", before["withheld"])):
        if wanted != after[key]:
            wrong.append(f"{key}: {wanted} -> {after[key]}")
    fresh = sorted(after["rows"].keys() - before["rows"].keys())
    print(
        f"{name}: {len(before['rows'])} articles, {len(wrong)} not as they were; {len(fresh)} more, from {fresh[:1]} on"
    )
    for line in wrong[:8]:
        print(f"    {line}")
    return not wrong


def without_database(folder: Path, copy: Path) -> Path:
    """A copy of the archive that has `warc/` alone."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(
        folder, copy, ignore=shutil.ignore_patterns("archive.db*", "withheld.db*", "frontier.db*", "search")
    )
    return copy


def repaired(new: Luutru, folder: Path, copy: Path) -> dict[str, Any]:
    """What a repair makes of `warc/` alone."""
    new(without_database(folder, copy), "verify", "--repair")
    return new.snapshot(copy)


def killed(new: Luutru, work: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """A crawl that is killed when numbers are stated and the tables not yet committed, after the next command, and what
    the same `warc/` gives alone.
    """
    folder = work / "killed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    portal = Portal(0)
    file = work / "new.toml"
    file.write_text(f'homepage = "{portal.url}/"\nprivate = true\n[politeness]\ndelay = 0.0\n', encoding="utf-8")
    new(folder, "crawl", "--file", str(file), code=_KILL)
    new(folder, "crawl", "--file", str(file))
    found = new.snapshot(folder)
    found["held"]["xa"] = 0
    alone = repaired(new, folder, work / "copy")
    alone["held"]["xa"] = 0
    return found, alone


def main() -> None:
    """Builds, upgrades, compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revision")
    parser.add_argument("--port", type=int, default=9300)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    work = given.keep or Path(tempfile.mkdtemp(prefix="luutru-upgrade-"))
    work.mkdir(parents=True, exist_ok=True)
    (work / "old").mkdir(exist_ok=True)
    packed = subprocess.run(["git", "archive", given.revision], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "x", "-C", str(work / "old")], input=packed, check=True)
    old, new, folder = Luutru(work / "old"), Luutru(ROOT), work / "archive"
    if not folder.exists():
        crawled(old, folder, given.port)
    before = old.snapshot(folder)
    (work / "before.json").write_text(json.dumps(before, ensure_ascii=False, indent=1), encoding="utf-8")
    whole = [compare("repaired before it was opened", before, repaired(new, folder, work / "unopened"))]
    upgraded = work / "upgraded"
    shutil.rmtree(upgraded, ignore_errors=True)
    shutil.copytree(folder, upgraded)
    new(upgraded, "compact")
    whole.append(compare("upgraded", before, new.snapshot(upgraded), is_parted=False))
    whole.append(compare("upgraded, repaired", before, repaired(new, upgraded, work / "copy")))
    print(new(upgraded, "reextract", "--apply"))
    reread = new.snapshot(upgraded)
    whole.append(compare("read again", before, reread))
    whole.append(compare("read again, repaired", before, repaired(new, upgraded, work / "copy")))
    again = new.snapshot(work / "copy")
    whole.append(compare("  and what was found has its numbers too", reread, again, is_parted=False))
    whole.append(compare("killed between warc/ and the tables", *killed(new, work), is_parted=False))
    print(new(upgraded, "verify"))
    raise SystemExit(not all(whole))


if __name__ == "__main__":
    main()
