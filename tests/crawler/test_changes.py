"""`luutru changes` and `luutru show --diff`, by the command line, on an archive that saw edits and a removal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from tests.archive.conftest import Crawls
from tests.crawler.conftest import clean_environment

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru

BODY = " ".join(f"chữ{number}" for number in range(40))
STEERS = "\x1b[2J\x1b]0;x\x07\u202e"


@pytest.fixture
def edited(luutru: Luutru) -> Luutru:
    """Article 1 edited twice, the second time by what would steer a terminal; article 2 removed."""
    with Archive.open(luutru.archive, write=True, create=True) as archive:
        crawls = Crawls(archive)
        crawls.look("a", f"{BODY} ba xã\n\nHết.")
        crawls.look("b", "Bài khác")
        crawls.next_day()
        crawls.look("a", f"{BODY} bốn xã\n\nHết.")
        crawls.look("b", outcome="gone")
        crawls.next_day()
        crawls.look("a", f"{BODY} bốn{STEERS} xã\n\nHết.", title=f"Tiêu đề {STEERS}mới")
        crawls.look("b", outcome="gone")
    return luutru


def records(luutru: Luutru, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in luutru(*arguments, "--json").stdout.splitlines()]


def test_a_difference_has_plain_marks_where_no_terminal_is(edited: Luutru) -> None:
    shown = edited("show", "1", "--diff", "1", "2").stdout
    assert "text: +1 -1 words\n" in shown
    assert "… chữ34 chữ35 chữ36 chữ37 chữ38 chữ39 [-ba-]{+bốn+} xã\n\nHết." in shown
    assert "title:" not in shown
    assert "[-bốn-]{+ba+}" in edited("show", "1", "--diff", "2", "1").stdout


def test_a_difference_as_json_gives_both_versions_back(edited: Luutru) -> None:
    (record,) = records(edited, "show", "1", "--diff", "1", "2")
    assert (record["article_id"], record["from"]["number"], record["to"]["number"]) == (1, 1, 2)
    assert {"seen_at", "capture_id", "payload_digest"} <= set(record["to"])
    text = record["fields"]["text"]
    assert (text["words_removed"], text["words_added"]) == (1, 1)
    old = " ".join(piece["text"] for piece in text["pieces"] if piece["kind"] != "added")
    assert old.split() == [*BODY.split(), "ba", "xã", "Hết."]
    assert record["fields"]["lead"] == {"words_removed": 0, "words_added": 0, "pieces": []}


def test_the_same_version_twice_differs_in_nothing(edited: Luutru) -> None:
    same = edited("show", "1", "--diff", "2", "2")
    assert same.returncode == 0
    assert "nothing differs" in same.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "1", "--diff", "1", "9"),
        ("show", "1", "--diff", "0", "1"),
        ("show", "1", "--diff", "-1", "1"),
        ("show", "1", "--diff", "1", "9" * 30),
        ("show", "1", "--diff", "1"),
        ("show", "1", "--diff", "x", "y"),
        ("show", "7", "--diff", "1", "1"),
        ("show", "9" * 30),
        ("show", "1", "--version", "1", "--diff", "1", "2"),
        ("changes", "--since", "hôm qua"),
        ("changes", "--until", "2022-02-30"),
        ("changes", "--kind", "other"),
        ("changes", "--limit", "0"),
        ("changes", "--portal", "other"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(edited: Luutru, arguments: tuple[str, ...]) -> None:
    done = edited(*arguments)
    assert (done.returncode, len(done.stderr.splitlines()), done.stdout) == (2, 1, ""), done.stderr


def test_changes_tells_when_what_and_how_much(edited: Luutru) -> None:
    newest, *_ = found = records(edited, "changes")
    assert sorted(one["kind"] for one in found) == ["edited", "edited", "removed"]
    assert newest["at"] == "2022-12-14T01:00:00Z"
    first = found[-1]
    assert (first["version"], first["fields"], first["words_added"], first["words_removed"]) == (2, ["text"], 1, 1)
    assert set(first) == {
        "at", "kind", "article_id", "portal", "url", "title", "version", "fields", "words_added", "words_removed",
        "capture_id", "evidence",
    }  # fmt: skip
    shown = edited("changes", "--until", "2022-12-13").stdout
    assert shown.startswith("2022-12-13T01:00:00Z  edited    1  Tiêu đề\n")
    assert "version 2 · +1 -1 words in text · captures 1, 3" in shown
    assert "the newest 1; " in edited("changes", "--limit", "1").stdout
    assert edited("changes", "--until", "2001").stdout == "no changes\n"


def test_nothing_from_the_web_steers_the_terminal(edited: Luutru) -> None:
    for arguments in (("show", "1", "--diff", "2", "3"), ("changes",)):
        assert not set(edited(*arguments).stdout) & set(STEERS.replace("[2J", "").replace("]0;x", ""))
    printed = on_a_terminal(edited, "show", "1", "--diff", "1", "3")
    assert "\x1b[9;31mba\x1b[0m \x1b[32mbốn" in printed
    assert set(re.findall(r"\x1b.{0,3}", printed)) == {"\x1b[9;", "\x1b[0m", "\x1b[32"}
    assert "\u202e" not in printed
    assert "\x07" not in printed


def on_a_terminal(luutru: Luutru, *arguments: str) -> str:
    """What the command prints where standard output is a terminal."""
    ours, theirs = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crawler", *arguments], cwd=luutru.folder, stdout=theirs, check=True, timeout=120,
            env={**clean_environment(), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert done.returncode == 0
        return os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
