"""A number of more than 64 bits is one line with status 2, in every option and file that takes a number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from crawler.cli import VERBS, whole_command
from crawler.toml_values import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crawler.conftest import Luutru, Site

LARGE = 10**20


def whole_numbers(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Each option and argument of every verb that is a whole number."""
    for name, inner in getattr(command, "commands", {}).items():
        yield from whole_numbers(inner, (*path, name))
    for parameter in command.params:
        if re.search(r"\bint\b", str(getattr(parameter, "type_descriptor", ""))):
            yield " ".join((*path, parameter.name or "")), parameter


def test_every_number_has_a_bound() -> None:
    found = dict(one for name in VERBS for one in whole_numbers(whole_command(name), (name,)))
    assert len(found) >= 10
    for name, parameter in found.items():
        assert parameter.max is not None or parameter.callback is not None, name


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", LARGE), ("show", 1, "--version", LARGE), ("show", 1, "--diff", 1, LARGE), ("story", LARGE),
        ("story", "--limit", LARGE), ("changes", "--limit", LARGE), ("search", "x", "--limit", LARGE),
        ("search", "x", "--story", LARGE), ("withhold", LARGE, "--reason", "x"), ("reclassify", LARGE, "news"),
        ("export", "out.csv", "--limit", LARGE), ("crawl", "--limit", LARGE), ("coverage", "--limit", LARGE),
    ],
)  # fmt: skip
def test_a_number_that_no_table_holds_is_one_line(luutru: Luutru, site: Site, arguments: tuple[object, ...]) -> None:
    luutru.define(site)
    done = luutru(*map(str, arguments))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "is too large a number" in done.stderr


@pytest.mark.parametrize("text", [f"a = {LARGE}", f"[a]\nb = [1, {-LARGE}]", f"a = {{ b = {LARGE} }}"])
def test_a_file_with_such_a_number_is_one_line(text: str) -> None:
    with pytest.raises(ValueError, match="more than 64 bits"):
        read_toml(text)
    assert read_toml(f"a = {2**63 - 1}") == {"a": 2**63 - 1}
