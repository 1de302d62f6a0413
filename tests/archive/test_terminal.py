from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from archive.export import COLUMNS, csv_file, jsonl_file
from archive.terminal import escaped, harmless, json_text, one_line

STEERING = [
    "\x1b[2J\x1b]0;pwned\x07", "\x9b31m", "\x9d0;pwned\x9c", "\u202eexe.fdp", "\u2066a\u2069", "\u200b\u200d\ufeff",
    "\x00\r\x08\x7f\x85", "\u2028\u2029", "\ud800", "\U000e0041", "a\rluutru: done",
]  # fmt: skip


@pytest.fixture(scope="module")
def naughty(shared: Path) -> list[str]:
    """Strings that have broken programs (big-list-of-naughty-strings)."""
    file = shared / "corpora" / "naughty-strings" / "blns.json"
    if not file.exists():
        pytest.skip("the naughty strings are not among the public test data")
    found: list[str] = json.loads(file.read_text(encoding="utf-8"))
    return found


def steers(text: str) -> bool:
    return any(unicodedata.category(mark) in ("Cc", "Cf", "Cs", "Zl", "Zp") and mark != "\n" for mark in text)


def row(text: str) -> dict[str, Any]:
    return {name: json.dumps([text]) if name == "tags" else text for name in COLUMNS}


@pytest.mark.parametrize("text", STEERING)
def test_nothing_that_steers_is_printed(text: str) -> None:
    assert not steers(harmless(text))
    assert not steers(one_line(text))
    assert "\n" not in one_line(f"a\n{text}\nb")


def test_nothing_of_the_naughty_strings_steers(naughty: list[str]) -> None:
    assert len(naughty) > 400
    for text in naughty:
        assert not steers(harmless(text)), repr(text)
        assert len(one_line(text).splitlines()) <= 1
        made = json_text({"a": text})
        assert json.loads(made) == {"a": text}
        assert not steers(made), repr(text)


@pytest.mark.parametrize("text", [*STEERING[:8], STEERING[9]])
def test_json_and_toml_lose_nothing(text: str) -> None:
    assert json.loads(json_text([text])) == [text]
    assert not steers(json_text([text]))
    assert tomllib.loads(f"a = {escaped(json.dumps(text, ensure_ascii=False), is_toml=True)}")["a"] == text


def test_what_is_exported_is_what_was_there_and_no_formula(naughty: list[str]) -> None:
    rows = [
        row(text)
        for text in [
            *naughty,
            *STEERING[:8],
            "=1+1",
            "@SUM(1)",
            "-2+3",
            "+1",
            "\t=1",
            " =1",
            "＝1",
            "＋1",
            "－1",
            "＠SUM(1)",
            "\r=1",
            "\n=1",
            "\xa0=1",
            "a;=1",
            "a\t=1",
            'a";=1',
            "a\n=1",
            "'=1",
            "''=1",
            "'a",
        ]
    ]
    table, lines = io.StringIO(newline=""), io.StringIO()
    csv_file.write(table, rows)
    jsonl_file.write(lines, rows)
    read = list(csv.DictReader(io.StringIO(table.getvalue().removeprefix("\ufeff"), newline="")))
    assert len(read) == len(rows) == len(lines.getvalue().splitlines())
    for cell, line, before in zip((one["title"] for one in read), lines.getvalue().splitlines(), rows, strict=True):
        assert not re.match(r"[\s\x00-\x20]*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell), repr(cell)
        assert csv_file.exact(cell) == before["title"]
        assert json.loads(line)["title"] == before["title"]
    # A spreadsheet may take more than the comma for a separator; what is quoted stays one cell all the same.
    for begun in re.split(r'"(?:[^"]|"")*"', table.getvalue()):
        assert not re.search(r"[;\t=+\-@]", begun), repr(begun)
