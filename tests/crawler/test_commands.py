"""The other verbs, by the command line, on one small archive."""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from crawler.cli import VERBS, whole_command
from tests.crawler.conftest import Kept, Luutru, clean_environment, page, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crawler.conftest import Site


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    luutru = Luutru(tmp_path_factory.mktemp("archived"))
    with serving() as site:
        site.put("/", page("Cổng", links=("/tin/mot-bai-ve-duong-xa", "/tin/mot-bai-khac-han-nua")))
        site.put(
            "/tin/mot-bai-ve-duong-xa", page("Khởi công đường xã", body="Con đường dài ba cây số nối hai thôn. " * 9)
        )
        site.put(
            "/tin/mot-bai-khac-han-nua", page("=1+1 \x1b[31mđỏ", body="Ánh dương chiếu trên biển cả mênh mông. " * 9)
        )
        assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
        yield Kept(luutru.folder, site)


@pytest.fixture
def archived(kept: Kept, tmp_path: Path) -> Luutru:
    """An archive of two articles, one with what a spreadsheet or a terminal would trip over."""
    return kept.copied(tmp_path)


def test_search_finds_with_and_without_marks(archived: Luutru) -> None:
    assert "Khởi công đường xã" in archived("search", "đường").stdout
    loose = [json.loads(line) for line in archived("search", "--json", "duong").stdout.splitlines()]
    assert len(loose) == 2
    assert "nothing found" in archived("search", "khongco").stdout


def test_search_says_which_portals_and_sections_there_are(archived: Luutru) -> None:
    wrong = archived("search", "đường", "--portal", "protal")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "luutru: there is no portal 'protal' in this archive; portals: portal\n"
    done = archived("search", "đường", "--category", "kinh te")
    assert done.returncode == 0
    assert done.stderr.startswith("luutru: no article is in a section 'kinh te'; sections: ")


def test_show_tells_where_the_bytes_lie(archived: Luutru) -> None:
    (hit,) = [json.loads(line) for line in archived("search", "--json", "đường").stdout.splitlines()]
    shown = archived("show", str(hit["id"])).stdout
    assert "2022-12-12 (day, from visible)" in shown
    assert "warc/" in shown
    record = json.loads(archived("show", str(hit["id"]), "--json").stdout)
    assert record["capture"]["payload_digest"]
    assert archived("show", "999").returncode == 2
    assert archived("show", str(hit["id"]), "--version", "7").returncode == 2


def test_an_article_is_cited(archived: Luutru) -> None:
    (hit,) = [json.loads(line) for line in archived("search", "--json", "đường").stdout.splitlines()]
    number = str(hit["id"])
    digest = json.loads(archived("show", number, "--json").stdout)["capture"]["payload_digest"]
    footnote = archived("show", number, "--cite", "text").stdout
    assert "“Khởi công đường xã”" in footnote
    assert f"sha256:{digest}" in footnote
    (record,) = json.loads(archived("show", number, "--cite", "csl-json", "--version", "1").stdout)
    assert record["issued"] == {"date-parts": [[2022, 12, 12]]}
    assert archived("show", number, "--cite", "ris").stdout.endswith("\nER  - \n")
    for wrong in (("--cite", "mla"), ("--cite", "text", "--json"), ("--cite", "text", "--version", "9")):
        refused = archived("show", number, *wrong)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)


def test_nothing_from_the_web_steers_the_terminal(archived: Luutru) -> None:
    for arguments in (("search", "biển"), ("show", "1"), ("show", "2"), ("status",)):
        assert "\x1b" not in archived(*arguments).stdout


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(archived: Luutru) -> None:
    assert archived("export", "--format", "csv", "out.csv").returncode == 0
    raw = (archived.folder / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == 2
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "+", "@"))]


def test_jsonl_holds_the_articles_that_a_search_finds(archived: Luutru) -> None:
    lines = archived("export", "--format", "jsonl", "-", "đường").stdout.splitlines()
    assert [json.loads(line)["title"] for line in lines] == ["Khởi công đường xã"]
    assert archived("export", "nowhere/out.csv").returncode == 1


def test_every_format_is_written_from_any_search(archived: Luutru) -> None:
    done = archived("export", "out.parquet", "--since", "2022", "--limit", "1")
    assert (done.returncode, done.stderr) == (0, "1 article written to out.parquet\n")
    assert pq.read_table(archived.folder / "out.parquet").num_rows == 1
    assert archived("export", "--format", "markdown", "out", "--author", "khongco").returncode == 0
    assert list((archived.folder / "out").iterdir()) == []
    assert archived("export", "--format", "markdown", "out", "--as-of", "2100").returncode == 0
    assert len(list((archived.folder / "out").rglob("*.md"))) == 2
    assert archived("export", "sorted.csv", "--sort", "newest").returncode == 0
    for arguments, status, why in (
        (("--format", "markdown", "out"), 1, "name a new folder"),
        (("--format", "markdown", "-"), 2, "name one"),
        (("--format", "xml", "out.xml"), 2, "--format"),
        (("out.csv", "--since", "hôm qua"), 2, "no date"),
        (("--format", "csv", "new.parquet"), 2, "is named like parquet"),
        (("sorted.csv",), 2, "--force"),
    ):
        refused = archived("export", *arguments)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (status, 1), refused.stderr
        assert why in refused.stderr
    assert sorted(path.name for path in archived.folder.glob("*out*")) == ["out", "out.parquet"]
    assert archived("export", "sorted.csv", "--force").returncode == 0
    assert archived("export", "lines.jsonl").returncode == 0
    assert json.loads((archived.folder / "lines.jsonl").read_text(encoding="utf-8").splitlines()[0])["title"]


def test_what_an_extra_needs_is_named_where_it_is_missing(archived: Luutru) -> None:
    script = "import sys; sys.modules['pyarrow'] = None; from crawler.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "export", "--format", "parquet", "out.parquet"], capture_output=True, text=True,
        cwd=archived.folder, env=clean_environment() | {"LUUTRU_ARCHIVE": str(archived.archive)}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "luutru: Parquet needs pyarrow: pip install 'luutru[parquet]'\n")


def test_status_says_how_the_last_crawl_ended(archived: Luutru) -> None:
    assert "2 articles in 2 versions" in archived("status").stdout
    assert json.loads(archived("status", "--json").stdout)["last_reason"] == "finished"


def test_extract_prints_one_article_and_stores_nothing(luutru: Luutru, site: Site) -> None:
    site.put("/tin/mot-bai-bao-nao-do", page("Một bài báo"))
    (luutru.folder / "page.html").write_bytes(page("Một bài báo"))
    assert json.loads(luutru("extract", "page.html").stdout)["title"] == "Một bài báo"
    asked = luutru("extract", "--private", f"{site.url}tin/mot-bai-bao-nao-do")
    assert json.loads(asked.stdout)["published_on"] == "2022-12-12"
    assert not luutru.archive.exists()
    for wrong, status in (("missing.html", 2), (f"{site.url}missing", 1), ("http://127.0.0.1:9/", 1)):
        done = luutru("extract", wrong, "--private")
        assert (done.returncode, len(done.stderr.splitlines())) == (status, 1), done.stderr


def test_portals_lists_what_is_known_and_says_what_is_wrong(luutru: Luutru) -> None:
    listed = luutru("portals")
    assert listed.returncode == 0
    assert "thuynguyen" in listed.stdout
    (luutru.archive / "portals").mkdir(parents=True)
    (luutru.archive / "portals" / "hong.toml").write_text("homepage = 3", encoding="utf-8")
    wrong = luutru("portals")
    assert wrong.returncode == 2
    assert "hong.toml: homepage" in wrong.stderr
    assert "thuynguyen" in wrong.stdout


def test_portals_says_what_is_paused(luutru: Luutru) -> None:
    folder = luutru.archive / "portals"
    folder.mkdir(parents=True)
    for key, line in (("mot", "pause = true"), ("hai", "paused_until = 2026-12-31"), ("ba", "cron = '0 6 * * *'")):
        text = f"homepage = 'https://{key}.example.gov.vn/'\n[schedule]\n{line}\n"
        (folder / f"{key}.toml").write_text(text, encoding="utf-8")
    shown = luutru("portals", LUUTRU_NOW="2026-12-30T00:00:00Z").stdout
    assert "mot.example.gov.vn/ (" in shown
    assert shown.count(", paused)") == 1
    assert shown.count(", paused until 2026-12-31)") == 1
    assert "paused until" not in luutru("portals", LUUTRU_NOW="2026-12-31T00:00:00Z").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("crawl", "nowhere"),
        ("crawl",),
        ("crawl", "--limit", "x"),
        ("crawl", "demo", "--set", "nonsense"),
        ("search",),
        ("search", "x"),
        ("status",),
        ("nosuchverb",),
        ("show", "abc"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(luutru: Luutru, arguments: tuple[str, ...]) -> None:
    done = luutru(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("luutru: ")


def test_the_archive_can_be_named_before_or_after_the_verb_or_in_the_environment(archived: Luutru) -> None:
    archived.archive.rename(archived.folder / "elsewhere")
    for arguments, environment in (
        (("-a", "elsewhere", "status"), {}),
        (("status", "-a", "elsewhere"), {}),
        (("status",), {"LUUTRU_ARCHIVE": "elsewhere"}),
    ):
        assert archived(*arguments, **environment).returncode == 0


def test_serve_shows_the_tables_and_takes_no_write(archived: Luutru) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "crawler", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=archived.folder, stderr=subprocess.DEVNULL, env=clean_environment())
    try:
        table = _read(f"http://127.0.0.1:{port}/archive/article_table.json?_shape=array")
        assert {row["title"] for row in json.loads(table)} >= {"Khởi công đường xã"}
        assert "An article as it is now." in _read(f"http://127.0.0.1:{port}/archive/articles").decode()
    finally:
        process.terminate()
        process.wait(timeout=60)


def _read(url: str) -> bytes:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc here: a process's children cannot be listed")
def test_processes_of_a_killed_verify_end_with_it(luutru: Luutru, site: Site) -> None:
    site.put("/", page("Cổng"))
    luutru("crawl", "--file", luutru.define(site))
    os.mkfifo(luutru.archive / "warc" / "luutru-20990101T000000Z-99999-abcdef.warc.gz")  # opening it waits for ever
    verifying = subprocess.Popen([sys.executable, "-m", "crawler", "verify"], cwd=luutru.folder)
    begun: list[str] = []
    while not begun and verifying.poll() is None:
        begun = Path(f"/proc/{verifying.pid}/task/{verifying.pid}/children").read_text(encoding="ascii").split()
        time.sleep(0.05)
    verifying.kill()
    verifying.wait()
    left = begun
    for _ in range(600):
        left = [number for number in begun if Path(f"/proc/{number}").exists()]
        if not left:
            break
        time.sleep(0.05)
    for number in left:
        os.kill(int(number), signal.SIGKILL)
    assert begun
    assert not left


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_brings_what_it_needs(verb: str) -> None:
    """In a new process: those that other tests fork have imported everything."""
    command = [sys.executable, "-m", "crawler", verb, "--help"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=clean_environment())
    assert (done.returncode, done.stderr) == (0, "")
    assert f"luutru {verb}" in done.stdout or f"crawler {verb}" in done.stdout


def test_help_says_of_each_verb_what_the_verb_says_of_itself_and_imports_none() -> None:
    words = "import sys; sys.argv = ['luutru', '--help']; from crawler import cli"
    end = "print([name for name in sys.modules if name.startswith(('crawler.commands.', 'archive.archive'))])"
    command = [sys.executable, "-c", f"{words}\ntry: cli.main()\nexcept SystemExit: {end}"]
    environment = {**clean_environment(), "COLUMNS": "400"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment)
    assert done.stdout.splitlines()[-1] == "[]"
    said = " ".join(done.stdout.replace("│", " ").split())
    for verb in VERBS:
        told = (whole_command(verb).help or "").split("\n\n")[0].replace("\n", " ").strip()
        assert told
        assert f"{verb} {told}" in said


def test_the_version_is_told() -> None:
    done = subprocess.run([sys.executable, "-m", "crawler", "--version"], capture_output=True, encoding="utf-8",
                          check=False, env=clean_environment())  # fmt: skip
    assert (done.returncode, done.stdout) == (0, f"luutru {version('luutru')}\n")


@pytest.mark.parametrize(("typed", "offered"), [("luutru re", "reclassify"), ("luutru search --pa", "--page-type")])
def test_shells_complete_verbs_and_options(typed: str, offered: str) -> None:
    environment = {**clean_environment(), "_LUUTRU_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": typed,
                   "_TYPER_COMPLETE_FISH_ACTION": "get-args"}  # fmt: skip
    words = "import sys; sys.argv = ['luutru']; from crawler.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, encoding="utf-8", check=False,
                          env=environment)  # fmt: skip
    assert offered in done.stdout, done.stderr
